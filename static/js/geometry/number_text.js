/** Numbers as a textbook prints them. Imports nothing, so that it can travel in an exported file. */

const MINUS = "\u2212";

/**
 * A true minus sign, at most `digits` decimals, no trailing zeros.
 * @param {number} value
 * @param {number} [digits]
 */
export function formatNumber(value, digits = 3) {
  if (!Number.isFinite(value)) return String(value);
  const rounded = Number(value.toFixed(digits));
  return String(rounded === 0 ? 0 : rounded).replace("-", MINUS);
}

/**
 * A number, or letters as they are.
 * @param {number|string} entry
 */
export function entryText(entry) {
  return typeof entry === "number" ? formatNumber(entry) : entry;
}
