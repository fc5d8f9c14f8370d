/** Numbers as people type them, and the scale of a slider on which each tenth of the way multiplies. */

/**
 * @param {string} text "0.05", "5e-2", "1/20", full-width digits
 * @returns {number|null} null where it is no finite number
 */
export function readNumber(text) {
  const plain = text.normalize("NFKC").trim().replace(/^[−–]/u, "-").replace(",", ".");
  const [, above, below] = /^(-?[\d.]+)\s*\/\s*([\d.]+)$/.exec(plain) ?? [];
  const value = above === undefined ? Number(plain) : Number(above) / Number(below);
  return plain !== "" && Number.isFinite(value) ? value : null;
}

/** As short as it can be typed again, at most six digits that count. @param {number} value */
export function numberEntry(value) {
  return String(Number(value.toPrecision(6)));
}

/**
 * A slider over powers of ten: every position is a number of two digits.
 * @param {number} lowest exponent of its left end
 * @param {number} highest exponent of its right end
 */
export function logScale(lowest, highest) {
  const perDecade = 20;
  const steps = (highest - lowest) * perDecade;
  return {
    minimum: 0,
    maximum: steps,
    step: 1,
    /** @param {number} position */
    valueAt: (position) => Number((10 ** (lowest + position / perDecade)).toPrecision(2)),
    /** The nearest position; the ends for what lies beyond them. @param {number} value */
    positionOf: (value) => Math.min(steps, Math.max(0, Math.round((Math.log10(Math.max(value, 1e-300)) - lowest) * perDecade))),
  };
}

/**
 * A slider whose positions are its numbers.
 * @param {number} minimum
 * @param {number} maximum
 * @param {number} step
 */
export function evenScale(minimum, maximum, step) {
  return {
    minimum,
    maximum,
    step,
    /** @param {number} position */
    valueAt: (position) => position,
    /** @param {number} value */
    positionOf: (value) => Math.min(maximum, Math.max(minimum, value)),
  };
}
