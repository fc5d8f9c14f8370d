/**
 * The base layer of the living network: input, feature maps (or kernels), strips, class bars. One call draws one snapshot. Reads no DOM.
 *
 * @typedef {import("./theme.js").Theme} Theme
 * @typedef {import("./training_levels.js").Levels} Levels
 * @typedef {import("./training_levels.js").Sheet} Sheet
 * @typedef {import("../geometry/training_layout.js").NetworkLayout} NetworkLayout
 * @typedef {import("../geometry/training_layout.js").PlacedColumn} PlacedColumn
 * @typedef {import("../geometry/training_layout.js").Rect} Rect
 * @typedef {Levels & {out_channels?: number|null}} Kernels
 * @typedef {object} Look
 * @property {Levels|null} picture
 * @property {boolean} isInk
 * @property {readonly (Levels|null)[]} maps by layer
 * @property {readonly (Kernels|null)[]} kernels by layer
 * @property {readonly number[]} scores
 * @property {"probability"|"output"} scoreKind
 * @property {readonly string[]} classes
 * @property {number|null} label
 * @property {boolean} showsKernels
 */
import { drawBank, drawChannel, palette, sheetOf } from "./training_levels.js";

/** A painter keeps the sheets of pixels from one snapshot to the next. */
export function createPainter() {
  /** @type {Map<string, Sheet>} */
  const sheets = new Map();

  /** @param {string} key @param {Levels} levels @param {import("./training_levels.js").Law} law @param {Theme} theme */
  const sheet = (key, levels, law, theme) => {
    const made = sheetOf(sheets.get(key) ?? null, levels, law, theme);
    sheets.set(key, made);
    return made;
  };

  return {
    /**
     * @param {CanvasRenderingContext2D} ctx scaled so that one unit is a CSS pixel
     * @param {NetworkLayout} layout
     * @param {Look} look
     * @param {Theme} theme
     */
    paint(ctx, layout, look, theme) {
      ctx.clearRect(0, 0, layout.width, layout.height);
      ctx.imageSmoothingEnabled = false;
      drawPicture(ctx, layout, look, theme, sheet);
      for (const column of layout.columns) drawColumn(ctx, column, look, theme, sheet);
      drawBars(ctx, layout, look, theme);
    },
    /** For marks that repeat a part of what is painted. */
    sheet,
  };
}

/**
 * @typedef {(key: string, levels: Levels, law: import("./training_levels.js").Law, theme: Theme) => Sheet} MakeSheet
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkLayout} layout
 * @param {Look} look
 * @param {Theme} theme
 * @param {MakeSheet} sheet
 */
function drawPicture(ctx, { picture: { rect } }, { picture, isInk }, theme, sheet) {
  if (picture) drawChannel(ctx, sheet("picture", picture, isInk ? "ink" : "grey", theme), 0, rect);
  else blank(ctx, rect, theme);
  frame(ctx, rect, theme);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {PlacedColumn} column
 * @param {Look} look
 * @param {Theme} theme
 * @param {MakeSheet} sheet
 */
function drawColumn(ctx, column, look, theme, sheet) {
  const { layer, members, form, tiles, body } = column;
  const levels = look.maps[layer] ?? null;
  if (form === "pass") return drawPass(ctx, body, levels, theme, sheet, layer);
  if (form === "strip") return drawStrip(ctx, column, levels, theme);
  const from = look.showsKernels ? members.find((one) => look.kernels[one]) : undefined;
  const kernels = from === undefined ? null : look.kernels[from];
  if (kernels) {
    const made = sheet(`kernels ${from}`, kernels, "value", theme);
    const count = kernels.shape[0] / (kernels.out_channels ?? tiles.length);
    for (const { channel, rect } of tiles) {
      ctx.fillStyle = theme.panel;
      ctx.fillRect(rect.left, rect.top, rect.width, rect.height);
      drawBank(ctx, made, { first: channel * count, count }, inset(rect, 2));
      frame(ctx, rect, theme);
    }
    return undefined;
  }
  const made = levels ? sheet(`maps ${layer}`, levels, "value", theme) : null;
  for (const { channel, rect } of tiles) {
    if (made) drawChannel(ctx, made, channel, rect);
    else blank(ctx, rect, theme);
    frame(ctx, rect, theme);
  }
  return undefined;
}

/**
 * A vector that is only passed on, as a barcode of its numbers.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Rect} body
 * @param {Levels|null} levels
 * @param {Theme} theme
 * @param {MakeSheet} sheet
 * @param {number} layer
 */
function drawPass(ctx, body, levels, theme, sheet, layer) {
  const isAcross = body.width > body.height;
  if (levels && levels.shape[1] === 1 && levels.shape[2] === 1) {
    const made = sheet(`maps ${layer}`, levels, "value", theme);
    const depth = 5;
    ctx.save();
    if (isAcross) {
      ctx.transform(0, 1, 1, 0, body.left, body.top);
      ctx.drawImage(made.canvas, 0, 0, 1, made.canvas.height, body.height - depth, 0, depth, body.width);
    } else {
      ctx.drawImage(made.canvas, 0, 0, 1, made.canvas.height, body.left + body.width - depth, body.top, depth, body.height);
    }
    ctx.restore();
  }
  ctx.strokeStyle = theme.line2;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.roundRect(body.left + 0.5, body.top + 0.5, body.width - 1, body.height - 1, 4);
  ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {PlacedColumn} column
 * @param {Levels|null} levels
 * @param {Theme} theme
 */
function drawStrip(ctx, { body, cells, shown }, levels, theme) {
  if (!cells) return;
  const colors = levels ? palette(levels, "value", theme) : null;
  for (let channel = 0; channel < shown; channel += 1) {
    const [row, col] = cells.isAcross ? [Math.floor(channel / cells.cols), channel % cells.cols] : [channel % cells.rows, Math.floor(channel / cells.rows)];
    const left = body.left + col * (cells.width + cells.gap);
    const top = body.top + row * (cells.height + cells.gap);
    if (colors && levels) ctx.fillStyle = cssOf(colors[levels.data[channel]]);
    else ctx.fillStyle = theme.zero;
    ctx.fillRect(left, top, cells.width, cells.height);
    if (cells.height < 10) continue;
    ctx.strokeStyle = theme.line;
    ctx.lineWidth = 1;
    ctx.strokeRect(left + 0.5, top + 0.5, cells.width - 1, cells.height - 1);
  }
}

/** @param {number} packed r, g, b from the lowest byte up */
function cssOf(packed) {
  return `rgb(${packed & 255} ${(packed >> 8) & 255} ${(packed >> 16) & 255})`;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkLayout} layout
 * @param {Look} look
 * @param {Theme} theme
 */
function drawBars(ctx, { bars }, { scores, scoreKind, classes, label }, theme) {
  paintBars(ctx, bars.rows, { scores, scoreKind, classes, label }, theme);
}

/**
 * The class bars: the winner in teal, the true class with a ring beside its name. Outputs that may be negative hang from a zero line.
 * @param {CanvasRenderingContext2D} ctx
 * @param {readonly import("../geometry/training_bars.js").Bar[]} rows
 * @param {{scores: readonly number[], scoreKind: "probability"|"output", classes: readonly string[], label: number|null}} look
 * @param {Theme} theme
 */
export function paintBars(ctx, rows, { scores, scoreKind, classes, label }, theme) {
  if (rows.length === 0) return;
  const winner = scores.length > 0 ? scores.indexOf(Math.max(...scores)) : -1;
  const isSigned = scoreKind === "output" && scores.some((score) => score < 0);
  const reach = scoreKind === "probability" ? 1 : Math.max(1, ...scores.map(Math.abs));
  const size = Math.max(12, Math.round(rows[0].rect.height * 0.5));
  ctx.textBaseline = "middle";
  for (const { index, rect, label: name, bar, number } of rows) {
    const middle = rect.top + rect.height / 2;
    const score = scores[index];
    const isWinner = index === winner;
    ctx.textAlign = "left";
    ctx.fillStyle = isWinner || index === label ? theme.ink : theme.ink2;
    ctx.font = `${isWinner ? "600 " : ""}${size}px ${theme.mono}`;
    ctx.fillText(classes[index] ?? String(index), name.left + 2, middle, name.width - 12);
    if (index === label) {
      ctx.strokeStyle = theme.ink;
      ctx.lineWidth = 2;
      ctx.beginPath();
      ctx.arc(name.left + name.width - 7, middle, 3.5, 0, 2 * Math.PI);
      ctx.stroke();
    }
    ctx.fillStyle = theme.line;
    ctx.fillRect(bar.left, rect.top + rect.height / 2 - 0.5, bar.width, 1);
    if (score === undefined) continue;
    const zero = isSigned ? bar.left + bar.width / 2 : bar.left;
    const length = (score / reach) * (isSigned ? bar.width / 2 : bar.width);
    ctx.fillStyle = isWinner ? theme.window : theme.line2;
    ctx.beginPath();
    ctx.roundRect(Math.min(zero, zero + length), bar.top, Math.max(2, Math.abs(length)), bar.height, 3);
    ctx.fill();
    ctx.textAlign = "right";
    ctx.fillStyle = isWinner ? theme.ink : theme.ink2;
    ctx.fillText(score.toFixed(2).replace("-", "\u2212"), number.left + number.width - 1, middle);
  }
}

/** @param {Rect} rect @param {number} by @returns {Rect} */
function inset({ left, top, width, height }, by) {
  return { left: left + by, top: top + by, width: width - 2 * by, height: height - 2 * by };
}

/** @param {CanvasRenderingContext2D} ctx @param {Rect} rect @param {Theme} theme */
function blank(ctx, { left, top, width, height }, theme) {
  ctx.fillStyle = theme.zero;
  ctx.fillRect(left, top, width, height);
}

/** @param {CanvasRenderingContext2D} ctx @param {Rect} rect @param {Theme} theme */
function frame(ctx, { left, top, width, height }, theme) {
  ctx.strokeStyle = theme.line;
  ctx.lineWidth = 1;
  ctx.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
}
