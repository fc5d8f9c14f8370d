import assert from "node:assert/strict";
import { test } from "node:test";

import { symbols } from "../../../static/js/draw/svg_text.js";

/** What a reader sees, with indices in brackets. @param {string} svg */
const seen = (svg) => svg.replace(/<tspan dy="4"[^>]*>(.*?)<\/tspan>/g, "[$1]").replace(/<[^>]*>|\u200b/g, "");

test("an index stands below the line, and what follows it on the line again", () => {
  assert.equal(seen(symbols("wδ_p + x_12z")), "wδ[p] + x[12]z");
  const shifts = [...symbols("wδ_p + x_12").matchAll(/dy="(-?\d+)"/g)].map(([, dy]) => Number(dy));
  assert.deepEqual(shifts, [4, -4, 4, -4]);
});

test("words without an index are as they were, and safe", () => {
  assert.equal(symbols("1 × (−2)"), "1 × (−2)");
  assert.equal(symbols(`a < b & "c"`), "a &lt; b &amp; &quot;c&quot;");
});
