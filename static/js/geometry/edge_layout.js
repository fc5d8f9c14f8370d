/** Where the nodes of two layers stand that edges join, and whether so many edges can still be told apart. */

/** @typedef {{width: number, height: number, radius: number, inputs: {x: number, y: number}[], outputs: {x: number, y: number}[]}} EdgeLayout */

export const MOST_COLORS = 9;
const MOST_EDGES = 400;
const MOST_NODES = 25;
const PITCH = 30;

/**
 * @param {number} rows outputs
 * @param {number} cols inputs
 * @param {number} weights
 */
export function canBeDrawn(rows, cols, weights) {
  return rows * cols <= MOST_EDGES && Math.max(rows, cols) <= MOST_NODES && weights <= MOST_COLORS;
}

/**
 * Two columns of nodes, each spread over the whole height.
 * @param {number} inputs
 * @param {number} outputs
 * @returns {EdgeLayout}
 */
export function edgeLayout(inputs, outputs) {
  const height = Math.max(inputs, outputs) * PITCH;
  const width = Math.max(260, height * 0.8);
  const radius = 12;
  const spread = (/** @type {number} */ count, /** @type {number} */ x) =>
    Array.from({ length: count }, (_, i) => ({ x, y: ((i + 0.5) / count) * height }));
  return { width, height, radius, inputs: spread(inputs, radius + 2), outputs: spread(outputs, width - radius - 2) };
}
