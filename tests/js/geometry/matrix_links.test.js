/** Matrices and traces are two views of one computation: every entry finds its input, output and weight, and the way back. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { litInFold } from "../../../static/js/geometry/fold_links.js";
import * as links from "../../../static/js/geometry/matrix_links.js";
import { litInProduct } from "../../../static/js/geometry/product_links.js";

/** @typedef {import("../../../static/js/types_sliding.js").Trace} Trace */

const side = /** @type {[number, number]} */ ([1, 1]);
const none = { bias: null, bias_at: null, divisor: null, winner: null };
const geometry = /** @type {Trace["geometry"]} */ ({
  input: [1, 3], kernel: [1, 2], stride: side, dilation: side, padding: [[0, 0], [1, 0]], output_padding: [0, 0],
  effective: [1, 2], padded: [1, 4], output: [1, 3], rounding: "floor",
});
const counts = { convolution_parameters: 2, dense_parameters: 9, multiplications: 6 };

/**
 * x = (5, 7, 11) with one zero before it, w = (2, 3): y = (15, 31, 47), worked by hand.
 * @type {Trace}
 */
const forward = {
  mode: "correlate", geometry, counts, by_input: null, is_symbolic: false, value_operand: "x", weight_operand: "w",
  operands: [
    { id: "x", kind: "input", law: "grey", shape: [1, 1, 3], values: [5, 7, 11], expanded: { shape: [1, 1, 4], source: [-1, 0, 1, 2], origin: [0, 1] }, applied: null },
    { id: "w", kind: "kernel", law: "value", shape: [1, 1, 1, 2], values: [2, 3], expanded: null, applied: [0, 1] },
  ],
  output: { id: "y", law: "value", shape: [1, 1, 3], values: [15, 31, 47] },
  reductions: [
    { output: 0, values: [0, 5], weights: [2, 3], products: [0, 15], partial_sums: [0, 15], value_at: [0, 1], weight_at: [0, 1], result: 15, ...none },
    { output: 1, values: [5, 7], weights: [2, 3], products: [10, 21], partial_sums: [10, 31], value_at: [1, 2], weight_at: [0, 1], result: 31, ...none },
    { output: 2, values: [7, 11], weights: [2, 3], products: [14, 33], partial_sums: [14, 47], value_at: [2, 3], weight_at: [0, 1], result: 47, ...none },
  ],
};
/** C = [[3, 0, 0], [2, 3, 0], [0, 2, 3]] */
const sparse = { rows: 3, cols: 3, row: [0, 1, 1, 2, 2], col: [0, 0, 1, 1, 2], weight_at: [1, 0, 1, 0, 1] };
const im2col = { rows: 2, cols: 3, value_at: [0, 1, 2, 1, 2, 3], values: [0, 5, 7, 5, 7, 11] };

/**
 * The same seen from δ = (1, 10, 100): ∂x = Cᵀδ = (23, 230, 300); Wᵀδ = [[2, 20, 200], [3, 30, 300]], whose first entry falls on
 * the padding.
 * @type {Trace}
 */
const backward = {
  mode: "gradient_input", geometry, counts, by_input: null, is_symbolic: false, value_operand: "delta", weight_operand: "w",
  operands: [
    { id: "delta", kind: "delta", law: "delta", shape: [1, 1, 3], values: [1, 10, 100], expanded: { shape: [1, 1, 4], source: [0, 1, 2, -1], origin: [0, 0] }, applied: null },
    { id: "w", kind: "kernel", law: "value", shape: [1, 1, 1, 2], values: [2, 3], expanded: null, applied: [1, 0] },
  ],
  output: { id: "dx", law: "delta", shape: [1, 1, 3], values: [23, 230, 300] },
  reductions: [
    { output: 0, values: [1, 10], weights: [3, 2], products: [3, 20], partial_sums: [3, 23], value_at: [0, 1], weight_at: [1, 0], result: 23, ...none },
    { output: 1, values: [10, 100], weights: [3, 2], products: [30, 200], partial_sums: [30, 230], value_at: [1, 2], weight_at: [1, 0], result: 230, ...none },
    { output: 2, values: [100, 0], weights: [3, 2], products: [300, 0], partial_sums: [300, 300], value_at: [2, 3], weight_at: [1, 0], result: 300, ...none },
  ],
};
/** @type {import("../../../static/js/geometry/matrix_links.js").Folded} */
const fold = { rows: 2, cols: 3, values: [2, 20, 200, 3, 30, 300], target: [0, 1, 2, 1, 2, 3], shape: [1, 1, 4], origin: [0, 1] };

test("a matrix's column is the operand's cell, wherever padding has moved it", () => {
  assert.equal(links.expandedIndex(forward, 0), 1);
  assert.equal(links.expandedIndex(forward, 2), 3);
  assert.equal(links.sourceIndex(forward, 3), 2);
  assert.equal(links.sourceIndex(forward, 0), -1);
});

test("a product stands for one entry of the matrix; one with padding for none", () => {
  assert.equal(links.entryOf(forward, sparse, 0, 0), -1);
  assert.equal(links.entryOf(forward, sparse, 0, 1), 0);
  assert.equal(links.entryOf(forward, sparse, 2, 0), 3);
  assert.equal(links.entryIndex(sparse, 2, 0), -1);
});

test("hovering an output lights its row, an input its column, a weight every entry that shares it", () => {
  const lit = (/** @type {"x"|"w"|"y"|"term"} */ operand, /** @type {number} */ index) => {
    const { rows, cols, entries } = links.litInMatrix(forward, sparse, { operand, index }, 1);
    return [[...rows], [...cols], [...entries]];
  };
  assert.deepEqual(lit("y", 1), [[1], [0, 1], [1, 2]]);
  assert.deepEqual(lit("x", 2), [[1, 2], [1], [2, 3]]);
  assert.deepEqual(lit("w", 0), [[1, 2], [0, 1], [1, 3]]);
  assert.deepEqual(lit("term", 1), [[1], [1], [2]]);
  assert.deepEqual(lit("x", 0), [[], [], []], "padding has no column");
});

test("each cell of W · X_col is the output whose window is its column", () => {
  const { outputs, places, weights } = links.forwardCells(forward, im2col);
  assert.deepEqual([...outputs], [0, 1, 2]);
  assert.deepEqual([...places], [0, 1, 2]);
  assert.deepEqual([...weights], [0, 1]);
});

test("hovering an output lights its column of X_col; a value, every place where im2col repeats it", () => {
  const lit = (/** @type {"x"|"w"|"y"|"term"} */ operand, /** @type {number} */ index) => {
    const { top, left, product } = litInProduct(forward, im2col, { operand, index }, 2);
    return [[...top], [...left], [...product]];
  };
  assert.deepEqual(lit("y", 1), [[1, 4], [0, 1], [1]]);
  assert.deepEqual(lit("x", 2), [[2, 4], [0, 1], [1, 2]]);
  assert.deepEqual(lit("w", 1), [[3, 4, 5], [1], [0, 1, 2]]);
  assert.deepEqual(lit("term", 0), [[2], [0], [2]]);
});

test("col2im: every entry knows the output it is added to, and the one on the padding that it is cut off", () => {
  const { outputs, lastTerm, weights, entryOf } = links.foldedCells(backward, fold, 1);
  assert.deepEqual([...outputs], [-1, 0, 1, 0, 1, 2]);
  assert.deepEqual([...lastTerm], [-1, 1, 1, 0, 0, 0]);
  assert.deepEqual([...weights], [0, 1], "as the rows of Wᵀ stand, not as the rotated kernel slides");
  assert.equal(entryOf(0, 1), 1);
  assert.equal(entryOf(2, 1), -1, "an inserted zero is part of no column");
});

test("col2im: hovering δ lights its column, hovering a result the entries that add up to it", () => {
  const cells = links.foldedCells(backward, fold, 1);
  const lit = (/** @type {"delta"|"w"|"dx"|"term"} */ operand, /** @type {number} */ index) => {
    const { top, left, product, outputs } = litInFold(backward, fold, cells, 1, { operand, index }, 0);
    return [[...top], [...left], [...product], [...outputs]];
  };
  assert.deepEqual(lit("delta", 1), [[1], [0, 1], [1, 4], [0, 1]]);
  assert.deepEqual(lit("dx", 0), [[0, 1], [0, 1], [1, 3], [0]]);
  assert.deepEqual(lit("w", 0), [[1, 2], [0], [0, 1, 2], [0, 1, 2]]);
  assert.deepEqual(lit("term", 0), [[0], [1], [3], [0]]);
});

test("for the kernel's gradient the matrix is the forward one: rows are δ, entries the weights whose gradient is played", () => {
  const mode = /** @type {const} */ ("gradient_kernel");
  const trace = { ...forward, mode, weight_operand: /** @type {const} */ ("delta"), output: { ...forward.output, id: /** @type {const} */ ("dw") } };
  assert.deepEqual(links.matrixRoles(trace), { row: "delta", col: "x", weight: "dw" });
  assert.deepEqual(links.matrixRoles(backward), { row: "dx", col: "delta", weight: "w" });
});
