import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { arrange, cellAt, cellRect, fittingDigits, gridLayout, includesTerm, moveCell, visibleTerms } from "../../static/js/geometry/grid_layout.js";

describe("A grid of 2 rows and 3 columns, cells of 10 px, 2 px apart", () => {
  const layout = gridLayout(2, 3, 10, 2);

  it("is 34 px wide and 22 px high: no gap after the last cell", () => {
    assert.deepEqual([layout.width, layout.height], [34, 22]);
  });

  it("has its cell (1, 2) at x = 24, y = 12", () => {
    assert.deepEqual(cellRect(layout, 1, 2), { x: 24, y: 12, width: 10, height: 10 });
  });

  it("finds a cell under every point, a gap belonging to the cell before it", () => {
    assert.deepEqual(cellAt(layout, 24, 12), { row: 1, col: 2 });
    assert.deepEqual(cellAt(layout, 23.9, 11.9), { row: 0, col: 1 });
  });

  it("finds nothing outside", () => {
    assert.equal(cellAt(layout, -1, 5), null);
    assert.equal(cellAt(layout, 5, 24), null);
    assert.equal(cellAt(layout, 36, 5), null);
  });
});

describe("Walking over 2 × 3 cells with the keyboard", () => {
  it("goes one cell per arrow and stops at the edges", () => {
    assert.deepEqual(moveCell({ row: 0, col: 1 }, "ArrowRight", 2, 3), { row: 0, col: 2 });
    assert.deepEqual(moveCell({ row: 0, col: 2 }, "ArrowRight", 2, 3), { row: 0, col: 2 });
    assert.deepEqual(moveCell({ row: 1, col: 2 }, "ArrowUp", 2, 3), { row: 0, col: 2 });
    assert.deepEqual(moveCell({ row: 1, col: 0 }, "ArrowDown", 2, 3), { row: 1, col: 0 });
  });

  it("goes to the ends of the row with Home and End, to the corners with Ctrl", () => {
    assert.deepEqual(moveCell({ row: 1, col: 1 }, "Home", 2, 3), { row: 1, col: 0 });
    assert.deepEqual(moveCell({ row: 0, col: 1 }, "End", 2, 3, true), { row: 1, col: 2 });
  });

  it("leaves other keys to others", () => {
    assert.equal(moveCell({ row: 0, col: 0 }, "a", 2, 3), null);
  });
});

describe("Four grids that share a width", () => {
  const small = { rows: 3, cols: 3, count: 4, sign: 20, gap: 2, least: 30, most: 50 };

  it("stand in a row where there is room, in the largest comfortable cells", () => {
    assert.deepEqual(arrange({ ...small, width: 900 }), { kind: "row", cell: 50 });
    // (480 − 3·20) / 4 / 3 − 2 = 33
    assert.deepEqual(arrange({ ...small, width: 480 }), { kind: "row", cell: 33 });
  });

  it("stand two by two on a phone", () => {
    // (290 − 2·20) / 2 / 3 − 2 = 39.67
    assert.deepEqual(arrange({ ...small, width: 290 }), { kind: "square", cell: 39 });
  });

  it("become a strip to swipe when two by two is too small to read", () => {
    assert.equal(arrange({ ...small, rows: 7, cols: 7, width: 290 }).kind, "strip");
  });

  it("never need more than the width they have, except as a strip", () => {
    for (let cols = 1; cols <= 31; cols += 1) {
      for (const width of [290, 480, 770, 1600]) {
        const { kind, cell } = arrange({ ...small, rows: cols, cols, width, gap: 0, least: 120 / cols });
        const columns = kind === "row" ? 4 : 2;
        const signs = kind === "row" ? 3 : 2;
        if (kind !== "strip" && cell > 2) assert.ok(columns * cols * cell + signs * 20 <= width, `${cols} columns in ${width}`);
      }
    }
  });
});

describe("Writing out a long sum", () => {
  it("writes all of 25 terms", () => {
    assert.deepEqual(visibleTerms(25, 3), [{ from: 0, to: 25 }]);
  });

  it("writes five terms on each side of the one of interest", () => {
    assert.deepEqual(visibleTerms(81, 40), [{ from: 35, to: 46 }]);
  });

  it("writes eleven terms at the ends, too", () => {
    assert.deepEqual(visibleTerms(81, 1), [{ from: 0, to: 11 }]);
    assert.deepEqual(visibleTerms(81, 80), [{ from: 70, to: 81 }]);
  });

  it("writes the first and the last five when no term is of interest", () => {
    assert.deepEqual(visibleTerms(961, null), [
      { from: 0, to: 5 },
      { from: 956, to: 961 },
    ]);
  });

  it("knows which terms are written", () => {
    const spans = visibleTerms(961, null);
    assert.equal(includesTerm(spans, 4), true);
    assert.equal(includesTerm(spans, 5), false);
    assert.equal(includesTerm(spans, 956), true);
  });
});

it("Numbers lose decimals one by one until they fit their cell", () => {
  const longest = (/** @type {number} */ digits) => (-12.3456).toFixed(digits).length;
  assert.equal(fittingDigits(longest, 7), 3);
  assert.equal(fittingDigits(longest, 6), 2);
  assert.equal(fittingDigits(longest, 4), 0);
  assert.equal(fittingDigits(longest, 1), 0);
});
