/**
 * The field that opens over a cell while a weight is typed. It reports how typing ended and never decides what is valid.
 * @typedef {{commit: (text: string, way: {down: boolean, backwards: boolean}) => boolean, leave: (text: string) => void,
 *   cancel: () => void}} Endings commit: Enter or Tab, true if the key is used up; leave: the focus went elsewhere
 */
import { beginsNumber, readNumber } from "./kernel_input.js";

/** Small cells open a field that is wide enough to type in. */
const WIDTH_PX = 88;

export class CellEdit {
  element = document.createElement("input");
  #isOpen = false;
  #endings;

  /** @param {Endings} endings */
  constructor(endings) {
    this.#endings = endings;
    this.element.className = "kernel-edit";
    this.element.hidden = true;
    this.element.type = "text";
    this.element.inputMode = "decimal";
    this.element.autocomplete = "off";
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("input", () => this.#check());
    this.element.addEventListener("blur", () => {
      const wasOpen = this.#isOpen;
      this.close();
      if (wasOpen) this.#endings.leave(this.element.value);
    });
  }

  /**
   * @param {HTMLElement} cell
   * @param {string} text
   * @param {{isSelected: boolean, width_px: number}} options width of the frame that the field must stay in
   */
  open(cell, text, { isSelected, width_px }) {
    const width = Math.max(WIDTH_PX, cell.offsetWidth);
    const left = cell.offsetLeft + cell.offsetWidth / 2 - width / 2;
    this.element.style.width = `${width}px`;
    this.element.style.left = `${Math.max(0, Math.min(left, width_px - width))}px`;
    this.element.style.top = `${cell.offsetTop + cell.offsetHeight / 2}px`;
    this.element.setAttribute("aria-label", cell.getAttribute("aria-label") ?? "");
    this.element.value = text;
    this.element.hidden = false;
    this.#isOpen = true;
    this.#check();
    this.element.focus();
    if (isSelected) this.element.select();
  }

  close() {
    this.#isOpen = false;
    this.element.hidden = true;
  }

  /** A number that is still being typed ("-", "1/", "1e") is not wrong yet. */
  #check() {
    const text = this.element.value;
    const isWrong = readNumber(text).problem === "text" && !beginsNumber(text.slice(-1)) && !/\d\s*[/÷eE]$/.test(text);
    this.element.setAttribute("aria-invalid", String(isWrong));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    event.stopPropagation(); // the page's keys (space, arrows, brackets) are text here
    if (event.key === "Escape") {
      this.#isOpen = false; // before the blur, which would report that it was left
      this.#endings.cancel();
      event.preventDefault();
    } else if (event.key === "Enter" || event.key === "Tab") {
      this.#isOpen = false;
      if (this.#endings.commit(this.element.value, { down: event.key === "Enter", backwards: event.shiftKey })) event.preventDefault();
    }
  }
}
