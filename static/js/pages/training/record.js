/** What a run tells, and what becomes of the state: one pure action for each event of the stream. */
import { isAlive, untold } from "./state.js";

/** @typedef {import("../../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../../types_training.js").RunView} RunView */
/** @typedef {import("../../types_training.js").History} History */
/** @typedef {import("../../types_training.js").Levers} Levers */
/** @typedef {import("../../types_training.js").SettingsChanged} SettingsChanged */
/** @typedef {import("../../types_training.js").StepColumns} StepColumns */
/** @typedef {import("../../types_training.js").Snapshot} Snapshot */
/** @typedef {import("../../types_training.js").EpochEnded} EpochEnded */
/** @typedef {import("../../types_training.js").ComparedRun} ComparedRun */

/**
 * Another run is watched, or none: nothing of the one before stays on the page, but for the curves laid over.
 * @param {TrainingState} state
 * @param {RunView|null} run
 * @returns {TrainingState}
 */
export function watch(state, run) {
  const closed = { rewind: null, recorded: null, looked: null, confusionCell: null, confusionPictures: null, isPreviewing: false };
  return { ...state, ...untold(), ...closed, run, compare: state.compare.filter((one) => one.id !== run?.id) };
}

/**
 * The first event of a stream, and the first after a pause: all there is, or all that came since.
 * @param {TrainingState} state
 * @param {History} history
 * @returns {TrainingState}
 */
export function takeHistory(state, history) {
  const before = history.after > 0 ? state : { ...state, ...untold() };
  const told = {
    ...before,
    started: history.started ?? before.started,
    steps: appended(before.steps, history.steps),
    epochs: [...before.epochs, ...newEpochs(before.epochs, history.epochs)],
    snapshots: merged(before.snapshots, history.snapshots),
    settings: [...before.settings, ...history.settings],
    ended: history.ended ?? before.ended,
  };
  const shown = history.snapshot ? takeSnapshot(told, history.snapshot) : told;
  const moved = history.moment ? takeMoment(shown, history.moment) : shown;
  return takeRun(moved, history.run);
}

/** @param {TrainingState} state @param {RunView} run @returns {TrainingState} */
export function takeRun(state, run) {
  const runs = state.runs.map((one) => (one.id === run.id ? run : one));
  const slow = run.status === "slow" || state.moment === null ? {} : { moment: null, moments: {} };
  return { ...state, run, runs, ...slow };
}

/** @param {TrainingState} state @param {import("../../types_training.js").RunStarted} started */
export function takeStarted(state, started) {
  return { ...state, started };
}

/** @param {TrainingState} state @param {StepColumns} rows @returns {TrainingState} */
export function takeSteps(state, rows) {
  const steps = appended(state.steps, rows);
  return steps === state.steps ? state : { ...state, steps };
}

/** @param {TrainingState} state @param {EpochEnded} epoch @returns {TrainingState} */
export function takeEpoch(state, epoch) {
  const fresh = newEpochs(state.epochs, [epoch]);
  return fresh.length > 0 ? { ...state, epochs: [...state.epochs, ...fresh] } : state;
}

/**
 * The newest picture of the network. Where somebody has chosen another probe, everybody looks at that one.
 * @param {TrainingState} state
 * @param {Snapshot} snapshot
 * @returns {TrainingState}
 */
export function takeSnapshot(state, snapshot) {
  const { split, index } = snapshot.probe;
  const before = state.snapshot?.probe;
  const isOther = before?.split !== split || before.index !== index;
  const probe = isOther && index !== null ? { split: /** @type {"validation"} */ (split), index } : state.probe;
  const snapshots = merged(state.snapshots, [snapshot.step]);
  return { ...state, snapshot, snapshots, probe };
}

/** A step of which this page got no picture can be gone back to all the same. @param {TrainingState} state @param {{step: number}} recorded @returns {TrainingState} */
export function addRecordedStep(state, { step }) {
  return { ...state, snapshots: merged(state.snapshots, [step]) };
}

/**
 * The moment that was looked for. Where the server has thinned out what it kept, the one before it stands for it, and the
 * arrows do not stop there again.
 * @param {TrainingState} state
 * @param {string} id of the run
 * @param {number} asked
 * @param {Snapshot|null} recorded null: nothing that early is kept any more, or nothing yet
 * @returns {TrainingState}
 */
export function takeRecorded(state, id, asked, recorded) {
  if (state.run?.id !== id || state.rewind === null) return state;
  if (!recorded) return state.rewind === asked ? { ...state, rewind: null } : state;
  if (state.rewind !== asked || recorded.step === asked) return { ...state, recorded };
  const snapshots = state.snapshots.filter((step) => step <= recorded.step || step > asked);
  return { ...state, recorded, rewind: recorded.step, snapshots };
}

/** @param {TrainingState} state @param {import("../../types_training.js").Moment} moment @returns {TrainingState} */
export function takeMoment(state, moment) {
  const before = moment.step === state.moment?.step ? state.moments : {};
  return { ...state, moment, moments: { ...before, [moment.moment]: moment } };
}

/** @param {TrainingState} state @param {SettingsChanged} changed @returns {TrainingState} */
export function takeSettings(state, changed) {
  return { ...state, settings: [...state.settings, changed] };
}

/**
 * What was changed in flight is what the sliders show, in every tab, but for those that a hand holds here.
 * @param {TrainingState} state
 * @param {Levers} held
 * @returns {TrainingState}
 */
export function followSettings(state, held) {
  const told = state.settings.at(-1);
  if (!told) return state;
  const { learning_rate: rate, momentum, dropout } = { ...told, ...held };
  const layers = state.spec.network.layers.map((one) => (one.kind === "dropout" && dropout !== null ? { ...one, rate: dropout } : one));
  const isOtherRate = layers.some((one, i) => one.rate !== state.spec.network.layers[i].rate);
  const network = isOtherRate ? { ...state.spec.network, layers } : state.spec.network;
  const spec = { ...state.spec, network, optimizer: { ...state.spec.optimizer, learning_rate: rate, momentum: momentum ?? state.spec.optimizer.momentum } };
  return { ...state, spec };
}

/** Of the levers that a hand holds, those of which the run does not tell yet. @param {Levers} held @param {SettingsChanged} changed @returns {Levers} */
export function stillHeld(held, changed) {
  const names = /** @type {(keyof Levers)[]} */ (Object.keys(held));
  return Object.fromEntries(names.filter((name) => held[name] !== changed[name]).map((name) => [name, held[name]]));
}

/** @param {TrainingState} state @param {import("../../types_training.js").TrainingEnded} ended @returns {TrainingState} */
export function takeEnded(state, ended) {
  return { ...state, ended, moment: null, moments: {} };
}

/** The server has let the run go; what was told stays on the page. @param {TrainingState} state @returns {TrainingState} */
export function takeGone(state) {
  return { ...state, connection: "none", runs: state.runs.filter((one) => one.id !== state.run?.id) };
}

// ---- columns --------------------------------------------------------------------------------------------------------

/**
 * Rows that are not there yet are put at the end of the same arrays (a run has 100,000 of them); the object around them is new,
 * which is how a view sees that they grew.
 * @param {StepColumns} columns
 * @param {StepColumns} rows
 * @returns {StepColumns}
 */
export function appended(columns, rows) {
  const last = columns.step.at(-1) ?? -1;
  const first = rows.step.findIndex((step) => step > last);
  if (first < 0) return columns;
  for (const name of /** @type {(keyof StepColumns)[]} */ (Object.keys(columns))) {
    for (let i = first; i < rows[name].length; i += 1) columns[name].push(rows[name][i]);
  }
  return { ...columns };
}

/** @param {readonly EpochEnded[]} known @param {readonly EpochEnded[]} told */
function newEpochs(known, told) {
  const last = known.at(-1)?.epoch ?? 0;
  return told.filter((one) => one.epoch > last);
}

/** @param {number[]} known ascending @param {number[]} told ascending */
function merged(known, told) {
  const last = known.at(-1) ?? -1;
  const fresh = told.filter((step) => step > last);
  return fresh.length > 0 ? [...known, ...fresh] : known;
}

// ---- runs laid over -------------------------------------------------------------------------------------------------

/** @param {TrainingState} state @param {RunView} run @returns {TrainingState} */
export function addCompared(state, run) {
  if (state.run?.id === run.id || state.compare.some((one) => one.id === run.id)) return state;
  const fresh = { id: run.id, run, steps: untold().steps, epochs: [], ended: null };
  return { ...state, compare: [...state.compare, fresh].slice(-MOST_COMPARED) };
}

// As many as can be told apart by colour and dash.
export const MOST_COMPARED = 5;

/** @param {TrainingState} state @param {string} id @returns {TrainingState} */
export function dropCompared(state, id) {
  return { ...state, compare: state.compare.filter((one) => one.id !== id) };
}

/** @param {TrainingState} state @param {History} history @returns {TrainingState} */
export function takeCompared(state, history) {
  const compare = state.compare.map((one) => {
    if (one.id !== history.run.id) return one;
    const before = history.after > 0 ? one : { ...one, steps: untold().steps, epochs: [] };
    const epochs = [...before.epochs, ...newEpochs(before.epochs, history.epochs)];
    return { ...before, run: history.run, steps: appended(before.steps, history.steps), epochs, ended: history.ended ?? one.ended };
  });
  return { ...state, compare };
}

/** Whether what is laid over may still grow. @param {ComparedRun} one */
export function isGrowing({ run, ended }) {
  return ended === null && isAlive({ run });
}
