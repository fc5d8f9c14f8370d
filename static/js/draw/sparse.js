/** Draws the part of a large sparse matrix that is seen; at a distance every entry still is a dot. Reads no DOM. */

/** @typedef {{rows: number, cols: number, col: number[], weight_at: number[]}} Entries */
/** @typedef {{seen: import("../geometry/viewport.js").Rect, scale: number, width: number, height: number, ratio: number}} View */

const LINES_FROM_PX = 7;
const LABELS_FROM_PX = 26;

/**
 * @param {CanvasRenderingContext2D} ctx scaled so that one unit is a CSS pixel
 * @param {Entries} matrix its entries row by row
 * @param {Int32Array} starts where each row's entries start
 * @param {View} view
 * @param {{theme: import("./theme.js").Theme, colors: readonly string[], label: (weight: number) => string, cell: {row: number, col: number}|null}} look
 */
export function drawSparse(ctx, { rows, cols, col, weight_at: at }, starts, { seen, scale, width, height, ratio }, { theme, colors, label, cell }) {
  const [left, top] = [-seen.left * scale, -seen.top * scale];
  ctx.fillStyle = theme.stage;
  ctx.fillRect(0, 0, width, height);
  ctx.fillStyle = theme.panel;
  ctx.fillRect(left, top, cols * scale, rows * scale);
  const [first, last] = [Math.max(0, Math.floor(seen.top)), Math.min(rows, Math.ceil(seen.top + seen.height))];
  const [from, to] = [Math.max(0, Math.floor(seen.left)), Math.min(cols, Math.ceil(seen.left + seen.width))];
  if (cell) {
    ctx.fillStyle = theme.windowSoft;
    ctx.fillRect(left, top + cell.row * scale, cols * scale, Math.max(scale, 1));
    ctx.fillRect(left + cell.col * scale, top, Math.max(scale, 1), rows * scale);
  }
  const gap = scale >= LINES_FROM_PX ? 1 : 0;
  const side = Math.max(scale - gap, 1.5 / ratio);
  ctx.font = `${Math.floor(scale * 0.3)}px ${theme.mono}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (let row = first; row < last; row += 1) {
    for (let entry = starts[row]; entry < starts[row + 1]; entry += 1) {
      if (col[entry] < from || col[entry] >= to) continue;
      const [x, y] = [left + col[entry] * scale, top + row * scale];
      ctx.fillStyle = colors[at[entry]];
      ctx.fillRect(x, y, side, side);
      if (scale < LABELS_FROM_PX) continue;
      // Only here do so few entries show that each can be named; the paper under the letters keeps them readable on any colour.
      const text = label(at[entry]);
      const wide = ctx.measureText(text).width + 4;
      ctx.fillStyle = theme.panel;
      ctx.fillRect(x + (side - wide) / 2, y + side * 0.3, wide, side * 0.4);
      ctx.fillStyle = theme.ink;
      ctx.fillText(text, x + side / 2, y + side / 2);
    }
  }
  if (scale >= LINES_FROM_PX) {
    ctx.strokeStyle = theme.line;
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (let row = first; row <= last; row += 1) {
      ctx.moveTo(Math.max(0, left), top + row * scale - 0.5);
      ctx.lineTo(Math.min(width, left + cols * scale), top + row * scale - 0.5);
    }
    for (let line = from; line <= to; line += 1) {
      ctx.moveTo(left + line * scale - 0.5, Math.max(0, top));
      ctx.lineTo(left + line * scale - 0.5, Math.min(height, top + rows * scale));
    }
    ctx.stroke();
  }
  if (!cell) return;
  const [x, y] = [left + cell.col * scale, top + cell.row * scale];
  const shown = Math.max(scale, 8);
  ctx.strokeStyle = theme.window;
  ctx.lineWidth = 2;
  ctx.strokeRect(x + scale / 2 - shown / 2, y + scale / 2 - shown / 2, shown, shown);
}
