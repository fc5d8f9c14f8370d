import assert from "node:assert/strict";
import { test } from "node:test";

import { arrangeGrids, tilesOf } from "../../../static/js/geometry/grid_arrangement.js";

/** @param {number} rows @param {number} cols @param {[number, number]} [tiles] */
const group = (rows, cols, tiles = [1, 1]) => ({ rows, cols, tiles, wide: 1, minimum: 0, words: 0 });
const room = { width: 1000, height: 600, gap: 10, between: 20, smallest: 16, largest: 60 };

test("Input, kernel and output stand in a row with the largest cells that fit.", () => {
  const { flow, cell } = arrangeGrids([group(6, 6), group(3, 3), group(4, 4)], room);
  assert.equal(flow, "row");
  assert.equal(cell, 60);
  assert.equal(arrangeGrids([group(6, 6), group(3, 3), group(4, 4)], { ...room, width: 560, height: 300 }).cell, 40); // (560 − 2·20) / 13
});

test("On a narrow screen the input stands above kernel and output.", () => {
  const { flow, cell } = arrangeGrids([group(6, 6), group(3, 3), group(4, 4)], { ...room, width: 320, height: 400 });
  assert.equal(flow, "stack");
  assert.equal(cell, 40); // (6 + 4) rows in 400; (3 + 4) columns and two signs in 320
});

test("Channels run across where that makes the cells larger.", () => {
  const { turned, cell } = arrangeGrids([group(10, 2, [3, 1]), group(2, 2)], { ...room, height: 300 });
  assert.deepEqual(turned, [true, false]);
  assert.equal(cell, 30);
  assert.deepEqual(tilesOf(group(10, 2, [3, 1]), true), [1, 3]);
});

test("Words need their width: a small kernel with a note leaves less room to the grids beside it.", () => {
  const noted = { ...group(1, 1), minimum: 500 };
  assert.equal(arrangeGrids([group(6, 6), noted], { ...room, width: 700, height: 180 }).cell, 30); // (700 − 500 − 20) / 6
});

test("A page may scroll a little before cells become unreadable, and never falls below the smallest.", () => {
  const tall = arrangeGrids([group(14, 14, [3, 1])], { ...room, width: 300, height: 300 });
  assert.ok(tall.cell >= room.smallest);
  assert.equal(arrangeGrids([group(90, 90)], { ...room, width: 300, height: 300 }).cell, room.smallest);
});
