import assert from "node:assert/strict";
import { test } from "node:test";

import { readLink } from "../../../../static/js/core/link.js";
import { linkFields } from "../../../../static/js/pages/filters/link.js";
import { linkFault } from "../../../../static/js/pages/link_fault.js";

const FIELDS = linkFields(["gaussian", "sobel_x", "custom"]);

/** @param {string} query */
function read(query) {
  const found = readLink(FIELDS, query);
  const steps = /** @type {import("../../../../static/js/types.js").Step[]|undefined} */ (found.values.steps);
  return { filters: steps?.map((one) => one.filter), fault: linkFault(found) };
}

test("a step that is none is left out and named; the others stay in their order", () => {
  const { filters, fault } = read("steps=gaussian,sigma:2;cubism,size:3;sobel_x;custom,kernel:");
  assert.deepEqual(filters, ["gaussian", "sobel_x"]);
  assert.equal(fault?.code, "link_part_left_out");
  assert.equal(fault?.value, "cubism,size:3; custom,kernel:");
});

test("a chain without one step that can be read has its default", () => {
  const { filters, fault } = read("steps=cubism;fauvism");
  assert.equal(filters, undefined);
  assert.equal(fault?.code, "link_malformed");
});

test("of a chain that can be read nothing is said", () => {
  assert.deepEqual(read("steps=custom,kernel:1_2/3_4;gaussian"), { filters: ["custom", "gaussian"], fault: null });
});
