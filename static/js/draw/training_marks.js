/**
 * What lights up when a unit of the network is pointed at: its edges (under the maps), and over them its own cell, the maps it is
 * tied to, the kernels on the way, what it sees of the input picture. Reads no DOM.
 *
 * @typedef {import("./theme.js").Theme} Theme
 * @typedef {import("../geometry/training_layout.js").Rect} Rect
 * @typedef {import("../geometry/training_layout.js").NetworkLayout} NetworkLayout
 * @typedef {import("./training_levels.js").Sheet} Sheet
 * @typedef {{from: Rect, to: Rect}} Edge
 * @typedef {object} Marks
 * @property {Edge[]} before edges from what the unit reads
 * @property {Edge[]} after edges to what reads it
 * @property {Rect|null} own the unit's map, or its cell of a strip
 * @property {Rect|null} cell the cell in its map
 * @property {Rect[]} lit maps it is tied to
 * @property {{rect: Rect, sheet: Sheet, channel: number}[]} kernels drawn in a corner of the map they read
 * @property {Rect|null} field the receptive field in the input picture
 * @property {Rect[]} windows what it sees of the maps it reads
 * @property {boolean} isPinned
 */
import { drawChannel } from "./training_levels.js";

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkLayout} layout
 * @param {Marks|null} marks
 * @param {Theme} theme
 */
export function drawEdges(ctx, layout, marks, theme) {
  ctx.clearRect(0, 0, layout.width, layout.height);
  if (!marks) return;
  for (const [edges, alpha, color] of /** @type {const} */ ([[marks.after, 0.4, theme.line2], [marks.before, 0.75, theme.ink2]])) {
    ctx.strokeStyle = color;
    ctx.lineWidth = edges.length > 40 ? 0.75 : 1.25;
    ctx.globalAlpha = edges.length > 40 ? alpha * 0.7 : alpha;
    ctx.beginPath();
    for (const edge of edges) trace(ctx, edge, layout.flow);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} ctx @param {Edge} edge @param {"across"|"down"} flow */
function trace(ctx, { from, to }, flow) {
  if (flow === "down") {
    const [x, y] = [from.left + from.width / 2, from.top + from.height];
    const [x2, y2] = [to.left + to.width / 2, to.top];
    const bend = (y2 - y) / 2;
    ctx.moveTo(x, y);
    ctx.bezierCurveTo(x, y + bend, x2, y2 - bend, x2, y2);
    return;
  }
  const [x, y] = [from.left + from.width, from.top + from.height / 2];
  const [x2, y2] = [to.left, to.top + to.height / 2];
  const bend = (x2 - x) / 2;
  ctx.moveTo(x, y);
  ctx.bezierCurveTo(x + bend, y, x2 - bend, y2, x2, y2);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {NetworkLayout} layout
 * @param {readonly Marks[]} all
 * @param {Theme} theme
 */
export function drawMarks(ctx, layout, all, theme) {
  ctx.clearRect(0, 0, layout.width, layout.height);
  ctx.imageSmoothingEnabled = false;
  for (const marks of all) {
    for (const rect of marks.lit) outline(ctx, rect, 1.5, theme.ink2, null);
    for (const { rect, sheet, channel } of marks.kernels) {
      ctx.fillStyle = theme.panel;
      ctx.fillRect(rect.left - 2, rect.top - 2, rect.width + 4, rect.height + 4);
      drawChannel(ctx, sheet, channel, rect);
      ctx.strokeStyle = theme.ink2;
      ctx.lineWidth = 1;
      ctx.strokeRect(rect.left - 1.5, rect.top - 1.5, rect.width + 3, rect.height + 3);
    }
    for (const rect of marks.windows) outline(ctx, grown(rect), 1.5, theme.window, theme.panel);
    if (marks.field) {
      ctx.fillStyle = theme.windowSoft;
      ctx.fillRect(marks.field.left, marks.field.top, marks.field.width, marks.field.height);
      outline(ctx, grown(marks.field), 2, theme.window, theme.panel);
    }
    if (marks.own) outline(ctx, marks.own, marks.isPinned ? 3 : 2, marks.isPinned ? theme.window : theme.ink, theme.panel);
    if (marks.cell) outline(ctx, grown(marks.cell), 2, theme.window, theme.panel);
  }
}

/** A region smaller than this could not be found. @param {Rect} rect @returns {Rect} */
function grown({ left, top, width, height }) {
  const least = 5;
  const [w, h] = [Math.max(least, width), Math.max(least, height)];
  return { left: left - (w - width) / 2, top: top - (h - height) / 2, width: w, height: h };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Rect} rect
 * @param {number} width
 * @param {string} color
 * @param {string|null} halo
 */
function outline(ctx, { left, top, width: wide, height }, width, color, halo) {
  const out = width / 2;
  if (halo) {
    ctx.strokeStyle = halo;
    ctx.lineWidth = width + 2;
    ctx.strokeRect(left - out, top - out, wide + width, height + width);
  }
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.strokeRect(left - out, top - out, wide + width, height + width);
}
