import assert from "node:assert/strict";
import { test } from "node:test";

/** The two things that the module reads from the page: its language and its JSON block of sentences. */
const page = {
  documentElement: { lang: "en" },
  getElementById: (/** @type {string} */ id) =>
    id === "messages" ? { textContent: JSON.stringify({ greeting: "{name}, {count} of {count}", plain: "Hello" }) } : null,
};
Object.assign(globalThis, { document: page });
const { formatNumber, hasMessage, language, t } = await import("../../../static/js/i18n/messages.js");

test("the page's language is the first part of its lang attribute", () => {
  assert.equal(language, "en");
});

test("a sentence has its placeholders filled, each as often as it stands there", () => {
  assert.equal(t("greeting", { name: "Ada", count: 3 }), "Ada, 3 of 3");
});

test("a placeholder without a value stays visible", () => {
  assert.equal(t("greeting", { name: "Ada" }), "Ada, {count} of {count}");
});

test("a key without a sentence is shown as itself, and is known to be missing", () => {
  assert.equal(t("no.such.key"), "no.such.key");
  assert.equal(hasMessage("no.such.key"), false);
  assert.equal(hasMessage("plain"), true);
});

test("a number is printed as in a textbook", () => {
  for (const [value, text] of /** @type {const} */ ([
    [0, "0"],
    [12, "12"],
    [-7, "\u22127"],
    [0.5, "0.5"],
    [1 / 3, "0.333"],
    [-2.0004, "\u22122"],
    [1.9996, "2"],
    [1234567, "1234567"],
  ])) {
    assert.equal(formatNumber(value), text);
  }
});

test("what rounds to zero is zero without a sign", () => {
  assert.equal(formatNumber(-0.0004), "0");
  assert.equal(formatNumber(-0), "0");
});

test("the number of decimals can be chosen", () => {
  assert.equal(formatNumber(Math.PI, 1), "3.1");
  assert.equal(formatNumber(2.5, 0), "3");
});

test("a value that is no number says so instead of looking like one", () => {
  assert.equal(formatNumber(Number.NaN), "NaN");
  assert.equal(formatNumber(Number.POSITIVE_INFINITY), "Infinity");
});
