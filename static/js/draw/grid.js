/**
 * Draws a grid of coloured cells too many to be elements: once the colours, and above them, whenever the playhead or
 * the pointer moves, the marks.
 *
 * @typedef {import("../geometry/grid_layout.js").GridLayout} GridLayout
 * @typedef {import("./theme.js").Theme} Theme
 */

import { cellRect } from "../geometry/grid_layout.js";

/**
 * @param {CanvasRenderingContext2D} ctx scaled so that one unit is a CSS pixel
 * @param {GridLayout} layout
 * @param {(index: number) => string} colour row-major
 * @param {(index: number) => boolean} hatched cells that are not really there
 * @param {Theme} theme
 */
export function drawCells(ctx, layout, colour, hatched, theme) {
  ctx.clearRect(0, 0, layout.width, layout.height);
  const hatch = new Path2D();
  // On whole device pixels, or cells of a broken number of pixels would show seams.
  const density = ctx.getTransform().a || 1;
  const snap = (/** @type {number} */ position) => Math.round(position * density) / density;
  for (let row = 0; row < layout.rows; row += 1) {
    for (let col = 0; col < layout.cols; col += 1) {
      const index = row * layout.cols + col;
      const { x, y, width, height } = cellRect(layout, row, col);
      ctx.fillStyle = colour(index);
      const [left, top] = [snap(x), snap(y)];
      ctx.fillRect(left, top, snap(x + width) - left, snap(y + height) - top);
      if (hatched(index)) hatch.rect(x, y, width, height);
    }
  }
  drawHatch(ctx, layout, hatch, theme);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {GridLayout} layout
 * @param {{pending: number|null, current: number|null, lit: number|null}} marks row-major indices; cells from `pending` on are still to come
 * @param {Theme} theme
 */
export function drawMarks(ctx, layout, { pending, current, lit }, theme) {
  ctx.clearRect(-4, -4, layout.width + 8, layout.height + 8);
  if (pending !== null && pending < layout.rows * layout.cols) {
    const row = Math.floor(pending / layout.cols);
    const { x, y, height } = cellRect(layout, row, pending % layout.cols);
    ctx.fillStyle = theme.panel;
    ctx.fillRect(x - 0.5, y - 0.5, layout.width - x + 1, height + 1);
    ctx.fillRect(-0.5, y + height, layout.width + 1, layout.height - y - height + 0.5);
    ctx.strokeStyle = theme.line2;
    ctx.lineWidth = 1;
    ctx.setLineDash([3, 3]);
    ctx.strokeRect(0.5, 0.5, layout.width - 1, layout.height - 1);
    ctx.setLineDash([]);
  }
  if (current !== null) outline(ctx, layout, current, 2, theme);
  if (lit !== null && lit !== current) outline(ctx, layout, lit, 3, theme);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {GridLayout} layout
 * @param {number} index
 * @param {number} thickness
 * @param {Theme} theme
 */
function outline(ctx, layout, index, thickness, theme) {
  const { x, y, width, height } = cellRect(layout, Math.floor(index / layout.cols), index % layout.cols);
  const half = thickness / 2;
  ctx.lineWidth = thickness + 2;
  ctx.strokeStyle = theme.panel;
  ctx.strokeRect(x - half, y - half, width + thickness, height + thickness);
  ctx.lineWidth = thickness;
  ctx.strokeStyle = theme.window;
  ctx.strokeRect(x - half, y - half, width + thickness, height + thickness);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {GridLayout} layout
 * @param {Path2D} area
 * @param {Theme} theme
 */
function drawHatch(ctx, layout, area, theme) {
  ctx.save();
  ctx.clip(area);
  ctx.lineWidth = 1;
  for (const [shift, colour] of /** @type {const} */ ([[0, theme.panel], [1, theme.ink2]])) {
    ctx.strokeStyle = colour;
    ctx.beginPath();
    for (let x = shift - layout.height; x < layout.width; x += 5) {
      ctx.moveTo(x, 0);
      ctx.lineTo(x + layout.height, layout.height);
    }
    ctx.stroke();
  }
  ctx.restore();
}
