import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf } from "../../../static/js/geometry/training_columns.js";
import { focusBy } from "../../../static/js/geometry/training_focus.js";
import { hitAt, rectOf, regionIn } from "../../../static/js/geometry/training_hit.js";
import { layoutNetwork } from "../../../static/js/geometry/training_layout.js";

/** @typedef {import("../../../static/js/geometry/training_columns.js").Shape} Shape */

/** @param {[string, Shape][]} layers */
const named = (layers) => layers.map(([kind, shape], i) => ({ name: `${kind}_${i}`, kind, shape }));

const TINY = named([
  ["convolution", [6, 28, 28]], ["relu", [6, 28, 28]], ["max_pool", [6, 14, 14]],
  ["convolution", [8, 14, 14]], ["relu", [8, 14, 14]], ["max_pool", [8, 7, 7]],
  ["flatten", [392, 1, 1]], ["dense", [10, 1, 1]],
]);
const CIFAR = named([
  ["convolution", [16, 32, 32]], ["relu", [16, 32, 32]], ["convolution", [16, 32, 32]], ["relu", [16, 32, 32]], ["max_pool", [16, 16, 16]],
  ["convolution", [32, 16, 16]], ["relu", [32, 16, 16]], ["convolution", [32, 16, 16]], ["relu", [32, 16, 16]], ["max_pool", [32, 8, 8]],
  ["flatten", [2048, 1, 1]], ["dense", [64, 1, 1]], ["relu", [64, 1, 1]], ["dropout", [64, 1, 1]], ["dense", [10, 1, 1]],
]);
/** @type {Shape} */
const DIGIT = [1, 28, 28];
/** @type {Shape} */
const PHOTO = [3, 32, 32];

/** @param {typeof TINY} layers @param {Shape} input @param {number} width @param {number[]} [open] */
const layoutAt = (layers, input, width, open = []) =>
  layoutNetwork({ layers, input, classes: 10, letters: input === PHOTO ? 10 : 1, open: new Set(open) }, { width, height: 450, rem: 16 });

test("on a wide stage every layer has its own column, on a narrow one an activation shares that of its convolution", () => {
  assert.deepEqual(layoutAt(TINY, DIGIT, 1400).columns.map(({ layer }) => layer), [0, 1, 2, 3, 4, 5, 6, 7]);
  const narrow = layoutAt(TINY, DIGIT, 614);
  assert.deepEqual(narrow.columns.map(({ members }) => members), [[0, 1], [2], [3, 4], [5], [6], [7]]);
  assert.deepEqual(narrow.columns.map(({ layer }) => layer), [1, 2, 4, 5, 6, 7]);
});

test("dropout and the activation before it stand for one column of a dense layer, drawn after the activation", () => {
  const columns = columnsOf(CIFAR, true);
  assert.deepEqual(columns.at(-2), { layer: 12, members: [11, 12, 13], form: "strip", shape: [64, 1, 1] });
});

test("nothing overlaps and nothing leaves the picture, from a phone to a wall", () => {
  for (const [layers, input] of /** @type {[typeof TINY, Shape][]} */ ([[TINY, DIGIT], [CIFAR, PHOTO]])) {
    for (const width of [320, 614, 900, 1400, 2200]) {
      const layout = layoutAt(layers, input, width);
      const rects = [layout.picture.rect, ...layout.columns.map(({ body }) => body), layout.bars.body];
      for (const [i, a] of rects.entries()) {
        assert.ok(a.left >= 0 && a.left + a.width <= layout.width + 1 && a.top + a.height <= layout.height, `${width}: ${i} inside`);
        for (const b of rects.slice(i + 1)) {
          const isApart = a.left + a.width <= b.left || b.left + b.width <= a.left || a.top + a.height <= b.top || b.top + b.height <= a.top;
          assert.ok(isApart, `${width}: ${JSON.stringify([a, b])}`);
        }
      }
    }
  }
});

test("the fifteen layers of the CIFAR network fit beside both panels of a 1280 px screen without scrolling", () => {
  const layout = layoutAt(CIFAR, PHOTO, 614);
  assert.equal(layout.width, 614);
  assert.ok(layout.tile >= 24, "tiles stay large enough for a finger");
});

test("channels that do not fit are folded behind a button, and all there once it was pressed", () => {
  const folded = layoutAt(CIFAR, PHOTO, 614).columns[3];
  assert.equal(folded.tiles.length, folded.shown);
  assert.ok(folded.shown < 32 && folded.more);
  const opened = layoutAt(CIFAR, PHOTO, 614, [folded.layer]).columns[3];
  assert.equal(opened.tiles.length, 32);
  assert.ok(opened.more, "and it can be folded again");
});

test("on a phone the layers lie below each other and the last place of a folded band is its button", () => {
  const layout = layoutAt(CIFAR, PHOTO, 320);
  assert.equal(layout.flow, "down");
  assert.equal(layout.width, 320);
  const tops = layout.columns.map(({ body }) => body.top);
  assert.deepEqual(tops, tops.toSorted((a, b) => a - b));
  const band = layout.columns[0];
  assert.equal(band.more?.top, band.tiles.at(-1)?.rect.top);
});

test("the cell under the pointer is the one whose square holds it, in maps, strips and bars", () => {
  const layout = layoutAt(TINY, DIGIT, 1400);
  const { rect } = layout.columns[2].tiles[4];
  const at = (/** @type {number} */ x, /** @type {number} */ y) => hitAt(layout, DIGIT, x, y);
  // Row 3 and column 11 of 14: their middles are at 3.5/14 and 11.5/14 of the side.
  const inMap = at(rect.left + (rect.width * 11.5) / 14, rect.top + (rect.height * 3.5) / 14);
  assert.deepEqual(inMap, { kind: "unit", unit: { layer: 2, channel: 4, row: 3, col: 11 } });
  const strip = rectOf(layout, 7, 6);
  assert.ok(strip);
  assert.deepEqual(at(strip.left + 2, strip.top + 2), { kind: "unit", unit: { layer: 7, channel: 6, row: 0, col: 0 } });
  const bar = layout.bars.rows[9].rect;
  assert.deepEqual(at(bar.left + 5, bar.top + 5), { kind: "bar", index: 9 });
  const pass = layout.columns[6].body;
  assert.deepEqual(at(pass.left + 3, pass.top + 30), { kind: "pass", layer: 6 });
  assert.equal(at(layout.picture.rect.left + 4, layout.height - 1), null);
});

test("a region that reaches over the edge of a map is cut off there", () => {
  const tile = { left: 100, top: 50, width: 56, height: 28 };
  assert.deepEqual(regionIn(tile, [1, 14, 28], { top: -2, left: 3, bottom: 3, right: 40 }), { left: 106, top: 50, width: 50, height: 6 });
});

test("an arrow key goes to what lies straight ahead, not to what is nearest askew", () => {
  const square = (/** @type {number} */ left, /** @type {number} */ top) => ({ left, top, width: 40, height: 40 });
  const rects = [square(0, 0), square(0, 50), square(100, 60), square(200, 0), square(60, 400)];
  assert.equal(focusBy(rects, 0, "ArrowRight"), 3);
  assert.equal(focusBy(rects, 1, "ArrowRight"), 2);
  assert.equal(focusBy(rects, 0, "ArrowDown"), 1);
  assert.equal(focusBy(rects, 3, "ArrowLeft"), 0);
  assert.equal(focusBy(rects, 0, "ArrowUp"), null);
  assert.equal(focusBy(rects, 0, "Enter"), null);
});
