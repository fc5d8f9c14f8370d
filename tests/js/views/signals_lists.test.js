import assert from "node:assert/strict";
import { test } from "node:test";

import { readList, writeList } from "../../../static/js/views/signals_lists.js";

test("numbers may be separated as anybody does, in either script", () => {
  for (const text of ["3, -2, 1", "3 \u22122\t1", "3，－2、1", " 3;-2；1, "]) assert.deepEqual(readList(text), [3, -2, 1]);
});

test("fractions are numbers, and what is none goes to the server as it stands", () => {
  assert.deepEqual(readList("1/4, x, 2"), [0.25, "x", 2]);
  assert.deepEqual(readList("  "), []);
});

test("a list is written with true minus signs", () => {
  assert.equal(writeList([3, -2]), "3, \u22122");
});
