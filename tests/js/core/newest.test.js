import assert from "node:assert/strict";
import { test } from "node:test";

import { newestWins } from "../../../static/js/core/newest.js";

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A server whose answers the test gives by hand. */
function workshop() {
  /** @type {{input: string, signal: AbortSignal, resolve: (output: string) => void, reject: (error: Error) => void}[]} */
  const asked = [];
  /** @type {string[]} */
  const told = [];
  const newest = newestWins(
    (/** @type {string} */ input, signal) =>
      new Promise((/** @type {(output: string) => void} */ resolve, reject) => {
        asked.push({ input, signal, resolve, reject });
      }),
    {
      done: (output, input) => told.push(`${input} gave ${output}`),
      failed: (error, input) => told.push(`${input} failed: ${/** @type {Error} */ (error).message}`),
    },
  );
  return { asked, told, newest };
}

test("one request runs at a time, and of those that wait only the newest follows", async () => {
  const { asked, told, newest } = workshop();
  for (const input of ["a", "b", "c", "d"]) newest.request(input);
  assert.deepEqual(asked.map(({ input }) => input), ["a"]);
  assert.equal(newest.isWaiting, true);
  asked[0].resolve("1");
  await settled();
  assert.deepEqual(asked.map(({ input }) => input), ["a", "d"]);
  assert.equal(newest.isWaiting, false);
  asked[1].resolve("2");
  await settled();
  assert.deepEqual(told, ["a gave 1", "d gave 2"]);
});

test("a failure is told, and the next request runs as ever", async () => {
  const { asked, told, newest } = workshop();
  newest.request("a");
  asked[0].reject(new Error("gone"));
  await settled();
  newest.request("b");
  asked[1].resolve("2");
  await settled();
  assert.deepEqual(told, ["a failed: gone", "b gave 2"]);
});

test("a failure that a newer request makes pointless is not told", async () => {
  const { asked, told, newest } = workshop();
  newest.request("a");
  newest.request("b");
  asked[0].reject(new Error("gone"));
  await settled();
  asked[1].resolve("2");
  await settled();
  assert.deepEqual(told, ["b gave 2"]);
});

test("what was dropped is aborted, never told, and does not hold up what comes after", async () => {
  const { asked, told, newest } = workshop();
  newest.request("a");
  newest.request("b");
  newest.drop();
  assert.equal(asked[0].signal.aborted, true);
  assert.equal(newest.isWaiting, false);
  newest.request("c");
  assert.deepEqual(asked.map(({ input }) => input), ["a", "c"]);
  asked[0].resolve("late");
  asked[1].resolve("3");
  await settled();
  assert.deepEqual(told, ["c gave 3"]);
  assert.equal(asked.length, 2);
});
