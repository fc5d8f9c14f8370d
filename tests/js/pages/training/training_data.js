/** What the tests of the Training page train: written out, so that each number in a test can be found here. */

/** @typedef {import("../../../../static/js/types_training.js").TrainingSpec} TrainingSpec */
/** @typedef {import("../../../../static/js/types_training.js").Preset} Preset */
/** @typedef {import("../../../../static/js/types_training.js").RunView} RunView */
/** @typedef {import("../../../../static/js/types_training.js").Snapshot} Snapshot */
/** @typedef {import("../../../../static/js/types_training.js").History} History */

/** @type {import("../../../../static/js/types_training.js").LayerSpec[]} */
export const TINY = [
  { kind: "convolution", filters: 6, kernel: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1], bias: true, table: null },
  { kind: "relu" },
  { kind: "max_pool", size: [2, 2], stride: [2, 2], padding: [0, 0] },
  { kind: "flatten" },
  { kind: "dense", units: "classes", bias: true },
];

/** @type {import("../../../../static/js/types_training.js").LayerSpec[]} */
export const DENSE = [{ kind: "flatten" }, { kind: "dense", units: 100, bias: true }, { kind: "dropout", rate: 0.5 }, { kind: "dense", units: "classes", bias: true }];

/** @param {string|null} preset @param {typeof TINY} layers @returns {TrainingSpec} */
export function spec(preset = "tiny_cnn", layers = TINY) {
  return {
    data: { name: "strokes", train: 6000, validation: 1000, test: 1000 },
    network: { preset, layers },
    loss: "cross_entropy",
    optimizer: { kind: "momentum", form: "accumulated", learning_rate: 0.05, momentum: 0.9, beta2: 0.999, weight_decay: 0 },
    initialization: "he",
    batch_size: 32,
    epochs: 10,
    seed: 1,
  };
}

/** @type {Preset[]} */
export const PRESETS = [
  { id: "tiny_cnn", layers: TINY, data: ["strokes", "mnist"], spec: spec() },
  { id: "dense", layers: DENSE, data: ["strokes", "mnist"], spec: { ...spec("dense", DENSE), epochs: 7 } },
  { id: "cifar_dense", layers: DENSE, data: ["cifar-10"], spec: { ...spec("cifar_dense", DENSE), data: { name: "cifar-10", train: 8000, validation: 900, test: 700 } } },
];

/** @type {import("../../../../static/js/types_training.js").DatasetInfo[]} */
export const DATASETS = [
  dataset("strokes", { train: 6000, validation: 1000, test: 1000 }),
  dataset("mnist", { train: 54_000, validation: 1500, test: 900 }),
  dataset("cifar-10", { train: 45_000, validation: 5000, test: 10_000 }),
];

/** @param {string} name @param {{train: number, validation: number, test: number}} counts */
function dataset(name, counts) {
  return { name, is_available: true, error: null, shape: [1, 28, 28], classes: [], counts, is_ink: true, samples: [] };
}

/** @param {Partial<RunView>} fields @returns {RunView} */
export function run(fields = {}) {
  return {
    id: "r1", status: "running", position: null, spec: spec(), step: 0, epoch: 0, steps_per_epoch: 188, steps_total: 1880,
    samples_per_second: 0, viewers: 1, error: null, best: null, test_accuracy: null, created_at: "2025-01-01T00:00:00Z",
    ...fields,
  };
}

/** @param {number} step @param {Partial<Snapshot>} fields @returns {Snapshot} */
export function snapshot(step, fields = {}) {
  return {
    step, epoch: 1, probe: { split: "validation", index: 0, label: 4 }, picture: levels("input", [1, 28, 28]),
    maps: [levels("convolution_1", [6, 28, 28]), levels("relu_1", [6, 28, 28])], kernels: [], scores: [0.1, 0.9],
    score_kind: "probability", health: [], ...fields,
  };
}

/** @param {string} name @param {number[]} shape */
export function levels(name, shape) {
  return { name, shape, minimum: 0, maximum: 1, data: new Uint8Array(shape.reduce((a, b) => a * b, 1)) };
}

/** @param {number[]} steps */
export function rows(steps) {
  return {
    step: [...steps], epoch: steps.map(() => 1), loss: steps.map((step) => 2 - step / 100), accuracy: steps.map((step) => step / 1000),
    learning_rate: steps.map(() => 0.05),
  };
}

/** @param {Partial<History>} fields @returns {History} */
export function history(fields = {}) {
  return {
    after: 0, run: run(), started: null, steps: rows([]), epochs: [], snapshots: [], snapshot: null, settings: [], moment: null, ended: null,
    ...fields,
  };
}

/** @param {number} epoch @param {number} step @returns {import("../../../../static/js/types_training.js").EpochEnded} */
export function epochEnded(epoch, step) {
  return {
    epoch, step, training_loss: 1, training_accuracy: 0.5, validation_loss: 1, validation_accuracy: 0.5, confusion: [[3, 1], [0, 4]],
    confusion_pictures: { "0,1": [7] }, is_best: true,
  };
}
