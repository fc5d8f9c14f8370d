/** The opening state of the Sliding window page and the pure actions that replace it. */
import { endOf, frameOf, nextRun, playOrder, sameMoment, startOf } from "../../geometry/frame.js";

/** @typedef {import("../../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("../../types_sliding.js").TraceSpec} TraceSpec */
/** @typedef {import("../../types_sliding.js").TraceAnswer} TraceAnswer */
/** @typedef {import("../../types_sliding.js").Case} Case */
/** @typedef {import("../../types_sliding.js").View} View */
/** @typedef {import("../../types_sliding.js").Hover} Hover */
/** @typedef {import("../../types_sliding.js").Predict} Predict */
/** @typedef {import("../../types_sliding.js").Answer} Answer */

export const OPENING_CASE = "b2_convolution";
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16];
// How far a case has been played when it opens: far enough to see both what is done and what is to come.
const OPENING_SHARE = 0.41;
const LONGEST_HISTORY = 100;

/** @type {Predict} */
const UNASKED = { isOn: false, answers: {}, right: 0, asked: 0 };

/**
 * @param {Case[]} cases
 * @returns {SlidingState}
 */
export function openingState(cases) {
  const opening = cases.find((one) => one.id === OPENING_CASE) ?? cases[0];
  return {
    cases,
    caseId: opening.id,
    spec: opening.spec,
    view: "gather",
    time: 0,
    isFresh: true,
    playing: false,
    speed: 1,
    hover: null,
    isUnflipped: false,
    drawer: "toeplitz",
    predict: UNASKED,
    trace: null,
    ranges: null,
    formulas: null,
    filled: null,
    matrices: null,
    proof: null,
    error: null,
    busy: true,
    past: [],
    future: [],
    canUndo: false,
    canRedo: false,
  };
}

/**
 * @param {SlidingState} state
 * @param {Partial<SlidingState>} fields
 * @returns {SlidingState}
 */
export function assign(state, fields) {
  return { ...state, ...fields };
}

/**
 * Another spec; the one before is remembered for undo.
 * @param {SlidingState} state
 * @param {TraceSpec} spec
 * @param {boolean} [isContinued] part of the same gesture as the change before
 * @returns {SlidingState}
 */
export function setSpec(state, spec, isContinued = false) {
  if (spec === state.spec) return state;
  return { ...remembered(state, isContinued), spec, playing: false };
}

/**
 * @param {SlidingState} state
 * @param {string} id
 * @returns {SlidingState}
 */
export function chooseCase(state, id) {
  const chosen = state.cases.find((one) => one.id === id);
  if (!chosen) return state;
  const fresh = { isFresh: true, view: /** @type {View} */ ("gather"), isUnflipped: false, predict: UNASKED, hover: null, playing: false };
  return { ...remembered(state, false), ...fresh, caseId: id, spec: chosen.spec };
}

/**
 * @param {SlidingState} state
 * @param {boolean} isContinued
 * @returns {SlidingState}
 */
function remembered(state, isContinued) {
  const moment = { caseId: state.caseId, spec: state.spec };
  const past = isContinued && state.past.length > 0 ? state.past : [...state.past, moment].slice(-LONGEST_HISTORY);
  return { ...state, past, future: [], canUndo: true, canRedo: false };
}

/** @param {SlidingState} state */
export function undo(state) {
  const moment = state.past.at(-1);
  if (!moment) return state;
  const future = [{ caseId: state.caseId, spec: state.spec }, ...state.future];
  return moved(state, moment, state.past.slice(0, -1), future);
}

/** @param {SlidingState} state */
export function redo(state) {
  const [moment, ...future] = state.future;
  if (!moment) return state;
  return moved(state, moment, [...state.past, { caseId: state.caseId, spec: state.spec }], future);
}

/**
 * @param {SlidingState} state
 * @param {import("../../types_sliding.js").Moment} moment
 * @param {import("../../types_sliding.js").Moment[]} past
 * @param {import("../../types_sliding.js").Moment[]} future
 * @returns {SlidingState}
 */
function moved(state, moment, past, future) {
  return { ...state, ...moment, past, future, playing: false, canUndo: past.length > 0, canRedo: future.length > 0 };
}

/**
 * A trace has come. What was open stays open as far as it exists in the new one.
 * @param {SlidingState} state
 * @param {TraceAnswer} answer
 * @returns {SlidingState}
 */
export function takeTrace(state, { trace, ranges, spec, formulas }) {
  const view = trace.by_input ? state.view : "gather";
  const time = state.isFresh ? openingTime(trace, view) : Math.min(state.time, playOrder(trace, view).duration);
  const predict = state.trace && state.predict.isOn ? { ...state.predict, answers: {} } : state.predict;
  return { ...state, trace, ranges, formulas, filled: spec, view, time, isFresh: false, predict, hover: null, proof: null };
}

/**
 * @param {import("../../types_sliding.js").Trace} trace
 * @param {View} view
 */
export function openingTime(trace, view) {
  return Math.round(playOrder(trace, view).duration * OPENING_SHARE);
}

/**
 * @param {SlidingState} state
 * @param {number} time
 * @returns {SlidingState}
 */
export function seekTo(state, time) {
  if (!state.trace) return state;
  const { duration } = playOrder(state.trace, state.view);
  const next = Math.max(0, Math.min(duration, Math.floor(time)));
  if (next === state.time) return state;
  return { ...state, time: next };
}

/**
 * @param {SlidingState} state
 * @param {number} reduction
 */
export function seekOutput(state, reduction) {
  return state.trace ? seekTo(state, endOf(state.trace, state.view, reduction)) : state;
}

/**
 * @param {SlidingState} state
 * @param {-1|1} direction
 */
export function jumpRun(state, direction) {
  if (!state.trace) return state;
  return seekTo(state, nextRun(frameOf(state.trace, state.view, state.time), direction));
}

/**
 * @param {SlidingState} state
 * @param {View} view
 * @returns {SlidingState}
 */
export function setView(state, view) {
  if (!state.trace || view === state.view) return state;
  return { ...state, view, time: sameMoment(state.trace, state.view, view, state.time), hover: null };
}

/**
 * @param {SlidingState} state
 * @param {Hover|null} hover
 * @returns {SlidingState}
 */
export function setHover(state, hover) {
  const isSame = state.hover?.operand === hover?.operand && state.hover?.index === hover?.index;
  return isSame ? state : { ...state, hover };
}

/**
 * @param {SlidingState} state
 * @param {-1|1} direction slower or faster
 */
export function changeSpeed(state, direction) {
  const index = Math.min(SPEEDS.length - 1, Math.max(0, SPEEDS.indexOf(state.speed) + direction));
  return { ...state, speed: SPEEDS[index] };
}

/**
 * Guess first: time goes to the beginning of the output that is asked for.
 * @param {SlidingState} state
 * @param {boolean} isOn
 * @returns {SlidingState}
 */
export function setPredicting(state, isOn) {
  if (!state.trace || isOn === state.predict.isOn) return state;
  if (!isOn) return { ...state, predict: { ...state.predict, isOn } };
  const frame = frameOf(state.trace, state.view, state.time);
  const asked = frame.isDone(frame.reduction) && frame.time < frame.duration ? frame.reduction + 1 : frame.reduction;
  const next = { ...state, view: /** @type {View} */ ("gather"), playing: false, predict: { ...UNASKED, isOn } };
  return askFor(next, Math.min(asked, state.trace.reductions.length - 1));
}

/**
 * @param {SlidingState} state
 * @param {number} reduction
 * @returns {SlidingState}
 */
export function askFor(state, reduction) {
  if (!state.trace) return state;
  const last = state.trace.reductions.length - 1;
  // The first product is shown as the one to begin with, so that the window stands where the question is.
  return seekTo({ ...state, playing: false }, startOf(state.trace, state.view, Math.min(last, reduction)) + 1);
}

/**
 * An answer has been judged; the output is revealed.
 * @param {SlidingState} state
 * @param {number} reduction
 * @param {Answer} answer
 * @returns {SlidingState}
 */
export function takeAnswer(state, reduction, answer) {
  const { predict } = state;
  const answers = { ...predict.answers, [reduction]: answer };
  const right = predict.right + (answer.isRight ? 1 : 0);
  return seekOutput({ ...state, predict: { ...predict, answers, right, asked: predict.asked + 1 } }, reduction);
}
