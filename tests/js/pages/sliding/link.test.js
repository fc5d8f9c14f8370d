import assert from "node:assert/strict";
import { test } from "node:test";

import { readLink, writeLink } from "../../../../static/js/core/link.js";
import { linkDefaults, linked, linkFields, readOperand, writeOperand } from "../../../../static/js/pages/sliding/link.js";
import { chooseCase, openingState, setSpec } from "../../../../static/js/pages/sliding/state.js";
import { cases } from "./cases.js";

const FIELDS = linkFields(cases);

/** @param {import("../../../../static/js/types_sliding.js").SlidingState} state */
function write(state) {
  const chosen = cases.find((one) => one.id === state.caseId);
  assert.ok(chosen);
  return writeLink(FIELDS, linked(state), linkDefaults(chosen));
}

test("The opening state needs no query.", () => {
  assert.equal(write(openingState(cases)), "");
});

test("A case is one word; only what differs from it is written besides.", () => {
  const pooled = chooseCase(openingState(cases), "d1_max");
  assert.equal(write(pooled), "case=d1_max");
  assert.equal(write(setSpec(pooled, { ...pooled.spec, stride: [1, 2], padding: [[1, 0], [0, 0]] })), "case=d1_max&stride=1,2&padding=1,0,0,0");
});

test("Typed numbers and letters, and the shape they were typed for, come back from the link.", () => {
  const operand = { shape: [1, 2, 2], fill: /** @type {const} */ ("random"), seed: 7, values: [1, "a", -0.5], values_shape: [1, 1, 3] };
  assert.equal(writeOperand(operand), "1x2x2:random:7:1x1x3=1_a_-0.5");
  assert.deepEqual(readOperand(writeOperand(operand)), operand);
  assert.deepEqual(readOperand("1x4x4:ramp:0"), { shape: [1, 4, 4], fill: "ramp", seed: 0, values: null, values_shape: null });
});

test("What cannot be read is reported, and the rest is read.", () => {
  const { values, malformed } = readLink(FIELDS, "case=d1_max&x=4by4&stride=1&padding=1,2,3&t=-1&view=scatter");
  assert.deepEqual(malformed, ["x=4by4", "stride=1", "padding=1,2,3", "t=-1"]);
  assert.deepEqual(values, { caseId: "d1_max", view: "scatter" });
});
