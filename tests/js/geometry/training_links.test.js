import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf } from "../../../static/js/geometry/training_columns.js";
import { channelsAfter, channelsBefore, fieldOf, neighbours, unflattened } from "../../../static/js/geometry/training_links.js";

/** @typedef {import("../../../static/js/geometry/training_columns.js").Shape} Shape */

const LAYERS = /** @type {[string, Shape][]} */ ([
  ["convolution", [3, 8, 8]], ["relu", [3, 8, 8]], ["max_pool", [3, 4, 4]], ["convolution", [5, 4, 4]], ["flatten", [80, 1, 1]], ["dense", [10, 1, 1]],
]).map(([kind, shape], i) => ({ name: `${kind}_${i}`, kind, shape }));

const all = () => true;
// As in a connection table: output 4 of the second convolution reads the maps 0 and 2 only.
const table = (/** @type {number} */ layer, /** @type {number} */ out, /** @type {number} */ channel) => !(layer === 3 && out === 4 && channel === 1);

test("a convolution reads every map that its table joins, a pooling its own, a dense layer all", () => {
  assert.deepEqual(channelsBefore(LAYERS, 1, 3, new Set([2]), table), new Set([0, 1, 2]));
  assert.deepEqual(channelsBefore(LAYERS, 1, 3, new Set([4]), table), new Set([0, 2]));
  assert.deepEqual(channelsBefore(LAYERS, 1, 2, new Set([1]), all), new Set([1]));
  assert.equal(channelsBefore(LAYERS, 1, 5, new Set([0]), all).size, 80);
});

test("number 37 of a flattened 5×4×4 comes from map 2, row 1, column 1", () => {
  assert.deepEqual(channelsBefore(LAYERS, 1, 4, new Set([37]), all), new Set([2]));
  assert.deepEqual(unflattened([5, 4, 4], 37), { channel: 2, row: 1, col: 1 });
});

test("what a map feeds follows the table the other way", () => {
  assert.deepEqual(channelsAfter(LAYERS, 3, new Set([1]), table), new Set([0, 1, 2, 3]));
  assert.deepEqual(channelsAfter(LAYERS, 2, new Set([2]), all), new Set([2]));
});

test("in shared columns a unit is tied to the columns beside it, through the layers that are not drawn", () => {
  const columns = columnsOf(LAYERS, true);
  const { before, after } = neighbours(LAYERS, columns, 1, { layer: 1, channel: 2, row: 0, col: 0 }, all);
  assert.deepEqual(before, { layer: -1, channels: new Set([0]) });
  assert.deepEqual(after, { layer: 2, channels: new Set([2]) });
});

test("the picture is read by the whole first layer and reads nothing; nothing reads the last", () => {
  const columns = columnsOf(LAYERS, true);
  const picture = neighbours(LAYERS, columns, 1, { layer: -1, channel: 0, row: 3, col: 3 }, all);
  assert.equal(picture.before, null);
  assert.equal(neighbours(LAYERS, columns, 1, { layer: 5, channel: 7, row: 0, col: 0 }, all).after, null);
});

test("a placement says what a cell sees: start, then a step for each cell, and so many", () => {
  assert.deepEqual(fieldOf({ start: [-1, -3], step: [2, 4], size: [4, 10] }, { row: 5, col: 1 }), { top: 9, left: 1, bottom: 13, right: 11 });
});
