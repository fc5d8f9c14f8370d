import assert from "node:assert/strict";
import { test } from "node:test";
import { evenScale, logScale, numberEntry, readNumber } from "../../../static/js/core/number_entry.js";

test("numbers are read as people type them", () => {
  assert.equal(readNumber("0.05"), 0.05);
  assert.equal(readNumber(" 0,05 "), 0.05);
  assert.equal(readNumber("1e-3"), 0.001);
  assert.equal(readNumber("1/32"), 0.03125);
  assert.equal(readNumber("\u2212 2".replace(" ", "")), -2);
  assert.equal(readNumber("０．５"), 0.5);
});

test("what is no number is none", () => {
  for (const text of ["", " ", "abc", "1/0", "NaN", "Infinity", "1.2.3", "--1"]) assert.equal(readNumber(text), null, text);
});

test("a number is written so that it can be typed again", () => {
  for (const value of [0.05, 1e-7, 1000, 0.1 + 0.2]) assert.equal(readNumber(numberEntry(value)), Number(value.toPrecision(6)));
});

test("twenty positions make a power of ten, each of them another number of two digits", () => {
  const scale = logScale(-3, -1);
  assert.equal(scale.maximum, 40);
  assert.equal(scale.valueAt(0), 0.001);
  assert.equal(scale.valueAt(20), 0.01);
  assert.equal(scale.valueAt(6), 0.002);
  const values = Array.from({ length: 41 }, (_, position) => scale.valueAt(position));
  assert.equal(new Set(values).size, 41);
  values.forEach((value, position) => assert.equal(scale.positionOf(value), position));
});

test("a number beyond the ends is drawn at the end", () => {
  const scale = logScale(-5, 1);
  assert.equal(scale.positionOf(1000), scale.maximum);
  assert.equal(scale.positionOf(0), 0);
  assert.equal(evenScale(0, 0.95, 0.01).positionOf(2), 0.95);
});
