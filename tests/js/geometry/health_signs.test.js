import assert from "node:assert/strict";
import { test } from "node:test";

import { isOdd, powerShare, RATIO_POWERS, signsOf } from "../../../static/js/geometry/health_signs.js";

/** @param {string} name @param {number|null} gradient @param {number|null} update @param {number|null} [dead] */
const layer = (name, gradient, update, dead = null) => ({
  ...{ name, gradient_norm: gradient, update_ratio: update, dead_share: dead },
  ...{ activation_histogram: { edges: [], counts: [] }, weight_histogram: null },
});

test("a healthy network is not talked about", () => {
  assert.deepEqual(signsOf([layer("convolution_1", 0.3, 2e-3), layer("relu_1", null, null, 0.2), layer("dense_1", 0.2, 6e-4)]), []);
  assert.deepEqual(signsOf([]), []);
});

test("a gradient that fades on its way to the first layer is called vanishing, with how much is left", () => {
  const [sign] = signsOf([layer("convolution_1", 0.002, 1e-4), layer("convolution_2", 0.05, 1e-3), layer("dense_1", 0.5, 1e-3)]);
  assert.deepEqual(sign, { kind: "vanishing", layer: "convolution_1", other: "dense_1", value: 250 });
});

test("a gradient as long as this is exploding, wherever it stands", () => {
  const signs = signsOf([layer("convolution_1", 40, 1e-3), layer("dense_1", 250, 2)]);
  assert.deepEqual(signs.map(({ kind, layer: name }) => [kind, name]), [["exploding", "dense_1"], ["rewriting", "dense_1"]]);
});

test("half of the channels asleep is a sign, a fifth is not", () => {
  assert.deepEqual(signsOf([layer("relu_1", null, null, 0.2), layer("relu_2", null, null, 0.5)]), [{ kind: "dead", layer: "relu_2", value: 0.5 }]);
});

test("where ReLUs are dead they are named, not the gradient that cannot pass them", () => {
  const signs = signsOf([layer("convolution_1", 0, 0.02), layer("relu_1", null, null, 1), layer("dense_1", 0.2, 0.03)]);
  assert.deepEqual(signs.map(({ kind }) => kind), ["dead"]);
});

test("a gradient of exactly 0 elsewhere is cut off", () => {
  assert.equal(signsOf([layer("convolution_1", 0, 1e-3), layer("dense_1", 0.2, 1e-3)])[0].kind, "cut");
});

test("some hundredths are usual with momentum; a fifth or a millionth is odd", () => {
  assert.deepEqual([0.03, 1e-3, 2e-5, 0.2, 1e-6].map(isOdd), [false, false, false, true, true]);
});

test("where no layer moves by a millionth, training is frozen", () => {
  assert.equal(signsOf([layer("convolution_1", 0.1, 1e-8), layer("dense_1", 0.1, 2e-7)])[0].kind, "frozen");
});

test("a thousandth stands in the middle of the scale of update ratios", () => {
  assert.equal(powerShare(1e-3, RATIO_POWERS), 0.5);
  assert.deepEqual([powerShare(0, RATIO_POWERS), powerShare(1e-9, RATIO_POWERS), powerShare(5, RATIO_POWERS)], [0, 0, 1]);
});
