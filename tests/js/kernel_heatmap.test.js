import assert from "node:assert/strict";
import { test } from "node:test";
import { elementByKey, frequencyAt, heatmapPixels, indexAt } from "../../static/js/draw/heatmap.js";

test("0 has the neutral colour, 1 the orange, and what lies beyond is held", () => {
  const pixels = heatmapPixels([[0, 1], [0.5, 7]], { zero: "#204060", pos: "#e0c0a0" });
  assert.deepEqual([...pixels], [0x20, 0x40, 0x60, 255, 0xe0, 0xc0, 0xa0, 255, 0x80, 0x80, 0x80, 255, 0xe0, 0xc0, 0xa0, 255]);
});

test("the zero frequency is in the centre and both ends are half a cycle per pixel", () => {
  assert.equal(frequencyAt(0, 65), -0.5);
  assert.equal(frequencyAt(32, 65), 0);
  assert.equal(frequencyAt(48, 65), 0.25);
  assert.equal(frequencyAt(64, 65), 0.5);
  assert.equal(frequencyAt(0, 1), 0);
});

test("a point at the very edge still belongs to the last element", () => {
  assert.equal(indexAt(0, 64), 0);
  assert.equal(indexAt(0.26, 64), 16);
  assert.equal(indexAt(1, 64), 63);
});

test("arrows walk the map, Shift takes eight, Home returns to the zero frequency", () => {
  assert.deepEqual(elementByKey({ row: 3, col: 9 }, { key: "ArrowLeft", shiftKey: true }, 64), { row: 3, col: 1 });
  assert.deepEqual(elementByKey({ row: 3, col: 9 }, { key: "ArrowUp", shiftKey: true }, 64), { row: 0, col: 9 });
  assert.deepEqual(elementByKey({ row: 3, col: 9 }, { key: "Home", shiftKey: false }, 65), { row: 32, col: 32 });
  assert.equal(elementByKey({ row: 3, col: 9 }, { key: "Tab", shiftKey: false }, 64), null);
});
