/**
 * What a unit of a network is connected to, layer by layer: which channels it reads, which read it. Only who is tied to whom;
 * which cells of a map a window covers is the server's to say.
 *
 * @typedef {import("./training_columns.js").Layer} Layer
 * @typedef {import("./training_columns.js").Column} Column
 * @typedef {{layer: number, channel: number, row: number, col: number}} Unit layer −1 is the input picture
 * @typedef {{layer: number, channels: Set<number>}} Group channels of one drawn layer
 * @typedef {(layer: number, out: number, channel: number) => boolean} Joins whether a convolution's output reads an input channel
 */

/** Kinds whose every output reads every input. */
const MIXING = new Set(["dense", "softmax", "residual"]);

/** @param {number} count */
function all(count) {
  return new Set(Array.from({ length: count }, (_, i) => i));
}

/**
 * The channels of the layer before that given channels of a layer read.
 * @param {readonly Layer[]} layers
 * @param {number} inputs channels of the input picture
 * @param {number} layer
 * @param {ReadonlySet<number>} channels
 * @param {Joins} joins
 * @returns {Set<number>}
 */
export function channelsBefore(layers, inputs, layer, channels, joins) {
  const { kind } = layers[layer];
  const before = layer > 0 ? layers[layer - 1].shape : /** @type {const} */ ([inputs, 1, 1]);
  if (MIXING.has(kind)) return all(before[0]);
  if (kind === "convolution") {
    const read = new Set();
    for (let channel = 0; channel < before[0]; channel += 1) {
      for (const out of channels) if (joins(layer, out, channel)) read.add(channel);
    }
    return read;
  }
  if (kind !== "flatten") return new Set(channels);
  const area = before[1] * before[2];
  return new Set(Array.from(channels, (index) => Math.floor(index / area)));
}

/**
 * The channels of a layer that read given channels of the layer before.
 * @param {readonly Layer[]} layers
 * @param {number} layer
 * @param {ReadonlySet<number>} channels
 * @param {Joins} joins
 * @returns {Set<number>}
 */
export function channelsAfter(layers, layer, channels, joins) {
  const { kind, shape } = layers[layer];
  if (MIXING.has(kind) || kind === "flatten") return all(shape[0]);
  if (kind !== "convolution") return new Set(channels);
  const reading = new Set();
  for (let out = 0; out < shape[0]; out += 1) {
    for (const channel of channels) if (joins(layer, out, channel)) reading.add(out);
  }
  return reading;
}

/**
 * The drawn channels on both sides of a unit: what it reads in the column before, what reads it in the column after.
 * @param {readonly Layer[]} layers
 * @param {readonly Column[]} columns
 * @param {number} inputs channels of the input picture
 * @param {Unit} unit
 * @param {Joins} joins
 * @returns {{before: Group|null, after: Group|null}}
 */
export function neighbours(layers, columns, inputs, unit, joins) {
  const at = columns.findIndex(({ members }) => members.includes(unit.layer));
  const reach = (/** @type {number} */ index) => columns[index]?.members ?? [];
  let before = /** @type {Set<number>} */ (new Set([unit.channel]));
  const target = at > 0 ? columns[at - 1].layer : -1;
  for (let layer = unit.layer; layer > target && layer >= 0; layer -= 1) before = channelsBefore(layers, inputs, layer, before, joins);
  let after = /** @type {Set<number>} */ (new Set([unit.channel]));
  const next = columns[at + 1];
  for (const layer of [...reach(at).filter((one) => one > unit.layer), ...reach(at + 1).filter((one) => one <= (next?.layer ?? -1))]) {
    after = channelsAfter(layers, layer, after, joins);
  }
  return {
    before: unit.layer < 0 ? null : { layer: target, channels: before },
    after: next ? { layer: next.layer, channels: after } : null,
  };
}

/**
 * A placement as the server gives it: cell (0, 0) of a layer sees `size` cells from `start` on, and each cell on, `step` further.
 * @typedef {{start: readonly [number, number], step: readonly [number, number], size: readonly [number, number]}} Field
 */

/**
 * What one cell sees, in cells of what it looks at; may lie outside.
 * @param {Field} field
 * @param {{row: number, col: number}} cell
 */
export function fieldOf({ start, step, size }, { row, col }) {
  const top = start[0] + row * step[0];
  const left = start[1] + col * step[1];
  return { top, left, bottom: top + size[0], right: left + size[1] };
}

/**
 * The channel and cell of a map that a flat index means.
 * @param {import("./training_columns.js").Shape} shape
 * @param {number} index
 */
export function unflattened(shape, index) {
  const area = shape[1] * shape[2];
  const within = index % area;
  return { channel: Math.floor(index / area), row: Math.floor(within / shape[2]), col: within % shape[2] };
}
