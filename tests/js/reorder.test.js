import assert from "node:assert/strict";
import { it } from "node:test";
import { moved, placeAt } from "../../static/js/geometry/reorder.js";

const row = [0, 100, 200].map((left) => ({ left, top: 0, width: 80, height: 50 }));

it("A dragged card takes the place of the card whose centre is nearest", () => {
  assert.equal(placeAt(row, 10, 20), 0);
  assert.equal(placeAt(row, 95, 20), 1);
  assert.equal(placeAt(row, 999, 20), 2);
});

it("Cards that wrap into a second row are reached there", () => {
  assert.equal(placeAt([...row, { left: 0, top: 60, width: 80, height: 50 }], 20, 90), 3);
});

it("Without cards there is no place", () => {
  assert.equal(placeAt([], 1, 1), -1);
});

it("Moving the first of four to the third place lets the two between step forward", () => {
  assert.deepEqual(moved(["a", "b", "c", "d"], 0, 2), ["b", "c", "a", "d"]);
  assert.deepEqual(moved(["a", "b", "c", "d"], 3, 1), ["a", "d", "b", "c"]);
});
