import assert from "node:assert/strict";
import { test } from "node:test";

import { curvesFigure } from "../../../static/js/draw/curves_figure.js";
import { curveStyle } from "../../../static/js/draw/curves_style.js";

/** @type {any} */
const theme = { panel: "#fff", ink: "#000", ink2: "#444", line: "#ddd", line2: "#aaa", neg: "#00f", pos: "#f80", deltaNeg: "#80f", deltaPos: "#0a0", window: "#088" };

test("runs differ in colour, dash and mark together", () => {
  const styles = [0, 1, 2, 3, 4, 5].map((place) => curveStyle("validation", place, theme));
  for (const part of /** @type {const} */ (["color", "mark"])) assert.equal(new Set(styles.map((style) => style[part])).size, 6);
  assert.equal(new Set(styles.map(({ dash }) => dash.join())).size, 6);
});

test("the figure names what it shows and escapes what it is told", () => {
  /** @type {any} */
  const run = { place: 0 };
  const sheet = { curves: [{ id: "a", run, line: /** @type {const} */ ("validation") }], xs: [10, 20], columns: [[2, 1]], range: /** @type {[number, number]} */ ([0, 2]) };
  const words = { title: "A < B", loss: "Loss", accuracy: "Accuracy", steps: "steps", nameOf: () => "validation & more", notes: ["best: 7"], amount: String, percent: String };
  const { svg, height } = curvesFigure({ loss: sheet, accuracy: sheet, end: 20, stepsPerEpoch: 10, isLog: false }, words, theme);
  assert.ok(svg.includes("A &lt; B") && svg.includes("validation &amp; more") && svg.includes("best: 7"));
  assert.ok(svg.includes(`height="${height}"`));
  assert.equal(svg.match(/<path[^>]*d="M500\.0 62\.0L936\.0 192\.0"/g)?.length, 1);
});
