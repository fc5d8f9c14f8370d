/**
 * The keyboard of a kernel, as pure functions: what a key means on a cell, and which cell comes next.
 * @typedef {import("./kernel_input.js").Cell} Cell
 * @typedef {{rows: number, cols: number}} Shape
 * @typedef {{key: string, altKey: boolean, shiftKey: boolean, ctrlKey: boolean, metaKey: boolean}} Key
 * @typedef {{kind: "step", by: number} | {kind: "move", to: Cell} | {kind: "set", value: number} | {kind: "edit", typed: string|null}} Action
 */
import { beginsNumber } from "./kernel_input.js";

/**
 * @param {Key} key
 * @param {{cell: Cell, shape: Shape, isReadOnly: boolean, brush: number|null}} situation brush: null when not painting
 * @returns {Action|null} null: not for the grid
 */
export function actionOfKey(key, { cell, shape, isReadOnly, brush }) {
  const by = isReadOnly ? 0 : keyStep(key);
  if (by) return { kind: "step", by };
  if (key.altKey || key.metaKey) return null;
  const to = cellByKey(cell, key, shape);
  if (to) return { kind: "move", to };
  if (isReadOnly || key.ctrlKey) return null;
  if (key.key === "Delete" || key.key === "Backspace") return { kind: "set", value: 0 };
  if (key.key === " " && brush !== null) return { kind: "set", value: brush };
  if (key.key === "Enter" || key.key === "F2") return { kind: "edit", typed: null };
  return beginsNumber(key.key) ? { kind: "edit", typed: key.key } : null;
}

/**
 * What Alt and an arrow change the value by: ↑ ↓ by 1, with Shift by 10, → ← by 0.1.
 * @param {{key: string, altKey: boolean, shiftKey: boolean}} event
 * @returns {number} 0: not a stepping key
 */
function keyStep({ key, altKey, shiftKey }) {
  if (!altKey) return 0;
  if (key === "ArrowUp") return shiftKey ? 10 : 1;
  if (key === "ArrowDown") return shiftKey ? -10 : -1;
  if (key === "ArrowRight") return 0.1;
  return key === "ArrowLeft" ? -0.1 : 0;
}

/**
 * Where an arrow, Home or End leads from a cell; the edges hold.
 * @param {Cell} cell
 * @param {{key: string, ctrlKey: boolean}} event
 * @param {Shape} shape
 * @returns {Cell|null} null: the key moves nothing
 */
export function cellByKey({ row, col }, { key, ctrlKey }, { rows, cols }) {
  switch (key) {
    case "ArrowUp":
      return { row: Math.max(0, row - 1), col };
    case "ArrowDown":
      return { row: Math.min(rows - 1, row + 1), col };
    case "ArrowLeft":
      return { row, col: Math.max(0, col - 1) };
    case "ArrowRight":
      return { row, col: Math.min(cols - 1, col + 1) };
    case "Home":
      return { row: ctrlKey ? 0 : row, col: 0 };
    case "End":
      return { row: ctrlKey ? rows - 1 : row, col: cols - 1 };
    default:
      return null;
  }
}

/**
 * The cell after a commit: Tab goes along the row and on to the next, Enter down the column and on to the next.
 * @param {Cell} cell
 * @param {Shape} shape
 * @param {{down?: boolean, backwards?: boolean}} way
 * @returns {Cell|null} null past the last (or before the first) cell
 */
export function cellAfter({ row, col }, { rows, cols }, { down = false, backwards = false }) {
  const place = (down ? col * rows + row : row * cols + col) + (backwards ? -1 : 1);
  if (place < 0 || place >= rows * cols) return null;
  const [outer, inner] = [Math.floor(place / (down ? rows : cols)), place % (down ? rows : cols)];
  return down ? { row: inner, col: outer } : { row: outer, col: inner };
}
