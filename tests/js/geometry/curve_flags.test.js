import assert from "node:assert/strict";
import { test } from "node:test";

import { gestures } from "../../../static/js/geometry/curve_flags.js";

const at = (/** @type {number[]} */ ...steps) => steps.map((step) => ({ step }));
const steps = (/** @type {{step: number}[][]} */ groups) => groups.map((group) => group.map((one) => one.step));

test("a drag is one gesture, however long, as long as its changes follow one another closely", () => {
  assert.deepEqual(steps(gestures(at(10, 14, 19, 24, 30), 5)), [[10, 14, 19, 24], [30]]);
});

test("changes at one and the same step, as in a pause, are one", () => {
  assert.deepEqual(steps(gestures(at(7, 7, 7, 90), 0)), [[7, 7, 7], [90]]);
});

test("without a change there is no flag", () => {
  assert.deepEqual(gestures([], 5), []);
});
