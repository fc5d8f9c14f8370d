import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { chooseTheme, currentThemeChoice, parseThemeChoice, themeChoices } from "../../../static/js/core/theme_choice.js";

/** @param {Storage["setItem"]} [setItem] */
function page(setItem) {
  /** @type {Map<string, string>} */
  const stored = new Map();
  /** @type {Record<string, string>} */
  const dataset = {};
  Object.assign(globalThis, { document: { documentElement: { dataset } } });
  const storage = {
    setItem: setItem ?? ((/** @type {string} */ key, /** @type {string} */ value) => stored.set(key, value)),
    removeItem: (/** @type {string} */ key) => stored.delete(key),
  };
  Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
  return { stored, dataset };
}

test("a text that names no theme means the system's", () => {
  for (const choice of themeChoices) assert.equal(parseThemeChoice(choice), choice);
  for (const text of [null, undefined, "", "Dark", "<script>"]) assert.equal(parseThemeChoice(text), "system");
});

test("a choice is on the page at once and remembered, the system's is the absence of both", () => {
  const { stored, dataset } = page();
  chooseTheme("projector");
  assert.equal(dataset.theme, "projector");
  assert.deepEqual([...stored], [["convscope.theme", "projector"]]);
  assert.equal(currentThemeChoice(), "projector");
  chooseTheme("system");
  assert.equal("theme" in dataset, false);
  assert.equal(stored.size, 0);
  assert.equal(currentThemeChoice(), "system");
});

test("where nothing can be remembered the choice still holds on the page", () => {
  const { dataset } = page(() => {
    throw new Error("blocked");
  });
  chooseTheme("dark");
  assert.equal(dataset.theme, "dark");
});

test("the script before the first paint knows the same key and the same themes", () => {
  const boot = readFileSync(new URL("../../../static/js/theme_boot.js", import.meta.url), "utf8");
  assert.ok(boot.includes('getItem("convscope.theme")'));
  for (const choice of themeChoices.filter((name) => name !== "system")) assert.ok(boot.includes(`"${choice}"`), choice);
});
