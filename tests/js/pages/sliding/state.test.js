import assert from "node:assert/strict";
import { test } from "node:test";

import * as actions from "../../../../static/js/pages/sliding/state.js";
import { forward, transposed } from "../../geometry/sliding_traces.js";
import { cases, convolution } from "./cases.js";

const ranges = /** @type {import("../../../../static/js/types_sliding.js").Ranges} */ ({});

/** @param {import("../../../../static/js/types_sliding.js").Trace} trace */
const shown = (trace) => actions.takeTrace(actions.openingState(cases), { trace, ranges, spec: convolution, formulas: {} });

test("A new case opens with some products done; an edited one keeps its time.", () => {
  const opened = shown(forward);
  assert.equal(opened.time, 2);
  const later = actions.seekTo(opened, 3);
  assert.equal(actions.takeTrace(later, { trace: forward, ranges, spec: convolution, formulas: {} }).time, 3);
});

test("Time stays within the trace, and jumping goes from output to output.", () => {
  const state = shown(forward);
  assert.equal(actions.seekTo(state, 99).time, 4);
  assert.equal(actions.seekTo(state, -1).time, 0);
  assert.equal(actions.jumpRun(state, 1).time, 4);
  assert.equal(actions.seekOutput(state, 0), state);
});

test("A scattering view is left when the next trace has none.", () => {
  const scattering = actions.setView(shown(transposed), "scatter");
  assert.equal(scattering.view, "scatter");
  assert.equal(actions.takeTrace(scattering, { trace: forward, ranges, spec: convolution, formulas: {} }).view, "gather");
});

test("Undo brings back the case and its spec, redo takes them away again.", () => {
  const start = shown(forward);
  const pooled = actions.chooseCase(start, "d1_max");
  const back = actions.undo(pooled);
  assert.deepEqual([back.caseId, back.spec, back.canUndo, back.canRedo], ["b2_convolution", convolution, false, true]);
  assert.equal(actions.redo(back).caseId, "d1_max");
});

test("A drag is one step of the history.", () => {
  const start = shown(forward);
  const first = actions.setSpec(start, { ...convolution, stride: [2, 2] });
  const last = actions.setSpec(first, { ...convolution, stride: [3, 3] }, true);
  assert.equal(actions.undo(last).spec, convolution);
});

test("Guessing asks for the next output that is not done, and an answer reveals it and is counted.", () => {
  const asked = actions.setPredicting(shown(forward), true);
  assert.equal(asked.time, 3);
  const answered = actions.takeAnswer(asked, 1, { text: "300", isRight: false, off: "20" });
  assert.deepEqual([answered.time, answered.predict.right, answered.predict.asked], [4, 0, 1]);
});
