/** A small grid with its numbers in the cells: each cell is an element that can be focused and read aloud. */

import { fittingDigits } from "../geometry/grid_layout.js";
import { t } from "../i18n/messages.js";
import { make, setAttribute, setText } from "./dom.js";
import { compact, exact, origin } from "./inspector_words.js";

/**
 * @typedef {import("./inspector_types.js").View} View
 * @typedef {import("./inspector_paint.js").Paint} Paint
 * @typedef {{kind: "row"|"square"|"strip", cell: number}} Arrangement
 */

/** Width of a digit of the monospaced face, in em. */
const DIGIT = 0.6;

/**
 * @param {HTMLElement} root role="grid"
 * @returns {{show: (view: View, paint: Paint, cell: number, font: number) => void, mark: (view: View) => void}}
 */
export function cellGrid(root) {
  /** @type {HTMLElement[]} */
  let cells = [];
  let shape = "";
  let kind = "value";

  /** @param {number} rows @param {number} cols */
  function build(rows, cols) {
    shape = `${rows}×${cols}`;
    cells = [];
    const lines = [];
    for (let row = 0; row < rows; row += 1) {
      const line = make("div", { role: "row", class: "inspector__row" });
      for (let col = 0; col < cols; col += 1) {
        const cell = make("div", { role: "gridcell", class: "grid-cell inspector__cell", tabindex: -1, "data-row": row, "data-col": col });
        cells.push(cell);
        line.append(cell);
      }
      lines.push(line);
    }
    root.replaceChildren(...lines);
  }

  return {
    show(view, paint, cell, font) {
      kind = paint.kind;
      if (shape !== `${view.rows}×${view.cols}` || cells[0]?.parentElement?.parentElement !== root) build(view.rows, view.cols);
      const { size, digits } = fit(paint.numbers, cell, font);
      root.style.setProperty("--cell", `${cell}px`);
      root.style.setProperty("--cell-font", `${size}px`);
      cells.forEach((target, index) => {
        const term = view.reduction.terms[index];
        if (!term) return;
        setText(target, compact(paint.numbers[index] ?? 0, digits));
        target.style.setProperty("--fill", paint.fill(index));
        target.style.setProperty("--fill-ink", paint.ink(index));
        target.classList.toggle("inspector__cell--padding", paint.hatched(index));
        target.classList.toggle("inspector__cell--zero", kind !== "value" && term.weight === 0);
        const number = exact(paint.numbers[index] ?? 0);
        setAttribute(target, "aria-label", kind === "value"
          ? t("inspector.cell.value", { origin: origin(term), number })
          : t("inspector.cell.other", { row: term.row, col: term.col, number }));
      });
    },
    mark(view) {
      const shown = view.lit ?? view.term ?? 0;
      cells.forEach((target, index) => {
        const pending = view.term !== null && index > view.term && (kind === "product" || kind === "sum");
        target.classList.toggle("grid-cell--empty", pending);
        target.classList.toggle("grid-cell--window", index === view.term);
        target.classList.toggle("grid-cell--lit", index === view.lit);
        if (target.tabIndex !== (index === shown ? 0 : -1)) target.tabIndex = index === shown ? 0 : -1;
      });
    },
  };
}

/**
 * The largest type in which all numbers fit; where even small type is too wide, fewer decimals.
 * @param {readonly number[]} numbers
 * @param {number} cell
 * @param {number} font the comfortable size
 */
function fit(numbers, cell, font) {
  const longest = (/** @type {number} */ digits) => Math.max(...numbers.map((value) => compact(value, digits).length));
  const room = (/** @type {number} */ size) => (cell - 6) / (size * DIGIT);
  const small = font * 0.77;
  const digits = fittingDigits(longest, room(small));
  const size = Math.min(font * Math.max(1, cell / 42), Math.max(small * 0.8, Math.min(cell - 6, cell * 0.86) / (longest(digits) * DIGIT)));
  return { size: Math.round(size * 4) / 4, digits };
}

/**
 * The smallest cell in which the numbers still read, one decimal kept.
 * @param {readonly number[]} numbers
 * @param {number} font
 */
export function leastCell(numbers, font) {
  const characters = Math.max(...numbers.map((value) => compact(value, 1).length));
  return Math.max(26, Math.ceil(characters * font * 0.77 * DIGIT + 6));
}
