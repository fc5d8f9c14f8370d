/**
 * Mouse, pen and fingers on the stage: drag pans, wheel and pinch zoom, a tap pins, a double tap zooms in (Shift: out),
 * hovering inspects.
 *
 * @typedef {import("./stage_types.js").Desk} Desk
 * @typedef {import("./stage_types.js").Viewport} Viewport
 * @typedef {import("../geometry/viewport.js").Point} Point
 * @typedef {import("../geometry/stage_layout.js").Pane} Pane
 * @typedef {import("../geometry/stage_layout.js").StageLayout} StageLayout
 * @typedef {{kind: "press", pane: Pane, start: Point, viewport: Viewport, isMoved: boolean}} Press
 * @typedef {{kind: "pinch", pane: Pane, before: [Point, Point], viewport: Viewport}} Pinch
 * @typedef {{kind: "spent"}} Spent the rest of a pinch: one finger is still down
 */
import { inPane, paneAt, worldAt } from "../geometry/stage_layout.js";
import { panBy, pinch, zoomAt } from "../geometry/viewport.js";
import { pixelAt } from "../geometry/placement.js";

const DRAG_FROM_PX = 4;
const TOUCH_DRAG_FROM_PX = 9;
const DOUBLE_WITHIN_MS = 350;
const DOUBLE_WITHIN_PX = 24;
const LINE_PX = 16;
const PAGE_PX = 400;

/**
 * @param {HTMLElement} view
 * @param {Desk} desk
 * @returns {{hover: () => void, forgetPointer: () => void}} `hover` looks again at what lies under the pointer; after `forgetPointer`
 *   (a key moved the pixel) it does not, until the pointer moves
 */
export function attachGestures(view, desk) {
  const { handlers } = desk;
  /** @type {Map<number, Point>} */
  const pointers = new Map();
  /** @type {Press|Pinch|Spent|null} */
  let gesture = null;
  /** @type {{at: Point, time: number}|null} */
  let lastTap = null;
  /** @type {Point|null} */
  let hovering = null;
  let hovered = "";
  let isHoverDue = false;

  view.addEventListener("pointerdown", (event) => {
    const layout = desk.layout();
    if (layout === null || event.button > 1) return;
    if (event.button === 1) event.preventDefault();
    view.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, pointOf(event));
    gesture = begin(layout);
  });

  view.addEventListener("pointermove", (event) => {
    const point = pointOf(event);
    if (!pointers.has(event.pointerId)) {
      if (event.pointerType !== "touch") hoverAt(point);
      return;
    }
    pointers.set(event.pointerId, point);
    const layout = desk.layout();
    if (layout === null || gesture === null) return;
    if (gesture.kind === "press") drag(layout, gesture, point, event.pointerType);
    if (gesture.kind === "pinch") {
      const after = twoFingers(gesture.pane);
      if (after) handlers.setViewport(pinch(gesture.viewport, gesture.before, after, gesture.pane.view, layout.world));
    }
  });

  view.addEventListener("pointerup", (event) => {
    const ended = gesture;
    release(event);
    if (ended?.kind !== "press" || ended.isMoved) return;
    tap(ended.start, event);
  });
  view.addEventListener("pointercancel", release);
  view.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch" && pointers.size === 0) hoverAt(null);
  });

  view.addEventListener(
    "wheel",
    (event) => {
      const layout = desk.layout();
      if (layout === null) return;
      event.preventDefault();
      const unit = event.deltaMode === 1 ? LINE_PX : event.deltaMode === 2 ? PAGE_PX : 1;
      const turned = Math.max(-300, Math.min(300, event.deltaY * unit));
      zoom(layout, pointOf(event), Math.exp(-turned * (event.ctrlKey ? 0.01 : 0.002)));
    },
    { passive: false },
  );

  return {
    hover: () => {
      if (hovering !== null && pointers.size === 0) hoverAt(hovering);
    },
    forgetPointer: () => {
      hovering = null;
      hovered = "";
    },
  };

  /** @param {StageLayout} layout @returns {Press|Pinch|Spent} */
  function begin(layout) {
    const [start] = pointers.values();
    const pane = paneAt(layout, start);
    const fingers = twoFingers(pane);
    if (fingers) return { kind: "pinch", pane, before: fingers, viewport: layout.viewport };
    return { kind: "press", pane, start, viewport: layout.viewport, isMoved: false };
  }

  /** @param {Pane} pane @returns {[Point, Point]|null} */
  function twoFingers(pane) {
    if (pointers.size < 2) return null;
    const [a, b] = pointers.values();
    return [inPane(pane, a), inPane(pane, b)];
  }

  /** @param {StageLayout} layout @param {Press} press @param {Point} point @param {string} pointerType */
  function drag(layout, press, point, pointerType) {
    const dx = point.x - press.start.x;
    const dy = point.y - press.start.y;
    if (!press.isMoved && Math.hypot(dx, dy) < (pointerType === "touch" ? TOUCH_DRAG_FROM_PX : DRAG_FROM_PX)) return;
    press.isMoved = true;
    view.classList.add("is-panning");
    // A picture that fits has nowhere to go: it stays "fit".
    const next = panBy(press.viewport, dx, dy, press.pane.view, layout.world);
    if (desk.state()?.viewport !== null || !isSame(next, layout.viewport)) handlers.setViewport(next);
  }

  /** @param {PointerEvent} event */
  function release(event) {
    pointers.delete(event.pointerId);
    gesture = pointers.size === 0 ? null : { kind: "spent" };
    if (pointers.size === 0) view.classList.remove("is-panning");
  }

  /** @param {Point} point @param {PointerEvent} event */
  function tap(point, event) {
    const layout = desk.layout();
    const state = desk.state();
    if (layout === null || state === null || event.button !== 0) return;
    const isDouble =
      lastTap !== null &&
      event.timeStamp - lastTap.time < DOUBLE_WITHIN_MS &&
      Math.hypot(point.x - lastTap.at.x, point.y - lastTap.at.y) < DOUBLE_WITHIN_PX;
    lastTap = isDouble ? null : { at: point, time: event.timeStamp };
    if (isDouble) {
      zoom(layout, point, event.shiftKey ? 0.5 : 2);
      return;
    }
    const pixel = pixelUnder(layout, point);
    if (pixel === null) return;
    const isPinnedHere = state.pinned && state.pixel?.row === pixel.row && state.pixel.col === pixel.col;
    handlers.pinPixel(isPinnedHere ? null : pixel);
  }

  /** @param {StageLayout} layout @param {Point} point @param {number} factor */
  function zoom(layout, point, factor) {
    const pane = paneAt(layout, point);
    handlers.setViewport(zoomAt(layout.viewport, factor, inPane(pane, point), pane.view, layout.world));
  }

  /** At most once a frame, and only when it is another pixel. @param {Point|null} point */
  function hoverAt(point) {
    hovering = point;
    if (isHoverDue) return;
    isHoverDue = true;
    requestAnimationFrame(() => {
      isHoverDue = false;
      const layout = desk.layout();
      if (layout === null) return;
      const pixel = hovering === null ? null : pixelUnder(layout, hovering);
      const name = pixel === null ? "" : `${pixel.row},${pixel.col}`;
      if (name === hovered) return;
      hovered = name;
      handlers.hoverPixel(pixel);
    });
  }

  /** @param {StageLayout} layout @param {Point} point */
  function pixelUnder(layout, point) {
    const result = desk.state()?.result;
    return result ? pixelAt(result, worldAt(layout, point)) : null;
  }

  /** @param {MouseEvent} event @returns {Point} */
  function pointOf(event) {
    const box = view.getBoundingClientRect();
    return { x: event.clientX - box.left - view.clientLeft, y: event.clientY - box.top - view.clientTop };
  }
}

/** @param {Viewport} a @param {Viewport} b */
function isSame(a, b) {
  return a.scale === b.scale && a.x === b.x && a.y === b.y;
}
