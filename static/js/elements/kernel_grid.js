/**
 * The coloured cells of <kernel-editor>: an ARIA grid that is built once per shape and repainted per change.
 * @typedef {import("./kernel_input.js").Cell} Cell
 * @typedef {(value: number, range: number) => {background: string, ink: string}} ColorOf
 * @typedef {{kernel: readonly (readonly number[])[], colorOf: ColorOf, range: number, selected: Cell, highlight: Cell|null,
 *   invalid: Cell|null, mark: "first"|"last"|null, readOnly: boolean, label: (row: number, col: number, value: number) => string}} Picture
 */
import { fullNumber, shortNumber } from "./kernel_input.js";

/** A cell is at most this many text heights wide, and a digit is this share of a text height. */
const LARGEST_CELL_EM = 3.7;
const DIGIT_EM = 0.62;
const FONT_SHARES = [1, 0.85, 0.77];
/** Below this size neighbours touch, so that the picture of a large kernel stays whole. */
const SMALLEST_GAPPED_PX = 12;

export class KernelGrid {
  element = made("div", "kernel-grid", "grid");
  /** @type {HTMLElement[][]} */
  #cells = [];
  cell_px = 0;
  /** @type {Picture|null} */
  #painted = null;
  /** @type {Map<string, HTMLElement>} the cell that carries each mark */
  #marks = new Map();
  #room = 0;
  #isNew = true;

  /** @param {number} rows @param {number} cols */
  build(rows, cols) {
    if (rows === this.#cells.length && cols === this.#cells[0]?.length) return;
    this.#cells = [];
    this.#marks.clear();
    this.#isNew = true;
    const lines = Array.from({ length: rows }, (_, row) => {
      const line = made("div", "kernel-grid__row", "row");
      const cells = Array.from({ length: cols }, (__, col) => newCell(row, col));
      this.#cells.push(cells);
      line.append(...cells);
      return line;
    });
    this.element.replaceChildren(...lines);
    this.element.style.setProperty("--cols", String(cols));
  }

  /**
   * @param {number} width_px of the room that the grid has
   * @param {number} font_px
   * @param {readonly (readonly number[])[]} kernel
   */
  fit(width_px, font_px, kernel) {
    const cols = this.#cells[0]?.length ?? 1;
    const share = width_px / cols;
    const gap = share < SMALLEST_GAPPED_PX ? 0 : share < 2 * SMALLEST_GAPPED_PX ? 1 : 2;
    const size = Math.max(4, Math.min(font_px * LARGEST_CELL_EM, (width_px - gap * (cols - 1)) / cols));
    this.cell_px = Math.floor(size * 2) / 2;
    const font = FONT_SHARES.map((factor) => factor * font_px).find((candidate) => allFit(kernel, this.#roomFor(candidate)));
    this.element.style.setProperty("--cell", `${this.cell_px}px`);
    this.element.style.setProperty("--cell-gap", `${gap}px`);
    this.element.style.setProperty("--cell-font", `${font ?? font_px}px`);
    this.element.classList.toggle("kernel-grid--bare", font === undefined);
    return font === undefined ? 0 : this.#roomFor(font);
  }

  /** @param {number} font_px */
  #roomFor(font_px) {
    return Math.floor((this.cell_px - 4) / (font_px * DIGIT_EM));
  }

  /**
   * Values are written when they changed; marks move from cell to cell, for a pointer moves faster than 961 cells are written.
   * @param {Picture} picture
   * @param {number} room characters a cell can show; 0: colours only
   */
  paint(picture, room) {
    const before = this.#painted;
    const { kernel, colorOf, range, label, mark } = picture;
    if (
      before?.kernel !== kernel || before.colorOf !== colorOf || before.range !== range || before.label !== label ||
      this.#room !== room || this.#isNew
    ) {
      this.#cells.forEach((line, row) =>
        line.forEach((cell, col) => writeValue(cell, kernel[row]?.[col] ?? 0, { ...picture, row, col, room })),
      );
    }
    const last = { row: kernel.length - 1, col: (kernel[0]?.length ?? 1) - 1 };
    const corner = mark === null ? null : mark === "last" ? last : { row: 0, col: 0 };
    this.#move("selected", picture.selected, (cell, isOn) => {
      cell.tabIndex = isOn ? 0 : -1;
      cell.setAttribute("aria-selected", String(isOn));
    });
    this.#move("lit", picture.highlight, (cell, isOn) => cell.classList.toggle("kernel-cell--lit", isOn));
    this.#move("corner", corner, (cell, isOn) => cell.classList.toggle("kernel-cell--corner", isOn));
    this.#move("invalid", picture.invalid, (cell, isOn) => cell.setAttribute("aria-invalid", String(isOn)));
    this.element.setAttribute("aria-readonly", String(picture.readOnly));
    this.#painted = picture;
    this.#room = room;
    this.#isNew = false;
  }

  /** @param {string} name @param {Cell|null} to @param {(cell: HTMLElement, isOn: boolean) => void} turn */
  #move(name, to, turn) {
    const old = this.#marks.get(name);
    const next = to ? this.cell(to) : undefined;
    if (old && old !== next) turn(old, false);
    if (next) turn(next, true);
    if (next) this.#marks.set(name, next);
    else this.#marks.delete(name);
  }

  /** @param {Cell} cell @returns {HTMLElement|undefined} */
  cell({ row, col }) {
    return this.#cells[row]?.[col];
  }

  /**
   * The cell under a point, counted from the grid's corner so that a captured pointer is followed too.
   * @param {{clientX: number, clientY: number}} point
   * @returns {Cell|null}
   */
  cellAt({ clientX, clientY }) {
    const box = this.element.getBoundingClientRect();
    const [rows, cols] = [this.#cells.length, this.#cells[0]?.length ?? 0];
    const col = Math.floor(((clientX - box.left) / box.width) * cols);
    const row = Math.floor(((clientY - box.top) / box.height) * rows);
    return row >= 0 && row < rows && col >= 0 && col < cols ? { row, col } : null;
  }
}

/**
 * @param {HTMLElement} cell
 * @param {number} value
 * @param {Pick<Picture, "colorOf"|"range"|"label"> & {row: number, col: number, room: number}} how
 */
function writeValue(cell, value, { colorOf, range, label, row, col, room }) {
  const { background, ink } = colorOf(value, range);
  cell.style.background = background;
  cell.style.color = ink;
  const text = room ? (shortNumber(value, room) ?? "") : "";
  if (cell.textContent !== text) cell.textContent = text;
  cell.title = fullNumber(value);
  cell.setAttribute("aria-label", label(row, col, value));
}

/** @param {number} row @param {number} col */
function newCell(row, col) {
  const cell = made("div", "kernel-cell", "gridcell");
  cell.dataset.row = String(row);
  cell.dataset.col = String(col);
  cell.tabIndex = -1;
  return cell;
}

/** @param {readonly (readonly number[])[]} kernel @param {number} room */
function allFit(kernel, room) {
  return room > 0 && kernel.every((row) => row.every((value) => shortNumber(value, room) !== null));
}

/** @param {Cell|null} a @param {Cell|null} b */
export const isSame = (a, b) => a?.row === b?.row && a?.col === b?.col;

/** @param {"div"|"p"} tag @param {string} name of the class @param {string} [role] */
export function made(tag, name, role) {
  const element = document.createElement(tag);
  element.className = name;
  if (role) element.setAttribute("role", role);
  return element;
}

/** @param {EventTarget|null} target @returns {Cell|null} */
export function cellOf(target) {
  if (!(target instanceof HTMLElement) || target.dataset.row === undefined) return null;
  return { row: Number(target.dataset.row), col: Number(target.dataset.col) };
}
