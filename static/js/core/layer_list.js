/** A network as a list: what a row says, where a new layer belongs, whose an error is. Numbers come from the server. */

/** @typedef {import("../types_training.js").LayerSpec} LayerSpec */
/** @typedef {import("../types_training.js").LayerKind} LayerKind */
/** @typedef {import("../types_training.js").LayerDescription} LayerDescription */
/** @typedef {import("../types_training.js").Description} Description */
/** @typedef {import("../types.js").ErrorInfo} ErrorInfo */

/** Every kind, as they are offered. @type {readonly {id: string, kinds: readonly LayerKind[]}[]} */
export const KIND_GROUPS = [
  { id: "maps", kinds: ["convolution", "max_pool", "average_pool", "trainable_pool", "global_average_pool", "residual"] },
  { id: "activations", kinds: ["relu", "leaky_relu", "sigmoid", "tanh", "scaled_tanh", "softmax"] },
  { id: "vectors", kinds: ["flatten", "dense", "dropout"] },
];

/** Kinds that slide over feature maps. @type {ReadonlySet<LayerKind>} */
const OF_MAPS = new Set(["convolution", "max_pool", "average_pool", "trainable_pool", "global_average_pool", "residual", "flatten"]);

/**
 * What stands behind a layer's name: its size and how many.
 * @param {LayerSpec} layer
 * @param {LayerDescription|null} described the same layer as the server sees it; fields that the spec leaves out are there
 */
export function layerDetail(layer, described) {
  const value = (/** @type {keyof LayerSpec} */ id) => layer[id] ?? described?.fields.find((field) => field.id === id)?.value;
  const pair = (/** @type {keyof LayerSpec} */ id) => {
    const both = value(id);
    return Array.isArray(both) ? both.join("×") : "";
  };
  switch (layer.kind) {
    case "convolution": {
      const count = value("filters");
      const filters = count === "classes" ? described?.output_shape?.[0] : count;
      return [pair("kernel"), filters === undefined ? "" : `×${filters}`].filter(Boolean).join(" ");
    }
    case "dense": {
      const count = value("units");
      return String((count === "classes" ? described?.output_shape?.[0] : count) ?? "");
    }
    case "max_pool":
    case "average_pool":
    case "trainable_pool":
      return pair("size");
    case "dropout":
      return String(value("rate") ?? "");
    case "leaky_relu":
      return String(value("slope") ?? "");
    case "residual":
      return `(${layer.layers?.length ?? 0})`;
    default:
      return "";
  }
}

/** 6×28×28; a vector is how many numbers it has. @param {readonly number[]|null|undefined} shape */
export function shapeText(shape) {
  return shape ? shape.join("×") : "";
}

/**
 * Where a new layer goes: behind the open one, else before the last; from there back to where one of its kind fits.
 * @param {LayerKind} kind
 * @param {readonly LayerSpec[]} layers
 * @param {readonly LayerDescription[]|null} described
 * @param {number|null} open
 * @returns {number} index before which it is put
 */
export function placeFor(kind, layers, described, open) {
  const wanted = open === null ? Math.max(0, layers.length - 1) : open + 1;
  const entering = (/** @type {number} */ index) => described?.[index]?.input_shape ?? null;
  const fits = (/** @type {number} */ index) => {
    const shape = index < layers.length ? entering(index) : (described?.at(-1)?.output_shape ?? null);
    if (!shape) return true;
    if (OF_MAPS.has(kind)) return shape.length === 3;
    return kind !== "dense" || shape.length === 1;
  };
  for (let index = wanted; index >= 0; index -= 1) if (fits(index)) return index;
  for (let index = wanted + 1; index <= layers.length; index += 1) if (fits(index)) return index;
  return wanted;
}

/**
 * Which layer an error stands at: its own, else that of the whole network where that names a layer.
 * @param {Description|null} description
 * @param {number} count
 * @returns {{byLayer: (ErrorInfo|null)[], whole: ErrorInfo|null}}
 */
export function errorPlaces(description, count) {
  const byLayer = Array.from({ length: count }, (_, index) => description?.layers[index]?.error ?? null);
  const whole = description?.error ?? null;
  if (!whole) return { byLayer, whole: null };
  const index = Number(/(?:^|\.)layers\.(\d+)/.exec(whole.field)?.[1] ?? -1);
  if (index >= 0 && index < count) {
    byLayer[index] ??= whole;
    return { byLayer, whole: null };
  }
  return { byLayer, whole };
}

/**
 * Where the open layer is after one has moved.
 * @param {number|null} open
 * @param {number} from
 * @param {number} to
 */
export function openAfterMove(open, from, to) {
  if (open === null) return null;
  if (open === from) return to;
  if (from < open && open <= to) return open - 1;
  if (to <= open && open < from) return open + 1;
  return open;
}

/**
 * A connection table with one connection changed; null where an output would see nothing.
 * @param {readonly (readonly number[])[]} rows [output][input]
 * @param {number} output
 * @param {number} input
 * @returns {number[][]|null}
 */
export function toggled(rows, output, input) {
  const next = rows.map((row, p) => row.map((on, d) => (p === output && d === input ? 1 - on : on)));
  return next[output]?.includes(1) ? next : null;
}
