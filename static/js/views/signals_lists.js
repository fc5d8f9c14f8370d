/** A list of numbers as it is typed and as it is written back. */
import { readNumber } from "../elements/kernel_input.js";

/**
 * Numbers as they were typed; what is no number stays text, and the server says what is wrong with it.
 * @param {string} text
 */
export function readList(text) {
  const parts = text.trim().split(/[\s,;\uff0c\uff1b\u3001]+/u).filter((part) => part !== "");
  return parts.map((part) => readNumber(part).value ?? part);
}

/** @param {unknown} values */
export function writeList(values) {
  return Array.isArray(values) ? values.join(", ").replaceAll("-", "\u2212") : String(values ?? "");
}
