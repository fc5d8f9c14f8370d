/** What each of the four grids shows of a term, and in which colour: input grey, all else on the diverging scale. */

import { css, divergingScale, inkOn, symmetricRange } from "../draw/scale.js";

/**
 * @typedef {import("./inspector_types.js").Term} Term
 * @typedef {import("../draw/theme.js").Theme} Theme
 * @typedef {"value"|"weight"|"product"|"sum"} Kind
 * @typedef {{kind: Kind, range: number, numbers: readonly number[], fill: (index: number) => string, ink: (index: number) => string,
 *   hatched: (index: number) => boolean, hollow: (index: number) => boolean}} Paint
 */

/** @type {readonly Kind[]} in the order of reading: window × kernel = products, sums */
export const KINDS = ["value", "weight", "product", "sum"];

/**
 * @param {Kind} kind
 * @param {Term} term
 */
export function numberOf(kind, term) {
  return kind === "sum" ? term.partial_sum : term[kind];
}

/**
 * @param {Kind} kind
 * @param {readonly Term[]} terms
 * @param {Theme} theme
 * @returns {Paint}
 */
export function paint(kind, terms, theme) {
  const numbers = terms.map((term) => numberOf(kind, term));
  if (kind === "value") {
    const colours = numbers.map((value) => {
      const level = Math.max(0, Math.min(255, Math.round(value)));
      return /** @type {const} */ ([level, level, level]);
    });
    return {
      kind,
      range: 255,
      numbers,
      fill: (index) => (terms[index]?.origin === "zeros" ? theme.panel : css(colours[index] ?? [0, 0, 0])),
      ink: (index) => (terms[index]?.origin === "zeros" ? theme.ink2 : inkOn(colours[index] ?? [0, 0, 0])),
      hatched: (index) => terms[index]?.origin !== "picture",
      hollow: (index) => terms[index]?.origin === "zeros",
    };
  }
  const range = symmetricRange(numbers);
  const scale = divergingScale(theme);
  const colours = numbers.map((value) => scale(value, range));
  return {
    kind,
    range,
    numbers,
    fill: (index) => css(colours[index] ?? [0, 0, 0]),
    ink: (index) => inkOn(colours[index] ?? [0, 0, 0]),
    hatched: () => false,
    hollow: () => false,
  };
}
