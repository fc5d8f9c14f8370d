import assert from "node:assert/strict";
import { test } from "node:test";

import { aligned, axisEnd, axisRange, closest, epochStretches, lastAtOrBefore, logTicks, shareOf, thinned, trailingMean } from "../../../static/js/geometry/curve_points.js";

test("the trailing mean looks back only, and at the beginning at what there is", () => {
  assert.deepEqual(trailingMean([6, 2, 1, 9], 2), [6, 4, 1.5, 5]);
  assert.deepEqual(trailingMean([6, 2, 1], 1), [6, 2, 1]);
  assert.deepEqual(trailingMean([], 30), []);
});

test("thinning keeps every peak, the first and the last, and the order", () => {
  const xs = Array.from({ length: 100_000 }, (_, i) => i + 1);
  const ys = xs.map((x) => (x === 54_321 ? 7 : x === 77_777 ? -3 : 1 / x));
  const few = thinned(xs, ys, 500);
  assert.ok(few.xs.length <= 1002);
  assert.ok(few.xs.includes(54_321) && few.xs.includes(77_777));
  assert.equal(few.ys[few.xs.indexOf(54_321)], 7);
  assert.deepEqual([few.xs[0], few.xs.at(-1)], [1, 100_000]);
  assert.ok(few.xs.every((x, i) => i === 0 || x > few.xs[i - 1]));
});

test("few points stay as they are", () => {
  assert.deepEqual(thinned([1, 2, 4], [5, 3, 8], 10), { xs: [1, 2, 4], ys: [5, 3, 8] });
});

test("curves with points at different places share one axis, with nothing invented between", () => {
  const { xs, columns } = aligned([{ xs: [1, 3], ys: [10, 30] }, { xs: [2, 3], ys: [5, null] }]);
  assert.deepEqual(xs, [1, 2, 3]);
  assert.deepEqual(columns, [[10, null, 30], [null, 5, null]]);
});

test("the last place at or before, and the closest one", () => {
  assert.deepEqual([0, 4, 5, 99].map((x) => lastAtOrBefore([1, 4, 8], x)), [-1, 1, 1, 2]);
  assert.deepEqual([0, 5, 7, 99].map((x) => closest([1, 4, 8], x)), [1, 4, 8, 8]);
  assert.equal(closest([], 3), null);
});

test("the axis grows by round amounts inside the first epoch, by whole epochs after it", () => {
  assert.deepEqual([0, 3, 12, 40, 120, 188, 189].map((last) => axisEnd(last, 188)), [188, 10, 20, 50, 188, 188, 376]);
});

test("epochs are named one by one, and in groups when they are many", () => {
  const three = epochStretches(450, 188, 10);
  assert.deepEqual(three.map(({ first, last }) => [first, last]), [[1, 1], [2, 2], [3, 3]]);
  assert.equal(three[1].left, 188 / 450);
  assert.ok(Math.abs(three.reduce((sum, { width }) => sum + width, 0) - 1) < 1e-12);
  assert.deepEqual(epochStretches(60 * 10, 10, 8).map(({ first, last }) => `${first}-${last}`), ["1-10", "11-20", "21-30", "31-40", "41-50", "51-60"]);
});

test("logarithmic marks are 1, 2, 5 where there is room and decades where there is not", () => {
  assert.deepEqual(logTicks(0.04, 3), [0.05, 0.1, 0.2, 0.5, 1, 2]);
  assert.deepEqual(logTicks(0.5, 2e6), [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]);
});

test("a range begins at 0, on a logarithmic axis at the smallest number above it", () => {
  assert.deepEqual(axisRange([2, null, 0.5], false), [0, 2.12]);
  const [low, high] = axisRange([0, 2, 0.5], true);
  assert.deepEqual([low, high], [0.5 / 1.3, 2.6]);
  assert.deepEqual(axisRange([], true), [0.1, 1]);
});

test("a place between the ends of an axis", () => {
  assert.equal(shareOf(5, [0, 20], false), 0.25);
  assert.ok(Math.abs(shareOf(10, [1, 1000], true) - 1 / 3) < 1e-12);
});
