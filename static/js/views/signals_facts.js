/** Beside the arithmetic: the formulas, the lengths, the proof by another road, and the computation to take away. */
import { t } from "../i18n/messages.js";
import { icon, make, setAttribute, textButton } from "./dom.js";
import { setFormula } from "./formula.js";
import { exact } from "./inspector_words.js";

/** @typedef {import("../types_signals.js").Answer} Answer */

// Two ways of adding the same numbers differ by less than this.
const ROUNDING = 1e-9;

/**
 * @param {HTMLElement} root
 * @param {{copyText: (text: string) => void}} handlers
 */
export function mountFacts(root, handlers) {
  root.classList.add("facts-panel");
  /** @type {Answer|null} */
  let answer = null;
  const formulas = make("div", { class: "facts-panel__formulas" });
  const size = make("p", { class: "small" });
  const proof = make("p", { class: "proof" });
  const copy = (/** @type {"latex"|"numpy"} */ part) =>
    textButton(t(`signals.copy.${part}`), t(`signals.copy.${part}.tip`), () => answer && handlers.copyText(answer[part]));
  const mark = () => /** @type {NodeListOf<HTMLElement>} */ (formulas.querySelectorAll(".facts-panel__formula")).forEach(markScrollable);
  new ResizeObserver(mark).observe(formulas);
  document.fonts.addEventListener("loadingdone", mark);
  root.append(formulas, size, proof, make("div", { class: "cluster" }, [copy("latex"), copy("numpy")]));

  return {
    /** @param {Answer} next */
    update(next) {
      if (next === answer) return;
      answer = next;
      setFormulas(formulas, next.formulas);
      const { input, kernel, output, stride } = next.trace.geometry;
      const [before, after] = next.trace.geometry.padding[1];
      size.textContent = t("signals.size", { n: input[1], m: kernel[1], before, after, stride: stride[1], length: output[1], products: next.trace.counts.multiplications });
      const error = next.proof.largest_error;
      const verdict = error === 0 ? t("signals.proof.exact") : error < ROUNDING ? t("signals.proof.rounding") : t("signals.proof.error", { error: exact(error) });
      proof.replaceChildren(icon("check"), make("span", {}, [`${t(`signals.proof.${next.proof.method}`, next.proof.values)} ${verdict}`]));
    },
  };
}

/**
 * What scrolls sideways must be reachable by keyboard, and nothing else should be.
 * @param {HTMLElement} place
 */
function markScrollable(place) {
  const isWide = place.scrollWidth > place.clientWidth;
  setAttribute(place, "tabindex", isWide ? "0" : null);
  setAttribute(place, "role", isWide ? "region" : null);
  setAttribute(place, "aria-label", isWide ? (place.dataset.tip ?? "") : null);
}

/**
 * @param {HTMLElement} root
 * @param {Answer["formulas"]} formulas
 */
function setFormulas(root, formulas) {
  const places = formulas.map(({ id }) => make("div", { class: "facts-panel__formula", "data-tip": t(`signals.formula.${id}`) }));
  root.replaceChildren(...places);
  places.forEach((place, i) => setFormula(place, formulas[i].latex, { done: () => markScrollable(place) }));
}
