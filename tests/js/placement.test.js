import assert from "node:assert/strict";
import { test } from "node:test";
import { cellRect, grownToTiles, IDENTITY, movedPixel, nearestPixel, pictureRect, pixelAt, pixelsIn } from "../../static/js/geometry/placement.js";
import { onStage, paintedWorld, paneAt, stageLayout, worldAt } from "../../static/js/geometry/stage_layout.js";
import { outsideParts, termOver, windowMarks } from "../../static/js/geometry/window_marks.js";

const source = { placement: IDENTITY, width: 451, height: 300 };
const halved = { placement: { row: 0, col: 0, row_step: 2, col_step: 3 }, width: 151, height: 150 };
const valid = { placement: { row: 1, col: 2, row_step: 1, col_step: 1 }, width: 447, height: 298 };
const full = { placement: { row: -4, col: -1, row_step: 1, col_step: 1 }, width: 453, height: 308 };

test("a pixel of the input picture covers its own unit square", () => {
  assert.deepEqual(cellRect(IDENTITY, 118, 196), { left: 196, top: 118, width: 1, height: 1 });
});

test("with steps 2 and 3 pixel (5, 7) is centred on input pixel (10, 21) and covers 2 × 3 around it", () => {
  // Centre (10.5, 21.5): rows 9.5…11.5, columns 20…23.
  assert.deepEqual(cellRect(halved.placement, 5, 7), { left: 20, top: 9.5, width: 3, height: 2 });
});

test("valid starts inside the picture and full before it", () => {
  assert.deepEqual(pictureRect(valid), { left: 2, top: 1, width: 447, height: 298 });
  assert.deepEqual(pictureRect(full), { left: -1, top: -4, width: 453, height: 308 });
});

test("the pixel under a point is the one whose cell holds it; outside the picture there is none", () => {
  assert.deepEqual(pixelAt(halved, { x: 22.9, y: 9.6 }), { row: 5, col: 7 });
  assert.deepEqual(pixelAt(halved, { x: 23.1, y: 9.4 }), { row: 4, col: 8 });
  assert.equal(pixelAt(valid, { x: 1.9, y: 100 }), null);
  assert.equal(pixelAt(valid, { x: 449.1, y: 100 }), null);
  assert.deepEqual(pixelAt(full, { x: -0.5, y: -3.5 }), { row: 0, col: 0 });
});

test("every pixel is found again at the centre of its own cell", () => {
  for (const picture of [source, halved, valid, full]) {
    for (const [row, col] of [[0, 0], [3, 11], [picture.height - 1, picture.width - 1]]) {
      const cell = cellRect(picture.placement, row, col);
      assert.deepEqual(pixelAt(picture, { x: cell.left + cell.width / 2, y: cell.top + cell.height / 2 }), { row, col });
    }
  }
});

test("the nearest pixel and a step away stop at the border", () => {
  assert.deepEqual(nearestPixel(valid, { x: -50, y: 150.2 }), { row: 149, col: 0 });
  assert.deepEqual(movedPixel(source, { row: 4, col: 448 }, -10, 10), { row: 0, col: 450 });
});

test("the pixels that touch a rectangle, clipped to the picture", () => {
  assert.deepEqual(pixelsIn(source, { left: 10.2, top: 5, width: 3, height: 2 }), { row: 5, col: 10, height: 2, width: 4 });
  assert.deepEqual(pixelsIn(full, { left: -30, top: -30, width: 32, height: 28 }), { row: 0, col: 0, height: 2, width: 3 });
  assert.equal(pixelsIn(source, { left: 460, top: 0, width: 20, height: 20 }), null);
});

test("a block grows to whole tiles of 32 but not beyond the picture", () => {
  const grown = grownToTiles(source, { row: 33, col: 430, height: 20, width: 21 }, 32);
  assert.deepEqual(grown, { row: 32, col: 416, height: 32, width: 35 });
});

test("under a divider both pictures are laid out in the same place; only what they may paint differs", () => {
  const layout = stageLayout({ layout: "slider", divider: 0.25, viewport: null, source, result: valid, size: { width: 902, height: 600 }, ratio: 1 });
  const [before, after] = layout.panes;
  assert.deepEqual(before.view, after.view);
  assert.deepEqual([before.clip.width, after.clip.left, after.clip.width], [226, 226, 676]);
  assert.deepEqual(onStage(layout, after, cellRect(valid.placement, 0, 0)), { left: 4, top: 2, width: 2, height: 2 });
  assert.equal(paneAt(layout, { x: 225, y: 10 }).role, "source");
  assert.equal(paneAt(layout, { x: 227, y: 10 }).role, "result");
});

test("a divider at the far left leaves the source nothing to paint", () => {
  const layout = stageLayout({ layout: "slider", divider: 0, viewport: null, source, result: valid, size: { width: 902, height: 600 }, ratio: 1 });
  assert.equal(paintedWorld(layout, layout.panes[0]), null);
});

test("side by side the same place of both views is the same place of the world; narrow stages stack them", () => {
  const wide = stageLayout({ layout: "side", divider: 0.5, viewport: null, source, result: full, size: { width: 1000, height: 400 }, ratio: 2 });
  assert.equal(wide.arrangement, "beside");
  const left = worldAt(wide, { x: 100, y: 90 });
  const right = worldAt(wide, { x: 100 + wide.panes[1].view.left, y: 90 });
  assert.deepEqual(left, right);
  const narrow = stageLayout({ layout: "side", divider: 0.5, viewport: null, source, result: full, size: { width: 328, height: 500 }, ratio: 2 });
  assert.equal(narrow.arrangement, "stacked");
  assert.deepEqual(narrow.panes.map((pane) => [pane.view.top, pane.view.height]), [[0, 248], [252, 248]]);
});

test("the world's origin lies on a whole device pixel", () => {
  const viewport = { scale: 7.3, x: 101.234, y: 77.777 };
  const layout = stageLayout({ layout: "slider", divider: 0.5, viewport, source, result: null, size: { width: 901, height: 333 }, ratio: 1.5 });
  const { left, top } = onStage(layout, layout.panes[0], { left: 0, top: 0, width: 1, height: 1 });
  assert.ok(Math.abs(left * 1.5 - Math.round(left * 1.5)) < 1e-9 && Math.abs(top * 1.5 - Math.round(top * 1.5)) < 1e-9);
});

/** A kernel of rows × cols over zeros. @param {number} rows @param {number} cols */
function terms(rows, cols) {
  return Array.from({ length: rows * cols }, (_, index) => ({
    row: Math.floor(index / cols),
    col: index % cols,
    input_row: /** @type {number|null} */ (null),
    input_col: /** @type {number|null} */ (null),
    origin: "picture",
  }));
}

test("a 2×3 window with dilation (3, 2) spans its outermost taps: 4 rows and 5 columns", () => {
  const marks = windowMarks({ corner: { top: 10, left: 20 }, terms: terms(2, 3), dilation: [3, 2], operand: source }, { row: 1, col: 2 });
  assert.deepEqual(marks.outline, { left: 20, top: 10, width: 5, height: 4 });
  assert.deepEqual(marks.hover, { tap: { left: 24, top: 13, width: 1, height: 1 }, origin: null });
  assert.deepEqual(marks.padding, []);
});

test("a window at the corner has its padding above and to the left, without overlap", () => {
  const marks = windowMarks({ corner: { top: -1, left: -2 }, terms: terms(3, 5), dilation: [1, 1], operand: source }, null);
  assert.deepEqual(marks.padding, [
    { left: -2, top: -1, width: 5, height: 1 },
    { left: -2, top: 0, width: 2, height: 2 },
  ]);
});

test("a tap in reflected padding points to the pixel that it repeats; one in zeros points nowhere", () => {
  const reflected = terms(3, 3).map((term) => ({ ...term, input_row: Math.abs(term.row - 1), input_col: term.col + 6, origin: "reflect" }));
  const at = { corner: { top: -1, left: 6 }, dilation: [1, 1], operand: source };
  const hover = { row: 0, col: 2 };
  assert.deepEqual(windowMarks({ ...at, terms: reflected }, hover).hover?.origin, { left: 8, top: 1, width: 1, height: 1 });
  assert.equal(windowMarks({ ...at, terms: terms(3, 3) }, hover).hover?.origin, null);
});

test("in the second step of a pipeline the window is drawn in the cells of the first step's output", () => {
  const marks = windowMarks({ corner: { top: 4, left: 6 }, terms: terms(1, 2), dilation: [1, 1], operand: halved }, null);
  // Pixel (4, 6) of steps 2 × 3 is centred on (8.5, 18.5): rows 7.5…9.5, columns 17…20; its neighbour ends at 23.
  assert.deepEqual(marks.outline, { left: 17, top: 7.5, width: 6, height: 2 });
});

test("a window wholly outside is all padding, once", () => {
  const rect = { left: -9, top: -9, width: 4, height: 3 };
  const area = outsideParts(rect, { left: 0, top: 0, width: 5, height: 5 }).reduce((sum, part) => sum + part.width * part.height, 0);
  assert.equal(area, 12);
});

test("the tap over a pixel is known by its place; between dilated taps there is none", () => {
  assert.equal(termOver(terms(3, 3), { top: 4, left: 4 }, [2, 2], { row: 6, col: 8 }), 5);
  assert.equal(termOver(terms(3, 3), { top: 4, left: 4 }, [2, 2], { row: 5, col: 8 }), -1);
});
