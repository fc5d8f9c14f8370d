import assert from "node:assert/strict";
import { test } from "node:test";
import {
  beginsNumber, cellsBetween, fullNumber, kernelText, notch, readNumber, readPaste, shortNumber, stepped, withValue,
} from "../../static/js/elements/kernel_input.js";

test("a weight is read as people write it: minus signs, fractions, exponents, full-width digits", () => {
  const cases = /** @type {const} */ ([
    ["-1", -1], ["\u22121", -1], [" +0.075 ", 0.075], [".5", 0.5], ["3.", 3], ["1e-3", 0.001], ["1/8", 0.125], ["-3 / 4", -0.75],
    ["1/-4", -0.25], ["½", 0.5], ["３÷４", 0.75], ["－２", -2],
  ]);
  for (const [text, value] of cases) assert.deepEqual(readNumber(text), { value, problem: null }, text);
});

test("minus zero is zero", () => {
  assert.ok(Object.is(readNumber("-0").value, 0));
});

test("what is not a finite number is named, never guessed", () => {
  const cases = /** @type {const} */ ([
    ["", "empty"], ["   ", "empty"], ["abc", "text"], ["-", "text"], ["1/", "text"], ["1 2", "text"], ["0,5", "text"], ["NaN", "text"],
    ["Infinity", "text"], ["0x10", "text"], ["1/0", "division_by_zero"], ["1e999", "too_large"], ["1/1e999", "too_large"],
  ]);
  for (const [text, problem] of cases) assert.deepEqual(readNumber(text), { value: null, problem }, text);
});

test("digits, points and signs begin a number; letters and named keys do not", () => {
  for (const key of ["7", ".", "-", "+", "\u2212", "９"]) assert.ok(beginsNumber(key), key);
  for (const key of ["a", "Enter", "F2", " ", "e"]) assert.ok(!beginsNumber(key), key);
});

test("one pasted number is a weight, several are a kernel for the server, none is refused", () => {
  assert.deepEqual(readPaste(" 1/9\n"), { kind: "number", value: 1 / 9 });
  assert.deepEqual(readPaste("-1\t0\n2\t5"), { kind: "kernel", text: "-1\t0\n2\t5" });
  assert.deepEqual(readPaste("np.ones((3, 2))"), { kind: "kernel", text: "np.ones((3, 2))" });
  assert.deepEqual(readPaste("hello"), { kind: "none", problem: "text" });
  assert.deepEqual(readPaste("1e999"), { kind: "none", problem: "too_large" });
});

test("a number is shortened to the room it has and stays within a twentieth of its value", () => {
  assert.equal(shortNumber(-1, 2), "\u22121");
  assert.equal(shortNumber(0.075, 5), "0.075");
  assert.equal(shortNumber(1 / 9, 5), "0.111");
  assert.equal(shortNumber(-0.7071, 5), "\u22120.71");
  assert.equal(shortNumber(123456, 5), "1.2e5");
  assert.equal(shortNumber(1 / 9, 3), null); // 0.1 would be a tenth off
});

test("a weight that is not 0 never reads 0", () => {
  assert.equal(shortNumber(0.00062, 5), "6e\u22124");
  assert.equal(shortNumber(0.00062, 3), null);
  assert.equal(shortNumber(0, 1), "0");
});

test("the full number keeps every digit", () => {
  assert.equal(fullNumber(-1e-7), "\u22121e\u22127");
  assert.equal(fullNumber(0.1), "0.1");
});

test("notches add up without the dust of binary fractions", () => {
  assert.equal(stepped(0.1, 0.2), 0.3);
  assert.equal(stepped(0.3, -0.1), 0.2);
  assert.ok(Object.is(stepped(-1, 1), 0));
  assert.equal(notch({ shiftKey: true, altKey: false }), 10);
  assert.equal(notch({ shiftKey: false, altKey: true }), 0.1);
  assert.equal(notch({ shiftKey: false, altKey: false }), 1);
});

test("a fast stroke leaves no holes", () => {
  const cells = cellsBetween({ row: 1, col: 1 }, { row: 3, col: 6 });
  assert.equal(cells.length, 5);
  assert.deepEqual(cells.at(-1), { row: 3, col: 6 });
  let last = { row: 1, col: 1 };
  for (const cell of cells) {
    assert.ok(Math.abs(cell.row - last.row) <= 1 && Math.abs(cell.col - last.col) <= 1);
    last = cell;
  }
  assert.deepEqual(cellsBetween(last, last), []);
});

test("a kernel is copied as a spreadsheet reads it, all digits", () => {
  assert.equal(kernelText([[-1, 0.1], [1e-7, 2]]), "-1\t0.1\n1e-7\t2");
});

test("changing cells makes a new kernel and leaves the old one alone", () => {
  const before = [[1, 2, 3], [4, 5, 6]];
  const after = withValue(before, [{ row: 0, col: 2 }, { row: 1, col: 0 }], -7);
  assert.deepEqual(after, [[1, 2, -7], [-7, 5, 6]]);
  assert.deepEqual(before, [[1, 2, 3], [4, 5, 6]]);
});
