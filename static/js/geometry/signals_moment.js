/**
 * One moment of a one-dimensional computation: a pure function of the answer and the time, so that playing, stepping and scrubbing
 * show the same. Time counts products done; of integers, the carries follow the last product.
 */
import { endOf, frameOf, nextRun, playOrder, startOf } from "./frame.js";

/** @typedef {import("../types_signals.js").Answer} Answer */
/** @typedef {import("../types_signals.js").Hover} Hover */
/** @typedef {import("../types_signals.js").Pace} Pace */

/**
 * @typedef {object} Moment
 * @property {number} time
 * @property {number} duration
 * @property {number} output the r_i that is being computed
 * @property {number} terms of it that are done
 * @property {number|null} term the product done last; null before the first, and while carrying
 * @property {number} outputsDone whole r_i
 * @property {number} carries done
 */

/** @param {Answer} answer */
export function carryCount(answer) {
  return answer.kind === "integer" ? /** @type {import("../types_signals.js").Details["integer"]} */ (answer.details).carries.length : 0;
}

/** @param {Answer} answer */
export function durationOf(answer) {
  return playOrder(answer.trace, "gather").duration + carryCount(answer);
}

/**
 * @param {Answer} answer
 * @param {number} time beyond the ends means the end
 * @returns {Moment}
 */
export function momentOf(answer, time) {
  const { duration: products } = playOrder(answer.trace, "gather");
  const duration = products + carryCount(answer);
  const now = Math.max(0, Math.min(duration, Math.floor(time)));
  const frame = frameOf(answer.trace, "gather", now);
  const carries = Math.max(0, now - products);
  const isWhole = frame.isDone(frame.reduction) && now > 0;
  return {
    time: now,
    duration,
    output: frame.reduction,
    terms: frame.done(frame.reduction),
    term: carries > 0 ? null : frame.term,
    outputsDone: frame.reduction + (isWhole ? 1 : 0),
    carries,
  };
}

/**
 * The time one step away: a product, or a whole output at a time.
 * @param {Answer} answer
 * @param {number} time
 * @param {-1|1} direction
 * @param {Pace} pace
 */
export function stepFrom(answer, time, direction, pace) {
  const { duration: products } = playOrder(answer.trace, "gather");
  const isCarrying = direction > 0 ? time >= products : time > products;
  if (pace === "product" || isCarrying) return Math.max(0, Math.min(durationOf(answer), time + direction));
  return nextRun(frameOf(answer.trace, "gather", time), direction);
}

/**
 * The time at which an output is complete.
 * @param {Answer} answer
 * @param {number} output
 */
export function timeOfOutput(answer, output) {
  return endOf(answer.trace, "gather", output);
}

/**
 * The time at which a product of an output is done.
 * @param {Answer} answer
 * @param {number} output
 * @param {number} term
 */
export function timeOfTerm(answer, output, term) {
  return startOf(answer.trace, "gather", output) + term + 1;
}

/**
 * What a hovered or focused thing is connected to.
 * @param {Answer} answer
 * @param {number} output the one being computed
 * @param {Hover|null} hover
 * @returns {{output: number, terms: Set<number>, v: Set<number>, w: Set<number>, y: Set<number>}} output: the one whose window is
 *   shown; terms of it; cells of v (with its zeros), of w by index of the weight, of r
 */
export function linksOf(answer, output, hover) {
  const lit = { output, terms: new Set(), v: new Set(), w: new Set(), y: new Set() };
  if (!hover) return lit;
  const { reductions } = answer.trace;
  if (hover.row === "y") {
    lit.output = Math.min(hover.index, reductions.length - 1);
    lit.y.add(lit.output);
    for (const at of reductions[lit.output].value_at) lit.v.add(at);
    return lit;
  }
  const { value_at, weight_at } = reductions[output];
  for (const [term, at] of value_at.entries()) {
    const isMeant = { v: at === hover.index, w: weight_at[term] === hover.index, term: term === hover.index }[hover.row];
    if (!isMeant) continue;
    lit.terms.add(term);
    lit.v.add(at);
    lit.w.add(weight_at[term]);
  }
  if (hover.row === "v") {
    lit.v.add(hover.index);
    for (const [index, reduction] of reductions.entries()) if (reduction.value_at.includes(hover.index)) lit.y.add(index);
  } else if (hover.row === "w") lit.w.add(hover.index);
  else lit.y.add(output);
  return lit;
}
