/** One number of a dense layer: its largest products, each with the number it comes from, and what they add up to; of a few other
   layers what little they add up, by name. */
import { unflattened } from "../geometry/training_links.js";
import { t } from "../i18n/messages.js";
import { make, setText } from "./dom.js";
import { brief } from "./training_stage_words.js";

/** @typedef {import("../types_training.js").DenseSum} DenseSum */
/** @typedef {import("../types_training.js").Unit} Unit */

/** What a layer adds up that has only so many parts, in the order in which the server tells them. @type {Readonly<Record<string, readonly string[]>>} */
const PARTS = { residual: ["opened.residual.body", "opened.residual.past"], trainable_pool: ["opened.trainable_pool.mean"], dropout: ["opened.dropout.value"] };

/**
 * @param {HTMLElement} root
 * @param {{hoverUnit: (unit: Unit|null) => void}} handlers
 */
export function mountDenseSum(root, handlers) {
  const says = make("p", { class: "opened__says" });
  const list = make("ol", { class: "opened__terms", "aria-label": t("opened.dense.title") });
  const total = make("p", { class: "opened__total numeric" });
  const title = make("h3", { class: "opened__caption" });
  root.append(title, says, list, total);
  /** @type {(Unit|null)[]} the number that each product reads */
  let sources = [];

  /** @param {Event} event */
  function sourceOf(event) {
    const row = event.target instanceof Element ? event.target.closest("[data-row]") : null;
    return row instanceof HTMLElement ? sources[Number(row.dataset.row)] : null;
  }
  for (const type of ["pointerover", "focusin"]) {
    list.addEventListener(type, (event) => handlers.hoverUnit(sourceOf(event)));
  }
  list.addEventListener("pointerleave", () => handlers.hoverUnit(null));
  list.addEventListener("focusout", () => handlers.hoverUnit(null));

  return {
    /**
     * @param {DenseSum} dense
     * @param {number} layer the layer that is read
     * @param {readonly number[]} shape its shape
     * @param {{kind: string, z: number|null}} unit whose sum it is
     */
    show({ terms, count, sum, bias }, layer, shape, { kind, z }) {
      const parts = PARTS[kind] ?? null;
      setText(title, t(parts ? `opened.${kind}.title` : "opened.dense.title"));
      says.hidden = parts !== null;
      const isAll = terms.length >= count;
      setText(says, isAll ? t("opened.dense.all", { count }) : t("opened.dense.some", { shown: terms.length, count, sum: brief(sum) }));
      const most = terms.reduce((largest, { product }) => Math.max(largest, Math.abs(product)), 0) || 1;
      sources = terms.map(({ index }) => ({ layer, ...unflattened([shape[0], shape[1] ?? 1, shape[2] ?? 1], index) }));
      list.replaceChildren(...terms.map(({ index, value, weight, product }, row) => {
        const words = { index: index + 1, value: brief(value), weight: brief(weight), product: brief(product) };
        const bar = make("i", { class: `opened__bar opened__bar--${product < 0 ? "negative" : "positive"}` });
        bar.style.setProperty("--share", String(Math.abs(product) / most));
        return make("li", { class: "opened__term numeric", "data-row": String(row), tabindex: "0", "aria-label": t("opened.dense.term", words) }, [
          make("span", { class: "opened__index", text: parts ? t(parts[row]) : `#${index + 1}` }),
          make("span", { text: weight === 1 && parts ? words.value : `${words.value} × ${factorText(words.weight)}` }),
          make("span", { class: "opened__track" }, [bar]),
          make("b", { text: words.product }),
        ]);
      }));
      const end = z === null ? "" : brief(z);
      setText(total, bias === null ? t("opened.dense.sum.plain", { sum: brief(sum), z: end }) : t("opened.dense.sum", { sum: brief(sum), bias: factorText(brief(bias)), z: end }));
    },
  };
}

/** A negative factor or summand stands in parentheses. @param {string} text */
function factorText(text) {
  return text.startsWith("\u2212") ? `(${text})` : text;
}
