import assert from "node:assert/strict";
import { test } from "node:test";
import { isTooCoarse, pixelsWanted, workingSize } from "../../../../static/js/pages/filters/sharpness.js";

const picture = /** @type {import("../../../../static/js/types.js").Picture} */ ({ width: 4000, height: 3000, preview: { width: 1000, height: 750 } });
const fitting = { picture, size: /** @type {const} */ ("preview"), viewport: null };
const stage = { width: 500, height: 300, ratio: 1 };

test("a picture that fits the stage at two fifths of its size is sent with that share of its pixels", () => {
  assert.equal(pixelsWanted(fitting, stage), 400 * 300);
});

test("a screen of twice the density wants four times as many", () => {
  assert.equal(pixelsWanted(fitting, { ...stage, ratio: 2 }), 800 * 600);
});

test("at nearly its own size, and larger, it is sent whole", () => {
  assert.equal(pixelsWanted(fitting, { width: 1000, height: 700, ratio: 1 }), null);
  assert.equal(pixelsWanted(fitting, { width: 3000, height: 3000, ratio: 1 }), null);
});

test("whoever has zoomed gets every pixel, and so does a stage that is not laid out", () => {
  assert.equal(pixelsWanted({ ...fitting, viewport: { scale: 0.1, x: 0, y: 0 } }, stage), null);
  assert.equal(pixelsWanted(fitting, { width: 0, height: 0, ratio: 1 }), null);
});

test("full size is another size to fit", () => {
  assert.deepEqual(workingSize({ picture, size: "full" }), { width: 4000, height: 3000 });
  assert.equal(pixelsWanted({ ...fitting, size: "full" }, stage), 400 * 300);
});

test("what was asked for smaller than it is shown now is too coarse; what is nearly enough is not", () => {
  assert.equal(isTooCoarse(120_000, null), true);
  assert.equal(isTooCoarse(120_000, 480_000), true);
  assert.equal(isTooCoarse(120_000, 130_000), false);
  assert.equal(isTooCoarse(120_000, 60_000), false);
  assert.equal(isTooCoarse(null, 60_000), false);
});
