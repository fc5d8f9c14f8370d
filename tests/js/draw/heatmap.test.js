import assert from "node:assert/strict";
import { test } from "node:test";

import { elementByKey, frequencyAt, heatmapPixels, indexAt } from "../../../static/js/draw/heatmap.js";

const theme = { zero: "#f0e0d0", pos: "#a05008" };

test("zero is the theme's neutral colour, one is its orange, row by row and opaque", () => {
  const pixels = heatmapPixels([[0, 1, 0.5], [1, 0, 0]], theme);
  assert.equal(pixels.length, 2 * 3 * 4);
  assert.deepEqual([...pixels.slice(0, 12)], [240, 224, 208, 255, 160, 80, 8, 255, 200, 152, 108, 255]);
  assert.deepEqual([...pixels.slice(12, 16)], [160, 80, 8, 255]);
});

test("a value beyond its range keeps the colour of the end", () => {
  assert.deepEqual(heatmapPixels([[-3, 7]], theme), heatmapPixels([[0, 1]], theme));
});

test("the zero frequency is in the centre and the highest ones are at both ends", () => {
  assert.deepEqual([0, 1, 4, 8].map((index) => frequencyAt(index, 9)), [-0.5, -0.375, 0, 0.5]);
  assert.deepEqual([0, 2, 4].map((index) => frequencyAt(index, 5)), [-0.5, 0, 0.5]);
});

test("a share of the edge is an element, its very end too", () => {
  assert.deepEqual([-0.1, 0, 0.49, 0.5, 1].map((share) => indexAt(share, 8)), [0, 0, 3, 4, 7]);
});

test("arrow keys go one element, with Shift eight, and stay inside; Home finds the zero frequency", () => {
  const at = { row: 3, col: 60 };
  const key = (/** @type {string} */ name, shiftKey = false) => elementByKey(at, { key: name, shiftKey }, 64);
  assert.deepEqual(key("ArrowUp"), { row: 2, col: 60 });
  assert.deepEqual(key("ArrowUp", true), { row: 0, col: 60 });
  assert.deepEqual(key("ArrowDown", true), { row: 11, col: 60 });
  assert.deepEqual(key("ArrowLeft"), { row: 3, col: 59 });
  assert.deepEqual(key("ArrowRight", true), { row: 3, col: 63 });
  assert.deepEqual(key("Home"), { row: 32, col: 32 });
  assert.equal(key("x"), null);
});
