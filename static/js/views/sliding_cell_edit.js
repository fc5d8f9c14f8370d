/** A box inside a cell, for as long as somebody types a number (or, where letters make sense, a letter) into it. */
import { readNumber } from "../elements/kernel_input.js";
import { t } from "../i18n/messages.js";
import { make } from "./dom.js";

/** @typedef {import("../types_sliding.js").Entry} Entry */

const LETTERS = /^[+-]?\p{L}[\p{L}\d]{0,7}$/u;

/**
 * @param {string} text
 * @param {boolean} allowsLetters
 * @returns {Entry|null} null: it is no entry
 */
export function readEntry(text, allowsLetters) {
  const reading = readNumber(text);
  if (reading.problem === null) return reading.value;
  const word = text.trim().replaceAll("−", "-");
  return allowsLetters && LETTERS.test(word) ? word : null;
}

/**
 * isWhole: the text is what stood there, to be typed over; else it is the first character of what is typed.
 * @param {HTMLElement} cell
 * @param {string} text what the box begins with
 * @param {{isWhole: boolean, allowsLetters: boolean, commit: (entry: Entry) => void, ended: (by: "enter"|"tab"|"back"|"leave"|"escape") => void,
 *   explain: (sentence: string) => void}} options
 */
export function editCell(cell, text, { isWhole, allowsLetters, commit, ended, explain }) {
  const label = cell.getAttribute("aria-label") ?? "";
  const attributes = { type: "text", inputmode: allowsLetters ? "text" : "decimal", autocomplete: "off", "aria-label": label };
  const input = make("input", { class: "cell__input", ...attributes });
  input.value = text;
  cell.replaceChildren(input);
  input.focus();
  if (isWhole) input.select();
  let isOpen = true;

  /** @param {Parameters<typeof ended>[0]} by */
  function close(by) {
    if (!isOpen) return;
    const entry = by === "escape" || input.value.trim() === "" ? undefined : readEntry(input.value, allowsLetters);
    if (entry === null && by !== "leave") {
      input.setAttribute("aria-invalid", "true");
      explain(t(allowsLetters ? "sliding.edit.invalid_letters" : "sliding.edit.invalid", { text: input.value }));
      return;
    }
    isOpen = false;
    explain("");
    if (entry !== undefined && entry !== null) commit(entry);
    ended(by);
  }

  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const by = event.key === "Enter" ? "enter" : event.key === "Escape" ? "escape" : event.key === "Tab" ? (event.shiftKey ? "back" : "tab") : null;
    if (!by) return;
    event.preventDefault();
    close(by);
  });
  input.addEventListener("input", () => input.removeAttribute("aria-invalid"));
  input.addEventListener("blur", () => close("leave"));
}
