import assert from "node:assert/strict";
import { test } from "node:test";

/** A page of which only visibility matters, and a clock that is moved by hand. */
const page = Object.assign(new EventTarget(), { visibilityState: "visible", querySelector: () => null });
Object.assign(globalThis, { document: page, EventSource: { CLOSED: 2 }, window: { setTimeout }, addEventListener: () => undefined, removeEventListener: () => undefined });
const { openStream } = await import("../../../../static/js/pages/training/stream.js");
const { history, rows, run } = await import("./training_data.js");

/** A line on which the test speaks as the server. */
class Line extends EventTarget {
  readyState = 1;
  isClosed = false;

  /** @param {string} url */
  constructor(url) {
    super();
    this.url = url;
  }

  close() {
    this.isClosed = true;
  }

  /** @param {string} event @param {unknown} data @param {number} id */
  say(event, data, id) {
    this.dispatchEvent(Object.assign(new Event(event), { data: JSON.stringify(data), lastEventId: String(id) }));
  }
}

/** @param {{isStillThere?: boolean}} [server] */
function listen({ isStillThere = true } = {}) {
  /** @type {Line[]} */
  const lines = [];
  /** @type {[string, unknown][]} */
  const heard = [];
  const hear = (/** @type {string} */ event) => (/** @type {unknown} */ value) => void heard.push([event, value]);
  const names = ["history", "state", "started", "steps", "epoch", "snapshot", "recorded", "moment", "settings", "ended", "gone", "connection"];
  const told = { ...Object.fromEntries(names.map((name) => [name, hear(name)])), isStillThere: async () => isStillThere };
  const stream = openStream("r 1", /** @type {any} */ (told), (url) => {
    const line = new Line(url);
    lines.push(line);
    return /** @type {any} */ (line);
  });
  return { lines, heard, stream };
}

test("events are handed on in their order, each as its own kind", () => {
  const { lines, heard, stream } = listen();
  assert.equal(lines[0].url, "/api/runs/r%201/events");
  lines[0].dispatchEvent(new Event("open"));
  lines[0].say("history", history(), 3);
  lines[0].say("steps", rows([1]), 4);
  lines[0].say("state", run({ step: 1 }), 5);
  assert.deepEqual(heard.map(([event]) => event), ["connection", "connection", "history", "steps", "state"]);
  assert.deepEqual(heard[3][1], rows([1]));
  stream.close();
});

test("a page that slept asks for what came after the last event it heard, on a new line", () => {
  const { lines, heard, stream } = listen();
  lines[0].say("steps", rows([1]), 17);
  const now = Date.now;
  page.visibilityState = "hidden";
  page.dispatchEvent(new Event("visibilitychange"));
  Date.now = () => now() + 31_000;
  page.visibilityState = "visible";
  page.dispatchEvent(new Event("visibilitychange"));
  Date.now = now;
  assert.equal(lines.length, 2);
  assert.equal(lines[0].isClosed, true);
  assert.equal(lines[1].url, "/api/runs/r%201/events?after=17");
  const before = heard.length;
  lines[0].say("steps", rows([2]), 18);
  assert.equal(heard.length, before, "the old line is not listened to any more");
  stream.close();
});

test("a glance at another tab is no sleep", () => {
  const { lines, stream } = listen();
  page.visibilityState = "hidden";
  page.dispatchEvent(new Event("visibilitychange"));
  page.visibilityState = "visible";
  page.dispatchEvent(new Event("visibilitychange"));
  assert.equal(lines.length, 1);
  stream.close();
});

test("a broken line is the browser's to mend; a refused one is asked about", async () => {
  const { lines, heard, stream } = listen({ isStillThere: false });
  lines[0].readyState = 0;
  lines[0].dispatchEvent(new Event("error"));
  assert.equal(lines[0].isClosed, false);
  assert.deepEqual(heard.at(-1), ["connection", "lost"]);
  lines[0].readyState = 2;
  lines[0].dispatchEvent(new Event("error"));
  await new Promise((resolve) => void setTimeout(resolve, 5));
  assert.equal(lines[0].isClosed, true, "the run is unknown: there is nothing to wait for");
  assert.equal(lines.length, 1);
  stream.close();
});

test("when the server has let the run go, the line is closed for good", () => {
  const { lines, heard } = listen();
  lines[0].say("gone", {}, 90);
  assert.equal(lines[0].isClosed, true);
  assert.equal(heard.at(-1)?.[0], "gone");
});
