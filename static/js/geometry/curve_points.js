/** Columns of numbers made ready for a chart: smoothed, thinned to what a screen can show, put on one axis. Nothing is invented. */

/** @typedef {{xs: readonly number[], ys: readonly (number|null)[]}} Points ascending xs */

/**
 * At each place the mean of the last `length` values up to it; at the beginning of those there are.
 * @param {readonly number[]} values
 * @param {number} length
 * @returns {number[]}
 */
export function trailingMean(values, length) {
  const means = new Array(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) {
    sum += values[i];
    if (i >= length) sum -= values[i - length];
    means[i] = sum / Math.min(i + 1, length);
  }
  return means;
}

/**
 * At most about two points a bucket, its lowest and its highest, so that no peak is lost; few points stay as they are.
 * @param {readonly number[]} xs ascending
 * @param {readonly number[]} ys
 * @param {number} buckets
 * @returns {{xs: number[], ys: number[]}}
 */
export function thinned(xs, ys, buckets) {
  const count = xs.length;
  if (count <= 2 * buckets) return { xs: xs.slice(), ys: ys.slice(0, count) };
  const first = xs[0];
  const width = (xs[count - 1] - first) / buckets || 1;
  /** @type {number[]} */
  const kept = [];
  let begin = 0;
  while (begin < count) {
    const bucket = Math.min(buckets - 1, Math.floor((xs[begin] - first) / width));
    let [low, high] = [begin, begin];
    let end = begin;
    while (end < count && Math.min(buckets - 1, Math.floor((xs[end] - first) / width)) === bucket) {
      if (ys[end] < ys[low]) low = end;
      if (ys[end] > ys[high]) high = end;
      end += 1;
    }
    kept.push(Math.min(low, high));
    if (low !== high) kept.push(Math.max(low, high));
    begin = end;
  }
  if (kept[0] !== 0) kept.unshift(0);
  if (kept.at(-1) !== count - 1) kept.push(count - 1);
  return { xs: kept.map((i) => xs[i]), ys: kept.map((i) => ys[i]) };
}

/**
 * Several curves on one axis: all their places, ascending, and null where a curve has no point.
 * @param {readonly Points[]} curves
 * @returns {{xs: number[], columns: (number|null)[][]}}
 */
export function aligned(curves) {
  const xs = [...new Set(curves.flatMap((curve) => curve.xs))].sort((a, b) => a - b);
  const at = new Map(xs.map((x, i) => [x, i]));
  const columns = curves.map((curve) => {
    /** @type {(number|null)[]} */
    const column = new Array(xs.length).fill(null);
    curve.xs.forEach((x, i) => {
      column[/** @type {number} */ (at.get(x))] = curve.ys[i];
    });
    return column;
  });
  return { xs, columns };
}

/**
 * @param {readonly number[]} ascending
 * @param {number} value
 * @returns {number} index of the last one at or before it; −1 where there is none
 */
export function lastAtOrBefore(ascending, value) {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * @param {readonly number[]} ascending
 * @param {number} value
 * @returns {number|null} the closest of them; null of none
 */
export function closest(ascending, value) {
  const index = lastAtOrBefore(ascending, value);
  const [before, after] = [ascending[Math.max(0, index)], ascending[index + 1]];
  if (before === undefined) return null;
  return after !== undefined && Math.abs(after - value) < Math.abs(value - before) ? after : before;
}

/**
 * Where the axis of steps ends: it grows by round amounts at first and by whole epochs later, so that it does not creep.
 * @param {number} last the last step there is
 * @param {number} stepsPerEpoch
 */
export function axisEnd(last, stepsPerEpoch) {
  if (last <= 0) return stepsPerEpoch;
  if (last >= stepsPerEpoch) return Math.ceil(last / stepsPerEpoch) * stepsPerEpoch;
  const decade = 10 ** Math.floor(Math.log10(last));
  const round = [1, 2, 5, 10].map((one) => one * decade).find((one) => one >= last) ?? last;
  return Math.min(stepsPerEpoch, Math.max(10, round));
}

/**
 * Epochs as stretches of the axis, as shares of its length; when they are many only every 2nd, 5th, 10th … is named.
 * @param {number} end of the axis, in steps
 * @param {number} stepsPerEpoch
 * @param {number} most how many names there is room for
 */
export function epochStretches(end, stepsPerEpoch, most) {
  const count = Math.ceil(end / stepsPerEpoch);
  let every = 1;
  for (let decade = 1; count / every > most; decade *= 10) {
    every = [decade, 2 * decade, 5 * decade, 10 * decade].find((one) => count / one <= most) ?? 10 * decade;
  }
  const stretches = [];
  for (let from = 0; from < count; from += every) {
    const to = Math.min(count, from + every);
    stretches.push({ first: from + 1, last: to, left: (from * stepsPerEpoch) / end, width: Math.min(1, (to * stepsPerEpoch) / end) - (from * stepsPerEpoch) / end });
  }
  return stretches;
}

/**
 * Round marks of a logarithmic axis inside the range: 1, 2, 5, 10 … or decades only where they are many.
 * @param {number} low above 0
 * @param {number} high
 */
export function logTicks(low, high) {
  const decades = Math.log10(high / low);
  const steps = decades > 4 ? [1] : decades > 2 ? [1, 3] : [1, 2, 5];
  const marks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const step of steps) {
      const mark = Number(`${step}e${power}`);
      if (mark >= low && mark <= high) marks.push(mark);
    }
  }
  return marks;
}

/**
 * The range of an axis that shows all values: from 0, or, on a logarithmic one, from the smallest above 0.
 * @param {Iterable<number|null>} values
 * @param {boolean} isLog
 * @returns {[number, number]}
 */
export function axisRange(values, isLog) {
  let [low, high] = [Infinity, 0];
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    if (value > 0) low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (high === 0) return isLog ? [0.1, 1] : [0, 1];
  return isLog ? [low / 1.3, high * 1.3] : [0, high * 1.06];
}

/**
 * Where a value stands on an axis, 0 at its lower end, 1 at its upper.
 * @param {number} value
 * @param {readonly [number, number]} range
 * @param {boolean} isLog
 */
export function shareOf(value, [low, high], isLog) {
  return isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}
