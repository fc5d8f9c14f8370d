import assert from "node:assert/strict";
import { test } from "node:test";

import { createStore } from "../../../static/js/core/store.js";

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** @typedef {Readonly<{count: number, name: string}>} State */

/** @param {State} state @param {number} by @returns {State} */
const add = (state, by) => ({ ...state, count: state.count + by });

/** @param {ReturnType<typeof createStore<State>>} store */
function listen(store) {
  /** @type {[State, State][]} */
  const heard = [];
  const stop = store.subscribe((state, previous) => heard.push([state, previous]));
  return { heard, stop };
}

test("an action's state is there at once, the one before is unchanged", () => {
  /** @type {State} */
  const before = Object.freeze({ count: 3, name: "a" });
  const store = createStore(before);
  store.run(add, 4);
  assert.deepEqual(store.get(), { count: 7, name: "a" });
  assert.deepEqual(before, { count: 3, name: "a" });
});

test("several actions in one turn are told once, from the first state to the last", async () => {
  const store = createStore({ count: 1, name: "a" });
  const { heard } = listen(store);
  store.run(add, 2);
  store.run(add, 10);
  assert.deepEqual(heard, [], "nobody is told in the middle of a turn");
  await settled();
  assert.deepEqual(heard, [[{ count: 13, name: "a" }, { count: 1, name: "a" }]]);
});

test("an action that changes nothing is told to nobody", async () => {
  const store = createStore({ count: 1, name: "a" });
  const { heard } = listen(store);
  store.run((state) => state);
  await settled();
  assert.deepEqual(heard, []);
});

test("what a subscriber does is told in a round of its own", async () => {
  const store = createStore({ count: 0, name: "a" });
  store.subscribe((state) => {
    if (state.count === 1) store.run(add, 5);
  });
  const { heard } = listen(store);
  store.run(add, 1);
  await settled();
  assert.deepEqual(heard.map(([state, previous]) => [previous.count, state.count]), [[0, 1], [1, 6]]);
});

test("who has unsubscribed hears nothing more", async () => {
  const store = createStore({ count: 0, name: "a" });
  const { heard, stop } = listen(store);
  stop();
  store.run(add, 1);
  await settled();
  assert.deepEqual(heard, []);
});
