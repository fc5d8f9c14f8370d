/**
 * A whole picture's convolution as one matrix, too large to read and therefore to zoom into: wheel, pinch, buttons and keys, down to
 * single cells, which say what pixel, output and weight they are.
 */
import { paletteOf } from "../draw/weight_colors.js";
import { moveCell } from "../geometry/grid_layout.js";
import { clamp, fitViewport, panBy, pinch, reveal, toWorld, visibleWorld, zoomAt } from "../geometry/viewport.js";
import { t } from "../i18n/messages.js";
import { icon, iconButton, make, setText } from "./dom.js";
import { drawSparse } from "../draw/sparse.js";
import { picturePlace } from "../geometry/picture_matrix.js";

/** @typedef {Awaited<ReturnType<import("./drawer_words.js").DrawerHandlers["fetchPictureMatrix"]>>} PictureMatrix */
/** @typedef {import("../geometry/viewport.js").Viewport} Viewport */
/** @typedef {import("../geometry/viewport.js").Point} Point */

const REQUEST = { size: 28, kernel: 5, padding: 2 };
const ZOOM_STEP = 1.6;
const FAR = 10;

/** @param {Pick<import("./drawer_words.js").DrawerHandlers, "fetchPictureMatrix">} handlers */
export function makePicture({ fetchPictureMatrix }) {
  const words = make("p", { class: "drawer__words", text: t("drawers.picture.words", REQUEST) });
  const ask = make("button", { class: "button", type: "button" }, [icon("search"), make("span", { text: t("drawers.picture.ask") })]);
  const problem = make("p", { class: "field__hint field__hint--error", role: "status" });
  const canvas = make("canvas", { class: "picture-matrix__canvas", tabindex: "0", role: "application", "aria-roledescription": t("drawers.picture.role") });
  const readout = make("p", { class: "drawer__readout picture-matrix__readout", role: "status", hidden: true });
  const tools = make("div", { class: "picture-matrix__tools" }, [
    iconButton("zoom-in", t("drawers.picture.nearer"), t("drawers.picture.nearer"), () => zoom(ZOOM_STEP)),
    iconButton("zoom-out", t("drawers.picture.farther"), t("drawers.picture.farther"), () => zoom(1 / ZOOM_STEP)),
    iconButton("fit", t("drawers.picture.fit"), t("drawers.picture.fit"), () => look(null)),
  ]);
  const frame = make("div", { class: "picture-matrix__frame", hidden: true }, [canvas, tools]);
  const element = make("section", { class: "picture-matrix", "aria-label": t("drawers.picture.title") }, [
    make("h3", { class: "drawer__title", text: t("drawers.picture.title") }), words, ask, problem, frame, readout,
  ]);
  /** @type {PictureMatrix|null} */
  let matrix = null;
  /** Start of each row's entries in the list; one more at the end. @type {Int32Array} */
  let starts = new Int32Array(1);
  /** null: the whole. @type {Viewport|null} */
  let viewport = null;
  /** @type {{row: number, col: number}} */
  let cell = { row: 0, col: 0 };
  let isPointed = false;
  let isDue = false;
  /** @type {import("../draw/theme.js").Theme|null} */
  let theme = null;
  /** @type {Map<number, Point>} */
  const fingers = new Map();

  ask.addEventListener("click", async () => {
    ask.disabled = true;
    setText(problem, "");
    try {
      show(await fetchPictureMatrix(REQUEST));
    } catch {
      setText(problem, t("drawers.picture.failed"));
    }
    ask.disabled = false;
  });

  /** @param {PictureMatrix} next */
  function show(next) {
    matrix = next;
    starts = new Int32Array(next.rows + 1);
    for (const row of next.row) starts[row + 1] += 1;
    for (let row = 0; row < next.rows; row += 1) starts[row + 1] += starts[row];
    ask.hidden = true;
    frame.hidden = false;
    readout.hidden = false;
    canvas.setAttribute("aria-label", t("drawers.picture.label", { rows: next.rows, cols: next.cols, entries: next.row.length }));
    setText(readout, t("drawers.picture.hint"));
    draw();
    canvas.focus({ preventScroll: true });
  }

  const pane = () => ({ width: canvas.clientWidth, height: canvas.clientHeight });
  const world = () => ({ left: 0, top: 0, width: matrix?.cols ?? 1, height: matrix?.rows ?? 1 });
  const current = () => viewport ?? fitViewport(pane(), world());

  /** @param {Viewport|null} next */
  function look(next) {
    viewport = next && next.scale > fitViewport(pane(), world()).scale ? next : null;
    // Seen whole there is nothing to drag: a finger scrolls the page, two still zoom.
    canvas.style.touchAction = viewport ? "none" : "pan-y";
    draw();
  }

  /**
   * @param {number} factor
   * @param {Point} [place] in the canvas; the marked cell where none is given
   */
  function zoom(factor, place) {
    const view = current();
    const [x, y] = [(cell.col + 0.5 - view.x) * view.scale, (cell.row + 0.5 - view.y) * view.scale];
    const size = pane();
    const held = place ?? { x: clamp(x + size.width / 2, 0, size.width), y: clamp(y + size.height / 2, 0, size.height) };
    look(zoomAt(view, factor, held, size, world()));
  }

  function draw() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      const ratio = devicePixelRatio || 1;
      const { width, height } = pane();
      const ctx = canvas.getContext("2d");
      if (!matrix || !theme || !ctx || width === 0) return;
      if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
      if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      const view = current();
      drawSparse(ctx, matrix, starts, { seen: visibleWorld(view, pane()), scale: view.scale, width, height, ratio }, {
        theme,
        colors: paletteOf(theme, Math.max(...matrix.weight_at) + 1),
        label: (weight) => subscript(weight),
        cell: isPointed ? cell : null,
      });
    });
  }

  /** @param {number} weight */
  function subscript(weight) {
    const { u, v } = picturePlace(REQUEST.kernel, weight);
    return `w${u},${v}`;
  }

  /** @param {{row: number, col: number}} next */
  function point(next) {
    if (!matrix) return;
    cell = next;
    isPointed = true;
    const side = Math.round(Math.sqrt(matrix.rows));
    const across = Math.round(Math.sqrt(matrix.cols));
    const [pixel, output] = [picturePlace(side, next.row), picturePlace(across, next.col)];
    const numbers = { row: next.row + 1, col: next.col + 1, pixel_row: pixel.u, pixel_col: pixel.v, output_row: output.u, output_col: output.v };
    let entry = -1;
    for (let at = starts[next.row]; at < starts[next.row + 1]; at += 1) if (matrix.col[at] === next.col) entry = at;
    if (entry < 0) setText(readout, t("drawers.picture.zero", numbers));
    else setText(readout, t("drawers.picture.cell", { ...numbers, ...picturePlace(REQUEST.kernel, matrix.weight_at[entry]) }));
    draw();
  }

  /** @param {Point} at */
  function pointAt(at) {
    const { x, y } = toWorld(current(), pane(), at);
    const next = { row: Math.floor(y), col: Math.floor(x) };
    if (matrix && next.row >= 0 && next.col >= 0 && next.row < matrix.rows && next.col < matrix.cols) point(next);
  }

  /** @param {PointerEvent|WheelEvent} event @returns {Point} */
  const placeOf = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 16 : 1;
    zoom(Math.exp((-event.deltaY * lines) / 300), placeOf(event));
  }, { passive: false });
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, placeOf(event));
    pointAt(placeOf(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    const to = placeOf(event);
    const from = fingers.get(event.pointerId);
    if (!from) {
      pointAt(to);
      return;
    }
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other) look(pinch(current(), [from, other], [to, other], pane(), world()));
    else look(panBy(current(), to.x - from.x, to.y - from.y, pane(), world()));
    fingers.set(event.pointerId, to);
  });
  for (const type of /** @type {const} */ (["pointerup", "pointercancel"])) canvas.addEventListener(type, (event) => fingers.delete(event.pointerId));
  canvas.addEventListener("dblclick", (event) => {
    const box = canvas.getBoundingClientRect();
    zoom(event.shiftKey ? 1 / 4 : 4, { x: event.clientX - box.left, y: event.clientY - box.top });
  });
  canvas.addEventListener("keydown", (event) => {
    if (!matrix || event.altKey || event.metaKey || event.ctrlKey) return;
    if (event.key === "+" || event.key === "=") zoom(ZOOM_STEP);
    else if (event.key === "-") zoom(1 / ZOOM_STEP);
    else if (event.key === "0") look(null);
    else {
      let next = moveCell(cell, event.key, matrix.rows, matrix.cols);
      if (!next) return;
      for (let more = 1; event.shiftKey && more < FAR; more += 1) next = moveCell(next, event.key, matrix.rows, matrix.cols) ?? next;
      point(next);
      if (viewport) look(reveal(current(), { left: next.col, top: next.row, width: 1, height: 1 }, pane(), world()));
    }
    event.preventDefault();
  });
  new ResizeObserver(draw).observe(canvas);

  return {
    element,
    /** @param {import("./drawer_words.js").Moment} moment */
    update(moment) {
      if (moment.theme === theme) return;
      theme = moment.theme;
      draw();
    },
  };
}
