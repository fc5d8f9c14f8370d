/**
 * v written on top and staying there, w (reversed, for a convolution) sliding beneath it, the products between, r filling up below.
 * Every column is where the server says it is.
 */
import { cellColors, spanOf } from "../draw/cell_colors.js";
import { fittingDigits } from "../geometry/grid_layout.js";
import { linksOf } from "../geometry/signals_moment.js";
import { formatNumber, t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { compact, exact } from "./inspector_words.js";
import { numbers, outputName, termSentence } from "./signals_words.js";

/** @typedef {import("../types_signals.js").Answer} Answer */
/** @typedef {import("../types_signals.js").Hover} Hover */
/** @typedef {import("../geometry/signals_moment.js").Moment} Moment */
/** @typedef {{cell: HTMLElement, value: number|null}} Cell */

const LEAST_CELL = 30;
const GAP = 3;
// On a higher screen cells may be larger, so that the transport below stays in sight.
const MOST_CELL = 84;
const SHARE_OF_HEIGHT = 0.072;

/**
 * @param {HTMLElement} root
 * @param {{hover: (hover: Hover|null) => void, seekOutput: (output: number) => void, seekTerm: (output: number, term: number) => void}} handlers
 */
export function mountTape(root, handlers) {
  const board = make("div", { class: "tape__board" });
  const scroller = make("div", { class: "tape__scroller" }, [board]);
  root.classList.add("tape");
  root.append(scroller);
  const windowFrame = make("div", { class: "tape__window", "aria-hidden": "true" });
  const mover = make("div", { class: "tape__mover" });
  /** @type {Answer|null} */
  let answer = null;
  /** @type {import("../draw/theme.js").Theme|null} */
  let theme = null;
  /** @type {Record<"v"|"w"|"p"|"y", HTMLElement[]>} */
  let cells = { v: [], w: [], p: [], y: [] };
  let output = 0;
  let width = 0;
  let pitch = 0;

  const observer = new ResizeObserver(() => {
    if (!answer || Math.abs(scroller.clientWidth - width) <= 1) return;
    size(answer);
    reveal(answer.tape.window_at[output], answer.trace.geometry.kernel[1], true);
  });
  observer.observe(root);

  /** @param {Answer} next */
  function size(next) {
    width = scroller.clientWidth;
    const most = Math.max(44, Math.min(MOST_CELL, innerHeight * SHARE_OF_HEIGHT));
    const cell = Math.floor(Math.max(LEAST_CELL, Math.min(most, (width - 8) / next.tape.columns - GAP)));
    pitch = cell + GAP;
    board.style.setProperty("--cell", `${cell}px`);
    board.style.setProperty("--columns", String(next.tape.columns));
    board.classList.toggle("tape__board--small", cell < 40);
    writeNumbers(next, cell);
  }

  /** @param {Answer} next */
  function build(next) {
    const { trace, labels, tape } = next;
    const [x, w] = trace.operands;
    const { source } = /** @type {import("../types_sliding.js").Expanded} */ (x.expanded);
    const applied = w.applied ?? [];
    cells = {
      v: source.map((at, i) => put("v", i, i, at < 0 ? t("signals.cell.zero") : t("signals.cell.v", { label: labels.v[at], value: exact(Number(x.values[at])) }))),
      w: applied.map((at, i) => put("w", at, i, t("signals.cell.w", { label: labels.w[at], value: exact(Number(w.values[at])) }))),
      p: applied.map((_, i) => put("term", i, i, "")),
      y: tape.output_at.map((at, i) => put("y", i, at, outputName(next, i))),
    };
    for (const [i, at] of source.entries()) cells.v[i].classList.toggle("grid-cell--padding", at < 0);
    const vLabels = source.map((at, i) => label(at < 0 ? "" : labels.v[at], i));
    const wLabels = applied.map((at, i) => label(labels.w[at], i));
    const yLabels = tape.output_at.map((at, i) => label(labels.y[i], at));
    const reversed = trace.mode === "convolve";
    mover.replaceChildren(
      line("w", wLabels, "label"),
      line("w", cells.w, t(reversed ? "signals.row.w.reversed" : "signals.row.w")),
      line("p", cells.p, t("signals.row.products")),
    );
    board.replaceChildren(
      windowFrame,
      line("v", vLabels, "label"),
      line("v", cells.v, t("signals.row.v")),
      mover,
      line("y", cells.y, t("signals.row.r")),
      line("y", yLabels, "label"),
    );
    board.style.setProperty("--taps", String(applied.length));
    width = 0;
  }

  /**
   * @param {Hover["row"]} row
   * @param {number} index
   * @param {number} column
   * @param {string} name
   */
  function put(row, index, column, name) {
    const attributes = { role: "img", tabindex: "-1", style: `--at:${column}`, "aria-label": name };
    return make("span", { class: "grid-cell tape__cell", "data-row": row, "data-index": String(index), ...attributes });
  }

  /** @param {Answer} next @param {number} cell */
  function writeNumbers(next, cell) {
    const [x, w] = next.trace.operands;
    const { source } = /** @type {import("../types_sliding.js").Expanded} */ (x.expanded);
    const room = Math.max(3, Math.floor((cell - 4) / (cell < 40 ? 6.4 : 8.4)));
    const write = (/** @type {HTMLElement[]} */ row, /** @type {number[]} */ values) => {
      const digits = fittingDigits((d) => Math.max(...values.map((value) => formatNumber(value, d).length)), room);
      row.forEach((one, i) => {
        one.textContent = compact(values[i], digits);
        one.dataset.long = String(one.textContent.length > room);
      });
      return digits;
    };
    write(cells.v, source.map((at) => (at < 0 ? 0 : Number(x.values[at]))));
    write(cells.w, (w.applied ?? []).map((at) => Number(w.values[at])));
    const longest = (/** @type {readonly number[]} */ values) => fittingDigits((d) => Math.max(...values.map((value) => formatNumber(value, d).length)), room);
    board.dataset.digitsY = String(longest(numbers(next.trace.output.values)));
    board.dataset.digitsP = String(Math.min(2, longest(next.trace.reductions.flatMap((one) => numbers(one.products)))));
    board.dataset.room = String(room);
  }

  /** @param {Event} event @returns {Hover|null} */
  function hoverOf(event) {
    const cell = event.target instanceof Element ? event.target.closest(".tape__cell") : null;
    if (!(cell instanceof HTMLElement)) return null;
    return { row: /** @type {Hover["row"]} */ (cell.dataset.row), index: Number(cell.dataset.index) };
  }

  for (const type of ["pointerover", "focusin"]) {
    board.addEventListener(type, (event) => {
      const hover = hoverOf(event);
      if (hover) handlers.hover(hover);
    });
  }
  board.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") handlers.hover(null);
  });
  board.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && board.contains(event.relatedTarget))) handlers.hover(null);
  });
  board.addEventListener("click", (event) => activate(hoverOf(event)));
  board.addEventListener("keydown", (event) => {
    const hover = hoverOf(event);
    if (!hover || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === "Enter") activate(hover);
    else if (!walk(/** @type {HTMLElement} */ (event.target), event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** @param {Hover|null} hover */
  function activate(hover) {
    if (hover?.row === "y") handlers.seekOutput(hover.index);
    if (hover?.row === "term") handlers.seekTerm(output, hover.index);
  }

  /** @param {HTMLElement} from @param {string} key */
  function walk(from, key) {
    const rows = [cells.v, cells.w, cells.p, cells.y];
    const row = rows.findIndex((one) => one.includes(from));
    const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
    /** @type {HTMLElement|undefined} */
    let next;
    if (key in steps) {
      const at = rows[row].indexOf(from) + steps[/** @type {"Home"} */ (key)];
      next = rows[row][Math.max(0, Math.min(rows[row].length - 1, at))];
    } else if (key === "ArrowUp" || key === "ArrowDown") {
      const centre = from.getBoundingClientRect().left;
      const near = (/** @type {HTMLElement} */ one) => Math.abs(one.getBoundingClientRect().left - centre);
      next = rows[row + (key === "ArrowUp" ? -1 : 1)]?.toSorted((a, b) => near(a) - near(b))[0];
    } else return false;
    next?.focus();
    return true;
  }

  return {
    /**
     * @param {Answer} next
     * @param {Moment} moment
     * @param {Hover|null} hover
     * @param {import("../draw/theme.js").Theme} colors
     * @param {boolean} [isCarrying] the products are history
     */
    update(next, moment, hover, colors, isCarrying = false) {
      const isNew = next !== answer;
      if (isNew) build(next);
      if (isNew || theme !== colors) paint(next, colors);
      answer = next;
      theme = colors;
      if (isNew || width === 0) size(next);
      const links = linksOf(next, moment.output, hover);
      const isElsewhere = links.output !== moment.output;
      output = links.output;
      mark(next, moment, links, colors, isCarrying);
      const start = next.tape.window_at[output];
      board.style.setProperty("--start", String(start));
      board.classList.toggle("tape__board--elsewhere", isElsewhere);
      if (!hover) reveal(start, next.trace.geometry.kernel[1], isNew);
    },
  };

  /** @param {Answer} next @param {import("../draw/theme.js").Theme} colors */
  function paint(next, colors) {
    const color = cellColors(colors);
    const [x, w] = next.trace.operands;
    const { source } = /** @type {import("../types_sliding.js").Expanded} */ (x.expanded);
    const spans = { v: spanOf(x.values), w: spanOf(w.values) };
    source.forEach((at, i) => at >= 0 && fill(cells.v[i], color("grey", x.values[at], spans.v)));
    (w.applied ?? []).forEach((at, i) => fill(cells.w[i], color("value", w.values[at], spans.w)));
  }

  /**
   * @param {Answer} next
   * @param {Moment} moment
   * @param {ReturnType<typeof linksOf>} links
   * @param {import("../draw/theme.js").Theme} colors
   * @param {boolean} isCarrying
   */
  function mark(next, moment, links, colors, isCarrying) {
    const color = cellColors(colors);
    const { reductions } = next.trace;
    const shown = reductions[links.output];
    const room = Number(board.dataset.room);
    const isDone = links.output < moment.outputsDone;
    const done = isDone ? shown.products.length : links.output === moment.output ? moment.terms : 0;
    const current = isDone || isCarrying ? null : moment.term;
    const productSpan = spanOf(shown.products);
    cells.p.forEach((cell, i) => {
      const isPlayed = i < done;
      show(cell, isPlayed ? Number(shown.products[i]) : null, Number(board.dataset.digitsP), room);
      fill(cell, isPlayed ? color("value", shown.products[i], productSpan) : null);
      cell.setAttribute("aria-label", termSentence(next, links.output, i));
      cell.classList.toggle("tape__cell--now", i === current);
      cell.classList.toggle("grid-cell--lit", links.terms.has(i));
    });
    const inWindow = new Set(shown.value_at);
    cells.v.forEach((cell, i) => {
      cell.classList.toggle("grid-cell--window", inWindow.has(i));
      cell.classList.toggle("grid-cell--lit", links.v.has(i) || (current !== null && shown.value_at[current] === i));
    });
    cells.w.forEach((cell, i) => cell.classList.toggle("grid-cell--lit", links.w.has(shown.weight_at[i] ?? -1) || i === current));
    const outputSpan = spanOf(next.trace.output.values);
    cells.y.forEach((cell, i) => {
      const isWhole = i < moment.outputsDone;
      const isGrowing = !isWhole && i === moment.output && moment.terms > 0;
      const value = isWhole ? Number(reductions[i].result) : isGrowing ? Number(reductions[i].partial_sums[moment.terms - 1]) : null;
      show(cell, value, Number(board.dataset.digitsY), room);
      fill(cell, isWhole ? color("value", value, outputSpan) : null);
      cell.classList.toggle("tape__cell--growing", isGrowing);
      cell.classList.toggle("grid-cell--lit", links.y.has(i) || (i === moment.output && !isCarrying && links.y.size === 0));
      const name = outputName(next, i);
      cell.setAttribute("aria-label", value === null ? t("signals.cell.y.pending", { output: name }) : t(isWhole ? "signals.cell.y" : "signals.cell.y.partial", { output: name, value: exact(value) }));
    });
    const entries = [cells.v, cells.w, cells.p, cells.y];
    for (const row of entries) row.forEach((cell, i) => (cell.tabIndex = i === 0 ? 0 : -1));
  }

  /** @param {number} start @param {number} taps @param {boolean} isNew */
  function reveal(start, taps, isNew) {
    const [left, right] = [start * pitch, (start + taps) * pitch];
    const isSeen = left >= scroller.scrollLeft + pitch && right <= scroller.scrollLeft + scroller.clientWidth - pitch;
    if (isSeen && !isNew) return;
    scroller.scrollTo({ left: (left + right) / 2 - scroller.clientWidth / 2, behavior: "instant" });
  }
}

/** @param {string} text @param {number} column */
function label(text, column) {
  return make("span", { class: "tape__label", text, style: `--at:${column}`, "aria-hidden": "true" });
}

/** @param {string} row @param {HTMLElement[]} children @param {string} name */
function line(row, children, name) {
  const isLabel = name === "label";
  const parts = isLabel ? { "aria-hidden": "true" } : { role: "group", "aria-label": name };
  const caption = isLabel ? [] : [make("span", { class: "tape__caption", text: name, "aria-hidden": "true" })];
  return make("div", { class: isLabel ? "tape__labels" : `tape__line tape__line--${row}`, ...parts }, [...caption, ...children]);
}

/** @param {HTMLElement} cell @param {number|null} value @param {number} digits @param {number} room */
function show(cell, value, digits, room) {
  const text = value === null ? "" : compact(value, digits);
  if (cell.textContent !== text) cell.textContent = text;
  cell.dataset.long = String(text.length > room);
  cell.classList.toggle("grid-cell--empty", value === null);
}

/** @param {HTMLElement} cell @param {import("../draw/cell_colors.js").CellColor|null} color null: it has no number yet, or not its last */
function fill(cell, color) {
  cell.style.setProperty("--fill", color?.background ?? "");
  cell.style.setProperty("--fill-ink", color?.ink ?? "");
}
