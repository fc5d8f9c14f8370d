import assert from "node:assert/strict";
import { test } from "node:test";

import { linksOf } from "../../../static/js/geometry/links.js";
import { forward } from "./sliding_traces.js";

/** @param {import("../../../static/js/types_sliding.js").Hover} hover */
const sets = (hover, reduction = 0) => {
  const { values, weights, outputs, pairs } = linksOf(forward, hover, reduction);
  return [[...values], [...weights], [...outputs], pairs];
};

test("An output is tied to the inputs of its window and to the whole kernel.", () => {
  assert.deepEqual(sets({ operand: "y", index: 1 }), [[1, 2], [0, 1], [1], 2]);
});

test("An input is tied to the outputs it feeds, each through another weight.", () => {
  assert.deepEqual(sets({ operand: "x", index: 1 }), [[1], [1, 0], [0, 1], 2]);
  assert.deepEqual(sets({ operand: "x", index: 0 }), [[0], [0], [0], 1]);
});

test("A weight is tied to every pair that shares it.", () => {
  assert.deepEqual(sets({ operand: "w", index: 1 }), [[1, 2], [1], [0, 1], 2]);
});

test("A product is tied to one value, one weight and the output it is added to.", () => {
  assert.deepEqual(sets({ operand: "term", index: 0 }, 1), [[1], [0], [1], 1]);
  assert.deepEqual(sets({ operand: "term", index: 0 }, 0), [[0], [0], [0], 1]);
});
