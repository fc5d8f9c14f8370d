/**
 * A network as text for a link: `convolution:filters:6:kernel:5,5;relu;max_pool;residual;relu;end;dense:units:classes`.
 * Names are those of the wire; a residual block's body stands between it and `end`.
 */

/** @typedef {import("../../types_training.js").LayerSpec} LayerSpec */

const KINDS = /** @type {const} */ ([
  "convolution", "max_pool", "average_pool", "global_average_pool", "trainable_pool", "relu", "leaky_relu", "sigmoid", "tanh",
  "scaled_tanh", "flatten", "dense", "dropout", "residual", "softmax",
]);
const MOST_LAYERS = 60;

/** @typedef {{write: (value: any) => string, read: (text: string) => unknown}} Part */

/** @type {Part} */
const NUMBER = { write: String, read: (text) => (/^\d{1,7}(\.\d{1,6})?$/.test(text) ? Number(text) : undefined) };
/** @type {Part} */
const COUNT = { write: String, read: (text) => (text === "classes" ? text : /^\d{1,5}$/.test(text) ? Number(text) : undefined) };
/** @type {Part} */
const FLAG = { write: (value) => (value ? "yes" : "no"), read: (text) => (text === "yes" ? true : text === "no" ? false : undefined) };
/** @type {Part} */
const PAIR = {
  write: (value) => value.join(","),
  read(text) {
    const [, rows, cols] = /^(\d{1,3}),(\d{1,3})$/.exec(text) ?? [];
    return rows === undefined ? undefined : [Number(rows), Number(cols)];
  },
};
/** Which inputs each output map sees: rows of 0 and 1. @type {Part} */
const TABLE = {
  write: (value) => (typeof value === "string" ? value : value.map((/** @type {number[]} */ row) => row.join("")).join("/")),
  read(text) {
    if (text === "lenet5") return text;
    if (!/^[01]{1,64}(\/[01]{1,64}){0,63}$/.test(text)) return undefined;
    return text.split("/").map((row) => [...row].map(Number));
  },
};

/** @type {Record<string, Part>} */
const PARTS = {
  filters: COUNT, units: COUNT, kernel: PAIR, size: PAIR, stride: PAIR, padding: PAIR, dilation: PAIR,
  bias: FLAG, projection: FLAG, slope: NUMBER, rate: NUMBER, table: TABLE,
};

/** @param {readonly LayerSpec[]} layers @returns {string} */
export function writeLayers(layers) {
  return layers.map(writeLayer).join(";");
}

/** @param {LayerSpec} layer @returns {string} */
function writeLayer(layer) {
  const parts = Object.entries(layer).flatMap(([name, value]) => {
    const part = PARTS[name];
    return part && value !== null && value !== undefined ? [name, part.write(value)] : [];
  });
  const own = [layer.kind, ...parts].join(":");
  return layer.kind === "residual" ? [own, ...(layer.layers ?? []).map(writeLayer), "end"].join(";") : own;
}

/** @param {string} text @returns {LayerSpec[]|undefined} */
export function readLayers(text) {
  /** @type {LayerSpec[][]} */
  const open = [[]];
  const words = text === "" ? [] : text.split(";");
  if (words.length > MOST_LAYERS) return undefined;
  for (const word of words) {
    if (word === "end") {
      if (open.length === 1) return undefined;
      open.pop();
      continue;
    }
    const layer = readLayer(word);
    if (!layer) return undefined;
    open[open.length - 1].push(layer);
    if (layer.kind === "residual") open.push((layer.layers = []));
  }
  return open.length === 1 ? open[0] : undefined;
}

/** @param {string} word @returns {LayerSpec|undefined} */
function readLayer(word) {
  const [named, ...rest] = word.split(":");
  const kind = KINDS.find((one) => one === named);
  if (!kind || rest.length % 2 > 0) return undefined;
  /** @type {Record<string, unknown>} */
  const layer = { kind };
  for (let i = 0; i < rest.length; i += 2) {
    const value = Object.hasOwn(PARTS, rest[i]) ? PARTS[rest[i]].read(rest[i + 1]) : undefined;
    if (value === undefined) return undefined;
    layer[rest[i]] = value;
  }
  return /** @type {LayerSpec} */ (/** @type {unknown} */ (layer));
}
