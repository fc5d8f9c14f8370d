/** Pure changes of a training spec: what the left column can ask for. */

/** @typedef {import("../../types_training.js").TrainingSpec} TrainingSpec */
/** @typedef {import("../../types_training.js").SpecPatch} SpecPatch */
/** @typedef {import("../../types_training.js").LayerSpec} LayerSpec */
/** @typedef {import("../../types_training.js").LayerKind} LayerKind */
/** @typedef {import("../../types_training.js").Preset} Preset */
/** @typedef {import("../../types_training.js").DatasetInfo} DatasetInfo */

// So many pictures at most when a set is chosen: a first curve within a minute; more is the visitor's choice.
const CHOSEN_COUNTS = { train: 10_000, validation: 2_000, test: 10_000 };

/** What a layer begins as when it is added. @type {Record<LayerKind, LayerSpec>} */
const NEW_LAYERS = {
  convolution: { kind: "convolution", filters: 8, kernel: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1], bias: true },
  max_pool: { kind: "max_pool", size: [2, 2], stride: [2, 2], padding: [0, 0] },
  average_pool: { kind: "average_pool", size: [2, 2], stride: [2, 2], padding: [0, 0] },
  global_average_pool: { kind: "global_average_pool" },
  trainable_pool: { kind: "trainable_pool", size: [2, 2] },
  relu: { kind: "relu" },
  leaky_relu: { kind: "leaky_relu", slope: 0.01 },
  sigmoid: { kind: "sigmoid" },
  tanh: { kind: "tanh" },
  scaled_tanh: { kind: "scaled_tanh" },
  flatten: { kind: "flatten" },
  dense: { kind: "dense", units: 32, bias: true },
  dropout: { kind: "dropout", rate: 0.5 },
  residual: {
    kind: "residual",
    layers: [
      { kind: "convolution", filters: 8, kernel: [3, 3], stride: [1, 1], padding: [1, 1], bias: true },
      { kind: "relu" },
      { kind: "convolution", filters: 8, kernel: [3, 3], stride: [1, 1], padding: [1, 1], bias: true },
    ],
    projection: true,
  },
  softmax: { kind: "softmax" },
};

/**
 * @param {TrainingSpec} spec
 * @param {SpecPatch} patch
 * @returns {TrainingSpec}
 */
export function patched(spec, { data, network, optimizer, ...rest }) {
  return {
    ...spec,
    ...rest,
    data: { ...spec.data, ...data },
    network: { ...spec.network, ...network },
    optimizer: { ...spec.optimizer, ...optimizer },
  };
}

/**
 * Other layers: the network is then the preset's no more, unless they are again what the preset has.
 * @param {TrainingSpec} spec
 * @param {LayerSpec[]} layers
 * @param {readonly Preset[]} presets
 * @returns {TrainingSpec}
 */
export function withLayers(spec, layers, presets) {
  const text = JSON.stringify(layers);
  const same = presets.find((one) => JSON.stringify(one.layers) === text);
  return { ...spec, network: { preset: same?.id ?? null, layers } };
}

/**
 * @param {LayerSpec[]} layers
 * @param {number} index before which it comes
 * @param {LayerKind} kind
 */
export function layersWith(layers, index, kind) {
  return layers.toSpliced(index, 0, NEW_LAYERS[kind]);
}

/**
 * @param {LayerSpec[]} layers
 * @param {number} from
 * @param {number} to its index afterwards
 */
export function layersMoved(layers, from, to) {
  return layers.toSpliced(from, 1).toSpliced(to, 0, layers[from]);
}

/**
 * A preset brings its network and how it is trained; the data stay if it is meant for them, and so do seed and epochs.
 * @param {TrainingSpec} spec
 * @param {Preset} preset
 * @param {readonly DatasetInfo[]} datasets
 * @returns {TrainingSpec}
 */
export function withPreset(spec, preset, datasets) {
  const next = { ...preset.spec, network: { preset: preset.id, layers: preset.layers }, seed: spec.seed };
  const fits = preset.data.length === 0 || preset.data.includes(spec.data.name) || spec.data.name.startsWith("own-");
  if (fits) return { ...next, data: spec.data };
  const usable = preset.data.find((name) => datasets.find((one) => one.name === name)?.is_available);
  return usable && usable !== next.data.name ? withData(next, usable, datasets) : next;
}

/**
 * @param {TrainingSpec} spec
 * @param {string} name
 * @param {readonly DatasetInfo[]} datasets
 * @returns {TrainingSpec}
 */
export function withData(spec, name, datasets) {
  const counts = datasets.find((one) => one.name === name)?.counts ?? CHOSEN_COUNTS;
  const data = {
    name,
    train: Math.min(counts.train, CHOSEN_COUNTS.train),
    validation: Math.min(counts.validation, CHOSEN_COUNTS.validation),
    test: Math.min(counts.test, CHOSEN_COUNTS.test),
  };
  return { ...spec, data };
}

/**
 * What the server's description of a network depends on, as text to compare.
 * @param {TrainingSpec} spec
 */
export function sizesText({ data, network, batch_size: batchSize }) {
  return JSON.stringify([network.layers, data, batchSize]);
}

/**
 * What the untrained network depends on, as text to compare.
 * @param {TrainingSpec} spec
 */
export function networkText({ data, network, initialization, seed }) {
  return JSON.stringify([data, network.layers, initialization, seed]);
}
