/**
 * The stage: the picture and its filtered self under one divider or side by side, down to single pixels with their numbers.
 * A base canvas (pictures), a marks canvas (window, pixel, taps) and HTML over them; one frame per update.
 *
 * @typedef {import("./stage_types.js").StageState} StageState
 * @typedef {import("./stage_types.js").StageInput} StageInput
 * @typedef {import("./stage_types.js").StageHandlers} StageHandlers
 * @typedef {import("./stage_types.js").StageLayout} StageLayout
 * @typedef {import("./stage_types.js").PixelRect} PixelRect
 * @typedef {import("../geometry/placement.js").Placed} Placed
 * @typedef {{source?: ImageBitmap, result?: ImageBitmap}} ExactOf
 */
import { drawMarks } from "../draw/marks.js";
import { drawPictures, EXACT_FROM_SCALE } from "../draw/picture.js";
import { readTheme } from "../draw/theme.js";
import { grownToTiles, IDENTITY, pixelsIn } from "../geometry/placement.js";
import { stageLayout } from "../geometry/stage_layout.js";
import { visibleWorld } from "../geometry/viewport.js";
import { attachGestures } from "./stage_gestures.js";
import { attachKeys } from "./stage_keys.js";
import { attachControls, buildStage, updateOverlay } from "./stage_overlay.js";
import { stageMarks } from "./stage_readout.js";

/** Exact pixels are asked for in whole tiles, so that a small pan asks for nothing new. */
const TILE = 32;

/**
 * @param {HTMLElement} root
 * @param {StageHandlers} handlers
 * @returns {{update: (state: StageInput) => void, resize: () => void}} `resize` measures again and reads the theme again; the stage
 *   also does so by itself when its size or the document's theme changes
 */
export function mountStage(root, handlers) {
  const elements = buildStage(root);
  const base = context(elements.base);
  const marks = context(elements.marks);
  /** @type {StageInput|null} */
  let given = null;
  /** @type {StageState|null} */
  let state = null;
  /** The pictures that were shown when the exact values came: of other pictures they would lie. @type {ExactOf} */
  let exactOf = {};
  let size = { width: 0, height: 0 };
  let ratio = 1;
  let theme = readTheme();
  let isFrameDue = false;
  /** @type {readonly unknown[]} */
  let drawnBase = [];
  /** @type {readonly unknown[]} */
  let drawnMarks = [];
  /** @type {readonly unknown[]} */
  let wanted = [];

  const desk = { state: () => state, layout: currentLayout, handlers };
  const gestures = attachGestures(elements.view, desk);
  attachKeys(elements.view, { ...desk, handlers: promising(handlers) }, gestures.forgetPointer);
  attachControls(elements, desk);
  new ResizeObserver(measure).observe(elements.view);
  new MutationObserver(readColours).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", readColours);
  measure();

  return {
    update(next) {
      if (next === given) return;
      if (next.exact !== given?.exact) exactOf = { source: next.source?.image, result: next.result?.image };
      given = next;
      state = shown(next, exactOf);
      // At once: the next key counts from it.
      if (elements.divider.value !== state.divider) elements.divider.value = state.divider;
      schedule();
    },
    resize() {
      readColours();
      measure();
    },
  };

  /**
   * What a key asked for holds at once: the next key counts from it, though the page comes round to it a frame later.
   * @param {StageHandlers} page
   * @returns {StageHandlers}
   */
  function promising(page) {
    const promise = (/** @type {Partial<StageState>} */ fields) => {
      if (state !== null) state = { ...state, ...fields };
    };
    return {
      ...page,
      setViewport: (viewport) => (promise({ viewport }), page.setViewport(viewport)),
      setDivider: (divider) => (promise({ divider }), page.setDivider(divider)),
      hoverPixel: (pixel) => (promise({ pixel }), page.hoverPixel(pixel)),
      pinPixel: (pixel) => (promise(pixel ? { pixel, pinned: true } : { pinned: false }), page.pinPixel(pixel)),
    };
  }

  function measure() {
    const box = elements.view.getBoundingClientRect();
    size = { width: box.width, height: box.height };
    ratio = window.devicePixelRatio || 1;
    schedule();
  }

  function readColours() {
    theme = readTheme();
    schedule();
  }

  function schedule() {
    if (isFrameDue) return;
    isFrameDue = true;
    requestAnimationFrame(frame);
  }

  /** @returns {StageLayout|null} null while there is nothing to lay out */
  function currentLayout() {
    if (state === null || state.source === null || size.width < 2 || size.height < 2) return null;
    const { layout, divider, viewport, source, result } = state;
    return stageLayout({ layout, divider, viewport, source: placedSource(source), result, size, ratio });
  }

  function frame() {
    isFrameDue = false;
    if (state === null) return;
    const layout = currentLayout();
    updateOverlay(elements, state, layout);
    if (layout === null || state.source === null) {
      clear();
      return;
    }
    const { viewport, arrangement } = layout;
    const { source, result } = state;
    const placed = [result?.placement, result?.width, result?.height];
    const view = [viewport.scale, viewport.x, viewport.y, arrangement, size, ratio, theme, ...placed];
    const pictures = [...view, state.divider, source.image, result?.image, state.exact.source, state.exact.result];
    if (isChanged(drawnBase, pictures)) {
      if (isChanged(drawnBase.slice(0, 3), pictures.slice(0, 3))) gestures.hover();
      drawnBase = pictures;
      resizeCanvas(elements.base);
      drawPictures(base, layout, plates(state), theme);
      wantExact(layout, state);
    }
    const { pixel, pinned, inspection, description, hoverTap, term, kernelIndex, active } = state;
    const marked = [...view, pixel, pinned, inspection, description, hoverTap, term, kernelIndex, active];
    if (isChanged(drawnMarks, marked)) {
      drawnMarks = marked;
      resizeCanvas(elements.marks);
      drawMarks(marks, layout, stageMarks(state), theme);
    }
  }

  /** @param {StageLayout} layout @param {StageState} current */
  function wantExact({ viewport, panes }, { source, result }) {
    if (viewport.scale < EXACT_FROM_SCALE || source === null) {
      wanted = [];
      return;
    }
    const seen = visibleWorld(viewport, panes[0].view);
    const tiles = (/** @type {Placed|null} */ picture) => {
      const block = picture === null ? null : pixelsIn(picture, seen);
      return picture === null || block === null ? null : grownToTiles(picture, block, TILE);
    };
    const rects = { source: tiles(placedSource(source)), result: tiles(result) };
    const next = [source.image, result?.image, ...numbers(rects.source), ...numbers(rects.result)];
    if (!isChanged(wanted, next)) return;
    wanted = next;
    handlers.wantExact(rects);
  }

  /** A picture that is gone is not left standing. */
  function clear() {
    if (drawnBase.length === 0) return;
    drawnBase = drawnMarks = wanted = [];
    for (const ctx of [base, marks]) ctx.clearRect(0, 0, size.width, size.height);
  }

  /** One canvas pixel is one pixel of the screen, also where the stage ends between two. @param {HTMLCanvasElement} canvas */
  function resizeCanvas(canvas) {
    const width = Math.max(1, Math.round(size.width * ratio));
    const height = Math.max(1, Math.round(size.height * ratio));
    if (canvas.width === width && canvas.height === height) return;
    canvas.width = width;
    canvas.height = height;
    canvas.style.width = `${width / ratio}px`;
    canvas.style.height = `${height / ratio}px`;
  }
}

/**
 * What of the page's state can honestly be shown.
 * @param {StageInput} input
 * @param {ExactOf} exactOf
 * @returns {StageState}
 */
function shown(input, exactOf) {
  const { source, result, exact } = input;
  return {
    ...input,
    result: result?.placement ? { ...result, placement: result.placement } : null,
    exact: {
      source: source !== null && source.image === exactOf.source ? (exact?.source ?? null) : null,
      result: result !== null && result.image === exactOf.result ? (exact?.result ?? null) : null,
    },
  };
}

/** @param {{width: number, height: number}} source @returns {Placed} */
function placedSource({ width, height }) {
  return { placement: IDENTITY, width, height };
}

/** @param {StageState} state */
function plates({ source, result, exact }) {
  if (source === null) throw new TypeError("plates need a source");
  return {
    source: { image: source.image, placed: placedSource(source), exact: exact.source },
    result: result === null ? null : { image: result.image, placed: result, exact: exact.result },
  };
}

/** @param {PixelRect|null} rect */
function numbers(rect) {
  return rect === null ? [null] : [rect.row, rect.col, rect.height, rect.width];
}

/** @param {readonly unknown[]} before @param {readonly unknown[]} after */
function isChanged(before, after) {
  return before.length !== after.length || after.some((value, index) => value !== before[index]);
}

/** @param {HTMLCanvasElement} canvas */
function context(canvas) {
  const ctx = canvas.getContext("2d");
  if (ctx === null) throw new Error("no 2-D canvas");
  return ctx;
}
