/** What the stage shows, chosen from all there is: the drawing, the chosen picture, a recorded moment, the live one, or no run yet. */
import { hasMessage } from "../../i18n/messages.js";
import { sizesText } from "./spec.js";

/** @typedef {import("../../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../../types_training.js").Activations} Activations */
/** @typedef {import("../../types_training.js").Snapshot} Snapshot */
/** @typedef {import("../../types_training.js").DatasetClass} DatasetClass */
/** @typedef {import("../../types_training.js").Unit} Unit */
/** @typedef {import("../../api/training.js").Subject} Subject */

/**
 * Whose network is to be shown: the run's at a step (null: as it is now), or that of the spec before any training. While the
 * spec is being edited into something that cannot be, it is the last one that could.
 * @param {TrainingState} state
 * @returns {Subject}
 */
export function subjectOf({ run, rewind, isPreviewing, snapshot, spec, possible }) {
  if (run === null || isPreviewing || snapshot === null) return { kind: "preview", spec: run && !isPreviewing ? run.spec : (possible ?? spec) };
  return { kind: "run", id: run.id, step: rewind };
}

/**
 * The recorded moment that everything of the run follows: what is looked back at, else the newest.
 * @param {TrainingState} state
 */
export function momentShown({ rewind, recorded, snapshot }) {
  return rewind === null ? snapshot : (recorded ?? snapshot);
}

/**
 * Whether the chosen picture is another than the recorded moment's.
 * @param {TrainingState} state
 */
export function needsLooking(state) {
  const base = momentShown(state);
  const { split, index } = state.probe;
  return base !== null && (base.probe.split !== split || base.probe.index !== index);
}

/**
 * The state with `shown` and what belongs to it; the same object where nothing changed.
 * @param {TrainingState} state
 * @returns {TrainingState}
 */
export function settled(state) {
  const possible = possibleOf(state);
  if (possible !== state.possible) return settled({ ...state, possible });
  const isPreview = subjectOf(state).kind === "preview";
  const shown = isPreview ? previewShown(state) : runShown(state);
  const about = isPreview ? previewAbout(state, shown) : runAbout(state, shown);
  const unit = state.unit && shown && !isInside(shown, state.unit) ? null : state.unit;
  const shownFrom = /** @type {"run"|"preview"} */ (isPreview ? "preview" : "run");
  const next = { shown, shownFrom, ...about, unit, unitView: unit ? state.unitView : null };
  const keys = /** @type {(keyof typeof next)[]} */ (Object.keys(next));
  return keys.every((key) => next[key] === state[key]) ? state : { ...state, ...next };
}

/** The newest spec that the server has found nothing wrong with; null: none yet. @param {TrainingState} state */
function possibleOf({ spec, description, described, possible }) {
  if (!description || !described || sizesText(described) !== sizesText(spec)) return possible;
  return description.error ? possible : spec;
}

/** @param {TrainingState} state @returns {Snapshot|null} */
function previewShown({ drawing, preview }) {
  if (drawing.pixels && drawing.activations) return asSnapshot(drawing.activations, null, DRAWN);
  return preview ? asSnapshot(preview.activations, null, preview.picture) : null;
}

/** @param {TrainingState} state @returns {Snapshot|null} */
function runShown(state) {
  const { drawing, looked, probe } = state;
  const base = momentShown(state);
  if (drawing.pixels && drawing.activations) return asSnapshot(drawing.activations, base, DRAWN);
  const isLooked = looked?.picture.split === probe.split && looked.picture.index === probe.index;
  return looked && isLooked && needsLooking(state) ? asSnapshot(looked.activations, base, looked.picture) : base;
}

const DRAWN = { split: "drawn", index: null };

/** @type {WeakMap<Activations, {base: Snapshot|null, made: Snapshot}>} */
const made = new WeakMap();

/**
 * An answer as if it had been recorded; epoch and health are those of the moment it belongs to.
 * @param {Activations} activations
 * @param {Snapshot|null} base
 * @param {{split: string, index: number|null}} picture
 * @returns {Snapshot}
 */
function asSnapshot(activations, base, { split, index }) {
  const before = made.get(activations);
  if (before && before.base === base) return before.made;
  const { step, maps, kernels, scores, score_kind: kind, label } = activations;
  const probe = { split, index, label };
  const snapshot = { step, epoch: base?.epoch ?? 0, probe, picture: activations.picture, maps, kernels, scores, score_kind: kind, health: base?.health ?? [] };
  made.set(activations, { base, made: snapshot });
  return snapshot;
}

// ---- layers and classes, kept by what they were made of so that they stay the same objects ---------------------------

/** @typedef {Pick<TrainingState, "shownLayers"|"shownClasses"|"shownIsInk">} About */

/** @param {TrainingState} state @param {Snapshot|null} shown @returns {About} */
function previewAbout({ description, datasets, spec, preview, shownLayers }, shown) {
  const dataset = datasets.find((one) => one.name === (preview?.spec ?? spec).data.name);
  const described = description && !description.error ? layersOf(description) : shownLayers;
  // The description of a network that was just edited comes before its activations.
  const isOfShown = !shown || (described.length === shown.maps.length && described.every((one, i) => one.name === shown.maps[i].name));
  return {
    shownLayers: isOfShown ? described : shownLayers,
    shownClasses: dataset?.classes ?? NONE,
    shownIsInk: dataset?.is_ink ?? true,
  };
}

/** @type {DatasetClass[]} */
const NONE = [];

/** @type {WeakMap<object, import("../../types_training.js").LayerInfo[]>} */
const layersByDescription = new WeakMap();

/** @param {import("../../types_training.js").Description} description */
function layersOf(description) {
  const known = layersByDescription.get(description);
  if (known) return known;
  const layers = description.layers.map(({ name, kind, output_shape: shape, parameters, receptive_field }) => ({ name, kind, output_shape: shape ?? [], parameters, receptive_field }));
  layersByDescription.set(description, layers);
  return layers;
}

/** @type {WeakMap<object, DatasetClass[]>} */
const classesByStart = new WeakMap();

/** @param {TrainingState} state @param {Snapshot|null} shown @returns {About} */
function runAbout(state, shown) {
  const { started } = state;
  if (!started) return previewAbout(state, shown);
  const classes = classesByStart.get(started) ?? started.classes.map(named);
  classesByStart.set(started, classes);
  return { shownLayers: started.layers, shownClasses: classes, shownIsInk: started.is_ink };
}

/** @param {string} id @returns {DatasetClass} */
function named(id) {
  const key = `class.${id}`;
  return { id, name_key: hasMessage(key) ? key : null };
}

/** @param {Snapshot} shown @param {Unit} unit */
function isInside({ maps, picture }, { layer, channel, row, col }) {
  const shape = layer < 0 ? picture.shape : maps[layer]?.shape;
  return shape !== undefined && [channel, row, col].every((at, axis) => at >= 0 && at < (shape[axis] ?? 1));
}
