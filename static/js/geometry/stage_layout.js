/**
 * How the stage is divided: one view with a divider, or two views side by side (one over the other where it is narrow).
 * The same layout serves drawing and hit-testing.
 *
 * @typedef {import("./viewport.js").Rect} Rect
 * @typedef {import("./viewport.js").Size} Size
 * @typedef {import("./viewport.js").Point} Point
 * @typedef {import("./viewport.js").Viewport} Viewport
 * @typedef {import("./placement.js").Placed} Placed
 * @typedef {"source"|"result"} Role
 * @typedef {"slider"|"beside"|"stacked"} Arrangement
 * @typedef {{role: Role, view: Rect, clip: Rect}} Pane where its world is laid out, and the part of that it may paint (stage pixels)
 * @typedef {object} StageLayout
 * @property {Arrangement} arrangement
 * @property {Size} size
 * @property {readonly Pane[]} panes source first
 * @property {Viewport} viewport in force in every pane
 * @property {Rect} world what there is to see: the picture and its result
 * @property {number} ratio device pixels per CSS pixel
 *
 * @typedef {object} StageView what is to be laid out
 * @property {"slider"|"side"} layout
 * @property {number} divider 0..1
 * @property {Viewport|null} viewport null = fit
 * @property {Placed} source
 * @property {Placed|null} result
 * @property {Size} size
 * @property {number} ratio
 */
import { pictureRect } from "./placement.js";
import { clamp, intersection, resolveViewport, toWorld, union } from "./viewport.js";

/** Narrower stages put the two views one over the other. */
export const STACKED_BELOW_PX = 560;
const GUTTER_PX = 4;

/**
 * @param {"slider"|"side"} layout
 * @param {number} width of the stage
 * @returns {Arrangement}
 */
export function arrangementFor(layout, width) {
  if (layout === "slider") return "slider";
  return width < STACKED_BELOW_PX ? "stacked" : "beside";
}

/**
 * @param {StageView} view
 * @returns {StageLayout}
 */
export function stageLayout({ layout, divider, viewport, source, result, size, ratio }) {
  const arrangement = arrangementFor(layout, size.width);
  const panes = panesOf(arrangement, size, clamp(divider, 0, 1));
  const rects = [pictureRect(source)];
  if (result !== null) rects.push(pictureRect(result));
  const world = union(rects);
  return { arrangement, size, panes, viewport: resolveViewport(viewport, panes[0].view, world), world, ratio };
}

/**
 * @param {Arrangement} arrangement
 * @param {Size} size
 * @param {number} divider 0..1
 * @returns {readonly [Pane, Pane]}
 */
function panesOf(arrangement, { width, height }, divider) {
  if (arrangement === "slider") {
    const view = { left: 0, top: 0, width, height };
    const at = Math.round(divider * width);
    return [
      { role: "source", view, clip: { ...view, width: at } },
      { role: "result", view, clip: { ...view, left: at, width: width - at } },
    ];
  }
  if (arrangement === "beside") {
    const half = Math.max(1, Math.floor((width - GUTTER_PX) / 2));
    const left = { left: 0, top: 0, width: half, height };
    const right = { ...left, left: width - half };
    return [{ role: "source", view: left, clip: left }, { role: "result", view: right, clip: right }];
  }
  const half = Math.max(1, Math.floor((height - GUTTER_PX) / 2));
  const upper = { left: 0, top: 0, width, height: half };
  const lower = { ...upper, top: height - half };
  return [{ role: "source", view: upper, clip: upper }, { role: "result", view: lower, clip: lower }];
}

/**
 * The pane that shows what lies under a point of the stage (the nearest one for a point in the gutter).
 * @param {StageLayout} layout
 * @param {Point} point
 * @returns {Pane}
 */
export function paneAt({ panes }, point) {
  const outside = (/** @type {Pane} */ { clip }) =>
    Math.max(clip.left - point.x, point.x - clip.left - clip.width, clip.top - point.y, point.y - clip.top - clip.height);
  return outside(panes[0]) <= outside(panes[1]) ? panes[0] : panes[1];
}

/**
 * A point of the stage in the coordinates of one pane.
 * @param {Pane} pane
 * @param {Point} point
 * @returns {Point}
 */
export function inPane(pane, point) {
  return { x: point.x - pane.view.left, y: point.y - pane.view.top };
}

/**
 * @param {StageLayout} layout
 * @param {Point} point of the stage
 * @returns {Point} of the world
 */
export function worldAt(layout, point) {
  const pane = paneAt(layout, point);
  return toWorld(layout.viewport, pane.view, inPane(pane, point));
}

/**
 * A world rectangle on the stage. The world's origin is put on a whole device pixel, so that pictures at 100 % stay sharp and
 * marks meet pixel edges.
 * @param {StageLayout} layout
 * @param {Pane} pane
 * @param {Rect} rect
 * @returns {Rect}
 */
export function onStage({ viewport, ratio }, { view }, rect) {
  const { scale } = viewport;
  const originX = snap(view.left + view.width / 2 - viewport.x * scale, ratio);
  const originY = snap(view.top + view.height / 2 - viewport.y * scale, ratio);
  return {
    left: originX + rect.left * scale,
    top: originY + rect.top * scale,
    width: rect.width * scale,
    height: rect.height * scale,
  };
}

/**
 * The part of the world that a pane paints; null when it paints nothing.
 * @param {StageLayout} layout
 * @param {Pane} pane
 * @returns {Rect|null}
 */
export function paintedWorld({ viewport }, pane) {
  const seen = intersection(pane.clip, pane.view);
  if (seen === null) return null;
  const corner = toWorld(viewport, pane.view, inPane(pane, { x: seen.left, y: seen.top }));
  return { left: corner.x, top: corner.y, width: seen.width / viewport.scale, height: seen.height / viewport.scale };
}

/** @param {number} value @param {number} ratio */
function snap(value, ratio) {
  return Math.round(value * ratio) / ratio;
}
