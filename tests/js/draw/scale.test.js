import assert from "node:assert/strict";
import { test } from "node:test";

import { css, divergingScale, inkOn, parseHex, symmetricRange } from "../../../static/js/draw/scale.js";

/** @typedef {import("../../../static/js/draw/theme.js").Theme} Theme */

/** Colours whose three channels all differ, so that a swapped channel or end shows. */
const theme = /** @type {Theme} */ (
  /** @type {Partial<Theme>} */ ({
    neg: "#102030",
    zero: "#f0e0d0",
    pos: "#a05008",
    deltaNeg: "#301020",
    deltaPos: "#08a050",
  })
);

test("a hexadecimal colour is its red, green and blue", () => {
  assert.deepEqual(parseHex("#0280ff"), [2, 128, 255]);
});

test("the range that cells share is the largest magnitude, whichever its sign", () => {
  assert.equal(symmetricRange([1, -7, 3]), 7);
  assert.equal(symmetricRange([1, -2, 3]), 3);
});

test("a value that is no number does not set the range", () => {
  assert.equal(symmetricRange([Number.NaN, 2, Number.POSITIVE_INFINITY]), 2);
});

test("where everything is zero, or there is nothing, the range is one and no cell divides by zero", () => {
  assert.equal(symmetricRange([0, 0]), 1);
  assert.equal(symmetricRange([]), 1);
});

test("zero is the paper, the two ends of the range are the two colours", () => {
  const colour = divergingScale(theme);
  assert.deepEqual(colour(0, 5), [240, 224, 208]);
  assert.deepEqual(colour(-5, 5), [16, 32, 48]);
  assert.deepEqual(colour(5, 5), [160, 80, 8]);
});

test("gradients have colours of their own", () => {
  const colour = divergingScale(theme, "delta");
  assert.deepEqual(colour(0, 2), [240, 224, 208]);
  assert.deepEqual(colour(-2, 2), [48, 16, 32]);
  assert.deepEqual(colour(2, 2), [8, 160, 80]);
});

test("a value beyond the range keeps the colour of the end", () => {
  const colour = divergingScale(theme);
  assert.deepEqual(colour(9, 5), colour(5, 5));
});

test("equal magnitudes lie equally far from zero: the scale is symmetric", () => {
  const grey = divergingScale(
    /** @type {Theme} */ (/** @type {Partial<Theme>} */ ({ neg: "#000000", zero: "#808080", pos: "#000000" })),
  );
  for (const value of [0.1, 1, 2.5]) assert.deepEqual(grey(value, 3), grey(-value, 3));
});

test("a larger magnitude is never nearer to zero's colour", () => {
  const colour = divergingScale(theme);
  const reds = [0, 1, 2, 3, 4].map((value) => colour(value, 4)[0]);
  assert.deepEqual(reds, [...reds].sort((a, b) => b - a));
  assert.equal(new Set(reds).size, reds.length);
});

/** The contrast that WCAG asks of text, worked here from its own formula. @param {readonly number[]} rgb @param {number} ink */
function contrast(rgb, ink) {
  const [r, g, b] = rgb.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return (Math.max(luminance, ink) + 0.05) / (Math.min(luminance, ink) + 0.05);
}

test("the ink on any cell reads: contrast of at least 4.5 to 1, and the better of the two", () => {
  for (let red = 0; red < 256; red += 15) {
    for (let green = 0; green < 256; green += 15) {
      for (let blue = 0; blue < 256; blue += 15) {
        const rgb = /** @type {const} */ ([red, green, blue]);
        const black = inkOn(rgb) === "#000000";
        const [chosen, other] = [contrast(rgb, black ? 0 : 1), contrast(rgb, black ? 1 : 0)];
        assert.ok(chosen >= 4.5, `${css(rgb)} has ${chosen}`);
        assert.ok(chosen >= other - 0.03, `${css(rgb)}: ${chosen} against ${other}`);
      }
    }
  }
});

test("a colour is written as CSS reads it", () => {
  assert.equal(css([1, 20, 255]), "rgb(1 20 255)");
});
