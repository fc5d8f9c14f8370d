/** The stage: input, kernels, output as grids of numbers; the window slides, sums grow, and what belongs together lights up. */
import { cellColors, spanOf } from "../draw/cell_colors.js";
import { shortNumber } from "../elements/kernel_input.js";
import { frameOf } from "../geometry/frame.js";
import { arrangeGrids, tilesOf } from "../geometry/grid_arrangement.js";
import { linksOf } from "../geometry/links.js";
import { t } from "../i18n/messages.js";
import { make, segmented } from "./dom.js";
import { watchColors } from "./kernel_colors.js";
import { mountMatrix } from "./sliding_matrix.js";
import { markPane } from "./sliding_marks.js";
import { panesOf, slidesRotated } from "./sliding_panes.js";
import { kindOf, makePane, paneCaption, signsOf } from "./sliding_pane.js";
import { full, hoverSentence, isSecret } from "./sliding_words.js";

/** @typedef {import("../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("../types_sliding.js").Entry} Entry */
/** @typedef {import("./sliding_panes.js").Pane} Pane */
/** @typedef {ReturnType<typeof makePane>} PaneView */
/** @typedef {Pick<PaneView, "element"|"caption"> & {grid: PaneView["grid"]|null, note: PaneView["note"]}} PaneOrMatrix */
/** @typedef {{pane: Pane, view: PaneOrMatrix, marks: Uint8Array, span: import("../draw/cell_colors.js").Span}} Shown */

/**
 * @typedef {object} StageHandlers
 * @property {(hover: import("../types_sliding.js").Hover|null) => void} hover
 * @property {(output: number) => void} seekOutput
 * @property {(id: import("../types_sliding.js").OperandId, index: number, entry: Entry) => void} setEntry
 * @property {(isUnflipped: boolean) => void} setUnflipped
 * @property {(view: import("../types_sliding.js").View) => void} setView
 */

// Formula and time; what opens below them besides does not make the grids smaller.
const MOST_BELOW_REM = 17;

// Below it a cell has square corners: to round hundreds of them again in every frame is most of what a frame costs.
const SMALL_CELL_REM = 1.75;

const VIEWS = /** @type {const} */ (["gather", "scatter", "matrix"]);

/**
 * @param {HTMLElement} root
 * @param {StageHandlers} handlers
 */
export function mountStage(root, handlers) {
  const options = VIEWS.map((value) => ({ value, label: t(`sliding.view.${value}`), tip: t(`sliding.view.${value}.tip`) }));
  const views = segmented(t("sliding.view.label"), options, handlers.setView);
  views.element.classList.add("sliding-stage__views");
  const floor = make("div", { class: "sliding-stage__floor" });
  const readout = make("p", { class: "sliding-stage__readout", "aria-live": "off" });
  root.classList.add("sliding-stage");
  root.append(views.element, floor, readout);

  /** @type {Shown[]} */
  let shown = [];
  /** @type {SlidingState|null} */
  let drawn = null;
  /** @type {ReturnType<typeof cellColors>} */
  let colorOf;
  let structure = "";
  /** @type {ReturnType<typeof mountMatrix>|null} */
  let matrix = null;

  watchColors((_, theme) => {
    colorOf = cellColors(theme);
    if (drawn?.trace) paint(drawn);
  });
  new ResizeObserver(() => arrange()).observe(root);
  addEventListener("resize", () => arrange());

  /**
   * @param {SlidingState} state
   * @param {Pane[]} panes
   */
  function build(state, panes) {
    matrix = null;
    shown = panes.map((pane) => {
      if (pane.role === "matrix") {
        matrix = mountMatrix(handlers);
        const stand = { element: matrix.element, grid: null, caption: matrix.caption, note: null };
        return { pane, view: stand, marks: new Uint8Array(0), span: { low: 0, high: 0 } };
      }
      /** @type {Shown} */
      const one = { pane, view: makePane(pane, () => drawn, () => one.pane, handlers), marks: new Uint8Array(0), span: { low: 0, high: 0 } };
      one.marks = new Uint8Array(one.view.grid?.count ?? 0);
      return one;
    });
    const signs = signsOf(/** @type {import("../types_sliding.js").Trace} */ (state.trace), panes);
    // In a stack the first stands above the others; its sign begins their line.
    floor.replaceChildren(shown[0].view.element, make("div", { class: "sliding-stage__rest" }, shown.slice(1).flatMap(({ view }, i) => [signs[i], view.element])));
  }

  /** @param {SlidingState} state everything that does not change while it plays */
  function paint(state) {
    const { trace } = state;
    if (!trace) return;
    const rotated = slidesRotated(trace);
    for (const one of shown) {
      const { pane, view } = one;
      if (pane.role !== "matrix") view.caption.replaceChildren(...paneCaption(trace, pane));
      view.note?.show(rotated ? state.isUnflipped : null, trace.mode, state.view);
      const { grid } = view;
      if (!grid) continue;
      // Gradients of one backward pass are compared with each other only within their grid.
      one.span = spanOf(pane.values);
      if (pane.role === "output") continue;
      for (let position = 0; position < grid.count; position += 1) {
        const index = pane.sources ? pane.sources[position] : position;
        const entry = index >= 0 ? pane.values[index] : 0;
        grid.setText(position, index === -3 ? "" : short(entry));
        grid.setColor(position, index >= 0 ? colorOf(pane.law, entry, one.span) : null);
      }
    }
    play(state);
  }

  /** @param {SlidingState} state what a frame changes */
  function play(state) {
    const { trace, view } = state;
    if (!trace) return;
    const frame = frameOf(trace, view, state.time);
    const isScattering = view === "scatter";
    const links = state.hover ? linksOf(trace, state.hover, frame.reduction) : null;
    const at = frame.term === null ? null : trace.reductions[frame.reduction].value_at[frame.term];
    const spread = isScattering && at !== null ? linksOf(trace, { operand: trace.value_operand, index: at }, 0) : null;
    const hidden = (/** @type {number} */ reduction) => isSecret(state, frame, reduction);
    for (const { pane, view: { grid }, marks, span } of shown) {
      if (!grid) continue;
      if (pane.role === "output") {
        for (const [r, one] of trace.reductions.entries()) {
          const done = frame.done(r);
          const isDone = frame.isDone(r);
          const value = isDone ? one.result : one.partial_sums[done - 1];
          const isShown = (isDone || done > 0) && !hidden(r);
          grid.setText(one.output, isShown ? short(value) : hidden(r) ? "?" : "");
          grid.setColor(one.output, isShown ? colorOf(pane.law, value, span) : null);
        }
      }
      markPane(pane, marks, { trace, frame, isScattering, links, isSecret: hidden, spread });
      grid.setMarks(marks);
    }
    matrix?.update(state, frame, links, colorOf);
    const sentence = hoverSentence(state, frame) || t(trace.is_symbolic ? "sliding.readout.symbolic" : "sliding.readout.idle");
    if (readout.textContent !== sentence) readout.textContent = sentence;
  }

  function arrange() {
    if (shown.length === 0 || root.clientWidth === 0) return;
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const width = floor.clientWidth - 8;
    const isNarrow = width < 34 * rem;
    const stand = floor.getBoundingClientRect();
    const end = (root.parentElement ?? root).getBoundingClientRect().bottom;
    const others = stand.top + scrollY + Math.min(MOST_BELOW_REM * rem, end - stand.bottom) + rem;
    const height = isNarrow ? innerHeight * 0.6 : Math.max(16 * rem, innerHeight - others);
    const groups = shown.map(({ pane, view }) => {
      const tiles = pane.tiles[0] * pane.tiles[1] > 1 ? 1.1 * rem : 0;
      const words = 2.2 * rem + tiles + (view.note ? (isNarrow ? 2.8 : 1.6) * rem : 0);
      const size = { rows: pane.rows, cols: pane.cols, tiles: pane.tiles, wide: widthOf(pane), words, minimum: Math.min((view.note ? 10.5 : isNarrow ? 5 : 7.5) * rem, 0.38 * innerWidth) };
      if (pane.role !== "matrix" || !matrix) return size;
      const side = matrix.fit(width * (isNarrow ? 1 : 0.5), height - 5 * rem, rem);
      return { ...size, rows: 1, cols: 1, tiles: /** @type {const} */ ([1, 1]), minimum: Math.max(side.width, 9 * rem) };
    });
    const room = { width, height, gap: 0.6 * rem, between: (isNarrow ? 1.4 : 3) * rem, smallest: 1.1 * rem, largest: 6.2 * rem, scrolls: isNarrow };
    const { flow, cell, turned } = arrangeGrids(groups, room);
    floor.dataset.flow = flow;
    floor.dataset.cells = cell < SMALL_CELL_REM * rem ? "small" : "large";
    floor.style.setProperty("--cell", `${cell}px`);
    for (const [i, { view }] of shown.entries()) {
      view.element.style.setProperty("--across", String(tilesOf(groups[i], turned[i])[1]));
      view.element.style.setProperty("--wide", String(groups[i].wide));
    }
  }

  return {
    /** @param {SlidingState} state */
    update(state) {
      const { trace, view, isUnflipped } = state;
      root.dataset.busy = String(state.busy);
      if (!trace) return;
      const isNew = trace !== drawn?.trace || view !== drawn.view || isUnflipped !== drawn.isUnflipped;
      if (matrix && state.matrices !== drawn?.matrices) matrix.take(state.matrices);
      const hasNewMatrix = matrix !== null && state.matrices !== drawn?.matrices;
      const isSame = drawn?.time === state.time && drawn.hover === state.hover && drawn.predict === state.predict && drawn.matrices === state.matrices;
      drawn = state;
      if (!isNew) {
        if (hasNewMatrix) arrange();
        if (!isSame) play(state);
        return;
      }
      views.element.hidden = trace.by_input === null;
      views.select(view);
      const panes = panesOf(trace, view, isUnflipped);
      const next = JSON.stringify(panes.map((pane) => [pane.role, pane.id, pane.tiles, pane.rows, pane.cols, kindsKey(pane), widthOf(pane)]));
      if (next === structure) for (const [i, pane] of panes.entries()) shown[i].pane = pane;
      else {
        structure = next;
        build(state, panes);
        matrix?.take(state.matrices);
        arrange();
      }
      paint(state);
    },
  };
}

/** @param {Pane} pane where its cells are not cells of the operand */
function kindsKey({ sources }) {
  return sources ? sources.map((source) => kindOf(source)).join() : "";
}

/** @param {Entry} entry as it fits a cell */
function short(entry) {
  if (typeof entry === "string") return full(entry);
  return shortNumber(Number(entry.toPrecision(12)), 5) ?? full(entry);
}

/**
 * Sums of letters need wider cells than numbers.
 * @param {Pane} pane
 */
function widthOf({ values, role }) {
  if (role === "matrix") return 1;
  const longest = values.reduce((/** @type {number} */ most, entry) => (typeof entry === "string" ? Math.max(most, entry.length) : most), 0);
  return longest > 12 ? 2.6 : longest > 5 ? 1.9 : 1;
}
