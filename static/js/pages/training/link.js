/** Which parts of the Training page's state are in its link: what differs from the preset, the run, and what is looked at. */
import { choiceField, numberField, numbersField, writeLink } from "../../core/link.js";
import { readLayers, writeLayers } from "./layers_text.js";
import { OPENING_PRESET, OPENING_PROBE, presetOf } from "./state.js";

/** @typedef {import("../../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../../types_training.js").TrainingSpec} TrainingSpec */
/** @typedef {import("../../types_training.js").Preset} Preset */

const MOST = { pictures: 100_000, step: 100_000_000, side: 100_000 };

/** @param {readonly Preset[]} presets */
export function linkFields(presets) {
  return {
    preset: choiceField("preset", presets.map((one) => one.id)),
    layers: { name: "layers", write: writeLayers, read: readLayers },
    data: wordField("data", /^[\w-]{1,64}$/),
    train: numberField("train", { minimum: 1, maximum: MOST.pictures, digits: 0 }),
    validation: numberField("validation", { minimum: 0, maximum: MOST.pictures, digits: 0 }),
    test: numberField("test", { minimum: 0, maximum: MOST.pictures, digits: 0 }),
    loss: choiceField("loss", ["cross_entropy", "mean_squared_error"]),
    optimizer: choiceField("optimizer", ["sgd", "momentum", "nesterov", "adam"]),
    form: choiceField("form", ["accumulated", "update"]),
    learning_rate: numberField("rate", { minimum: 1e-9, maximum: 1e9, digits: 9 }),
    momentum: numberField("momentum", { minimum: 0, maximum: 1, digits: 6 }),
    beta2: numberField("beta2", { minimum: 0, maximum: 1, digits: 8 }),
    weight_decay: numberField("decay", { minimum: 0, maximum: 1, digits: 9 }),
    initialization: choiceField("init", ["he", "glorot"]),
    batch_size: numberField("batch", { minimum: 1, maximum: 4096, digits: 0 }),
    epochs: numberField("epochs", { minimum: 1, maximum: 10_000, digits: 0 }),
    seed: numberField("seed", { minimum: 0, maximum: 2 ** 32 - 1, digits: 0 }),
    run: wordField("run", /^[\w-]{1,64}$/),
    rewind: {
      name: "step",
      write: (/** @type {number|null} */ step) => (step === null ? "" : String(step)),
      read: (/** @type {string} */ text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
    },
    probe: probeField,
    unit: numbersField("unit", ["layer", "channel", "row", "col"], { minimum: -1, maximum: MOST.side, digits: 0 }),
    compare: listField("compare"),
    confusionCell: numbersField("cell", ["truth", "predicted"], { minimum: 0, maximum: 1000, digits: 0 }),
    tab: choiceField("tab", ["network", "data", "curves"]),
  };
}

/** The parts of a link that make up the spec. */
const SPEC_KEYS = /** @type {const} */ ([
  "preset", "layers", "data", "train", "validation", "test", "loss", "optimizer", "form", "learning_rate", "momentum", "beta2",
  "weight_decay", "initialization", "batch_size", "epochs", "seed",
]);

/**
 * @param {TrainingSpec} spec
 * @param {readonly Preset[]} presets
 */
function flat({ data, network, loss, optimizer, initialization, batch_size, epochs, seed }, presets) {
  const preset = presetOf(presets, network.preset);
  return {
    ...{ preset: preset.id, layers: network.layers },
    ...{ data: data.name, train: data.train, validation: data.validation, test: data.test },
    ...{ loss, optimizer: optimizer.kind, form: optimizer.form, learning_rate: optimizer.learning_rate, momentum: optimizer.momentum },
    ...{ beta2: optimizer.beta2, weight_decay: optimizer.weight_decay, initialization, batch_size, epochs, seed },
  };
}

/**
 * The linked part of the state, flat.
 * @param {TrainingState} state
 */
export function linked(state) {
  const { spec, run, presets, rewind, probe, unit, compare, confusionCell, tab } = state;
  const looking = { run: run?.id ?? null, rewind, probe, unit, compare: compare.map((one) => one.id), confusionCell, tab };
  return { ...flat(spec, presets), ...looking };
}

/**
 * What a link means that names no more than a preset, or nothing at all.
 * @param {readonly Preset[]} presets
 * @param {string|null} id
 * @returns {ReturnType<typeof linked>}
 */
export function linkDefaults(presets, id) {
  return { ...flat(presetOf(presets, id).spec, presets), run: null, ...LOOKING, preset: OPENING_PRESET };
}

/**
 * The state as a query. A run says by itself what it trains, so the spec beside it is written where it is another; the preset
 * then too, so that “nothing but the preset” is not read as “whatever the run has”.
 * @param {ReturnType<typeof linkFields>} fields
 * @param {TrainingState} state
 */
export function writeState(fields, state) {
  const now = linked(state);
  const { run, spec, presets } = state;
  const isRuns = run !== null && JSON.stringify(flat(run.spec, presets)) === JSON.stringify(flat(spec, presets));
  const base = isRuns ? { ...now, run: null, ...LOOKING } : linkDefaults(presets, spec.network.preset);
  return writeLink(fields, now, run !== null && !isRuns ? { ...base, preset: "" } : base);
}

/** What is looked at where a link does not say. */
const LOOKING = {
  rewind: null,
  probe: OPENING_PROBE,
  unit: null,
  compare: /** @type {string[]} */ ([]),
  confusionCell: null,
  tab: /** @type {const} */ ("network"),
};

/**
 * @param {ReturnType<typeof linked>} wanted
 * @param {Record<string, unknown>} values what the link really says
 * @param {readonly Preset[]} presets
 * @returns {TrainingSpec}
 */
export function specOf(wanted, values, presets) {
  const preset = presetOf(presets, wanted.preset);
  const network = "layers" in values ? { preset: null, layers: wanted.layers } : { preset: preset.id, layers: preset.layers };
  const { train, validation, test, form, learning_rate, momentum, beta2, weight_decay } = wanted;
  const { loss, initialization, batch_size, epochs, seed } = wanted;
  return {
    data: { name: wanted.data, train, validation, test },
    network,
    loss,
    optimizer: { kind: wanted.optimizer, form, learning_rate, momentum, beta2, weight_decay },
    ...{ initialization, batch_size, epochs, seed },
  };
}

/** Whether the link says anything of the spec; else a watched run's own spec is taken. @param {Record<string, unknown>} values */
export function saysSpec(values) {
  return SPEC_KEYS.some((key) => key in values);
}

/** @type {import("../../core/link.js").Codec<import("../../types_training.js").ProbePicture>} */
const probeField = {
  name: "picture",
  write: ({ split, index }) => `${split},${index}`,
  read(text) {
    const [, split, index] = /^(train|validation|test),(\d{1,6})$/.exec(text) ?? [];
    return split ? { split: /** @type {"train"|"validation"|"test"} */ (split), index: Number(index) } : undefined;
  },
};

/**
 * @param {string} name
 * @param {RegExp} pattern
 * @returns {import("../../core/link.js").Codec<any>}
 */
function wordField(name, pattern) {
  return { name, write: (word) => word ?? "", read: (text) => (pattern.test(text) ? text : text === "" ? null : undefined) };
}

/**
 * @param {string} name
 * @returns {import("../../core/link.js").Codec<string[]>}
 */
function listField(name) {
  return {
    name,
    write: (list) => list.join(","),
    read: (text) => (/^([\w-]{1,64}(,[\w-]{1,64}){0,4})?$/.test(text) ? text.split(",").filter(Boolean) : undefined),
  };
}
