import assert from "node:assert/strict";
import { test } from "node:test";

import * as record from "../../../../static/js/pages/training/record.js";
import { openingState } from "../../../../static/js/pages/training/state.js";
import { DATASETS, DENSE, epochEnded, history, PRESETS, rows, run, snapshot, spec } from "./training_data.js";

const opening = openingState("zh", { presets: PRESETS, datasets: DATASETS });
const watched = () => record.watch(opening, run());

test("steps are put at the end of the same columns, and a new object around them says so", () => {
  const first = record.takeSteps(watched(), rows([1, 2, 3]));
  const second = record.takeSteps(first, rows([4, 5]));
  assert.deepEqual(second.steps.step, [1, 2, 3, 4, 5]);
  assert.equal(second.steps.loss, first.steps.loss, "a hundred thousand points are not copied");
  assert.notEqual(second.steps, first.steps);
});

test("what was told twice counts once", () => {
  const first = record.takeSteps(watched(), rows([1, 2, 3]));
  assert.deepEqual(record.takeSteps(first, rows([2, 3, 4])).steps.step, [1, 2, 3, 4]);
  const four = record.takeSteps(first, rows([4]));
  assert.equal(record.takeSteps(four, rows([3, 4])), four);
  const epoch = record.takeEpoch(first, epochEnded(1, 3));
  assert.equal(record.takeEpoch(epoch, epochEnded(1, 3)), epoch);
});

test("two runs do not share their columns", () => {
  record.takeSteps(watched(), rows([1, 2]));
  assert.deepEqual(watched().steps.step, []);
});

test("a history from the beginning replaces, one from an id appends", () => {
  const told = record.takeHistory(watched(), history({ steps: rows([1, 2]), epochs: [epochEnded(1, 2)], snapshots: [0, 1, 2], snapshot: snapshot(2) }));
  assert.deepEqual(told.steps.step, [1, 2]);
  const on = record.takeHistory(told, history({ after: 9, steps: rows([3]), epochs: [epochEnded(2, 3)], snapshots: [3], snapshot: snapshot(3) }));
  assert.deepEqual(on.steps.step, [1, 2, 3]);
  assert.deepEqual(on.epochs.map((one) => one.epoch), [1, 2]);
  assert.deepEqual(on.snapshots, [0, 1, 2, 3]);
  assert.equal(on.snapshot?.step, 3);
  const again = record.takeHistory(on, history({ steps: rows([1, 2, 3, 4]), snapshots: [0, 4] }));
  assert.deepEqual(again.steps.step, [1, 2, 3, 4]);
  assert.deepEqual(again.snapshots, [0, 4], "what the server has thinned out is not offered");
  assert.deepEqual(again.epochs, []);
});

test("an appended history without news keeps what was known", () => {
  const told = record.takeHistory(watched(), history({ started: /** @type {any} */ ({ classes: ["0"] }), snapshot: snapshot(2), snapshots: [2] }));
  const on = record.takeHistory(told, history({ after: 4 }));
  assert.deepEqual(on.started?.classes, ["0"]);
  assert.equal(on.snapshot?.step, 2);
});

test("where somebody has chosen another picture, everybody looks at it; a run that goes on takes nobody's own choice away", () => {
  const first = record.takeSnapshot(watched(), snapshot(1));
  const mine = { ...first, probe: { split: /** @type {const} */ ("validation"), index: 30 } };
  assert.equal(record.takeSnapshot(mine, snapshot(2)).probe.index, 30);
  const theirs = snapshot(3, { probe: { split: "validation", index: 12, label: 1 } });
  assert.equal(record.takeSnapshot(mine, theirs).probe.index, 12);
});

test("a snapshot that this page was too slow for can be gone back to all the same", () => {
  const state = record.addRecordedStep(record.addRecordedStep(record.takeSnapshot(watched(), snapshot(0)), { step: 1 }), { step: 1 });
  assert.deepEqual(record.takeSnapshot(state, snapshot(2)).snapshots, [0, 1, 2]);
  assert.equal(state.snapshot?.step, 0);
});

test("after a broken line, what was set at the same step as the last known setting is added too", () => {
  const told = (/** @type {number} */ rate) => ({ step: 12, learning_rate: rate, momentum: null, dropout: null });
  const before = record.takeSettings(watched(), told(0.02));
  const on = record.takeHistory(before, history({ after: 9, settings: [told(0.03)] }));
  assert.deepEqual(on.settings.map((one) => one.learning_rate), [0.02, 0.03]);
});

test("the moments of one step are gathered; the next step begins anew; normal speed forgets them", () => {
  const moment = (/** @type {number} */ step, /** @type {string} */ name) => /** @type {any} */ ({ step, moment: name });
  let state = record.takeRun(watched(), run({ status: "slow" }));
  state = record.takeMoment(record.takeMoment(state, moment(5, "forward")), moment(5, "loss"));
  assert.deepEqual(Object.keys(state.moments), ["forward", "loss"]);
  assert.deepEqual(Object.keys(record.takeMoment(state, moment(6, "forward")).moments), ["forward"]);
  const fast = record.takeRun(state, run({ status: "running" }));
  assert.equal(fast.moment, null);
  assert.deepEqual(fast.moments, {});
});

test("what is changed in flight moves the sliders of every tab, dropout inside the layers", () => {
  const dense = { ...watched(), spec: spec("dense", DENSE) };
  const told = (/** @type {any} */ state, /** @type {any} */ settings) => record.followSettings(record.takeSettings(state, settings), {});
  const changed = told(dense, { step: 12, learning_rate: 0.003, momentum: 0.5, dropout: 0.25 });
  assert.equal(changed.spec.optimizer.learning_rate, 0.003);
  assert.equal(changed.spec.optimizer.momentum, 0.5);
  assert.equal(changed.spec.network.layers[2].rate, 0.25);
  assert.equal(dense.spec.network.layers[2].rate, 0.5);
  const plain = told(watched(), { step: 12, learning_rate: 0.003, momentum: null, dropout: null });
  assert.equal(plain.spec.optimizer.momentum, 0.9, "a run without momentum has nothing to say of it");
});

test("a lever that is moved faster than the run tells of it does not jump back; the others follow", () => {
  const moved = { ...watched(), spec: spec("dense", DENSE) };
  const told = record.takeSettings(moved, { step: 12, learning_rate: 0.022, momentum: 0.5, dropout: 0.25 });
  const echo = record.followSettings(told, { learning_rate: 0.028 });
  assert.equal(echo.spec.optimizer.learning_rate, 0.028);
  assert.equal(echo.spec.optimizer.momentum, 0.5);
  assert.equal(echo.settings.at(-1)?.learning_rate, 0.022, "what the run uses is told all the same");
  assert.equal(record.followSettings(echo, {}).spec.optimizer.learning_rate, 0.022, "let go, it stands where the run stands");
});

test("a lever is held until the run tells of its last value", () => {
  const changed = { step: 3, learning_rate: 0.022, momentum: 0.9, dropout: null };
  assert.deepEqual(record.stillHeld({ learning_rate: 0.028, momentum: 0.9 }, changed), { learning_rate: 0.028 });
  assert.deepEqual(record.stillHeld({ learning_rate: 0.028 }, { ...changed, learning_rate: 0.028 }), {});
});

test("a recorded step that was thinned out is shown by the one before it, and the arrows do not stop there again", () => {
  const state = { ...watched(), snapshots: [0, 4, 8, 16], rewind: 8 };
  const shown = record.takeRecorded(state, "r1", 8, snapshot(4));
  assert.equal(shown.rewind, 4);
  assert.deepEqual(shown.snapshots, [0, 4, 16]);
  assert.equal(record.takeRecorded(state, "another run", 8, snapshot(4)), state);
  assert.equal(record.takeRecorded({ ...state, rewind: null }, "r1", 8, snapshot(8)).recorded, null, "live again meanwhile");
});

test("runs laid over: each once, never the watched one, at most five; they grow like the watched one", () => {
  let state = watched();
  assert.equal(record.addCompared(state, run()), state);
  for (const id of ["a", "b", "c", "d", "e", "f"]) state = record.addCompared(state, run({ id }));
  assert.deepEqual(state.compare.map((one) => one.id), ["b", "c", "d", "e", "f"]);
  state = record.takeCompared(state, history({ run: run({ id: "c", status: "finished" }), steps: rows([1, 2]) }));
  assert.deepEqual(state.compare[1].steps.step, [1, 2]);
  assert.equal(record.isGrowing(state.compare[1]), false);
  assert.equal(record.isGrowing(state.compare[0]), true);
  assert.deepEqual(record.watch(state, run({ id: "d" })).compare.map((one) => one.id), ["b", "c", "e", "f"]);
});
