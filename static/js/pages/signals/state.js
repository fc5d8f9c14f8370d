/** The opening state of the One dimension page and the pure actions that replace it. */
import { durationOf, momentOf, stepFrom, timeOfOutput } from "../../geometry/signals_moment.js";

/** @typedef {import("../../types_signals.js").SignalsState} SignalsState */
/** @typedef {import("../../types_signals.js").Answer} Answer */
/** @typedef {import("../../types_signals.js").Kind} Kind */
/** @typedef {import("../../types_signals.js").Spec} Spec */
/** @typedef {import("../../types_signals.js").Asked} Asked */
/** @typedef {import("../../types_signals.js").Hover} Hover */

/** @type {readonly Kind[]} */
export const KINDS = ["polynomial", "integer", "moving_average", "density", "dice", "continuous", "sequence"];
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
const LONGEST_HISTORY = 100;
// How far a computation has come when it opens: both what is done and what is to come can be seen.
const OPENING_SHARE = 0.41;
const OPENING_TIME = { polynomial: 5, integer: 7 };
/** Where an output has many products, it is outputs that are counted. */
const PACED_BY_OUTPUT = new Set(["moving_average", "density", "continuous"]);

/** The requests that the page opens with: the decks' own numbers. @type {Record<Kind, Spec>} */
export const OPENING_SPECS = {
  polynomial: { p: [3, -2, 1], q: [-5, 4] },
  integer: { a: "125", b: "47" },
  moving_average: { signal: "noisy", seed: 1, values: null, window: 5, weights: "plain", kernel: null, padding: "same" },
  density: { points: [2, 2.6, 3.1, 5.4, 6.8, 7.1, 7.3], kernel: "gaussian", bandwidth: 0.6, cells: 40 },
  dice: { dice: 2, weights: [1, 1, 1, 1, 1, 1], stage: null },
  continuous: { f: "box", g: "exponential", samples: 5 },
  sequence: { v: [1, 0, 2], w: [0, 1, 2, 3], operation: "convolve", padding: "full", stride: 1 },
};

/**
 * @param {Kind} kind
 * @returns {import("../../types_signals.js").Pace}
 */
export function paceOf(kind) {
  return PACED_BY_OUTPUT.has(kind) ? "output" : "product";
}

/** @returns {SignalsState} */
export function openingState() {
  return {
    kind: "polynomial",
    specs: OPENING_SPECS,
    time: null,
    pace: "product",
    playing: false,
    speed: 1,
    hover: null,
    answer: null,
    error: null,
    busy: true,
    past: [],
    future: [],
  };
}

/**
 * @param {SignalsState} state
 * @param {Partial<SignalsState>} fields
 * @returns {SignalsState}
 */
export function assign(state, fields) {
  return { ...state, ...fields };
}

/**
 * @param {SignalsState} state
 * @returns {Asked}
 */
export function askedOf(state) {
  return { kind: state.kind, spec: state.specs[state.kind] };
}

/**
 * @param {SignalsState} state
 * @param {Kind} kind
 * @returns {SignalsState}
 */
export function chooseKind(state, kind) {
  if (kind === state.kind) return state;
  return remembered(state, { kind, time: null, pace: paceOf(kind), playing: false, hover: null, answer: null, error: null });
}

/**
 * Another number, choice or list in the present request.
 * @param {SignalsState} state
 * @param {Spec} fields
 * @param {boolean} [isContinued] part of the gesture that made the last change
 * @returns {SignalsState}
 */
export function editSpec(state, fields, isContinued = false) {
  const specs = { ...state.specs, [state.kind]: { ...state.specs[state.kind], ...fields } };
  const next = { specs, hover: null, error: null };
  return isContinued && state.past.length > 0 ? { ...state, ...next } : remembered(state, next);
}

/**
 * @param {SignalsState} state
 * @param {Partial<SignalsState>} fields
 * @returns {SignalsState}
 */
function remembered(state, fields) {
  return { ...state, ...fields, past: [...state.past, askedOf(state)].slice(-LONGEST_HISTORY), future: [] };
}

/** @param {SignalsState} state */
export function undo(state) {
  const asked = state.past.at(-1);
  return asked ? { ...moved(state, asked), past: state.past.slice(0, -1), future: [askedOf(state), ...state.future] } : state;
}

/** @param {SignalsState} state */
export function redo(state) {
  const [asked, ...future] = state.future;
  return asked ? { ...moved(state, asked), past: [...state.past, askedOf(state)], future } : state;
}

/**
 * @param {SignalsState} state
 * @param {Asked} asked
 * @returns {SignalsState}
 */
function moved(state, { kind, spec }) {
  const fresh = kind === state.kind ? {} : { time: null, pace: paceOf(kind), answer: null };
  return { ...state, ...fresh, kind, specs: { ...state.specs, [kind]: spec }, playing: false, hover: null, error: null };
}

/**
 * What was asked has been answered: time stays where it was, or opens.
 * @param {SignalsState} state
 * @param {Answer} answer
 * @returns {SignalsState}
 */
export function receive(state, answer) {
  if (answer.kind !== state.kind) return state;
  const duration = durationOf(answer);
  const wasAtEnd = state.answer !== null && state.time === durationOf(state.answer);
  const time = state.time === null ? openingTime(answer, state.pace) : wasAtEnd ? duration : Math.min(state.time, duration);
  return { ...state, answer, time, hover: null, playing: state.playing && time < duration };
}

/**
 * @param {Answer} answer
 * @param {import("../../types_signals.js").Pace} pace
 */
function openingTime(answer, pace) {
  const duration = durationOf(answer);
  const chosen = OPENING_TIME[/** @type {"polynomial"} */ (answer.kind)];
  if (chosen && pace === "product") return Math.min(chosen, duration);
  const time = Math.max(1, Math.floor(duration * OPENING_SHARE));
  return pace === "output" ? timeOfOutput(answer, momentOf(answer, time).output) : time;
}

/**
 * @param {SignalsState} state
 * @param {number} time
 * @returns {SignalsState}
 */
export function seek(state, time) {
  return state.answer ? { ...state, time: Math.max(0, Math.min(durationOf(state.answer), time)), hover: null } : state;
}

/**
 * @param {SignalsState} state
 * @param {-1|1} direction
 * @param {import("../../types_signals.js").Pace} [pace]
 * @returns {SignalsState}
 */
export function step(state, direction, pace = state.pace) {
  return state.answer && state.time !== null ? { ...state, time: stepFrom(state.answer, state.time, direction, pace), hover: null } : state;
}

/**
 * @param {SignalsState} state
 * @param {-1|1} direction slower or faster
 */
export function changeSpeed(state, direction) {
  const index = Math.min(SPEEDS.length - 1, Math.max(0, SPEEDS.indexOf(state.speed) + direction));
  return { ...state, speed: SPEEDS[index] };
}

/**
 * What is pointed at; while time runs, cells pass under a pointer that rests and means none of them.
 * @param {SignalsState} state
 * @param {Hover|null} hover
 */
export function setHover(state, hover) {
  if (state.playing) return state;
  const isSame = state.hover?.row === hover?.row && state.hover?.index === hover?.index;
  return isSame ? state : { ...state, hover };
}
