/** The opening state of the Training page and the pure actions that replace it. What a run tells is in record.js. */
import { layersMoved, layersWith, networkText, patched, withData, withLayers, withPreset } from "./spec.js";

/** @typedef {import("../../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../../types_training.js").TrainingSpec} TrainingSpec */
/** @typedef {import("../../types_training.js").SpecPatch} SpecPatch */
/** @typedef {import("../../types_training.js").LayerSpec} LayerSpec */
/** @typedef {import("../../types_training.js").Unit} Unit */
/** @typedef {import("../../types_training.js").Preset} Preset */
/** @typedef {import("../../types_training.js").DatasetInfo} DatasetInfo */

export const OPENING_PRESET = "tiny_cnn";
/** The picture that a run looks at until another is chosen. @type {import("../../types_training.js").ProbePicture} */
export const OPENING_PROBE = { split: "validation", index: 0 };
const LONGEST_HISTORY = 100;

/** Nothing of a run yet. */
export const UNTOLD = Object.freeze({
  started: null,
  steps: { step: [], epoch: [], loss: [], accuracy: [], learning_rate: [] },
  epochs: [],
  snapshots: [],
  snapshot: null,
  settings: [],
  moment: null,
  moments: {},
  ended: null,
});

/** @returns {typeof UNTOLD} with columns of its own, since columns grow in place */
export function untold() {
  return { ...UNTOLD, steps: { step: [], epoch: [], loss: [], accuracy: [], learning_rate: [] } };
}

/**
 * @param {string} lang
 * @param {{presets: Preset[], datasets: DatasetInfo[], pausedSeconds?: number|null}} known pausedSeconds: how long a run that rests is kept
 * @returns {TrainingState}
 */
export function openingState(lang, { presets, datasets, pausedSeconds = null }) {
  return {
    lang,
    datasets,
    presets,
    pausedSeconds,
    spec: presetOf(presets, OPENING_PRESET).spec,
    description: null,
    described: null,
    possible: presetOf(presets, OPENING_PRESET).spec,
    run: null,
    ...untold(),
    connection: "none",
    rewind: null,
    shown: null,
    shownFrom: "preview",
    shownLayers: [],
    shownClasses: [],
    shownIsInk: true,
    runs: [],
    compare: [],
    unit: null,
    unitView: null,
    hover: null,
    confusionCell: null,
    confusionPictures: null,
    probe: OPENING_PROBE,
    drawing: { pixels: null, activations: null },
    own: { isBusy: false, progress: null, name: null, skipped: [] },
    tab: "network",
    isSubmitting: false,
    busy: false,
    error: null,
    past: [],
    future: [],
    isPreviewing: false,
    preview: null,
    recorded: null,
    looked: null,
  };
}

/**
 * @param {readonly Preset[]} presets
 * @param {string|null} id
 */
export function presetOf(presets, id) {
  return presets.find((one) => one.id === id) ?? presets.find((one) => one.id === OPENING_PRESET) ?? presets[0];
}

/**
 * @param {TrainingState} state
 * @param {Partial<TrainingState>} fields
 * @returns {TrainingState}
 */
export function assign(state, fields) {
  return { ...state, ...fields };
}

/** Whether the watched run may still take steps. @param {Pick<TrainingState, "run">} state */
export function isAlive({ run }) {
  return run !== null && ["queued", "starting", "running", "paused", "slow"].includes(run.status);
}

// ---- the spec -------------------------------------------------------------------------------------------------------

/**
 * Another spec. Where the watched run is over, the stage goes on to the new network at once.
 * @param {TrainingState} state
 * @param {TrainingSpec} spec
 * @param {boolean} [isContinued] part of the same gesture as the change before
 * @returns {TrainingState}
 */
export function setSpec(state, spec, isContinued = false) {
  if (JSON.stringify(spec) === JSON.stringify(state.spec)) return state;
  const past = isContinued && state.past.length > 0 ? state.past : [...state.past, state.spec].slice(-LONGEST_HISTORY);
  return { ...replaceSpec(state, spec), past, future: [] };
}

/**
 * @param {TrainingState} state
 * @param {TrainingSpec} spec
 * @returns {TrainingState}
 */
function replaceSpec(state, spec) {
  const isOther = networkText(spec) !== networkText(state.spec);
  const isPreviewing = state.isPreviewing || (isOther && state.run !== null && !isAlive(state));
  const isOtherData = spec.data.name !== state.spec.data.name;
  const probe = isOtherData && (isPreviewing || !state.run) ? OPENING_PROBE : state.probe;
  const drawing = isOtherData && (isPreviewing || !state.run) ? { pixels: null, activations: null } : state.drawing;
  return { ...state, spec, isPreviewing, probe, drawing, rewind: isPreviewing ? null : state.rewind };
}

/** @param {TrainingState} state @returns {TrainingState} */
export function undo(state) {
  const spec = state.past.at(-1);
  if (!spec) return state;
  return { ...replaceSpec(state, spec), past: state.past.slice(0, -1), future: [state.spec, ...state.future] };
}

/** @param {TrainingState} state @returns {TrainingState} */
export function redo(state) {
  const [spec, ...future] = state.future;
  return spec ? { ...replaceSpec(state, spec), past: [...state.past, state.spec], future } : state;
}

/** @param {TrainingState} state @param {SpecPatch} patch @param {boolean} [isContinued] */
export function editSpec(state, patch, isContinued) {
  const spec = patched(state.spec, patch);
  return setSpec(state, patch.network?.layers ? withLayers(spec, patch.network.layers, state.presets) : spec, isContinued);
}

/** @param {TrainingState} state @param {LayerSpec[]} layers @param {boolean} [isContinued] */
function setLayers(state, layers, isContinued) {
  return setSpec(state, withLayers(state.spec, layers, state.presets), isContinued);
}

/** @param {TrainingState} state @param {number} index @param {import("../../types_training.js").LayerKind} kind */
export function addLayer(state, index, kind) {
  return setLayers(state, layersWith(state.spec.network.layers, index, kind));
}

/** @param {TrainingState} state @param {number} index */
export function removeLayer(state, index) {
  return setLayers(state, state.spec.network.layers.toSpliced(index, 1));
}

/** @param {TrainingState} state @param {number} from @param {number} to */
export function moveLayer(state, from, to) {
  const { layers } = state.spec.network;
  if (from === to || !layers[from] || to < 0 || to >= layers.length) return state;
  return setLayers(state, layersMoved(layers, from, to));
}

/** @param {TrainingState} state @param {number} index @param {Partial<LayerSpec>} patch @param {boolean} [isContinued] */
export function editLayer(state, index, patch, isContinued) {
  const { layers } = state.spec.network;
  return layers[index] ? setLayers(state, layers.with(index, { ...layers[index], ...patch }), isContinued) : state;
}

/** @param {TrainingState} state @param {string} id */
export function choosePreset(state, id) {
  const preset = state.presets.find((one) => one.id === id);
  return preset ? setSpec(state, withPreset(state.spec, preset, state.datasets)) : state;
}

/** @param {TrainingState} state @param {string} name */
export function chooseData(state, name) {
  return name === state.spec.data.name ? state : setSpec(state, withData(state.spec, name, state.datasets));
}

/** A set of one's own has come, or has grown. @param {TrainingState} state @param {DatasetInfo} dataset @returns {TrainingState} */
export function takeDataset(state, dataset) {
  const datasets = [...state.datasets.filter((one) => one.name !== dataset.name), dataset];
  const next = { ...state, datasets };
  return dataset.is_available ? setSpec(next, withData(state.spec, dataset.name, datasets)) : next;
}

// ---- looking --------------------------------------------------------------------------------------------------------

/** @param {TrainingState} state @param {number|null} step @returns {TrainingState} */
export function seekTo(state, step) {
  const isLast = step === null || (!isAlive(state) && step === state.snapshot?.step);
  const rewind = isLast ? null : step;
  if (rewind === state.rewind && !state.isPreviewing) return state;
  return { ...state, rewind, isPreviewing: false, looked: null };
}

/**
 * The recorded snapshots are what the arrows step through; the newest of them is live.
 * @param {TrainingState} state
 * @param {-1|1} direction
 */
export function stepSnapshot(state, direction) {
  const { snapshots, rewind } = state;
  if (snapshots.length === 0 || (rewind === null && direction > 0)) return state;
  const here = rewind === null ? snapshots.length - 1 : indexAt(snapshots, rewind);
  const index = here + direction;
  if (index >= snapshots.length - 1) return seekTo(state, null);
  return seekTo(state, snapshots[Math.max(0, index)]);
}

/**
 * To the end of the epoch before or after the moment that is shown.
 * @param {TrainingState} state
 * @param {-1|1} direction
 */
export function jumpEpoch(state, direction) {
  const { epochs, snapshots } = state;
  if (snapshots.length === 0 || (state.rewind === null && direction > 0)) return state;
  const here = state.rewind ?? snapshots[snapshots.length - 1];
  const ends = epochs.map((one) => one.step);
  const to = direction > 0 ? ends.find((step) => step > here) : ends.findLast((step) => step < here);
  if (direction > 0) return seekTo(state, to ?? null);
  return seekTo(state, to ?? snapshots[0]);
}

/** @param {readonly number[]} ascending @param {number} step @returns {number} index of the last one at or before it, at least 0 */
export function indexAt(ascending, step) {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** @param {TrainingState} state @param {Unit|null} hover */
export function hoverUnit(state, hover) {
  return isSameUnit(state.hover, hover) ? state : { ...state, hover };
}

/** @param {TrainingState} state @param {Unit|null} unit @returns {TrainingState} */
export function openUnit(state, unit) {
  return isSameUnit(state.unit, unit) ? state : { ...state, unit, unitView: null };
}

/** @param {Unit|null} a @param {Unit|null} b */
export function isSameUnit(a, b) {
  if (a === null || b === null) return a === b;
  return a.layer === b.layer && a.channel === b.channel && a.row === b.row && a.col === b.col;
}

/** @param {TrainingState} state @param {import("../../types_training.js").ConfusionCell|null} cell @returns {TrainingState} */
export function openConfusion(state, cell) {
  const { confusionCell: open } = state;
  if (cell?.truth === open?.truth && cell?.predicted === open?.predicted) return state;
  return { ...state, confusionCell: cell, confusionPictures: null };
}
