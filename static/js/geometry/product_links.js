/** Which cells of `kernel rows · im2col = product` light up with a hovered cell. Flat indices into each of the three matrices. */
import { linksOf } from "./links.js";
import { forwardCells } from "./matrix_links.js";

/** @typedef {import("../types_sliding.js").Trace} Trace */
/** @typedef {{top: Set<number>, left: Set<number>, product: Set<number>}} LitCells */

/**
 * @param {Trace} trace
 * @param {import("./matrix_links.js").Columns} im2col
 * @param {import("../types_sliding.js").Hover} hover
 * @param {number} reduction the current one, which "term" refers to
 * @returns {LitCells}
 */
export function litInProduct(trace, im2col, hover, reduction) {
  const { rows: inner, cols, value_at: at } = im2col;
  const { places, outputs, weights } = forwardCells(trace, im2col);
  const links = linksOf(trace, hover, reduction);
  const product = matching(outputs, (output) => links.outputs.has(output));
  if (hover.operand === "term") {
    const place = places[reduction];
    const [row, col] = [Math.floor(place / cols), place % cols];
    return { top: new Set([hover.index * cols + col]), left: new Set([row * inner + hover.index]), product };
  }
  const left = matching(weights, (weight) => links.weights.has(weight));
  if (hover.operand === trace.output.id) {
    const columns = new Set([...product].map((cell) => cell % cols));
    return { top: matching(at, (_, cell) => columns.has(cell % cols)), left, product };
  }
  if (hover.operand === trace.value_operand) return { top: matching(at, (value) => value === hover.index), left, product };
  const rows = new Set([...left].map((cell) => cell % inner));
  return { top: matching(at, (_, cell) => rows.has(Math.floor(cell / cols))), left, product };
}

/**
 * @param {ArrayLike<number>} list
 * @param {(entry: number, index: number) => boolean} isMeant
 */
function matching(list, isMeant) {
  /** @type {Set<number>} */
  const found = new Set();
  for (let index = 0; index < list.length; index += 1) if (isMeant(list[index], index)) found.add(index);
  return found;
}
