import assert from "node:assert/strict";
import { test } from "node:test";
import { boxSide, centreOfMass, inkPixels } from "../../../static/js/geometry/training_ink.js";

const SEVEN = [[{ x: 0.2, y: 0.1 }, { x: 0.8, y: 0.1 }, { x: 0.45, y: 0.9 }]];

/** @param {Uint8Array} pixels @param {number} cols @param {number} least */
function inkBox(pixels, cols, least) {
  const at = [...pixels.keys()].filter((i) => pixels[i] >= least);
  const rows = at.map((i) => Math.floor(i / cols));
  const columns = at.map((i) => i % cols);
  return { height: Math.max(...rows) - Math.min(...rows) + 1, width: Math.max(...columns) - Math.min(...columns) + 1 };
}

/** @param {readonly (readonly {x: number, y: number}[])[]} strokes */
function ink(strokes, side = 28) {
  const pixels = inkPixels(strokes, side, side);
  assert.ok(pixels);
  return pixels;
}

test("nothing drawn is no picture", () => {
  assert.equal(inkPixels([], 28, 28), null);
});

test("the centre of mass of the ink lies in the middle of the picture, to a third of a pixel", () => {
  for (const strokes of [SEVEN, [[{ x: 0.9, y: 0.9 }, { x: 0.7, y: 0.6 }]]]) {
    const { x, y } = centreOfMass(ink(strokes), 28);
    assert.ok(Math.abs(x - 13.5) < 0.34 && Math.abs(y - 13.5) < 0.34, `${x}, ${y}`);
  }
});

test("the longer side of the ink fills the box of 20 pixels of 28, wherever and however large it was drawn", () => {
  assert.equal(boxSide(28), 20);
  assert.equal(boxSide(32), 23);
  for (const scale of [1, 0.5]) {
    const strokes = SEVEN.map((stroke) => stroke.map(({ x, y }) => ({ x: 0.3 + x * scale * 0.6, y: y * scale })));
    const { height } = inkBox(ink(strokes), 28, 100);
    assert.ok(Math.abs(height - 20) <= 1, `${scale}: ${height}`);
  }
});

test("the pen is as thick as MNIST's: two to three pixels of ink across a straight stroke, with soft edges", () => {
  const pixels = ink([[{ x: 0.5, y: 0.1 }, { x: 0.5, y: 0.9 }]]);
  const row = [...pixels.subarray(14 * 28, 15 * 28)];
  const sum = row.reduce((total, value) => total + value, 0) / 255;
  assert.ok(sum > 2 && sum < 3.2, String(sum));
  assert.equal(Math.max(...row), 255);
  assert.ok(row.some((value) => value > 0 && value < 255));
});

test("a dot stays a dot: it is not blown up to a digit", () => {
  const { width, height } = inkBox(ink([[{ x: 0.1, y: 0.2 }]]), 28, 60);
  assert.ok(width <= 4 && height <= 4, `${width}×${height}`);
});

test("what is drawn in another corner of the pad is the same picture", () => {
  const moved = SEVEN.map((stroke) => stroke.map(({ x, y }) => ({ x: x + 0.15, y: y + 0.05 })));
  const [a, b] = [ink(SEVEN), ink(moved)];
  assert.ok(a.every((value, i) => Math.abs(value - b[i]) <= 2));
});
