/** Where the points of a chart lie: positions only. */

/** @typedef {{left: number, top: number, width: number, height: number}} Box in CSS pixels */
/** @typedef {{x: (value: number) => number, y: (value: number) => number, valueAt: (x: number) => number, valueAtY: (y: number) => number, box: Box}} Plot */

/**
 * @param {Box} box
 * @param {readonly [number, number]} across values at the left and right edges
 * @param {readonly [number, number]} up values at the bottom and top edges
 * @returns {Plot}
 */
export function makePlot(box, across, up) {
  const wide = across[1] - across[0] || 1;
  const high = up[1] - up[0] || 1;
  return {
    box,
    x: (value) => box.left + ((value - across[0]) / wide) * box.width,
    y: (value) => box.top + box.height - ((value - up[0]) / high) * box.height,
    valueAt: (x) => across[0] + ((x - box.left) / box.width) * wide,
    valueAtY: (y) => up[0] + ((box.top + box.height - y) / box.height) * high,
  };
}

/**
 * The span of some numbers, zero included, with a little air at the ends that are not zero.
 * @param {Iterable<number>} values
 * @returns {[number, number]}
 */
export function spanWithZero(values) {
  let low = 0;
  let high = 0;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const air = (high - low) / 12 || 1;
  return [low < 0 ? low - air : 0, high > 0 ? high + air : 0];
}

/**
 * A line through points as path data.
 * @param {Plot} plot
 * @param {readonly number[]} xs
 * @param {readonly number[]} ys
 */
export function linePath(plot, xs, ys) {
  return xs.map((x, i) => `${i ? "L" : "M"}${short(plot.x(x))} ${short(plot.y(ys[i]))}`).join("");
}

/**
 * The area between a line and zero.
 * @param {Plot} plot
 * @param {readonly number[]} xs
 * @param {readonly number[]} ys
 */
export function areaPath(plot, xs, ys) {
  if (xs.length === 0) return "";
  return `M${short(plot.x(xs[0]))} ${short(plot.y(0))}${linePath(plot, xs, ys).replace("M", "L")}L${short(plot.x(xs[xs.length - 1]))} ${short(plot.y(0))}Z`;
}

/**
 * Round marks of an axis, at most about `wanted` of them.
 * @param {number} low
 * @param {number} high
 * @param {number} wanted
 */
export function ticks(low, high, wanted) {
  const rough = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999) ?? power;
  const marks = [];
  for (let mark = Math.ceil(low / step - 1e-9); mark * step <= high + step * 1e-9; mark += 1) marks.push(Number((mark * step).toPrecision(10)));
  return marks;
}

/**
 * Which of ascending values is nearest.
 * @param {readonly number[]} values
 * @param {number} wanted
 */
export function nearest(values, wanted) {
  let best = 0;
  for (const [i, value] of values.entries()) if (Math.abs(value - wanted) < Math.abs(values[best] - wanted)) best = i;
  return best;
}

/** @param {number} value */
export function short(value) {
  return Math.round(value * 100) / 100;
}
