/** How the inspector says its numbers: compact in a cell, exact in a sentence, negative ones in parentheses inside a formula. */

import { formatNumber, t } from "../i18n/messages.js";

/** @typedef {import("./inspector_types.js").Term} Term */

/**
 * A number in full: decimals enough for four significant digits, so that a small weight never reads as 0.
 * @param {number} value
 */
export function exact(value) {
  const size = Math.abs(value);
  if (size === 0 || size >= 1 || !Number.isFinite(value)) return formatNumber(value);
  return formatNumber(value, Math.min(12, Math.max(3, 3 - Math.floor(Math.log10(size)))));
}

/**
 * A number for a cell: so many decimals; what would round away to 0 says that it is only about 0.
 * @param {number} value
 * @param {number} digits
 */
export function compact(value, digits) {
  const text = formatNumber(value, digits);
  return text === "0" && value !== 0 ? "≈0" : text;
}

/**
 * As a factor or summand in a formula.
 * @param {number} value
 */
export function inFormula(value) {
  return value < 0 ? `(${exact(value)})` : exact(value);
}

/**
 * Where the value under a tap comes from.
 * @param {Term} term
 */
export function origin(term) {
  return t(`inspector.origin.${term.origin}`, { row: term.input_row ?? "", col: term.input_col ?? "" });
}

/**
 * One term as a sentence: where, value × weight = product, and the sum so far.
 * @param {Term} term
 * @param {number} index
 */
export function termSentence(term, index) {
  return t("inspector.term.sentence", {
    number: index + 1,
    origin: origin(term),
    value: exact(term.value),
    weight: inFormula(term.weight),
    product: exact(term.product),
    sum: exact(term.partial_sum),
  });
}

/**
 * The same, short enough to be spoken at every step.
 * @param {Term} term
 * @param {number} index
 */
export function stepSentence(term, index) {
  return t("inspector.term.spoken", {
    number: index + 1,
    value: exact(term.value),
    weight: exact(term.weight),
    product: exact(term.product),
    sum: exact(term.partial_sum),
  });
}
