/** Memory orders, cell sizes and edges: layout only. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { cellUnder, fitCell } from "../../../static/js/geometry/cell_fit.js";
import { canBeDrawn, edgeLayout } from "../../../static/js/geometry/edge_layout.js";
import { lineLength, memoryOrder, memoryStrides } from "../../../static/js/geometry/memory_order.js";
import { picturePlace } from "../../../static/js/geometry/picture_matrix.js";

test("a tensor of 2 channels of 3 rows and 4 columns has the strides that NumPy gives its two orders", () => {
  assert.deepEqual(memoryStrides([2, 3, 4], "nchw"), { n: 24, c: 12, h: 4, w: 1 });
  assert.deepEqual(memoryStrides([2, 3, 4], "nhwc"), { n: 24, c: 1, h: 8, w: 2 });
});

test("NHWC puts all channels of a place next to each other", () => {
  assert.deepEqual(memoryOrder([2, 1, 3], "nchw"), [0, 1, 2, 3, 4, 5]);
  assert.deepEqual(memoryOrder([2, 1, 3], "nhwc"), [0, 3, 1, 4, 2, 5]);
});

test("every cell stands in NHWC where its strides say", () => {
  const [channels, height, width] = [3, 2, 4];
  const order = memoryOrder([channels, height, width], "nhwc");
  const steps = memoryStrides([channels, height, width], "nhwc");
  for (let c = 0; c < channels; c += 1) {
    for (let h = 0; h < height; h += 1) {
      for (let w = 0; w < width; w += 1) assert.equal(order[c * steps.c + h * steps.h + w * steps.w], c * 8 + h * 4 + w);
    }
  }
});

test("a line of the strip holds whole runs while one fits", () => {
  assert.equal(lineLength(10, 4), 8);
  assert.equal(lineLength(3, 4), 3);
  assert.equal(lineLength(0, 4), 1);
});

test("cells are as large as width and height allow, within limits", () => {
  const limits = { rows: 4, cols: 10, least: 5, most: 30 };
  assert.equal(fitCell({ width: 205, ...limits }), 20);
  assert.equal(fitCell({ width: 205, height: 50, ...limits }), 12);
  assert.equal(fitCell({ width: 20, ...limits }), 5);
  assert.equal(fitCell({ width: 2000, ...limits }), 30);
});

test("a point finds its cell in a grid of oblong cells, and none beyond it", () => {
  const grid = { rows: 2, cols: 3, width: 20, height: 10 };
  assert.deepEqual(cellUnder(grid, 59, 10), { row: 1, col: 2 });
  assert.equal(cellUnder(grid, 60, 5), null);
  assert.equal(cellUnder(grid, -1, 5), null);
});

test("edges are drawn only where they can be told apart", () => {
  assert.ok(canBeDrawn(4, 9, 4));
  assert.ok(!canBeDrawn(4, 26, 4));
  assert.ok(!canBeDrawn(4, 9, 10));
  assert.ok(!canBeDrawn(25, 25, 9));
});

test("both layers are spread over the same height", () => {
  const { inputs, outputs, height, width } = edgeLayout(3, 1);
  assert.deepEqual(inputs.map(({ y }) => y), [15, 45, 75]);
  assert.equal(outputs[0].y, height / 2);
  assert.ok(inputs[0].x < 20 && outputs[0].x > width - 20);
});

test("row 33 of a matrix over pictures 32 wide is their second row, second column", () => {
  assert.deepEqual(picturePlace(32, 33), { u: 2, v: 2 });
});
