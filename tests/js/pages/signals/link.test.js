import assert from "node:assert/strict";
import { test } from "node:test";

import { read, write } from "../../../../static/js/pages/signals/link.js";
import { assign, chooseKind, editSpec, openingState, receive, redo, seek, setHover, step, undo } from "../../../../static/js/pages/signals/state.js";
import { polynomial } from "../../geometry/signals_answers.js";

const opening = openingState();

test("the opening state needs no link at all", () => {
  assert.equal(write(opening), "");
});

test("a polynomial of one's own is written as its numbers", () => {
  const state = editSpec(opening, { p: [1, 0, -2.5], q: [4] });
  assert.equal(write(assign(state, { time: 3 })), "p=1,0,-2.5&q=4&t=3");
});

test("what a link says comes back", () => {
  const states = [
    assign(chooseKind(opening, "dice"), { time: 12, speed: 4 }),
    editSpec(chooseKind(opening, "sequence"), { v: [1, 2], padding: [1, 2], operation: "correlate", stride: 2 }),
    editSpec(chooseKind(opening, "moving_average"), { signal: "typed", values: [1, 2.5], kernel: [1, 2, 1], weights: "typed" }),
    assign(chooseKind(opening, "continuous"), { pace: "product" }),
    editSpec(chooseKind(opening, "integer"), { a: "999" }),
  ];
  for (const state of states) {
    const { fields, malformed } = read(write(state));
    assert.deepEqual(malformed, []);
    assert.equal(write(assign(opening, fields)), write(state));
    assert.deepEqual(fields.specs?.[state.kind], state.specs[state.kind]);
  }
});

test("a link that was edited by hand keeps what can be read and names what cannot", () => {
  const { fields, malformed } = read("kind=sequence&v=1,two&w=3,4&padding=9,&t=-1");
  assert.deepEqual(malformed, ["v=1,two", "padding=9,", "t=-1"]);
  assert.deepEqual(fields.specs?.sequence.v, [1, 0, 2]);
  assert.deepEqual(fields.specs?.sequence.w, [3, 4]);
});

test("an unknown kind opens the polynomials", () => {
  assert.equal(read("kind=laplace").fields.kind, "polynomial");
});

test("the deck's polynomials open with some products done", () => {
  assert.equal(receive(opening, polynomial).time, 5);
});

test("time stays inside what there is", () => {
  const state = receive(opening, polynomial);
  assert.equal(seek(state, 99).time, 8);
  assert.equal(step(seek(state, 8), 1).time, 8);
  assert.equal(step(state, -1, "output").time, 4);
});

test("a new answer keeps the end at the end", () => {
  const atEnd = seek(receive(opening, polynomial), 8);
  assert.equal(receive(atEnd, polynomial).time, 8);
});

test("moving in time lets go of what was pointed at, and running time points at nothing", () => {
  const pointed = setHover(receive(opening, polynomial), { row: "y", index: 0 });
  assert.equal(step(pointed, 1).hover, null);
  assert.equal(seek(pointed, 1).hover, null);
  const playing = assign(opening, { playing: true });
  assert.equal(setHover(playing, { row: "v", index: 0 }), playing);
});

test("undo brings back the numbers, and redo brings them again", () => {
  const edited = editSpec(opening, { p: [7] });
  assert.deepEqual(undo(edited).specs.polynomial.p, [3, -2, 1]);
  assert.deepEqual(redo(undo(edited)).specs.polynomial.p, [7]);
  assert.equal(undo(opening), opening);
});

test("one gesture is one step of undo", () => {
  const dragged = editSpec(editSpec(editSpec(opening, { p: [1] }), { p: [2] }, true), { p: [3] }, true);
  assert.deepEqual(undo(dragged).specs.polynomial.p, [3, -2, 1]);
});
