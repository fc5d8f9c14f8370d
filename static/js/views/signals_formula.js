/** The running sum of the present r_i: a chip for each product, linked to its cells both ways. */
import { includesTerm, visibleTerms } from "../geometry/grid_layout.js";
import { linksOf } from "../geometry/signals_moment.js";
import { t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { exact, inFormula } from "./inspector_words.js";
import { outputName, termSentence } from "./signals_words.js";

/** @typedef {import("../types_signals.js").Answer} Answer */
/** @typedef {import("../types_signals.js").Hover} Hover */
/** @typedef {import("../geometry/signals_moment.js").Moment} Moment */

const MOST_WRITTEN = 15;

/**
 * Of a long sum that is done, the part to look at: where its products are not 0.
 * @param {Answer} answer @param {number} output
 */
function middleOfInterest(answer, output) {
  const { products } = answer.trace.reductions[output];
  const alive = products.flatMap((product, i) => (Number(product) === 0 ? [] : [i]));
  return alive.length > 0 ? alive[alive.length >> 1] : null;
}

/**
 * @param {HTMLElement} root
 * @param {{hover: (hover: Hover|null) => void, seekTerm: (output: number, term: number) => void}} handlers
 */
export function mountFormula(root, handlers) {
  root.classList.add("sum");
  let key = "";
  let output = 0;

  /** @param {Event} event */
  const termOf = (event) => {
    const chip = event.target instanceof Element ? event.target.closest("[data-term]") : null;
    return chip instanceof HTMLElement ? Number(chip.dataset.term) : null;
  };
  for (const type of ["pointerover", "focusin"]) {
    root.addEventListener(type, (event) => {
      const index = termOf(event);
      if (index !== null) handlers.hover({ row: "term", index });
    });
  }
  root.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") handlers.hover(null);
  });
  root.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && root.contains(event.relatedTarget))) handlers.hover(null);
  });
  root.addEventListener("click", (event) => {
    const index = termOf(event);
    if (index !== null) handlers.seekTerm(output, index);
  });

  return {
    /**
     * @param {Answer} answer
     * @param {Moment} moment
     * @param {Hover|null} hover
     */
    update(answer, moment, hover) {
      const links = linksOf(answer, moment.output, hover);
      ({ output } = links);
      const isDone = output < moment.outputsDone;
      const count = answer.trace.reductions[output].products.length;
      const done = isDone ? count : output === moment.output ? moment.terms : 0;
      const current = isDone && !hover ? (output === moment.output ? moment.term : null) : isDone ? null : done - 1;
      const lit = [...links.terms][0] ?? null;
      const spans = visibleTerms(count, lit ?? (done < count ? done : middleOfInterest(answer, output)), MOST_WRITTEN, 4);
      const next = [JSON.stringify(spans), answer.kind, output, JSON.stringify(answer.spec)].join("|");
      if (next !== key) {
        key = next;
        write(answer, spans, count);
      }
      for (const chip of root.querySelectorAll("[data-term]")) {
        if (!(chip instanceof HTMLElement)) continue;
        const index = Number(chip.dataset.term);
        chip.classList.toggle("chip--lit", links.terms.has(index) || (index === current && !isDone));
        chip.classList.toggle("sum__chip--pending", index >= done);
      }
      result(answer, done, count);
    },
  };

  /** @param {Answer} answer @param {import("../geometry/grid_layout.js").Span[]} spans @param {number} count */
  function write(answer, spans, count) {
    const { values, weights, divisor } = answer.trace.reductions[output];
    /** @type {HTMLElement[]} */
    const parts = [];
    let isGap = false;
    for (let index = 0; index < count; index += 1) {
      if (!includesTerm(spans, index)) {
        if (!isGap) parts.push(make("span", { class: "sum__sign", text: "… +" }));
        isGap = true;
        continue;
      }
      isGap = false;
      const weight = Number(weights[index]);
      const sign = weight < 0 ? "sum__weight--negative" : weight > 0 ? "sum__weight--positive" : "";
      const attributes = { type: "button", "aria-label": termSentence(answer, output, index) };
      const chip = make("button", { class: "chip sum__chip", "data-term": String(index), ...attributes }, [
        inFormula(Number(values[index])),
        " × ",
        make("b", { class: `sum__weight ${sign}`, text: inFormula(weight) }),
      ]);
      const plus = make("span", { class: "sum__sign", text: index < count - 1 ? "+" : "", "aria-hidden": "true" });
      parts.push(make("span", { class: "sum__term" }, [chip, plus]));
    }
    const name = make("span", { class: "sum__name", text: `${outputName(answer, output)} =` });
    const open = divisor === null ? [] : [make("span", { class: "sum__sign sum__bracket", text: "(" })];
    const close = divisor === null ? [] : [make("span", { class: "sum__sign sum__bracket", text: `) ÷ ${inFormula(Number(divisor))}` })];
    root.replaceChildren(name, ...open, ...parts, ...close, make("output", { class: "sum__result", "aria-live": "off" }));
    root.setAttribute("aria-label", t("signals.sum.label", { output: outputName(answer, output), count }));
  }

  /** @param {Answer} answer @param {number} done @param {number} count */
  function result(answer, done, count) {
    const { partial_sums, result: total, divisor } = answer.trace.reductions[output];
    const place = root.querySelector(".sum__result");
    if (!place) return;
    const partial = done > 0 ? exact(Number(partial_sums[done - 1])) : "";
    const text = done === count ? `= ${exact(Number(total))}` : done === 0 ? "= …" : divisor === null ? `= ${partial} …` : t("signals.sum.partial", { sum: partial });
    if (place.textContent !== text) place.textContent = text;
  }
}
