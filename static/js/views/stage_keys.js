/**
 * The stage by keyboard. Arrows move the inspected pixel (Shift: by ten, Alt: the picture instead), + − zoom, 0 fits,
 * 1 is 100 %, Enter or Space pins, Escape unpins, comma and full stop move the divider.
 *
 * @typedef {import("./stage_types.js").Desk} Desk
 * @typedef {import("./stage_types.js").StageState} StageState
 * @typedef {import("./stage_types.js").StageLayout} StageLayout
 * @typedef {import("../geometry/placement.js").Pixel} Pixel
 */
import { cellRect, movedPixel, nearestPixel } from "../geometry/placement.js";
import { intersection, panBy, reveal, toPane, visibleWorld, zoomAt } from "../geometry/viewport.js";

export const ZOOM_STEP = 1.5;
const DIVIDER_STEP = 0.05;
const LEAP = 10;
const PAN_SHARE = 0.12;

/** @type {Readonly<Record<string, readonly [number, number]>>} rows, cols */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * @param {HTMLElement} view
 * @param {Desk} desk
 * @param {() => void} onPixelMoved called before the inspected pixel moves by a key
 */
export function attachKeys(view, desk, onPixelMoved) {
  view.addEventListener("keydown", (event) => {
    const layout = desk.layout();
    const state = desk.state();
    if (layout === null || state === null || event.target !== view || event.ctrlKey || event.metaKey) return;
    if (!press(event, state, layout)) return;
    event.preventDefault();
    event.stopPropagation();
  });

  /**
   * @param {KeyboardEvent} event
   * @param {StageState} state
   * @param {StageLayout} layout
   * @returns {boolean} whether the key means something here
   */
  function press(event, state, layout) {
    const arrow = ARROWS[event.key];
    if (arrow !== undefined) {
      if (event.altKey) pan(layout, arrow);
      else step(state, layout, arrow, event.shiftKey ? LEAP : 1);
      return true;
    }
    switch (event.key) {
      case "+":
      case "=":
        zoomBy(desk, ZOOM_STEP);
        return true;
      case "-":
      case "_":
        zoomBy(desk, 1 / ZOOM_STEP);
        return true;
      case "0":
        desk.handlers.setViewport(null);
        return true;
      case "1":
        zoomTo(desk, 1);
        return true;
      case "Enter":
      case " ":
        pin(state, layout);
        return true;
      case "Escape":
        if (!state.pinned) return false;
        desk.handlers.pinPixel(null);
        return true;
      case ",":
      case ".":
        if (layout.arrangement !== "slider") return false;
        desk.handlers.setDivider(movedDivider(state.divider, event.key === "," ? -DIVIDER_STEP : DIVIDER_STEP));
        return true;
      default:
        return false;
    }
  }

  /** @param {StageLayout} layout @param {readonly [number, number]} arrow */
  function pan(layout, [rows, cols]) {
    const { view: pane } = layout.panes[0];
    const next = panBy(layout.viewport, -cols * pane.width * PAN_SHARE, -rows * pane.height * PAN_SHARE, pane, layout.world);
    desk.handlers.setViewport(next);
  }

  /** @param {StageState} state @param {StageLayout} layout @param {readonly [number, number]} arrow @param {number} length */
  function step(state, layout, [rows, cols], length) {
    if (state.result === null) return;
    const pixel =
      state.pixel === null
        ? startingPixel(state, layout)
        : movedPixel(state.result, state.pixel, rows * length, cols * length);
    if (pixel === null) return;
    onPixelMoved();
    if (state.pinned) desk.handlers.pinPixel(pixel);
    else desk.handlers.hoverPixel(pixel);
    show(layout, cellRect(state.result.placement, pixel.row, pixel.col));
  }

  /**
   * Brings a pixel that left the view back into it.
   * @param {StageLayout} layout
   * @param {import("../geometry/viewport.js").Rect} cell
   */
  function show(layout, cell) {
    const pane = layout.panes[0].view;
    const next = reveal(layout.viewport, cell, pane, layout.world);
    if (next.x !== layout.viewport.x || next.y !== layout.viewport.y) desk.handlers.setViewport(next);
  }

  /** @param {StageState} state @param {StageLayout} layout */
  function pin(state, layout) {
    if (state.pinned) {
      desk.handlers.pinPixel(null);
      return;
    }
    const pixel = state.pixel ?? startingPixel(state, layout);
    if (pixel === null) return;
    onPixelMoved();
    desk.handlers.pinPixel(pixel);
  }
}

/** The pixel in the middle of the view. @param {StageState} state @param {StageLayout} layout @returns {Pixel|null} */
function startingPixel({ result }, { viewport }) {
  return result === null ? null : nearestPixel(result, { x: viewport.x, y: viewport.y });
}

/**
 * Zooms at the inspected pixel when it is in view, else at the centre.
 * @param {Desk} desk
 * @param {number} factor
 */
export function zoomBy(desk, factor) {
  const layout = desk.layout();
  const state = desk.state();
  if (layout === null || state === null) return;
  const pane = layout.panes[0].view;
  let point = { x: pane.width / 2, y: pane.height / 2 };
  if (state.pixel !== null && state.result !== null) {
    const cell = cellRect(state.result.placement, state.pixel.row, state.pixel.col);
    if (intersection(cell, visibleWorld(layout.viewport, pane)) !== null) {
      point = toPane(layout.viewport, pane, { x: cell.left + cell.width / 2, y: cell.top + cell.height / 2 });
    }
  }
  desk.handlers.setViewport(zoomAt(layout.viewport, factor, point, pane, layout.world));
}

/** @param {Desk} desk @param {number} scale */
export function zoomTo(desk, scale) {
  const layout = desk.layout();
  if (layout !== null) zoomBy(desk, scale / layout.viewport.scale);
}

/** @param {number} divider @param {number} by */
function movedDivider(divider, by) {
  return Math.min(Math.max(Math.round((divider + by) * 1000) / 1000, 0), 1);
}
