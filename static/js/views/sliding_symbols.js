/** Letters with an index, as a formula prints them: what is written δ_p stands there with a small, lowered p. */
import { make } from "./dom.js";

const INDEXED = /(\p{L})_(\p{L}|\d+)/gu;

/**
 * @param {Element} element
 * @param {string} text
 */
export function writeSymbols(element, text) {
  if (!text.includes("_")) {
    element.textContent = text;
    return;
  }
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(INDEXED)) {
    parts.push(text.slice(from, match.index + match[1].length), make("sub", { text: match[2] }));
    from = match.index + match[0].length;
  }
  element.replaceChildren(make("span", {}, [...parts, text.slice(from)]));
}

/** @param {string} text the same letters in a row, for the name of what shows them */
export function spoken(text) {
  return text.replaceAll("_", "");
}
