import assert from "node:assert/strict";
import { test } from "node:test";

import { amount, even, percent, power } from "../../../static/js/geometry/short_number.js";

test("three digits that count, whatever the size", () => {
  assert.deepEqual([0, 2.302585, 0.25, 0.0012345, 12.345, 345.6, 12345].map(amount), ["0", "2.3", "0.25", "0.00123", "12.3", "346", "12345"]);
  assert.deepEqual([1.25e7, 0.000032, -0.5].map(amount), ["1.3×10⁷", "3.2×10⁻⁵", "\u22120.5"]);
});

test("columns keep their zeros", () => {
  assert.deepEqual([0.25, 2, 0.0967].map(even), ["0.250", "2.00", "0.0967"]);
});

test("where there is no number there is a dash", () => {
  assert.deepEqual([amount(null), even(null), percent(null)], ["–", "–", "–"]);
});

test("shares as percent", () => {
  assert.deepEqual([percent(0.9684), percent(0.9684, 2), percent(1, 0)], ["96.8%", "96.84%", "100%"]);
  assert.equal(power(0), "0");
});
