import assert from "node:assert/strict";
import { test } from "node:test";

import { endOf, frameOf, nextRun, playOrder, sameMoment, startOf } from "../../../static/js/geometry/frame.js";
import { forward, transposed, uncovered } from "./sliding_traces.js";

/** @param {import("../../../static/js/geometry/frame.js").Frame} frame @param {number} count */
const doneOf = (frame, count) => Array.from({ length: count }, (_, r) => frame.done(r));

test("Before the first product the first output is the current one and nothing is done.", () => {
  const frame = frameOf(forward, "gather", 0);
  assert.deepEqual([frame.reduction, frame.term, frame.within, frame.duration], [0, null, 0, 4]);
  assert.deepEqual(doneOf(frame, 2), [0, 0]);
});

test("The current product is the one that was done last.", () => {
  const frame = frameOf(forward, "gather", 3);
  assert.deepEqual([frame.reduction, frame.term, frame.run, frame.within], [1, 0, 1, 1]);
  assert.deepEqual(doneOf(frame, 2), [2, 1]);
  assert.equal(frame.isDone(0), true);
  assert.equal(frame.isDone(1), false);
});

test("At the end everything is done and the last product is still the current one; beyond the end is the end.", () => {
  for (const time of [4, 5, 1e9]) {
    const frame = frameOf(forward, "gather", time);
    assert.deepEqual([frame.time, frame.reduction, frame.term, frame.isDone(1)], [4, 1, 1, true]);
  }
  assert.equal(frameOf(forward, "gather", -3).time, 0);
});

test("A frame depends on the time alone, not on the way there.", () => {
  const there = [0, 1, 2, 3, 4].map((time) => doneOf(frameOf(transposed, "scatter", time), 3));
  const back = [4, 3, 2, 1, 0].map((time) => doneOf(frameOf(transposed, "scatter", time), 3)).reverse();
  assert.deepEqual(there, back);
});

test("Scattering plays the real products input cell by input cell, and passes over the zeros.", () => {
  assert.equal(playOrder(transposed, "gather").duration, 6);
  assert.equal(playOrder(transposed, "scatter").duration, 4);
  const frame = frameOf(transposed, "scatter", 2);
  assert.deepEqual([frame.reduction, frame.term, frame.run, frame.within], [1, 0, 0, 2]);
  // Output 0 is complete although its first product, a zero, was never played.
  assert.deepEqual(doneOf(frame, 3), [2, 1, 0]);
  assert.equal(frame.isDone(0), true);
  assert.equal(frameOf(transposed, "scatter", 4).isDone(2), true);
});

test("A jump ends with an output when gathering and with an input cell when scattering.", () => {
  assert.deepEqual(playOrder(transposed, "gather").runs, [2, 4, 6]);
  assert.deepEqual(playOrder(transposed, "scatter").runs, [2, 4]);
  assert.equal(nextRun(frameOf(forward, "gather", 0), 1), 2);
  assert.equal(nextRun(frameOf(forward, "gather", 1), 1), 4);
  assert.equal(nextRun(frameOf(forward, "gather", 4), 1), 4);
  assert.equal(nextRun(frameOf(forward, "gather", 3), -1), 2);
  assert.equal(nextRun(frameOf(forward, "gather", 2), -1), 0);
});

test("The same product is the current one in every view.", () => {
  assert.equal(sameMoment(transposed, "gather", "scatter", 3), 2);
  assert.equal(sameMoment(transposed, "scatter", "gather", 2), 3);
  assert.equal(sameMoment(transposed, "gather", "scatter", 1), 1); // a zero: the real product of that output
  assert.equal(sameMoment(transposed, "gather", "scatter", 6), 4);
  assert.equal(sameMoment(transposed, "gather", "scatter", 0), 0);
});

test("An output ends with its last product and begins before its first.", () => {
  assert.deepEqual([startOf(forward, "gather", 1), endOf(forward, "gather", 1)], [2, 4]);
  assert.deepEqual([startOf(transposed, "scatter", 2), endOf(transposed, "scatter", 2)], [3, 4]);
});

test("An output without products is complete with the one before it; it takes no time.", () => {
  assert.equal(playOrder(uncovered, "gather").duration, 2);
  assert.equal(frameOf(uncovered, "gather", 0).isDone(0), true);
  assert.equal(frameOf(uncovered, "gather", 0).isDone(2), false);
  assert.equal(frameOf(uncovered, "gather", 1).isDone(2), true);
  assert.equal(endOf(uncovered, "gather", 2), 1);
});
