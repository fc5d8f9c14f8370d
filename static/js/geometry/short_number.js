/** Numbers of any size in a few letters, as columns and axes have room for. */
import { formatNumber } from "./number_text.js";

const MINUS = "\u2212";

/** Where there is no number. */
export const NOTHING = "–";

/**
 * Three digits that count, for numbers of any size.
 * @param {number|null} value
 */
export function amount(value) {
  if (value === null) return NOTHING;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-4) return power(value);
  return size >= 100 ? formatNumber(value, 0) : formatNumber(value, 2 - Math.floor(Math.log10(size)));
}

/** The same with all three digits, for columns of numbers. @param {number|null} value */
export function even(value) {
  if (value === null) return NOTHING;
  const size = Math.abs(value);
  return size >= 1e-3 && size < 100 ? value.toPrecision(3).replace("-", MINUS) : amount(value);
}

/** @param {number} value as 3.2×10⁻⁵ */
export function power(value) {
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(1).split("e");
  const digits = [...String(Number(exponent))].map((one) => (one === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(one)])).join("");
  return `${mantissa.replace("-", MINUS)}×10${digits}`;
}

/** @param {number|null} share @param {number} [digits] */
export function percent(share, digits = 1) {
  return share === null ? NOTHING : `${(100 * share).toFixed(digits)}%`;
}
