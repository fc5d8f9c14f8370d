/** What each cell of each grid is at a moment: in the window, current, lit, still to come. Pure. */
import { MARK } from "./sliding_grid.js";

/** @typedef {import("../types_sliding.js").Trace} Trace */
/** @typedef {import("../types_sliding.js").Reduction} Reduction */
/** @typedef {import("../geometry/frame.js").Frame} Frame */
/** @typedef {import("../geometry/links.js").Links} Links */
/** @typedef {import("./sliding_panes.js").Pane} Pane */
/** @typedef {{trace: Trace, frame: Frame, isScattering: boolean, links: Links|null, isSecret: (reduction: number) => boolean,
 *   spread: Links|null}} Moment spread: scattering, what the current input cell feeds */

/**
 * @param {Pane} pane
 * @param {Uint8Array} marks of its positions, filled anew
 * @param {Moment} moment
 */
export function markPane(pane, marks, moment) {
  marks.fill(0);
  if (pane.role === "value") markValues(pane, marks, moment);
  else if (pane.role === "weight") markWeights(pane, marks, moment);
  else if (pane.role === "bias") markBias(marks, moment);
  else if (pane.role === "output") markOutputs(marks, moment);
}

/**
 * @param {Pane} pane
 * @param {Uint8Array} marks
 * @param {Moment} moment
 */
function markValues(pane, marks, { trace, frame, isScattering, links }) {
  const one = trace.reductions[frame.reduction];
  const at = positionIn(pane);
  if (one && !isScattering) for (const index of one.value_at) put(marks, at(index), MARK.window);
  if (one && frame.term !== null) put(marks, at(one.value_at[frame.term]), MARK.current);
  if (one && one.winner !== null && frame.isDone(frame.reduction)) put(marks, at(one.value_at[one.winner]), MARK.winner);
  if (links) for (const index of links.values) put(marks, at(index), MARK.lit);
}

/**
 * @param {Pane} pane
 * @param {Uint8Array} marks
 * @param {Moment} moment
 */
function markWeights(pane, marks, { trace, frame, isScattering, links, spread }) {
  const one = trace.reductions[frame.reduction];
  const at = positionIn(pane);
  if (one) {
    // The kernels that have no part in this output step back.
    const used = isScattering && spread ? spread.weights : new Set(one.weight_at);
    if (used.size < marks.length) {
      marks.fill(MARK.dim);
      for (const index of used) if (index !== null) marks[at(index)] = 0;
    }
    const current = frame.term === null ? null : one.weight_at[frame.term];
    if (current !== null) put(marks, at(current), MARK.current);
  }
  if (links) for (const index of links.weights) put(marks, at(index), MARK.lit);
}

/**
 * @param {Uint8Array} marks
 * @param {Moment} moment
 */
function markBias(marks, { trace, frame, links }) {
  const one = trace.reductions[frame.reduction];
  if (one && one.bias_at !== null && frame.isDone(frame.reduction) && frame.term === one.values.length - 1) marks[one.bias_at] = MARK.current;
  if (links) for (const index of links.biases) marks[index] |= MARK.lit;
}

/**
 * @param {Uint8Array} marks
 * @param {Moment} moment
 */
function markOutputs(marks, { trace, frame, isScattering, links, isSecret, spread }) {
  for (const [r, { output }] of trace.reductions.entries()) {
    if (isSecret(r)) marks[output] |= MARK.secret;
    else if (!frame.isDone(r)) marks[output] |= frame.done(r) > 0 ? MARK.partial : MARK.pending;
  }
  const one = trace.reductions[frame.reduction];
  if (one) marks[one.output] |= MARK.current;
  if (isScattering && spread) for (const index of spread.outputs) marks[index] |= MARK.window;
  if (links) for (const index of links.outputs) marks[index] |= MARK.lit;
}

/** @param {Pane} pane */
function positionIn({ positions }) {
  return (/** @type {number} */ index) => (positions ? positions[index] : index);
}

/**
 * @param {Uint8Array} marks
 * @param {number} position negative: not on the stage
 * @param {number} mark
 */
function put(marks, position, mark) {
  if (position >= 0) marks[position] |= mark;
}
