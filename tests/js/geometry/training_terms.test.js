import assert from "node:assert/strict";
import { test } from "node:test";
import { isPadding, termGrid } from "../../../static/js/geometry/training_terms.js";

/** @typedef {import("../../../static/js/types_sliding.js").Trace} Trace */

/** @param {object} parts */
const trace = (parts) => /** @type {Trace} */ (/** @type {unknown} */ (parts));

const convolution = trace({
  operands: [
    { id: "x", shape: [2, 1, 3], values: [1, 2, 3, 4, 5, 6], expanded: { shape: [2, 1, 3], source: [-1, 1, 2, -1, 4, 5], origin: [0, 0] } },
    { id: "w", shape: [1, 2, 1, 3], values: [1, 1, 1, 1, 1, 1] },
  ],
  value_operand: "x",
  weight_operand: "w",
  reductions: [{ values: [0, 2, 3, 0, 5, 6], value_at: [0, 1, 2, 3, 4, 5], weight_at: [0, 1, 2, 3, 4, 5] }],
});

test("each product of a convolution has its place in the kernel of its input channel", () => {
  const { channels, rows, cols, places, isWeighted } = termGrid(convolution);
  assert.deepEqual([channels, rows, cols, isWeighted], [2, 1, 3, true]);
  assert.deepEqual(places[4], { term: 4, channel: 1, row: 0, col: 1 });
});

test("a term of the padding is known by where its value comes from", () => {
  assert.deepEqual([0, 1, 3, 5].map((term) => isPadding(convolution, term)), [true, false, true, false]);
});

test("a pooling window starts at its own first cell, wherever it lies in the map", () => {
  const pool = trace({
    operands: [{ id: "x", shape: [1, 4, 4], values: [], expanded: null }],
    value_operand: "x",
    weight_operand: null,
    reductions: [{ values: [5, 6, 7, 8], value_at: [6, 7, 10, 11], weight_at: [null, null, null, null] }],
  });
  const { rows, cols, places, isWeighted } = termGrid(pool);
  assert.deepEqual([rows, cols, isWeighted], [2, 2, false]);
  assert.deepEqual(places.map(({ row, col }) => [row, col]), [[0, 0], [0, 1], [1, 0], [1, 1]]);
});
