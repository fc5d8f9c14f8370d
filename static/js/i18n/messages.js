/** The page's sentences, read from the JSON block that the server put into it. */

/** @type {Readonly<Record<string, string>>} */
const messages = JSON.parse(document.getElementById("messages")?.textContent ?? "{}");

export const language = document.documentElement.lang.slice(0, 2) === "en" ? "en" : "zh";

/**
 * @param {string} key
 * @param {Readonly<Record<string, string|number>>} [values] placeholders of the sentence
 * @returns {string} the sentence, or the key itself where there is none (a test looks for that)
 */
export function t(key, values = {}) {
  const sentence = messages[key];
  if (sentence === undefined) return key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Sentences one after another: a Chinese full stop is space enough. @param {readonly string[]} sentences */
export function together(sentences) {
  return sentences.join(language === "zh" ? "" : " ");
}

/** @param {string} key */
export function hasMessage(key) {
  return key in messages;
}

export { formatNumber } from "../geometry/number_text.js";
