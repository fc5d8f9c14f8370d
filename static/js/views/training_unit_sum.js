/**
 * The arithmetic of one output of a convolution or pooling layer: for one input channel at a time its window, kernel and products,
 * beside them the kernel's gradient; the running formula of the Sliding window page below; a slider of products done.
 */
import { cellColors, spanOf } from "../draw/cell_colors.js";
import { readTheme } from "../draw/theme.js";
import { isPadding, levelUnder, termGrid } from "../geometry/training_terms.js";
import { t } from "../i18n/messages.js";
import { iconButton, make, setText } from "./dom.js";
import { mountFormula } from "./sliding_formula.js";
import { makeGrid, MARK } from "./sliding_grid.js";
import { brief } from "./training_stage_words.js";

/** @typedef {import("../types_sliding.js").Trace} Trace */
/** @typedef {import("../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("../types_training.js").UnitAnswer} UnitAnswer */
/** @typedef {import("../geometry/training_terms.js").TermGrid} TermGrid */
/** @typedef {ReturnType<typeof makeGrid>} Grid */
/** @typedef {"window"|"kernel"|"products"|"gradient"} Role */

/** @typedef {{name: string, channel: number, picture: import("../types_training.js").Quantized|null, isInk: boolean}} Source
 *   what is read, and its channel where only one is; picture: where it is the input */

const GREYS = { low: 0, high: 255 };
/** Grids up to this side stand beside each other on a phone. */
const MODEST = 3;
/** No letters, no guessing: what the formula of the Sliding window page asks of its state. */
const PLAIN = { isOn: false, answers: {}, right: 0, asked: 0 };

/** @param {HTMLElement} root */
export function mountUnitSum(root) {
  const channels = make("div", { class: "opened__channels", role: "tablist", "aria-label": t("opened.channel") });
  const grids = make("div", { class: "opened__grids" });
  const formulaRoot = make("div", { class: "opened__formula", role: "group", "aria-label": t("opened.sum") });
  const slider = make("input", { type: "range", min: "0", step: "1", class: "opened__slider", "aria-label": t("opened.time"), "data-scrubber": true });
  const progress = make("output", { class: "numeric opened__progress" });
  const back = iconButton("step-back", t("opened.back"), t("opened.back"), () => seek(time - 1));
  const on = iconButton("step-forward", t("opened.on"), t("opened.on"), () => seek(time + 1));
  const transport = make("div", { class: "opened__time" }, [back, on, slider, progress]);
  root.append(channels, grids, transport, formulaRoot);
  const formula = mountFormula(formulaRoot, { hover: (next) => point(next?.operand === "term" ? next.index : null), seekTo: seek });
  /** @type {Trace|null} */
  let trace = null;
  /** @type {TermGrid|null} */
  let places = null;
  /** @type {number[][]} for each channel the term at each cell, −1 where there is none */
  let termAt = [];
  /** @type {Partial<Record<Role, Grid>>} */
  let shown = {};
  /** @type {UnitAnswer|null} */
  let view = null;
  /** @type {Source} */
  let source = { name: "", channel: 0, picture: null, isInk: false };
  let channel = 0;
  let time = 0;
  /** @type {number|null} */
  let hover = null;
  let previous = "";

  slider.addEventListener("input", () => seek(Number(slider.value)));
  root.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.target === slider || event.shiftKey || event.ctrlKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest("[role=grid], [role=tablist], .sum")) return;
    const to = { ArrowLeft: time - 1, ArrowRight: time + 1, Home: 0, End: Infinity }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    seek(to);
  });
  channels.addEventListener("click", (event) => {
    const tab = event.target instanceof Element ? event.target.closest("[data-channel]") : null;
    if (tab instanceof HTMLElement) choose(Number(tab.dataset.channel));
  });
  channels.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !places) return;
    event.preventDefault();
    event.stopPropagation();
    choose(Math.min(places.channels - 1, Math.max(0, channel + by)));
    const tab = channels.children[channel];
    if (tab instanceof HTMLElement) tab.focus();
  });

  /** @param {number} to */
  function seek(to) {
    if (!trace || !places) return;
    time = Math.min(trace.reductions[0].values.length, Math.max(0, to));
    const last = time > 0 ? places.places[time - 1] : null;
    if (last && last.channel !== channel) channel = last.channel;
    paint();
  }

  /** @param {number} next */
  function choose(next) {
    channel = next;
    paint();
  }

  /** @param {number|null} term */
  function point(term) {
    hover = term;
    if (term !== null && places && places.places[term]) channel = places.places[term].channel;
    paint();
  }

  function build() {
    if (!trace || !places || !view) return;
    const { rows, cols, isWeighted, channels: count } = places;
    const roles = /** @type {Role[]} */ (isWeighted ? ["window", "kernel", "products", ...(view.gradient ? ["gradient"] : [])] : ["window"]);
    shown = {};
    const signs = { window: "", kernel: "×", products: "=", gradient: "" };
    const parts = roles.flatMap((role) => {
      const kinds = Array.from({ length: rows * cols }, () => "");
      const grid = makeGrid({ tiles: [1, 1], rows, cols, kinds, isEditable: false }, {
        hover: (position) => point(position === null ? null : (termAt[channel]?.[position] ?? null)),
        choose: (position) => {
          const term = termAt[channel]?.[position] ?? -1;
          if (term >= 0) seek(term + 1);
        },
        edit: () => false,
        label: (position) => labelOf(role, position),
      });
      shown[role] = grid;
      const name = t(`opened.${role}`);
      grid.grids[0].querySelector("[role=grid]")?.setAttribute("aria-label", name);
      const caption = make("h3", { class: "opened__caption", text: name, "data-tip": t(`opened.${role}.tip`, { name: source.name }) });
      const pane = make("div", { class: `opened__pane opened__pane--${role}` }, [caption, grid.element]);
      return signs[role] ? [make("span", { class: "opened__sign", text: signs[role], "aria-hidden": "true" }), pane] : [pane];
    });
    grids.replaceChildren(...parts);
    grids.style.setProperty("--side", String(Math.max(rows, cols)));
    grids.classList.toggle("opened__grids--large", Math.max(rows, cols) > MODEST);
    channels.hidden = count < 2;
    channels.replaceChildren(...Array.from({ length: count }, (_, i) => {
      const attributes = { role: "tab", "data-channel": String(i), "aria-label": t("opened.channel.name", { channel: i + 1 }), "data-tip": t("opened.channel.tip", { channel: i + 1 }) };
      return make("button", { type: "button", class: "opened__channel numeric", text: i + 1, ...attributes });
    }));
  }

  /** @param {Role} role @param {number} position */
  function labelOf(role, position) {
    if (!places || !trace) return "";
    const term = termAt[channel]?.[position] ?? -1;
    const where = { row: Math.floor(position / places.cols) + 1, col: (position % places.cols) + 1 };
    if (role === "window" && term >= 0 && isPadding(trace, term)) return t("opened.padding", where);
    return t("opened.cell", { ...where, value: shown[role]?.textAt(position) || "0" });
  }

  /** A window on the input picture has the picture's greys; null on any other layer. @param {number} position */
  function greyAt(position) {
    const field = view?.receptive_field;
    if (!source.picture || !field || !places) return null;
    const cell = { channel: places.isWeighted ? channel : source.channel, row: Math.floor(position / places.cols), col: position % places.cols };
    // Beyond the edge there is no ink, as there is none on the paper.
    const level = levelUnder(source.picture, field, places, cell) ?? 0;
    return source.isInk ? 255 - level : level;
  }

  function paint() {
    if (!trace || !places || !view) return;
    const [one] = trace.reductions;
    const { rows, cols, isWeighted } = places;
    const color = cellColors(readTheme());
    const now = channel;
    const terms = termAt[now] ?? [];
    const values = { window: one.values, kernel: one.weights, products: one.products };
    const spans = { window: spanOf(one.values), kernel: spanOf(one.weights), products: spanOf(one.products) };
    const marks = new Uint8Array(rows * cols);
    for (const role of /** @type {Role[]} */ (Object.keys(shown))) {
      const grid = shown[role];
      if (!grid) continue;
      marks.fill(0);
      const gradient = role === "gradient" ? view.gradient?.[now]?.flat() : undefined;
      const span = role === "gradient" ? spanOf(view.gradient?.flat(2) ?? []) : spans[role];
      for (let position = 0; position < rows * cols; position += 1) {
        const term = terms[position] ?? -1;
        const entry = role === "gradient" ? gradient?.[position] : term >= 0 ? values[role][term] : undefined;
        const isPending = role === "products" && term >= time;
        grid.setText(position, typeof entry !== "number" || isPending ? "" : brief(entry));
        const grey = role === "window" ? greyAt(position) : null;
        if (grey !== null) grid.setColor(position, color("grey", grey, GREYS));
        else grid.setColor(position, typeof entry !== "number" || isPending ? null : color(role === "gradient" ? "delta" : "value", entry, span));
        if (role === "window") grid.cells[position].classList.toggle("grid-cell--padding", term >= 0 && isPadding(trace, term));
        if (isPending) marks[position] |= MARK.pending;
        if (term >= 0 && term === time - 1 && time < one.values.length) marks[position] |= MARK.current;
        if (term >= 0 && term === hover) marks[position] |= MARK.lit;
        if (role === "window" && one.winner !== null && term === one.winner && time >= one.values.length) marks[position] |= MARK.winner;
      }
      grid.setMarks(marks);
    }
    for (const [i, tab] of [...channels.children].entries()) {
      tab.setAttribute("aria-selected", String(i === now));
      if (tab instanceof HTMLElement) tab.tabIndex = i === now ? 0 : -1;
    }
    if (slider.value !== String(time)) slider.value = String(time);
    const count = one.values.length;
    const act = isWeighted ? "step" : "compare";
    setText(progress, time === 0 ? t(`opened.${act}.start`, { count }) : time >= count ? t(`opened.${act}.done`, { count }) : t(`opened.${act}`, { number: time, count }));
    formula.update(/** @type {SlidingState} */ (/** @type {unknown} */ ({
      trace, view: "gather", time, hover: hover === null ? null : { operand: "term", index: hover }, predict: PLAIN,
    })));
    // The trace is of this window alone: its only output has no place of its own.
    setText(/** @type {HTMLElement} */ (formulaRoot.querySelector(".sum__left i")), isWeighted ? "z" : "y");
    // The result stands at the end of the formula.
    if (time >= count) formulaRoot.scrollTop = formulaRoot.scrollHeight;
  }

  return {
    /**
     * @param {Trace} next
     * @param {UnitAnswer} answer
     * @param {Source} from
     */
    show(next, answer, from) {
      const before = trace;
      trace = next;
      view = answer;
      source = from;
      places = termGrid(next);
      const { rows, cols } = places;
      termAt = Array.from({ length: places.channels }, () => new Array(rows * cols).fill(-1));
      for (const { term, channel: at, row, col } of places.places) termAt[at][row * cols + col] = term;
      const count = next.reductions[0].values.length;
      slider.max = String(count);
      // The same unit a moment later keeps its place in time.
      const key = `${answer.layer} ${rows} ${cols} ${places.channels} ${answer.gradient !== null} ${source.name}`;
      if (before === null || time >= before.reductions[0].values.length || key !== previous) time = count;
      if (key !== previous) {
        channel = strongest(next, places);
        hover = null;
        build();
      }
      previous = key;
      paint();
    },
  };
}

/**
 * The input channel with the largest product: the first one may have nothing to say.
 * @param {Trace} trace
 * @param {TermGrid} grid
 */
function strongest({ reductions: [{ products }] }, { places }) {
  let best = 0;
  for (const { term } of places) if (Math.abs(Number(products[term])) > Math.abs(Number(products[best]))) best = term;
  return places[best]?.channel ?? 0;
}
