/**
 * One moment of a trace: a pure function of trace, view and time, so that playing, stepping and scrubbing either way show the
 * same. Time counts products done; the current product is the last one done.
 */

/** @typedef {import("../types_sliding.js").Trace} Trace */
/** @typedef {import("../types_sliding.js").View} View */

/**
 * The products in playing order. A run is what one jump passes: the products of one output, or, scattering, of one input cell.
 * @typedef {object} PlayOrder
 * @property {number} duration
 * @property {Int32Array} reductions of each product
 * @property {Int32Array} terms its index in that reduction
 * @property {Int32Array[]} moments for each reduction, when its products are played, ascending
 * @property {number[]} runs the time at which each run has ended, ascending
 */

/**
 * @typedef {object} Frame
 * @property {number} time
 * @property {number} duration
 * @property {number} reduction the output that is being computed
 * @property {number|null} term the product that was done last; null before the first
 * @property {number} run index of the run that is being played
 * @property {number} within products of that run that are done
 * @property {(reduction: number) => number} done how many terms of an output are in its sum (zeros that are passed over included)
 * @property {(reduction: number) => boolean} isDone
 * @property {PlayOrder} order
 */

/** @type {WeakMap<Trace, Map<View, PlayOrder>>} */
const orders = new WeakMap();

/**
 * @param {Trace} trace
 * @param {View} view
 * @returns {PlayOrder}
 */
export function playOrder(trace, view) {
  const known = orders.get(trace) ?? new Map();
  orders.set(trace, known);
  const order = known.get(view) ?? makeOrder(trace, view);
  known.set(view, order);
  return order;
}

/**
 * @param {Trace} trace
 * @param {View} view
 * @returns {PlayOrder}
 */
function makeOrder(trace, view) {
  const pairs = pairsOf(trace, view);
  const reductions = Int32Array.from(pairs, ([reduction]) => reduction);
  const terms = Int32Array.from(pairs, ([, term]) => term);
  /** @type {number[][]} */
  const moments = trace.reductions.map(() => []);
  for (const [moment, reduction] of reductions.entries()) moments[reduction].push(moment);
  const keys = pairs.map(([reduction, term]) => (view === "scatter" ? trace.reductions[reduction].value_at[term] : reduction));
  const runs = keys.flatMap((key, moment) => (key === keys[moment + 1] ? [] : [moment + 1]));
  return { duration: pairs.length, reductions, terms, moments: moments.map((list) => Int32Array.from(list)), runs };
}

/**
 * @param {Trace} trace
 * @param {View} view
 * @returns {[number, number][]}
 */
function pairsOf(trace, view) {
  if (view !== "gather" && trace.by_input) {
    if (view === "scatter") return trace.by_input;
    return trace.by_input.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  }
  return trace.reductions.flatMap(({ values }, reduction) => values.map((_, term) => /** @type {[number, number]} */ ([reduction, term])));
}

/**
 * @param {Trace} trace
 * @param {View} view
 * @param {number} time beyond the ends means the end
 * @returns {Frame}
 */
export function frameOf(trace, view, time) {
  const order = playOrder(trace, view);
  const now = Math.max(0, Math.min(order.duration, Math.floor(time)));
  const isByOutput = view === "gather" || !trace.by_input;
  const run = Math.max(0, firstAtLeast(order.runs, now));
  return {
    time: now,
    duration: order.duration,
    reduction: order.reductions[Math.max(0, now - 1)] ?? 0,
    term: now === 0 ? null : order.terms[now - 1],
    run,
    within: now - (order.runs[run - 1] ?? 0),
    done(reduction) {
      const count = playedBefore(order.moments[reduction], now);
      if (isByOutput || count === 0) return count;
      return order.terms[order.moments[reduction][count - 1]] + 1;
    },
    isDone(reduction) {
      const moments = order.moments[reduction];
      if (moments.length > 0) return moments[moments.length - 1] < now;
      return reduction === 0 || nearestBefore(order, reduction) <= now;
    },
    order,
  };
}

/**
 * The time at which an output is complete.
 * @param {Trace} trace
 * @param {View} view
 * @param {number} reduction
 */
export function endOf(trace, view, reduction) {
  const order = playOrder(trace, view);
  return (order.moments[reduction].at(-1) ?? nearestBefore(order, reduction) - 1) + 1;
}

/**
 * The time before the first product of an output.
 * @param {Trace} trace
 * @param {View} view
 * @param {number} reduction
 */
export function startOf(trace, view, reduction) {
  const order = playOrder(trace, view);
  return order.moments[reduction][0] ?? nearestBefore(order, reduction);
}

/**
 * The end of the next run, or of the one before; the ends of time where there is none.
 * @param {Frame} frame
 * @param {-1|1} direction
 */
export function nextRun(frame, direction) {
  const { runs, duration } = frame.order;
  if (frame.time === 0) return direction > 0 ? (runs[0] ?? 0) : 0;
  return runs[frame.run + direction] ?? (direction > 0 ? duration : 0);
}

/**
 * The time in another view at which the same product is the current one, or the last real one before it.
 * @param {Trace} trace
 * @param {View} from
 * @param {View} to
 * @param {number} time
 */
export function sameMoment(trace, from, to, time) {
  const frame = frameOf(trace, from, time);
  const order = playOrder(trace, to);
  if (frame.term === null) return 0;
  if (frame.time === frame.duration) return order.duration;
  const moments = order.moments[frame.reduction];
  let best = moments[0] ?? -1;
  for (const moment of moments) if (order.terms[moment] <= frame.term) best = moment;
  return best + 1;
}

/**
 * When an output without products (no window covers it) is complete: with the last one before it that has any.
 * @param {PlayOrder} order
 * @param {number} reduction
 */
function nearestBefore(order, reduction) {
  for (let before = reduction - 1; before >= 0; before -= 1) {
    const last = order.moments[before].at(-1);
    if (last !== undefined) return last + 1;
  }
  return 0;
}

/** @param {Int32Array} moments ascending @param {number} time how many of them are earlier */
function playedBefore(moments, time) {
  return firstAtLeast(moments, time);
}

/**
 * Index of the first entry that is at least `wanted`; the length where there is none.
 * @param {ArrayLike<number>} ascending
 * @param {number} wanted
 */
function firstAtLeast(ascending, wanted) {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
