/**
 * Which layers of a network stand in one column of its picture, and in what form. Positions come later (training_layout.js).
 *
 * @typedef {readonly [number, number, number]} Shape (C, H, W); a vector is (n, 1, 1)
 * @typedef {{name: string, kind: string, shape: Shape}} Layer
 * @typedef {"maps"|"strip"|"pass"} Form maps: a picture a channel; strip: a cell a number; pass: what changes no number here
 * @typedef {{layer: number, members: readonly number[], form: Form, shape: Shape}} Column
 *   layer: whose output is drawn; members: all layers that the column stands for, in order
 */

const ACTIVATIONS = new Set(["relu", "leaky_relu", "sigmoid", "tanh", "scaled_tanh"]);
const PASSING = new Set(["flatten", "dropout", "softmax"]);

/** @param {string} kind */
export function isActivation(kind) {
  return ACTIVATIONS.has(kind);
}

/**
 * @param {readonly number[]} shape as the server gives it, without the batch axis
 * @returns {Shape}
 */
export function shapeOf(shape) {
  return shape.length === 1 ? [shape[0], 1, 1] : [shape[0], shape[1], shape[2]];
}

/**
 * @param {readonly Layer[]} layers
 * @param {boolean} isGrouped an activation shares the column of the layer before it
 * @returns {Column[]}
 */
export function columnsOf(layers, isGrouped) {
  /** @type {Column[]} */
  const columns = [];
  for (const [layer, { kind, shape }] of layers.entries()) {
    const last = columns.at(-1);
    if (isGrouped && last && last.form !== "pass" && (ACTIVATIONS.has(kind) || kind === "dropout")) {
      columns[columns.length - 1] = { ...last, layer: kind === "dropout" ? last.layer : layer, members: [...last.members, layer], shape };
    } else if (isGrouped && last && last.form === "pass" && PASSING.has(kind)) {
      columns[columns.length - 1] = { ...last, layer, members: [...last.members, layer], shape };
    } else {
      columns.push({ layer, members: [layer], form: formOf(kind, shape), shape });
    }
  }
  return columns;
}

/** @param {string} kind @param {Shape} shape @returns {Form} */
function formOf(kind, shape) {
  if (PASSING.has(kind)) return "pass";
  return shape[1] > 1 || shape[2] > 1 ? "maps" : "strip";
}
