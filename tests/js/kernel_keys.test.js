import assert from "node:assert/strict";
import { test } from "node:test";
import { actionOfKey, cellAfter, cellByKey } from "../../static/js/elements/kernel_keys.js";

const shape = { rows: 3, cols: 5 };

/** @param {string} key @param {Partial<import("../../static/js/elements/kernel_keys.js").Key>} [more] */
const press = (key, more = {}) => ({ key, altKey: false, shiftKey: false, ctrlKey: false, metaKey: false, ...more });

const here = { cell: { row: 1, col: 3 }, shape, isReadOnly: false, brush: null };

test("arrows move one cell and stop at the edges", () => {
  assert.deepEqual(cellByKey({ row: 1, col: 3 }, press("ArrowUp"), shape), { row: 0, col: 3 });
  assert.deepEqual(cellByKey({ row: 0, col: 3 }, press("ArrowUp"), shape), { row: 0, col: 3 });
  assert.deepEqual(cellByKey({ row: 2, col: 4 }, press("ArrowRight"), shape), { row: 2, col: 4 });
  assert.deepEqual(cellByKey({ row: 2, col: 4 }, press("ArrowDown"), shape), { row: 2, col: 4 });
});

test("Home and End stay in the row, with Ctrl they reach the corners", () => {
  assert.deepEqual(cellByKey({ row: 1, col: 3 }, press("Home"), shape), { row: 1, col: 0 });
  assert.deepEqual(cellByKey({ row: 1, col: 3 }, press("End", { ctrlKey: true }), shape), { row: 2, col: 4 });
});

test("Tab goes along the rows, Enter down the columns, Shift goes back, the ends lead out", () => {
  assert.deepEqual(cellAfter({ row: 0, col: 4 }, shape, {}), { row: 1, col: 0 });
  assert.deepEqual(cellAfter({ row: 2, col: 1 }, shape, { down: true }), { row: 0, col: 2 });
  assert.deepEqual(cellAfter({ row: 1, col: 0 }, shape, { backwards: true }), { row: 0, col: 4 });
  assert.equal(cellAfter({ row: 2, col: 4 }, shape, {}), null);
  assert.equal(cellAfter({ row: 0, col: 0 }, shape, { down: true, backwards: true }), null);
});

test("typing begins with the key that was typed; Enter begins with the present value", () => {
  assert.deepEqual(actionOfKey(press("-"), here), { kind: "edit", typed: "-" });
  assert.deepEqual(actionOfKey(press("Enter"), here), { kind: "edit", typed: null });
});

test("Alt and an arrow change the value by 1, 10 or 0.1", () => {
  assert.deepEqual(actionOfKey(press("ArrowUp", { altKey: true }), here), { kind: "step", by: 1 });
  assert.deepEqual(actionOfKey(press("ArrowDown", { altKey: true, shiftKey: true }), here), { kind: "step", by: -10 });
  assert.deepEqual(actionOfKey(press("ArrowLeft", { altKey: true }), here), { kind: "step", by: -0.1 });
});

test("Delete sets 0 and Space paints only with the brush in hand", () => {
  assert.deepEqual(actionOfKey(press("Delete"), here), { kind: "set", value: 0 });
  assert.equal(actionOfKey(press(" "), here), null);
  assert.deepEqual(actionOfKey(press(" "), { ...here, brush: -2 }), { kind: "set", value: -2 });
});

test("Tab, undo and copy are left to the page", () => {
  assert.equal(actionOfKey(press("Tab"), here), null);
  assert.equal(actionOfKey(press("z", { ctrlKey: true }), here), null);
  assert.equal(actionOfKey(press("1", { metaKey: true }), here), null);
});

test("a kernel that may only be read is walked but not changed", () => {
  const reading = { ...here, isReadOnly: true, brush: 1 };
  assert.deepEqual(actionOfKey(press("ArrowLeft"), reading), { kind: "move", to: { row: 1, col: 2 } });
  for (const key of [press("5"), press("Delete"), press("Enter"), press(" "), press("ArrowUp", { altKey: true })]) {
    assert.equal(actionOfKey(key, reading), null, key.key);
  }
});
