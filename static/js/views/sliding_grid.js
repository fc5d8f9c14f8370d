/**
 * One operand's number grids as elements: made once, then only what changed is touched. Arrow keys walk, typing edits,
 * a click chooses. The marks of a cell are bits, so that a frame costs one comparison for each cell.
 */
import { make } from "./dom.js";
import { spoken, writeSymbols } from "./sliding_symbols.js";

export const MARK = { window: 1, current: 2, lit: 4, pending: 8, partial: 16, dim: 32, secret: 64, winner: 128 };
const CLASSES = Object.entries(MARK).map(([name, bit]) => ({ bit, name: `cell--${name}` }));

/**
 * @typedef {object} GridEvents positions count over all grids of the operand
 * @property {(position: number|null) => void} hover
 * @property {(position: number) => void} choose
 * @property {(position: number, typed: string|null) => boolean} edit typed: the character that began it; false: cannot be edited
 * @property {(position: number) => string} label
 */

/**
 * @param {{tiles: readonly [number, number], rows: number, cols: number, kinds: readonly string[], isEditable: boolean}} shape
 *   kinds: class of each cell
 * @param {GridEvents} events
 */
export function makeGrid({ tiles, rows, cols, kinds, isEditable }, events) {
  const size = rows * cols;
  const count = tiles[0] * tiles[1] * size;
  /** @type {HTMLElement[]} */
  const cells = [];
  /** @type {HTMLElement[]} */
  const captions = [];
  const grids = Array.from({ length: tiles[0] * tiles[1] }, (_, tile) => {
    const lines = Array.from({ length: rows }, (__, row) => {
      const line = Array.from({ length: cols }, (___, col) => {
        const position = tile * size + row * cols + col;
        const attributes = { role: "gridcell", tabindex: position === 0 ? "0" : "-1" };
        const cell = make("div", { class: `grid-cell cell ${kinds[position]}`, "data-position": String(position), ...attributes });
        cells.push(cell);
        return cell;
      });
      return make("div", { class: "tensor__row", role: "row" }, line);
    });
    const caption = make("span", { class: "tensor__channel", "aria-hidden": "true" });
    captions.push(caption);
    const grid = make("div", { class: "tensor__grid", role: "grid", "aria-colcount": String(cols) }, lines);
    grid.style.setProperty("--cols", String(cols));
    return make("div", { class: "tensor__tile" }, [caption, grid]);
  });
  const element = make("div", { class: "tensor" }, grids);
  const marks = new Uint8Array(count);
  /** What each cell says; null until it has been said once. @type {(string|null)[]} */
  const texts = new Array(count).fill(null);
  /** @type {string[]} */
  const colors = new Array(count).fill("");
  let stop = 0;

  /** @param {Event} event */
  function positionOf(event) {
    const cell = event.target instanceof Element ? event.target.closest("[data-position]") : null;
    return cell instanceof HTMLElement ? Number(cell.dataset.position) : null;
  }

  for (const type of ["pointerover", "focusin"]) {
    element.addEventListener(type, (event) => {
      const position = positionOf(event);
      if (position !== null) events.hover(position);
      if (type === "focusin" && position !== null) setStop(position);
    });
  }
  element.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") events.hover(null);
  });
  element.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) events.hover(null);
  });
  // Pressing a cell chooses it; pressing the chosen one begins to edit it, with a finger too.
  let wasFocused = false;
  element.addEventListener("mousedown", (event) => {
    const position = positionOf(event);
    wasFocused = position !== null && cells[position] === document.activeElement;
    if (!isEditable && !isEditor(event.target)) {
      // The focus stays where it was, so that arrow keys go on stepping through time.
      event.preventDefault();
      if (isEditor(document.activeElement)) document.activeElement.blur();
    }
  });
  element.addEventListener("click", (event) => {
    const position = positionOf(event);
    if (position === null || isEditor(event.target)) return;
    if (!wasFocused || !events.edit(position, null)) events.choose(position);
  });
  element.addEventListener("dblclick", (event) => {
    const position = positionOf(event);
    if (position !== null && !isEditor(event.target)) events.edit(position, null);
  });
  element.addEventListener("keydown", (event) => {
    const position = positionOf(event);
    if (position === null || isEditor(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (act(event, position)) event.preventDefault();
  });

  /**
   * @param {KeyboardEvent} event
   * @param {number} position
   */
  function act({ key, shiftKey }, position) {
    const to = shiftKey ? null : target(key, position);
    if (to !== null) focus(to);
    else if (key === "Enter") {
      if (!events.edit(position, null)) events.choose(position);
    } else if (key === "F2" || key === "Backspace" || key === "Delete") return events.edit(position, key === "F2" ? null : "");
    else if (key.length === 1 && key !== " " && key !== "[" && key !== "]") return events.edit(position, key);
    else return false;
    return true;
  }

  /**
   * @param {string} key
   * @param {number} position
   */
  function target(key, position) {
    const start = position - (position % cols);
    const tile = position - (position % size);
    if (key === "ArrowLeft") return Math.max(start, position - 1);
    if (key === "ArrowRight") return Math.min(start + cols - 1, position + 1);
    if (key === "ArrowUp") return position - cols >= tile ? position - cols : position;
    if (key === "ArrowDown") return position + cols < tile + size ? position + cols : position;
    if (key === "Home") return start;
    return key === "End" ? start + cols - 1 : null;
  }

  /** @param {number} position the grid's one tab stop */
  function setStop(position) {
    if (position === stop) return;
    cells[stop].tabIndex = -1;
    cells[position].tabIndex = 0;
    stop = position;
  }

  /** @param {number} position */
  function focus(position) {
    setStop(position);
    cells[position].focus();
  }

  return {
    element,
    cells,
    grids,
    captions,
    count,
    focus,
    /**
     * @param {number} position
     * @param {string} text
     */
    setText(position, text) {
      // A cell that is still empty has its name too.
      if (texts[position] === text && cells[position].hasAttribute("aria-label")) return;
      texts[position] = text;
      const cell = cells[position];
      if (!cell.querySelector("input")) writeSymbols(cell, text);
      if (text.length > 3) cell.dataset.long = text.length > 9 ? "very" : text.length > 5 ? "yes" : text.length > 4 ? "five" : "four";
      else delete cell.dataset.long;
      cell.setAttribute("aria-label", spoken(events.label(position)));
    },
    /**
     * @param {number} position
     * @param {{background: string, ink: string}|null} color null: the cell's kind gives it
     */
    setColor(position, color) {
      const key = color?.background ?? "";
      if (colors[position] === key) return;
      colors[position] = key;
      const { style } = cells[position];
      if (color) {
        style.setProperty("--fill", color.background);
        style.setProperty("--fill-ink", color.ink);
      } else {
        style.removeProperty("--fill");
        style.removeProperty("--fill-ink");
      }
    },
    /** @param {Uint8Array} next */
    setMarks(next) {
      for (let position = 0; position < count; position += 1) {
        const changed = marks[position] ^ next[position];
        if (changed === 0) continue;
        for (const { bit, name } of CLASSES) {
          if (changed & bit) cells[position].classList.toggle(name, (next[position] & bit) !== 0);
        }
        marks[position] = next[position];
      }
    },
    /** @param {number} position what stands in a cell after it was edited */
    restore(position) {
      writeSymbols(cells[position], texts[position] ?? "");
    },
    textAt: (/** @type {number} */ position) => texts[position] ?? "",
  };
}

/**
 * @param {EventTarget|null} target
 * @returns {target is HTMLInputElement}
 */
function isEditor(target) {
  return target instanceof HTMLInputElement;
}
