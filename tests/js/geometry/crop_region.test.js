import assert from "node:assert/strict";
import { test } from "node:test";

import { regionAround } from "../../../static/js/geometry/crop_region.js";

const PICTURE = { height: 48, width: 64 };

test("a part lies around its centre", () => {
  assert.deepEqual(regionAround({ row: 20, col: 31 }, { height: 4, width: 6 }, PICTURE), { row: 18, col: 28, height: 4, width: 6 });
});

test("near an edge it is pushed inside", () => {
  assert.deepEqual(regionAround({ row: 0, col: 63 }, { height: 5, width: 5 }, PICTURE), { row: 0, col: 59, height: 5, width: 5 });
  assert.deepEqual(regionAround({ row: 48, col: -9 }, { height: 5, width: 5 }, PICTURE), { row: 43, col: 0, height: 5, width: 5 });
});

test("of a smaller picture it is all there is", () => {
  assert.deepEqual(regionAround({ row: 1, col: 1 }, { height: 12, width: 12 }, { height: 3, width: 20 }), { row: 0, col: 0, height: 3, width: 12 });
});
