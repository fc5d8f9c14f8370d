import assert from "node:assert/strict";
import { test } from "node:test";
import {
  clampViewport,
  fitViewport,
  intersection,
  panBy,
  pinch,
  resolveViewport,
  reveal,
  scaleLimits,
  toPane,
  toWorld,
  union,
  visibleWorld,
  zoomAt,
} from "../../static/js/geometry/viewport.js";

const pane = { width: 900, height: 400 };
const world = { left: 0, top: 0, width: 300, height: 200 };

/** @param {number} actual @param {number} expected */
function near(actual, expected) {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

/** Numbers in [0, 1), the same in every run. @param {number} seed */
function* sequence(seed) {
  let state = seed;
  for (;;) {
    state = (state * 48271) % 2147483647;
    yield state / 2147483647;
  }
}

/** A few hundred viewports, panes and worlds of every shape. */
function* situations() {
  const next = sequence(20231);
  const draw = (/** @type {number} */ from, /** @type {number} */ to) => from + Number(next.next().value) * (to - from);
  for (let i = 0; i < 300; i += 1) {
    const somePane = { width: draw(200, 2500), height: draw(150, 1400) };
    const someWorld = { left: draw(-40, 20), top: draw(-40, 20), width: draw(1, 4000), height: draw(1, 4000) };
    const scale = Math.exp(draw(-6, 6));
    const chosen = { scale, x: draw(-5000, 5000), y: draw(-5000, 5000) };
    const point = { x: draw(0, somePane.width), y: draw(0, somePane.height) };
    yield { pane: somePane, world: someWorld, viewport: clampViewport(chosen, somePane, someWorld), point, factor: Math.exp(draw(-2, 2)) };
  }
}

test("a 300×200 picture in a 900×400 pane fits at scale 2, limited by the height, with its middle in the middle", () => {
  assert.deepEqual(fitViewport(pane, world), { scale: 2, x: 150, y: 100 });
});

test("the fit of a world with a rim starts before the picture: a full result of −4…304 × −4…204", () => {
  assert.deepEqual(fitViewport({ width: 616, height: 832 }, { left: -4, top: -4, width: 308, height: 208 }), { scale: 2, x: 150, y: 100 });
});

test("one pixel fits at 96 screen pixels, not at 400", () => {
  assert.equal(fitViewport(pane, { left: 0, top: 0, width: 1, height: 1 }).scale, 96);
});

test("the scale goes from half the fit to 96", () => {
  assert.deepEqual(scaleLimits(pane, world), { minimum: 1, maximum: 96 });
  assert.equal(clampViewport({ scale: 0.01, x: 1, y: 1 }, pane, world).scale, 1);
  assert.equal(clampViewport({ scale: 500, x: 1, y: 1 }, pane, world).scale, 96);
});

test("no viewport means fit", () => {
  assert.deepEqual(resolveViewport(null, pane, world), fitViewport(pane, world));
});

test("an axis along which the picture is smaller than the pane stays centred", () => {
  // At scale 2.5 the picture is 750 px wide in 900 (centred) and 500 px high in 400 (free by (500 − 400) / 2.5 = 40).
  assert.deepEqual(clampViewport({ scale: 2.5, x: 10, y: 10 }, pane, world), { scale: 2.5, x: 150, y: 60 });
});

test("twice as large as the pane, any point of the picture, its corner too, can be brought to the centre", () => {
  assert.deepEqual(clampViewport({ scale: 6, x: 0, y: 200 }, pane, world), { scale: 6, x: 0, y: 200 });
  assert.deepEqual(clampViewport({ scale: 6, x: -1, y: 201 }, pane, world), { scale: 6, x: 0, y: 200 });
});

test("panning by (30, −12) screen pixels at scale 6 moves the world by 5 to the left and 2 down", () => {
  assert.deepEqual(panBy({ scale: 6, x: 100, y: 50 }, 30, -12, pane, world), { scale: 6, x: 95, y: 52 });
});

test("zooming ×2 at a point keeps what is under it: worked by hand", () => {
  // Point (150, 100) lies 300 left and 100 above the centre: 50 and 100/6 world units at scale 6, half as many at 12.
  const next = zoomAt({ scale: 6, x: 150, y: 100 }, 2, { x: 150, y: 100 }, pane, world);
  near(next.scale, 12);
  near(next.x, 125);
  near(next.y, 100 - 100 / 12);
});

test("two fingers that spread from 100 to 300 px and move 60 px right zoom ×3 and carry the picture along", () => {
  const before = /** @type {const} */ ([{ x: 400, y: 200 }, { x: 500, y: 200 }]);
  const after = /** @type {const} */ ([{ x: 360, y: 200 }, { x: 660, y: 200 }]);
  // World 150 was under the midpoint 450; it must be under 510 at scale 18: the centre is 60 / 18 to its left.
  const next = pinch({ scale: 6, x: 150, y: 100 }, before, after, pane, world);
  near(next.scale, 18);
  near(next.x, 150 - 60 / 18);
  near(next.y, 100);
});

test("a pixel in view is revealed by doing nothing, one out of view by the shortest way", () => {
  const viewport = { scale: 10, x: 150, y: 100 };
  // The pane shows 90 × 40 of the world: columns 105…195, rows 80…120.
  assert.deepEqual(reveal(viewport, { left: 194, top: 80, width: 1, height: 1 }, pane, world), viewport);
  assert.deepEqual(reveal(viewport, { left: 200, top: 75, width: 1, height: 1 }, pane, world), { scale: 10, x: 156, y: 95 });
});

test("a union covers both rectangles and an intersection lies in both", () => {
  const a = { left: 1, top: 2, width: 4, height: 8 };
  const b = { left: -3, top: 5, width: 5, height: 6 };
  assert.deepEqual(union([a, b]), { left: -3, top: 2, width: 8, height: 9 });
  assert.deepEqual(intersection(a, b), { left: 1, top: 5, width: 1, height: 5 });
  assert.equal(intersection(a, { left: 5, top: 2, width: 1, height: 1 }), null);
});

test("whatever is done, a clamped viewport is left as it is by clamping again", () => {
  for (const { pane: somePane, world: someWorld, viewport } of situations()) {
    assert.deepEqual(clampViewport(viewport, somePane, someWorld), viewport);
  }
});

test("no pan and no zoom loses the picture: the centre of the pane always lies on it", () => {
  for (const { pane: somePane, world: someWorld, viewport, point, factor } of situations()) {
    for (const next of [panBy(viewport, 9e5, -9e5, somePane, someWorld), zoomAt(viewport, factor, point, somePane, someWorld)]) {
      assert.ok(next.x >= someWorld.left - 1e-6 && next.x <= someWorld.left + someWorld.width + 1e-6);
      assert.ok(next.y >= someWorld.top - 1e-6 && next.y <= someWorld.top + someWorld.height + 1e-6);
    }
  }
});

test("a picture seen whole stays whole", () => {
  for (const { pane: somePane, world: someWorld } of situations()) {
    const fit = fitViewport(somePane, someWorld);
    const next = panBy({ ...fit, scale: fit.scale * 0.9 }, 77, -55, somePane, someWorld);
    const seen = visibleWorld(next, somePane);
    assert.ok(seen.left <= someWorld.left + 1e-6 && seen.top <= someWorld.top + 1e-6);
    assert.ok(seen.left + seen.width >= someWorld.left + someWorld.width - 1e-6);
    assert.ok(seen.top + seen.height >= someWorld.top + someWorld.height - 1e-6);
  }
});

test("pane → world → pane comes back to the same point", () => {
  for (const { pane: somePane, viewport, point } of situations()) {
    const back = toPane(viewport, somePane, toWorld(viewport, somePane, point));
    assert.ok(Math.hypot(back.x - point.x, back.y - point.y) < 1e-6);
  }
});
