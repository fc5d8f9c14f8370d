import assert from "node:assert/strict";
import { test } from "node:test";

import { createPlayback } from "../../../static/js/core/playback.js";

/** @param {import("node:test").TestContext} context @param {number} pace steps a second */
function played(context, pace) {
  context.mock.method(performance, "now", () => 0);
  /** @type {((now: number) => void)|null} */
  let pending = null;
  Object.assign(globalThis, {
    requestAnimationFrame: (/** @type {(now: number) => void} */ callback) => ((pending = callback), 1),
    cancelAnimationFrame: () => (pending = null),
  });
  const state = { playing: true };
  /** @type {number[]} */
  const steps = [];
  const playback = createPlayback(() => state, { pace: () => pace, advance: (count) => steps.push(count) });
  const frame = (/** @type {number} */ now) => {
    const callback = pending;
    pending = null;
    callback?.(now);
  };
  return { playback, steps, frame, isAsked: () => pending !== null };
}

const STILL = { playing: false };
const PLAYING = { playing: true };

test("whole steps are taken as their time has come; what is left of a frame counts for the next", (context) => {
  const { playback, steps, frame } = played(context, 25);
  playback.sync(PLAYING, STILL);
  for (const now of [30, 60, 90, 170]) frame(now); // 0.75, 1.5, 2.25, 4.25 steps
  assert.deepEqual(steps, [1, 1, 2]);
});

test("it plays while the state says so, and begins with nothing owed", (context) => {
  const { playback, steps, frame, isAsked } = played(context, 25);
  playback.sync(STILL, STILL);
  assert.equal(isAsked(), false);
  playback.sync(PLAYING, STILL);
  frame(30);
  playback.sync(STILL, PLAYING);
  assert.equal(isAsked(), false);
  playback.sync(PLAYING, STILL);
  frame(30); // 0.75 again, not 1.5
  assert.deepEqual(steps, []);
});
