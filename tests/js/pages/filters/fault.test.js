import assert from "node:assert/strict";
import { test } from "node:test";

import { withoutFault } from "../../../../static/js/pages/filters/fault.js";
import { newStep } from "../../../../static/js/pages/filters/state.js";

const blur = newStep("gaussian", { sigma: 9999, size: 5 });
const edges = { ...newStep("edges"), offset: 1e9 };

test("a parameter at fault gets its default, and everything else stays", () => {
  assert.deepEqual(withoutFault([edges, blur], "steps.1.parameters.sigma"), [edges, newStep("gaussian", { size: 5 })]);
});

test("so does a setting, also where only one of its numbers is at fault", () => {
  assert.deepEqual(withoutFault([edges, blur], "steps.0.offset"), [newStep("edges"), blur]);
  const strided = { ...newStep("edges"), stride: /** @type {[number, number]} */ ([1, 0]) };
  assert.deepEqual(withoutFault([strided], "steps.0.stride.1"), [newStep("edges")]);
});

test("a step that is at fault itself, or with its default too, is left out", () => {
  assert.deepEqual(withoutFault([edges, blur], "steps.0"), [blur]);
  assert.deepEqual(withoutFault([newStep("custom"), blur], "steps.0.parameters.kernel"), [blur]);
  assert.deepEqual(withoutFault([newStep("edges"), blur], "steps.0.offset"), [blur]);
});

test("where nothing would be left, or no step is at fault, there is no such chain", () => {
  assert.equal(withoutFault([newStep("custom")], "steps.0.parameters.kernel"), null);
  assert.equal(withoutFault([edges], "steps"), null);
  assert.equal(withoutFault([edges], "picture"), null);
  assert.equal(withoutFault([edges], "steps.7.offset"), null);
  assert.equal(withoutFault([edges], null), null);
});
