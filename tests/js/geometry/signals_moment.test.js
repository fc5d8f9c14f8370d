import assert from "node:assert/strict";
import { test } from "node:test";

import { durationOf, linksOf, momentOf, stepFrom, timeOfOutput, timeOfTerm } from "../../../static/js/geometry/signals_moment.js";
import { integer, polynomial } from "./signals_answers.js";

test("a polynomial of three by one of two has eight products, in four outputs", () => {
  assert.equal(durationOf(polynomial), 8);
  const moment = momentOf(polynomial, 5);
  assert.deepEqual([moment.output, moment.terms, moment.term, moment.outputsDone], [2, 1, 0, 2]);
});

test("nothing is done at the beginning and everything at the end, also beyond either", () => {
  for (const time of [0, -3]) assert.deepEqual([momentOf(polynomial, time).term, momentOf(polynomial, time).outputsDone], [null, 0]);
  for (const time of [8, 99]) assert.deepEqual([momentOf(polynomial, time).time, momentOf(polynomial, time).outputsDone], [8, 4]);
});

test("the same time is the same moment whichever way one came", () => {
  const there = momentOf(polynomial, stepFrom(polynomial, 2, 1, "product"));
  const back = momentOf(polynomial, stepFrom(polynomial, 4, -1, "product"));
  assert.deepEqual(there, back);
});

test("a step by output ends with the output, both ways", () => {
  assert.equal(stepFrom(polynomial, 5, 1, "output"), 8);
  assert.equal(stepFrom(polynomial, 5, -1, "output"), 4);
  assert.equal(stepFrom(polynomial, 0, 1, "output"), 2);
});

test("the carries of an integer come after its products, one at a time at any pace", () => {
  assert.equal(durationOf(integer), 5);
  assert.equal(stepFrom(integer, 2, 1, "output"), 3);
  assert.equal(momentOf(integer, 4).carries, 2);
  assert.equal(momentOf(integer, 4).term, null);
  assert.equal(stepFrom(integer, 3, -1, "output"), 2);
  assert.equal(stepFrom(integer, 5, 1, "product"), 5);
});

test("an output and a product are found in time", () => {
  assert.equal(timeOfOutput(polynomial, 1), 4);
  assert.equal(timeOfTerm(polynomial, 2, 1), 6);
});

test("hovering a cell of v lights its product, its weight and every output that it goes into", () => {
  const lit = linksOf(polynomial, 2, { row: "v", index: 3 }); // the 1 of x²
  assert.deepEqual([[...lit.terms], [...lit.w], [...lit.y]], [[1], [0], [2, 3]]);
});

test("hovering a weight lights the product it makes now", () => {
  const lit = linksOf(polynomial, 2, { row: "w", index: 1 });
  assert.deepEqual([[...lit.terms], [...lit.v]], [[0], [2]]);
});

test("hovering an output shows its window and lights what it is made of", () => {
  const lit = linksOf(polynomial, 2, { row: "y", index: 0 });
  assert.equal(lit.output, 0);
  assert.deepEqual([[...lit.v], [...lit.y]], [[0, 1], [0]]);
});

test("hovering a term of the sum lights both of its factors", () => {
  const lit = linksOf(polynomial, 1, { row: "term", index: 0 });
  assert.deepEqual([[...lit.v], [...lit.w], [...lit.y]], [[1], [1], [1]]);
});
