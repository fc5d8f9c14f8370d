import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { createClock } from "../../../static/js/core/clock.js";

/** The browser's frames, given by hand: at most one is asked for at a time. */
/** @type {((now: number) => void)|null} */
let pending = null;
let started = 0;

beforeEach(() => {
  pending = null;
  started = 1000;
  Object.assign(globalThis, {
    requestAnimationFrame: (/** @type {(now: number) => void} */ callback) => {
      assert.equal(pending, null, "two frames were asked for at once");
      pending = callback;
      return 1;
    },
    cancelAnimationFrame: () => {
      pending = null;
    },
  });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, "requestAnimationFrame");
  Reflect.deleteProperty(globalThis, "cancelAnimationFrame");
});

/** @param {import("node:test").TestContext} context */
function stopwatch(context) {
  context.mock.method(performance, "now", () => started);
  /** @type {number[]} */
  const ticks = [];
  const clock = createClock((seconds) => ticks.push(seconds));
  const frame = (/** @type {number} */ now) => {
    const callback = pending;
    pending = null;
    callback?.(now);
  };
  return { clock, ticks, frame };
}

test("each frame tells how long it has been since the one before", (context) => {
  const { clock, ticks, frame } = stopwatch(context);
  clock.start();
  frame(1016);
  frame(1048);
  assert.deepEqual(ticks, [0.016, 0.032]);
});

test("a tab that slept wakes with one ordinary frame", (context) => {
  const { clock, ticks, frame } = stopwatch(context);
  clock.start();
  frame(61000);
  frame(61016);
  assert.deepEqual(ticks, [0.1, 0.016]);
});

test("a stopped clock is silent, and starts again without the time between", (context) => {
  const { clock, ticks, frame } = stopwatch(context);
  clock.start();
  frame(1016);
  clock.stop();
  assert.equal(pending, null);
  started = 9000;
  clock.start();
  frame(9020);
  assert.deepEqual(ticks, [0.016, 0.02]);
});

test("starting twice is starting once", (context) => {
  const { clock, ticks, frame } = stopwatch(context);
  clock.start();
  clock.start();
  frame(1016);
  assert.deepEqual(ticks, [0.016]);
});

test("a tick may stop its own clock", (context) => {
  context.mock.method(performance, "now", () => started);
  const clock = createClock(() => clock.stop());
  clock.start();
  const callback = pending;
  pending = null;
  /** @type {((now: number) => void)|null} */ (callback)?.(1016);
  assert.equal(pending, null);
});
