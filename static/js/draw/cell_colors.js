/** The law of colour for number cells: operands of the input grey, kernels and maps blue–orange, δ purple–green. */
import { css, divergingScale, inkOn, parseHex } from "./scale.js";

/** @typedef {{background: string, ink: string}} CellColor */
/** @typedef {{low: number, high: number}} Span what the shades are spread over */

/**
 * @param {import("./theme.js").Theme} theme
 * @returns {(law: "grey"|"value"|"delta", value: unknown, span: Span) => CellColor} letters have the colour of zero
 */
export function cellColors(theme) {
  const scales = { value: divergingScale(theme, "value"), delta: divergingScale(theme, "delta") };
  const zero = parseHex(theme.zero);
  return (law, value, { low, high }) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return both(zero);
    if (law !== "grey") return both(scales[law](value, Math.max(Math.abs(low), Math.abs(high)) || 1));
    const share = high > low ? (value - low) / (high - low) : 0.6;
    const shade = Math.round(82 + share * 168);
    return both([shade, shade, shade]);
  };
}

/**
 * The least and the greatest of the numbers among the values.
 * @param {Iterable<unknown>} values
 * @returns {Span}
 */
export function spanOf(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (typeof value !== "number" || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? { low, high } : { low: 0, high: 0 };
}

/** @param {import("./scale.js").Rgb} rgb */
function both(rgb) {
  return { background: css(rgb), ink: inkOn(rgb) };
}
