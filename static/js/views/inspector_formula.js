/** The sum written out, term by term, as far as the playhead has come; each term lights up its cells and back. */

import { includesTerm, visibleTerms } from "../geometry/grid_layout.js";
import { t } from "../i18n/messages.js";
import { make, setAttribute, setText } from "./dom.js";
import { exact, inFormula, termSentence } from "./inspector_words.js";

/**
 * @typedef {import("./inspector_types.js").View} View
 * @typedef {import("./inspector_types.js").Tap} Tap
 * @typedef {import("./inspector_types.js").Term} Term
 * @typedef {import("../geometry/grid_layout.js").Span} Span
 */

/** Up to so many terms are all written, and wrap; more stand in one line around the playhead. */
const MOST_WRITTEN = 25;

/**
 * @param {HTMLElement} root
 * @param {{hoverTap: (tap: Tap|null) => void, seek: (index: number) => void}} handlers
 */
export function mountFormula(root, handlers) {
  root.classList.add("inspector__formula");
  const list = make("div", { class: "inspector__chips", role: "group" });
  const sum = make("output", { class: "inspector__partial numeric", "aria-live": "off" });
  root.append(list, sum);
  /** @type {View|null} */
  let view = null;
  /** @type {Span[]} */
  let spans = [];
  /** @type {Map<number, HTMLElement>} */
  const chips = new Map();

  /** @param {View} next */
  function write(next) {
    chips.clear();
    const terms = next.reduction.terms;
    const parts = [];
    let written = 0;
    for (const span of spans) {
      if (span.from > written) parts.push(gap(span.from - written));
      for (let index = span.from; index < span.to; index += 1) {
        const term = terms[index];
        if (!term) continue;
        const chip = makeChip(term, index);
        chips.set(index, chip);
        parts.push(make("span", { class: "inspector__term" }, index > 0 ? [plus(), chip] : [chip]));
      }
      written = span.to;
    }
    if (written < terms.length) parts.push(gap(terms.length - written));
    list.replaceChildren(...parts);
    setAttribute(list, "aria-label", t("inspector.formula.label", { count: terms.length }));
    root.classList.toggle("inspector__formula--long", terms.length > MOST_WRITTEN);
  }

  /** @param {Event} event */
  function indexOf(event) {
    const chip = event.target instanceof Element ? event.target.closest("[data-term]") : null;
    return chip instanceof HTMLElement ? Number(chip.dataset.term) : null;
  }

  /** @param {number|null} index */
  function light(index) {
    if (!view || index === view.lit) return;
    handlers.hoverTap(index === null ? null : { row: Math.floor(index / view.cols), col: index % view.cols });
  }

  for (const type of ["pointerover", "pointerdown", "focusin"]) {
    list.addEventListener(type, (event) => {
      const index = indexOf(event);
      if (index !== null) light(index);
    });
  }
  list.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") light(null);
  });
  list.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && list.contains(event.relatedTarget))) light(null);
  });
  list.addEventListener("keydown", (event) => {
    const index = indexOf(event);
    if (index === null || !view || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = view.reduction.terms.length - 1;
    const steps = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: last };
    const wanted = event.key in steps ? steps[/** @type {keyof typeof steps} */ (event.key)] : null;
    if (wanted === null && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    if (wanted === null) handlers.seek(index);
    else walk(Math.min(last, Math.max(0, wanted)));
  });

  /** @param {number} index */
  function walk(index) {
    if (view && !includesTerm(spans, index)) {
      spans = visibleTerms(view.reduction.terms.length, index, MOST_WRITTEN);
      write(view);
      mark(view);
    }
    chips.get(index)?.focus();
  }

  /** @param {View} next */
  function mark(next) {
    const entry = next.lit ?? next.term ?? spans[0]?.from ?? 0;
    for (const [index, chip] of chips) {
      chip.classList.toggle("chip--lit", index === next.lit || index === next.term);
      chip.classList.toggle("inspector__chip--lit", index === next.lit);
      chip.classList.toggle("inspector__chip--pending", next.term !== null && index > next.term);
      const tabIndex = index === entry || (index === spans[0]?.from && !includesTerm(spans, entry)) ? 0 : -1;
      if (chip.tabIndex !== tabIndex) chip.tabIndex = tabIndex;
    }
    const { terms, sum: total } = next.reduction;
    const partial = next.term === null ? total : (terms[next.term]?.partial_sum ?? total);
    const isPart = next.term !== null && next.term < terms.length - 1;
    setText(sum, `= ${exact(partial)}${isPart ? " …" : ""}`);
    setAttribute(sum, "aria-label", t(isPart ? "inspector.formula.partial" : "inspector.formula.sum", { sum: exact(partial) }));
  }

  return {
    /** @param {View} next */
    update(next) {
      const count = next.reduction.terms.length;
      const isNew = view?.reduction !== next.reduction;
      const centre = next.lit ?? next.term;
      const isOutside = centre !== null && !includesTerm(spans, centre);
      if (isNew || isOutside) {
        spans = visibleTerms(count, centre, MOST_WRITTEN);
        write(next);
      } else if (view?.term === next.term && view.lit === next.lit) return;
      const follows = view?.term !== next.term || isOutside || isNew;
      view = next;
      mark(next);
      if (count > MOST_WRITTEN && follows && centre !== null) reveal(list, chips.get(centre));
      else if (isNew) list.scrollLeft = 0;
    },
  };
}

/** @param {Term} term @param {number} index */
function makeChip(term, index) {
  const isZero = term.weight === 0;
  const sign = term.weight < 0 ? " inspector__weight--negative" : term.weight > 0 ? " inspector__weight--positive" : "";
  return make(
    "span",
    {
      class: `chip inspector__chip${isZero ? " inspector__chip--zero" : ""}`,
      "data-term": index,
      tabindex: -1,
      role: "img",
      "aria-label": termSentence(term, index),
    },
    [exact(term.value), " × ", make("b", { class: `inspector__weight${sign}` }, [inFormula(term.weight)])],
  );
}

function plus() {
  return make("span", { class: "inspector__plus", "aria-hidden": "true" }, ["+"]);
}

/** @param {number} count terms that are not written */
function gap(count) {
  return make("span", { class: "inspector__gap" }, [`… ${t("inspector.formula.more", { count })} …`]);
}

/** Scrolls the line, and only the line, until the chip stands in its middle.
 * @param {HTMLElement} line @param {HTMLElement|undefined} chip */
function reveal(line, chip) {
  if (!chip) return;
  const a = line.getBoundingClientRect();
  const b = chip.getBoundingClientRect();
  line.scrollLeft += b.left + b.width / 2 - (a.left + a.width / 2);
}
