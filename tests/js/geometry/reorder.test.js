import assert from "node:assert/strict";
import { test } from "node:test";

import { moved, placeAt } from "../../../static/js/geometry/reorder.js";

// Two rows of cards, the second not full.
const boxes = [
  { left: 0, top: 0, width: 100, height: 50 },
  { left: 110, top: 0, width: 60, height: 50 },
  { left: 0, top: 60, width: 100, height: 50 },
];

test("the card whose centre is nearest gives way", () => {
  assert.equal(placeAt(boxes, 60, 20), 0);
  assert.equal(placeAt(boxes, 130, 30), 1);
  assert.equal(placeAt(boxes, 20, 100), 2);
  assert.equal(placeAt(boxes, -500, 900), 2);
});

test("without cards there is no place", () => {
  assert.equal(placeAt([], 1, 1), -1);
});

test("a moved item stands where it was put, the others keep their order", () => {
  const items = Object.freeze(["a", "b", "c", "d"]);
  assert.deepEqual(moved(items, 0, 2), ["b", "c", "a", "d"]);
  assert.deepEqual(moved(items, 3, 1), ["a", "d", "b", "c"]);
  assert.deepEqual(moved(items, 2, 2), ["a", "b", "c", "d"]);
});
