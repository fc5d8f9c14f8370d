import assert from "node:assert/strict";
import { test } from "node:test";

import {
  arrange,
  cellAt,
  cellRect,
  fittingDigits,
  gridLayout,
  includesTerm,
  moveCell,
  visibleTerms,
} from "../../../static/js/geometry/grid_layout.js";

const layout = gridLayout(2, 3, 10, 4); // 2 rows, 3 columns, cells of 10, gaps of 4

test("a grid is as large as its cells and the gaps between them", () => {
  assert.deepEqual([layout.width, layout.height], [3 * 10 + 2 * 4, 2 * 10 + 4]);
});

test("a cell lies a cell and a gap from the one before it", () => {
  assert.deepEqual(cellRect(layout, 1, 2), { x: 28, y: 14, width: 10, height: 10 });
});

test("the cell under the middle of a cell is that cell", () => {
  for (let row = 0; row < 2; row += 1) {
    for (let col = 0; col < 3; col += 1) {
      const { x, y, width, height } = cellRect(layout, row, col);
      assert.deepEqual(cellAt(layout, x + width / 2, y + height / 2), { row, col });
    }
  }
});

test("a gap belongs to the cell before it", () => {
  assert.deepEqual(cellAt(layout, 12, 5), { row: 0, col: 0 });
  assert.deepEqual(cellAt(layout, 5, 13), { row: 0, col: 0 });
});

test("beside the grid there is no cell", () => {
  for (const [x, y] of [[-1, 5], [5, -1], [43, 5], [5, 29]]) assert.equal(cellAt(layout, x, y), null);
});

test("arrow keys go one cell and stay inside", () => {
  const at = { row: 0, col: 2 };
  assert.deepEqual(moveCell(at, "ArrowLeft", 2, 3), { row: 0, col: 1 });
  assert.deepEqual(moveCell(at, "ArrowRight", 2, 3), { row: 0, col: 2 });
  assert.deepEqual(moveCell(at, "ArrowUp", 2, 3), { row: 0, col: 2 });
  assert.deepEqual(moveCell(at, "ArrowDown", 2, 3), { row: 1, col: 2 });
});

test("Home and End stay in the row, and with Ctrl lead to the corners", () => {
  const at = { row: 1, col: 1 };
  assert.deepEqual(moveCell(at, "Home", 4, 5), { row: 1, col: 0 });
  assert.deepEqual(moveCell(at, "End", 4, 5), { row: 1, col: 4 });
  assert.deepEqual(moveCell(at, "Home", 4, 5, true), { row: 0, col: 0 });
  assert.deepEqual(moveCell(at, "End", 4, 5, true), { row: 3, col: 4 });
});

test("another key is not the grid's", () => {
  assert.equal(moveCell({ row: 0, col: 0 }, "a", 2, 3), null);
});

test("three grids stand in a row where there is room, then two by two, then as a strip", () => {
  const wanted = { rows: 3, cols: 3, count: 3, sign: 20, gap: 2, least: 30, most: 50 };
  // row: (width − 2·20) / 3 / 3 − 2; square: (width − 2·20) / 2 / 3 − 2
  assert.deepEqual(arrange({ ...wanted, width: 400 }), { kind: "row", cell: 38 });
  assert.deepEqual(arrange({ ...wanted, width: 300 }), { kind: "square", cell: 41 });
  assert.equal(arrange({ ...wanted, width: 200 }).kind, "strip");
});

test("a cell is never larger than is comfortable", () => {
  assert.equal(arrange({ width: 4000, rows: 3, cols: 3, count: 3, sign: 20, gap: 2, least: 30, most: 50 }).cell, 50);
});

test("a short sum is written out whole", () => {
  assert.deepEqual(visibleTerms(9, null), [{ from: 0, to: 9 }]);
  assert.deepEqual(visibleTerms(25, 24), [{ from: 0, to: 25 }]);
});

test("of a long sum the first and the last terms are written, or those around the one of interest", () => {
  assert.deepEqual(visibleTerms(49, null), [{ from: 0, to: 5 }, { from: 44, to: 49 }]);
  assert.deepEqual(visibleTerms(49, 20), [{ from: 15, to: 26 }]);
});

test("around a term near an end as many are written as elsewhere", () => {
  assert.deepEqual(visibleTerms(49, 1), [{ from: 0, to: 11 }]);
  assert.deepEqual(visibleTerms(49, 48), [{ from: 38, to: 49 }]);
});

test("a span holds its first term and not its end", () => {
  const spans = [{ from: 0, to: 5 }, { from: 44, to: 49 }];
  assert.deepEqual([0, 4, 5, 43, 44, 48, 49].map((index) => includesTerm(spans, index)), [true, true, false, false, true, true, false]);
});

test("numbers keep as many decimals as fit the cell", () => {
  const longest = (/** @type {number} */ digits) => 3 + digits; // "−1." and the decimals
  assert.equal(fittingDigits(longest, 5), 2);
  assert.equal(fittingDigits(longest, 99), 3);
  assert.equal(fittingDigits(longest, 2), 0);
});
