import assert from "node:assert/strict";
import { test } from "node:test";

import { areaPath, linePath, makePlot, nearest, spanWithZero, ticks } from "../../../static/js/geometry/signals_plot.js";

const plot = makePlot({ left: 10, top: 20, width: 100, height: 50 }, [0, 10], [-1, 1]);

test("values stand where the axis says, upwards", () => {
  assert.deepEqual([plot.x(0), plot.x(10), plot.y(1), plot.y(-1)], [10, 110, 20, 70]);
});

test("a place leads back to its value", () => {
  assert.equal(plot.valueAt(plot.x(3.25)), 3.25);
  assert.equal(plot.valueAtY(plot.y(0.5)), 0.5);
});

test("a span has zero in it and air at the ends that are not zero", () => {
  assert.deepEqual(spanWithZero([2, 12]), [0, 13]);
  const [low, high] = spanWithZero([-6]);
  assert.ok(low < -6 && high === 0);
});

test("a line goes through its points and an area closes at zero", () => {
  assert.equal(linePath(plot, [0, 10], [1, -1]), "M10 20L110 70");
  assert.equal(areaPath(plot, [0, 10], [1, 1]), "M10 45L10 20L110 20L110 45Z");
  assert.equal(areaPath(plot, [], []), "");
});

test("marks are round and inside", () => {
  assert.deepEqual(ticks(-4, 5, 10), [-4, -3, -2, -1, 0, 1, 2, 3, 4, 5]);
  assert.deepEqual(ticks(0, 0.17, 4), [0, 0.05, 0.1, 0.15]);
});

test("the nearest of some places", () => {
  assert.equal(nearest([0, 10, 30], 21), 2);
  assert.equal(nearest([0, 10, 30], 19), 1);
});
