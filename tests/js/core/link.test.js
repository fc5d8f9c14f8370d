import assert from "node:assert/strict";
import { test } from "node:test";

import { choiceField, numberField, numbersField, readLink, writeLink } from "../../../static/js/core/link.js";

const fields = {
  layout: choiceField("view", ["slider", "side"]),
  divider: numberField("at", { minimum: 0, maximum: 1 }),
  pixel: numbersField("pixel", ["row", "col"], { minimum: 0, maximum: 9999, digits: 0 }),
  note: { name: "note", write: (/** @type {string} */ text) => text, read: (/** @type {string} */ text) => text },
};
/** @typedef {{layout: string, divider: number, pixel: {row: number, col: number}|null, note: string}} State */
/** @type {State} */
const defaults = { layout: "slider", divider: 0.5, pixel: null, note: "" };

test("a state that is the default needs no query", () => {
  assert.equal(writeLink(fields, { ...defaults }, defaults), "");
});

test("only what differs from the default is written, each under its name", () => {
  /** @type {State} */
  const state = { ...defaults, layout: "side", pixel: { row: 118, col: 196 } };
  assert.equal(writeLink(fields, state, defaults), "view=side&pixel=118,196");
});

test("a difference too small to be written is none", () => {
  assert.equal(writeLink(fields, { ...defaults, divider: 0.50004 }, defaults), "");
});

test("what was written is read again", () => {
  /** @type {State} */
  const state = { layout: "side", divider: 0.125, pixel: { row: 7, col: 4032 }, note: "a=b&c #1 + 50% 中文" };
  const { values, malformed } = readLink(fields, writeLink(fields, state, defaults));
  assert.deepEqual(values, state);
  assert.deepEqual(malformed, []);
});

test("a character outside the basic plane is written whole", () => {
  /** @type {State} */
  const state = { ...defaults, note: "😀" };
  assert.equal(writeLink(fields, state, defaults), "note=%F0%9F%98%80");
});

test("a query is read with or without its question mark, and other names in it are nobody's business", () => {
  assert.deepEqual(readLink(fields, "?at=0.25&utm=1"), readLink(fields, "at=0.25"));
  assert.deepEqual(readLink(fields, "at=0.25").values, { divider: 0.25 });
});

test("a part that cannot be is named, and the rest is still read", () => {
  for (const part of ["view=diagonal", "at=1.5", "at=-0.1", "at=", "at=x", "at=NaN", "pixel=1", "pixel=1,2,3", "pixel=1,", "pixel=1,-2"]) {
    const name = part.startsWith("view") ? "note=ok" : "view=side";
    const { values, malformed } = readLink(fields, `${part}&${name}`);
    assert.deepEqual(malformed, [part]);
    assert.equal(Object.keys(values).length, 1, part);
  }
});

test("several numbers may be absent on purpose", () => {
  assert.deepEqual(readLink(fields, "pixel=").values, { pixel: null });
});
