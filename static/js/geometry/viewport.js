/**
 * Where one looks. The input picture is the world: its pixel (row, col) covers the unit square [col, col + 1] × [row, row + 1].
 * A viewport says which point of the world is at the centre of a pane and how many screen pixels one unit takes.
 * All functions are pure; a pane's own coordinates are CSS pixels from its top left corner.
 *
 * @typedef {{width: number, height: number}} Size
 * @typedef {{x: number, y: number}} Point
 * @typedef {{left: number, top: number, width: number, height: number}} Rect
 * @typedef {{scale: number, x: number, y: number}} Viewport screen pixels per world unit; the world point at the pane's centre
 */

export const MAXIMUM_SCALE = 96;

/**
 * The smallest rectangle around all the given ones.
 * @param {readonly Rect[]} rects at least one
 * @returns {Rect}
 */
export function union(rects) {
  const left = Math.min(...rects.map((rect) => rect.left));
  const top = Math.min(...rects.map((rect) => rect.top));
  const right = Math.max(...rects.map((rect) => rect.left + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.top + rect.height));
  return { left, top, width: right - left, height: bottom - top };
}

/**
 * What two rectangles share; null when that has no area.
 * @param {Rect} a
 * @param {Rect} b
 * @returns {Rect|null}
 */
export function intersection(a, b) {
  const left = Math.max(a.left, b.left);
  const top = Math.max(a.top, b.top);
  const width = Math.min(a.left + a.width, b.left + b.width) - left;
  const height = Math.min(a.top + a.height, b.top + b.height) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : null;
}

/**
 * The viewport that shows the whole world as large as the pane allows.
 * @param {Size} pane
 * @param {Rect} world
 * @returns {Viewport}
 */
export function fitViewport(pane, world) {
  const scale = Math.min(pane.width / world.width, pane.height / world.height, MAXIMUM_SCALE);
  return { scale, x: world.left + world.width / 2, y: world.top + world.height / 2 };
}

/**
 * From half the fitting scale to 96 screen pixels a pixel.
 * @param {Size} pane
 * @param {Rect} world
 */
export function scaleLimits(pane, world) {
  return { minimum: fitViewport(pane, world).scale / 2, maximum: MAXIMUM_SCALE };
}

/**
 * The nearest viewport that does not lose the picture. Along each axis a picture smaller than the pane stays centred; one twice as
 * large as the pane, or larger, can have any of its points at the centre; between the two the freedom grows without a jump.
 * @param {Viewport} viewport
 * @param {Size} pane
 * @param {Rect} world
 * @returns {Viewport}
 */
export function clampViewport(viewport, pane, world) {
  const { minimum, maximum } = scaleLimits(pane, world);
  const scale = clamp(viewport.scale, minimum, maximum);
  const along = (/** @type {number} */ at, /** @type {number} */ start, /** @type {number} */ extent, /** @type {number} */ room) => {
    const drawn = extent * scale;
    const reach = Math.max(0, Math.min(drawn / 2, drawn - room)) / scale;
    return clamp(at, start + extent / 2 - reach, start + extent / 2 + reach);
  };
  return {
    scale,
    x: along(viewport.x, world.left, world.width, pane.width),
    y: along(viewport.y, world.top, world.height, pane.height),
  };
}

/**
 * The viewport in force: the one chosen, kept in its limits, or the fitting one.
 * @param {Viewport|null} chosen
 * @param {Size} pane
 * @param {Rect} world
 */
export function resolveViewport(chosen, pane, world) {
  return chosen === null ? fitViewport(pane, world) : clampViewport(chosen, pane, world);
}

/**
 * Zooms so that the world point under `point` stays there, as far as the limits let it.
 * @param {Viewport} viewport
 * @param {number} factor > 1 comes nearer
 * @param {Point} point in the pane
 * @param {Size} pane
 * @param {Rect} world
 */
export function zoomAt(viewport, factor, point, pane, world) {
  const { minimum, maximum } = scaleLimits(pane, world);
  const scale = clamp(viewport.scale * factor, minimum, maximum);
  const held = toWorld(viewport, pane, point);
  return clampViewport(holdAt(held, point, scale, pane), pane, world);
}

/**
 * Moves the picture by (dx, dy) screen pixels.
 * @param {Viewport} viewport
 * @param {number} dx
 * @param {number} dy
 * @param {Size} pane
 * @param {Rect} world
 */
export function panBy(viewport, dx, dy, pane, world) {
  const { scale } = viewport;
  return clampViewport({ scale, x: viewport.x - dx / scale, y: viewport.y - dy / scale }, pane, world);
}

/**
 * Two fingers went from `before` to `after`: the world points under them follow (spread zooms, the midpoint pans).
 * @param {Viewport} viewport when the fingers were at `before`
 * @param {readonly [Point, Point]} before
 * @param {readonly [Point, Point]} after
 * @param {Size} pane
 * @param {Rect} world
 */
export function pinch(viewport, before, after, pane, world) {
  const { minimum, maximum } = scaleLimits(pane, world);
  const factor = spread(after) / Math.max(1, spread(before));
  const scale = clamp(viewport.scale * factor, minimum, maximum);
  const held = toWorld(viewport, pane, middle(before));
  return clampViewport(holdAt(held, middle(after), scale, pane), pane, world);
}

/**
 * The nearest viewport in which the world rectangle is seen whole (its centre, when it is larger than the pane).
 * @param {Viewport} viewport
 * @param {Rect} rect
 * @param {Size} pane
 * @param {Rect} world
 */
export function reveal(viewport, rect, pane, world) {
  const { scale } = viewport;
  const along = (/** @type {number} */ at, /** @type {number} */ start, /** @type {number} */ extent, /** @type {number} */ room) => {
    const slack = room / scale - extent;
    if (slack <= 0) return start + extent / 2;
    return clamp(at, start + extent / 2 - slack / 2, start + extent / 2 + slack / 2);
  };
  const x = along(viewport.x, rect.left, rect.width, pane.width);
  const y = along(viewport.y, rect.top, rect.height, pane.height);
  return clampViewport({ scale, x, y }, pane, world);
}

/**
 * @param {Viewport} viewport
 * @param {Size} pane
 * @param {Point} point in the pane
 * @returns {Point} in the world
 */
export function toWorld(viewport, pane, point) {
  return {
    x: viewport.x + (point.x - pane.width / 2) / viewport.scale,
    y: viewport.y + (point.y - pane.height / 2) / viewport.scale,
  };
}

/**
 * @param {Viewport} viewport
 * @param {Size} pane
 * @param {Point} point in the world
 * @returns {Point} in the pane
 */
export function toPane(viewport, pane, point) {
  return {
    x: pane.width / 2 + (point.x - viewport.x) * viewport.scale,
    y: pane.height / 2 + (point.y - viewport.y) * viewport.scale,
  };
}

/**
 * The part of the world that the pane shows.
 * @param {Viewport} viewport
 * @param {Size} pane
 * @returns {Rect}
 */
export function visibleWorld(viewport, pane) {
  const width = pane.width / viewport.scale;
  const height = pane.height / viewport.scale;
  return { left: viewport.x - width / 2, top: viewport.y - height / 2, width, height };
}

/** @param {number} value @param {number} minimum @param {number} maximum */
export function clamp(value, minimum, maximum) {
  return Math.min(Math.max(value, minimum), maximum);
}

/** @param {Point} held @param {Point} point @param {number} scale @param {Size} pane @returns {Viewport} */
function holdAt(held, point, scale, pane) {
  return { scale, x: held.x - (point.x - pane.width / 2) / scale, y: held.y - (point.y - pane.height / 2) / scale };
}

/** @param {readonly [Point, Point]} fingers */
function spread([a, b]) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** @param {readonly [Point, Point]} fingers @returns {Point} */
function middle([a, b]) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
