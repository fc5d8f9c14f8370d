/** How the One dimension page says what it shows. */
import { t } from "../i18n/messages.js";
import { exact, inFormula } from "./inspector_words.js";

/** @typedef {import("../types_signals.js").Answer} Answer */
/** @typedef {import("../geometry/signals_moment.js").Moment} Moment */

/**
 * The name of r_i: “the coefficient of x²”, “a sum of 7”, “t = 1.2”.
 * @param {Answer} answer
 * @param {number} output
 */
export function outputName(answer, output) {
  return t(`signals.output.${answer.kind}`, { label: answer.labels.y[output] ?? "" });
}

/**
 * The numbers of an operand, as numbers: there are no letters in one dimension.
 * @param {readonly import("../types_sliding.js").Entry[]} entries
 */
export function numbers(entries) {
  return /** @type {readonly number[]} */ (entries);
}

/**
 * One product as a sentence.
 * @param {Answer} answer
 * @param {number} output
 * @param {number} term
 */
export function termSentence(answer, output, term) {
  const { values, weights, products, partial_sums } = answer.trace.reductions[output];
  return t("signals.term.sentence", {
    output: outputName(answer, output),
    number: term + 1,
    value: exact(Number(values[term])),
    weight: inFormula(Number(weights[term])),
    product: exact(Number(products[term])),
    sum: exact(Number(partial_sums[term])),
  });
}

/**
 * Where the playhead stands, for a screen reader.
 * @param {Answer} answer
 * @param {Moment} moment
 */
export function momentSentence(answer, moment) {
  if (moment.carries > 0) return carrySentence(answer, moment.carries - 1);
  if (moment.term === null) return t("signals.moment.start");
  const sentence = termSentence(answer, moment.output, moment.term);
  if (moment.outputsDone <= moment.output) return sentence;
  const result = exact(Number(answer.trace.reductions[moment.output].result));
  return `${sentence} ${t("signals.moment.complete", { output: outputName(answer, moment.output), result })}`;
}

/**
 * @param {Answer} answer of integers
 * @param {number} index
 */
export function carrySentence(answer, index) {
  const { carries } = /** @type {import("../types_signals.js").Details["integer"]} */ (answer.details);
  const { position, column, carry_in, total, digit, carry_out } = carries[index];
  return t("signals.carry.sentence", { position: position + 1, column, carry_in, total, digit, carry_out });
}
