/** A kernel as a sum of σ · column ⊗ row, drawn with coloured cells: one factor where it is separable, the first three otherwise. */
import { symmetricRange } from "../draw/scale.js";
import { fullNumber, shortNumber } from "../elements/kernel_input.js";
import { formatNumber, t } from "../i18n/messages.js";
import { make } from "./dom.js";

/**
 * @typedef {{column: readonly number[], row: readonly number[], singular_value: number}} Factor
 * @typedef {import("./kernel_colors.js").ColorOf} ColorOf
 */

const SHOWN = 3;
/** Vectors up to this length have room for numbers. */
const LARGEST_WITH_NUMBERS = 5;
const ROOM = 5;
/** The decomposition is computed in binary fractions: smaller than this is dust, not a weight. */
const DUST_DECIMALS = 9;

/**
 * @param {HTMLElement} root
 * @param {readonly Factor[]} factors largest first
 * @param {ColorOf} colorOf
 */
export function drawFactors(root, factors, colorOf) {
  const shown = factors.slice(0, SHOWN);
  const range = symmetricRange(shown.flatMap(({ column, row }) => [...column, ...row]));
  const parts = shown.map((factor, index) => {
    const drawn = oneFactor(factor, index, (value) => colorOf(value, range));
    return index === 0 ? drawn : make("span", { class: "factors__next" }, [sign("+"), drawn]);
  });
  const rest = factors.length - shown.length;
  if (rest > 0) {
    const tip = t("analysis.factors.rest", { count: rest });
    parts.push(make("span", { class: "factors__sign", text: "+ …", "data-tip": tip, tabindex: "0", role: "note" }));
  }
  root.replaceChildren(...parts);
}

/** @param {string} text */
function sign(text) {
  return make("span", { class: "factors__sign", text, "aria-hidden": "true" });
}

/**
 * @param {Factor} factor
 * @param {number} index
 * @param {(value: number) => {background: string, ink: string}} color
 */
function oneFactor({ column, row, singular_value: sigma }, index, color) {
  const size = Math.max(column.length, row.length);
  const words = {
    index: index + 1,
    sigma: formatNumber(sigma),
    column: column.map((value) => formatNumber(value)).join(", "),
    row: row.map((value) => formatNumber(value)).join(", "),
  };
  const vector = (/** @type {"column"|"row"} */ name, /** @type {readonly number[]} */ values) =>
    make("span", { class: `factor__vector factor__vector--${name}` }, values.map((value) => cell(value, size, color)));
  const attributes = { role: "img", tabindex: "0", "aria-label": t("analysis.factor.label", words) };
  const element = make("span", { class: "factor", "data-tip": t("analysis.factor.tip", words), ...attributes }, [
    make("span", { class: "factor__sigma" }, ["σ", make("sub", { text: String(index + 1) }), ` = ${words.sigma}`]),
    vector("column", column),
    make("span", { class: "factor__times", text: "⊗" }),
    vector("row", row),
  ]);
  element.style.setProperty("--length", String(size));
  element.classList.toggle("factor--small", size > LARGEST_WITH_NUMBERS);
  return element;
}

/**
 * @param {number} value
 * @param {number} size
 * @param {(value: number) => {background: string, ink: string}} color
 */
function cell(value, size, color) {
  const { background, ink } = color(value);
  const text = size <= LARGEST_WITH_NUMBERS ? twoDecimals(value) : "";
  const element = make("span", { class: "factor__cell", text, title: fullNumber(value) });
  element.style.background = background;
  element.style.color = ink;
  return element;
}

/** A number that is not 0 does not read 0. @param {number} value */
function twoDecimals(value) {
  const clean = Number(value.toFixed(DUST_DECIMALS));
  const rounded = formatNumber(clean, 2);
  return rounded === "0" && clean !== 0 ? (shortNumber(clean, ROOM) ?? "") : rounded;
}
