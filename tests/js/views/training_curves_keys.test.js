import assert from "node:assert/strict";
import { test } from "node:test";

import { cursorAfterKey } from "../../../static/js/views/training_curves_keys.js";

const axis = { at: 200, end: 564, epochs: [188, 376], last: 510 };
/** @param {string} key @param {boolean} [shiftKey] */
const press = (key, shiftKey = false) => cursorAfterKey({ key, shiftKey }, axis);

test("an arrow moves a hundredth of the axis, with Shift to the end of an epoch", () => {
  assert.deepEqual([press("ArrowRight"), press("ArrowLeft")], [206, 194]);
  assert.deepEqual([press("ArrowRight", true), press("ArrowLeft", true), press("PageUp"), press("PageDown")], [376, 188, 376, 188]);
});

test("the cursor stays where there is something to read", () => {
  assert.deepEqual([press("Home"), press("End")], [0, 510]);
  assert.equal(cursorAfterKey({ key: "ArrowRight", shiftKey: true }, { ...axis, at: 400 }), 510);
  assert.equal(cursorAfterKey({ key: "ArrowLeft", shiftKey: false }, { ...axis, at: 3 }), 0);
});

test("other keys are left to the page", () => {
  assert.equal(press("p"), null);
});
