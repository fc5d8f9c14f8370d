import assert from "node:assert/strict";
import { test } from "node:test";

import { cellAfterKey, depthOf, epochShown, mistakes, readMatrix } from "../../../static/js/geometry/confusion_cells.js";

const COUNTS = [[7, 3, 0], [1, 18, 1], [0, 0, 0]];

test("shares are of the row: of the pictures that truly are of the class", () => {
  const { cells, total, right, worst } = readMatrix(COUNTS);
  assert.deepEqual([total, right, worst], [30, 25, 0.3]);
  assert.deepEqual(cells[1][0], { truth: 1, predicted: 0, count: 1, share: 0.05 });
  assert.equal(cells[2][2].share, 0);
});

test("the most frequent mistake comes first, equals in the order of the matrix", () => {
  const named = mistakes(readMatrix(COUNTS).cells, 3).map(({ truth, predicted, count }) => [truth, predicted, count]);
  assert.deepEqual(named, [[0, 1, 3], [1, 0, 1], [1, 2, 1]]);
});

test("looking back shows the last epoch that had ended by then", () => {
  const epochs = /** @type {any[]} */ ([{ epoch: 1, step: 188 }, { epoch: 2, step: 376 }]);
  assert.deepEqual([null, 400, 376, 375, 20].map((rewind) => epochShown(epochs, rewind)?.epoch ?? null), [2, 2, 2, 1, null]);
});

test("colour grows with the share and leaves out the depths on which nothing could be read", () => {
  const depths = Array.from({ length: 101 }, (_, i) => depthOf(i / 100).depth);
  assert.ok(depths.every((depth, i) => i === 0 || depth > depths[i - 1]));
  assert.ok(depths.every((depth) => depth < 0.55 || depth >= 0.92));
  assert.deepEqual([depthOf(0), depthOf(1)], [{ depth: 0, isDeep: false }, { depth: 1, isDeep: true }]);
});

test("arrows lead to the neighbour and stop at the edge", () => {
  assert.deepEqual(cellAfterKey("ArrowDown", { truth: 1, predicted: 2 }, 3), { truth: 2, predicted: 2 });
  assert.deepEqual(cellAfterKey("ArrowRight", { truth: 1, predicted: 2 }, 3), { truth: 1, predicted: 2 });
  assert.deepEqual(cellAfterKey("Home", { truth: 1, predicted: 2 }, 3), { truth: 1, predicted: 0 });
  assert.equal(cellAfterKey("x", { truth: 1, predicted: 2 }, 3), null);
});
