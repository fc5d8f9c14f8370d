import assert from "node:assert/strict";
import { test } from "node:test";
import { bankGrid, fillColor, fillPixels, palette, rangeOf, valueAt } from "../../../static/js/draw/training_levels.js";

const theme = /** @type {import("../../../static/js/draw/theme.js").Theme} */ ({ neg: "#2a6fbf", zero: "#f3f3ee", pos: "#e0761a", deltaNeg: "#7a3fa3", deltaPos: "#2b8a57" });

/** @param {number} packed */
const rgba = (packed) => [packed & 255, (packed >> 8) & 255, (packed >> 16) & 255, packed >>> 24];

test("level 51 of 255 between −2 and 3 stands for −1", () => {
  const levels = { shape: [1, 1, 2], minimum: -2, maximum: 3, data: Uint8Array.of(51, 255) };
  assert.ok(Math.abs(valueAt(levels, 0) + 1) < 1e-12);
  assert.equal(valueAt(levels, 1), 3);
  assert.equal(rangeOf(levels), 3);
});

test("zero is paper wherever it lies between the levels, and only the larger end has the full colour", () => {
  const colors = palette({ minimum: -51, maximum: 204 }, "value", theme);
  assert.deepEqual(rgba(colors[51]), [0xf3, 0xf3, 0xee, 255]);
  assert.deepEqual(rgba(colors[255]), [0xe0, 0x76, 0x1a, 255]);
  const [r, , b] = rgba(colors[0]);
  assert.ok(b > r && r > 0x2a, "a quarter of the range is a pale blue");
});

test("gradients are purple and green", () => {
  const colors = palette({ minimum: -1, maximum: 1 }, "delta", theme);
  assert.deepEqual(rgba(colors[0]), [0x7a, 0x3f, 0xa3, 255]);
  assert.deepEqual(rgba(colors[255]), [0x2b, 0x8a, 0x57, 255]);
});

test("ink that is bright in the data is shown dark on light; grey stays as it is", () => {
  assert.deepEqual(rgba(palette({ minimum: 0, maximum: 255 }, "ink", theme)[255]), [0, 0, 0, 255]);
  assert.deepEqual(rgba(palette({ minimum: 0, maximum: 255 }, "grey", theme)[200]), [200, 200, 200, 255]);
});

test("pixels are looked up by level, and three channels make one coloured picture", () => {
  const colors = new Uint32Array(256).map((_, level) => level * 3);
  const pixels = new Uint32Array(3);
  fillPixels({ shape: [1, 1, 3], minimum: 0, maximum: 1, data: Uint8Array.of(7, 0, 90) }, colors, pixels);
  assert.deepEqual([...pixels], [21, 0, 270]);
  const color = new Uint32Array(2);
  fillColor({ shape: [3, 1, 2], minimum: 0, maximum: 255, data: Uint8Array.of(10, 11, 20, 21, 30, 31) }, color);
  assert.deepEqual([...color].map(rgba), [[10, 20, 30, 255], [11, 21, 31, 255]]);
});

test("many small pictures stand as near to a square as they come", () => {
  assert.deepEqual([1, 3, 6, 16, 20].map(bankGrid), [{ cols: 1, rows: 1 }, { cols: 2, rows: 2 }, { cols: 3, rows: 2 }, { cols: 4, rows: 4 }, { cols: 5, rows: 4 }]);
});
