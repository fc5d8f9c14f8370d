/** The running formula: every product of the current output as a chip that is tied to its cells, and what the sum has come to. */
import { frameOf } from "../geometry/frame.js";
import { t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { spoken, writeSymbols } from "./sliding_symbols.js";
import { factor, full, isMaximum, isSecret, isWeighted, outputSymbol, product } from "./sliding_words.js";

/** @typedef {import("../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("../types_sliding.js").Trace} Trace */
/** @typedef {import("../types_sliding.js").Entry} Entry */
/** @typedef {import("../geometry/frame.js").Frame} Frame */
/** @typedef {{element: HTMLElement, chip: HTMLElement, weight: HTMLElement, times: Text, value: HTMLElement, plus: HTMLElement}} Chip */

/**
 * @param {HTMLElement} root
 * @param {{hover: (hover: import("../types_sliding.js").Hover|null) => void, seekTo: (time: number) => void}} handlers
 */
export function mountFormula(root, handlers) {
  root.classList.add("sum");
  const above = make("sup", {});
  const below = make("sub", {});
  const letter = make("i", {});
  const open = make("span", { class: "sum__word" });
  const left = make("span", { class: "sum__left" }, [letter, make("span", { class: "sum__indices" }, [above, below]), " = ", open]);
  const list = make("span", { class: "sum__chips", role: "list" });
  const tail = make("span", { class: "sum__tail" });
  const total = make("output", { class: "sum__total", "aria-live": "off" });
  root.append(left, list, tail, total);
  /** @type {Chip[]} */
  const chips = [];
  /** @type {SlidingState|null} */
  let drawn = null;
  let written = -1;
  let marked = "";

  /** @param {Event} event */
  function termOf(event) {
    const chip = event.target instanceof Element ? event.target.closest("[data-term]") : null;
    return chip instanceof HTMLElement ? Number(chip.dataset.term) : null;
  }
  for (const type of ["pointerover", "focusin"]) {
    list.addEventListener(type, (event) => {
      const index = termOf(event);
      if (index !== null) handlers.hover({ operand: "term", index });
    });
  }
  list.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") handlers.hover(null);
  });
  list.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && list.contains(event.relatedTarget))) handlers.hover(null);
  });
  list.addEventListener("click", (event) => {
    const index = termOf(event);
    if (index === null || !drawn?.trace) return;
    const frame = frameOf(drawn.trace, drawn.view, drawn.time);
    const moment = frame.order.moments[frame.reduction].find((at) => frame.order.terms[at] === index);
    if (moment !== undefined) handlers.seekTo(moment + 1);
  });
  list.addEventListener("keydown", (event) => {
    const index = termOf(event);
    if (index === null || event.shiftKey) return;
    const next = event.key === "ArrowLeft" ? index - 1 : event.key === "ArrowRight" ? index + 1 : null;
    if (next === null) return;
    event.preventDefault();
    chips[next]?.chip.focus();
  });

  function addChip() {
    const weight = make("b", {});
    const times = document.createTextNode("");
    const value = make("span", {});
    const attributes = { type: "button", tabindex: chips.length === 0 ? "0" : "-1" };
    const chip = make("button", { class: "chip sum__chip", "data-term": String(chips.length), ...attributes }, [weight, times, value]);
    const plus = make("span", { class: "sum__plus", "aria-hidden": "true" });
    const element = make("span", { class: "sum__term", role: "listitem" }, [plus, chip]);
    chips.push({ element, chip, weight, times, value, plus });
    list.append(element);
  }

  /**
   * @param {Trace} trace
   * @param {number} reduction
   */
  function write(trace, reduction) {
    const one = trace.reductions[reduction];
    const symbol = outputSymbol(trace, one.output);
    letter.textContent = symbol.letter;
    above.textContent = symbol.above;
    below.textContent = symbol.below;
    const isMax = isMaximum(trace);
    open.textContent = isMax ? "max(" : one.divisor === null || one.values.length < 2 ? "" : "(";
    while (chips.length < one.values.length) addChip();
    const law = trace.operands.find((operand) => operand.id === trace.weight_operand)?.law ?? "value";
    for (const [i, chip] of chips.entries()) {
      chip.element.hidden = i >= one.values.length;
      if (chip.element.hidden) continue;
      const weighted = isWeighted(trace);
      setText(chip.weight, weighted ? factor(one.weights[i]) : "");
      chip.times.data = weighted ? " × " : "";
      setText(chip.value, weighted ? factor(one.values[i]) : full(one.values[i]));
      chip.plus.textContent = i === 0 ? "" : isMax ? "," : "+";
      chip.weight.className = `sum__weight--${law}-${signOf(one.weights[i])}`;
      chip.chip.setAttribute("aria-label", spoken(t("sliding.chip", { number: i + 1, product: product(trace, reduction, i), value: full(one.products[i]) })));
    }
    const closing = isMax || (one.divisor !== null && one.values.length > 1) ? ")" : "";
    const bias = one.bias === null ? "" : ` + ${factor(one.bias)}`;
    tail.textContent = `${closing}${bias}${one.divisor === null ? "" : ` ÷ ${full(one.divisor)}`}`;
    root.dataset.long = one.values.length > 20 ? "very" : one.values.length > 9 ? "yes" : "no";
  }

  /**
   * @param {SlidingState & {trace: Trace}} state
   * @param {Frame} frame
   */
  function mark(state, frame) {
    const { trace } = state;
    const one = trace.reductions[frame.reduction];
    const done = frame.done(frame.reduction);
    const isDone = frame.isDone(frame.reduction);
    const lit = litTerms(state, frame.reduction);
    for (let i = 0; i < one.values.length; i += 1) {
      const { classList } = chips[i].chip;
      classList.toggle("sum__chip--pending", i >= done);
      classList.toggle("sum__chip--current", i === frame.term);
      classList.toggle("chip--lit", lit(i));
      classList.toggle("sum__chip--winner", isDone && one.winner === i);
    }
    const isHidden = isSecret(state, frame, frame.reduction);
    const partial = done > 0 ? one.partial_sums[done - 1] : null;
    const number = isHidden ? "?" : isDone ? full(one.result) : partial === null ? "" : full(partial);
    setText(total, isDone || isHidden || number === "" ? ` = ${number || "…"}` : ` = ${number} …`);
    tail.classList.toggle("sum__tail--pending", !isDone);
    if (frame.term !== null && state.time !== drawn?.time) reveal(root, chips[frame.term].chip);
  }

  return {
    /** @param {SlidingState} state */
    update(state) {
      const { trace, view } = state;
      if (!trace || trace.reductions.length === 0) return;
      const frame = frameOf(trace, view, state.time);
      if (trace !== drawn?.trace || frame.reduction !== written) {
        written = frame.reduction;
        write(trace, frame.reduction);
        marked = "";
      }
      const next = `${frame.time} ${state.hover?.operand} ${state.hover?.index} ${state.predict.isOn} ${frame.reduction in state.predict.answers}`;
      if (next !== marked) mark(/** @type {SlidingState & {trace: Trace}} */ (state), frame);
      marked = next;
      drawn = state;
    },
  };
}

/**
 * Which products of the current output a hovered cell has a part in.
 * @param {SlidingState & {trace: Trace}} state
 * @param {number} reduction
 * @returns {(term: number) => boolean}
 */
function litTerms({ trace, hover }, reduction) {
  const one = trace.reductions[reduction];
  if (!hover) return () => false;
  if (hover.operand === "term") return (i) => i === hover.index;
  if (hover.operand === trace.value_operand) return (i) => one.value_at[i] === hover.index;
  if (hover.operand === trace.weight_operand) return (i) => one.weight_at[i] === hover.index;
  return () => hover.operand === trace.output.id && hover.index === one.output;
}

/** @param {Entry} entry */
function signOf(entry) {
  if (typeof entry === "string") return "letter";
  return entry < 0 ? "negative" : entry > 0 ? "positive" : "zero";
}

/** What each element says, as it was written: an index is lowered, so its text is not what was given. @type {WeakMap<Element, string>} */
const said = new WeakMap();

/** @param {HTMLElement} element @param {string} text */
function setText(element, text) {
  if (said.get(element) === text) return;
  said.set(element, text);
  writeSymbols(element, text);
}

/** Scrolls the formula, and only the formula, until the chip can be seen.
 * @param {HTMLElement} root @param {HTMLElement} chip */
function reveal(root, chip) {
  if (root.scrollHeight <= root.clientHeight + 1) return;
  const outer = root.getBoundingClientRect();
  const inner = chip.getBoundingClientRect();
  if (inner.top < outer.top) root.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) root.scrollTop += inner.bottom - outer.bottom;
}

