/**
 * The one diverging colour scale: blue negative – paper zero – orange positive (purple – paper – green for gradients),
 * symmetric about zero, with the ink that stays readable on each cell.
 */

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {readonly [number, number, number]} Rgb */

/**
 * @param {string} hex "#rrggbb"
 * @returns {Rgb}
 */
export function parseHex(hex) {
  const n = Number.parseInt(hex.slice(1, 7), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

/**
 * The largest magnitude of what is compared: the symmetric range that its cells share.
 * @param {Iterable<number>} values
 */
export function symmetricRange(values) {
  let range = 0;
  for (const value of values) if (Number.isFinite(value)) range = Math.max(range, Math.abs(value));
  return range || 1;
}

/**
 * @param {Theme} theme
 * @param {"value"|"delta"} [law]
 * @returns {(value: number, range: number) => Rgb}
 */
export function divergingScale(theme, law = "value") {
  const zero = parseHex(theme.zero);
  const negative = parseHex(law === "value" ? theme.neg : theme.deltaNeg);
  const positive = parseHex(law === "value" ? theme.pos : theme.deltaPos);
  return (value, range) => {
    const share = Math.min(1, Math.abs(value) / range) ** 0.8;
    const end = value < 0 ? negative : positive;
    return [mix(zero[0], end[0], share), mix(zero[1], end[1], share), mix(zero[2], end[2], share)];
  };
}

/**
 * Black or white, whichever reads better on the colour (WCAG relative luminance).
 * @param {Rgb} rgb
 */
export function inkOn(rgb) {
  return relativeLuminance(rgb) > 0.179 ? "#000000" : "#ffffff";
}

/** @param {Rgb} rgb */
export function css(rgb) {
  return `rgb(${rgb[0]} ${rgb[1]} ${rgb[2]})`;
}

/** @param {number} a @param {number} b @param {number} share */
function mix(a, b, share) {
  return Math.round(a + (b - a) * share);
}

/** @param {Rgb} rgb */
function relativeLuminance(rgb) {
  const [r, g, b] = rgb.map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
