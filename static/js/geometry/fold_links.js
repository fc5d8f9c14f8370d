/** Which cells of `Wᵀ · δ = columns`, and which outputs they are added to, light up with a hovered cell. */
import { linksOf } from "./links.js";
import { sourceIndex } from "./matrix_links.js";

/** @typedef {import("../types_sliding.js").Trace} Trace */

/**
 * @param {Trace} trace
 * @param {import("./matrix_links.js").Folded} fold
 * @param {import("./matrix_links.js").FoldedCells} cells
 * @param {number} maps columns of the kernel's rows
 * @param {import("../types_sliding.js").Hover} hover
 * @param {number} reduction the current one, which "term" refers to
 * @returns {{top: Set<number>, left: Set<number>, product: Set<number>, outputs: Set<number>}}
 */
export function litInFold(trace, fold, cells, maps, hover, reduction) {
  const links = linksOf(trace, hover, reduction);
  /** @type {Set<number>} */
  const product = new Set();
  const top = new Set([...links.values].map((at) => sourceIndex(trace, at)).filter((source) => source >= 0));
  const left = new Set([...cells.weights.keys()].filter((cell) => links.weights.has(cells.weights[cell])));
  if (hover.operand === "term") product.add(cells.entryOf(reduction, hover.index));
  else {
    const columns = new Set([...top].map((source) => source % fold.cols));
    const rows = new Set([...left].map((cell) => Math.floor(cell / maps)));
    for (let entry = 0; entry < cells.outputs.length; entry += 1) {
      if (hover.operand === trace.output.id) {
        if (cells.outputs[entry] === hover.index) product.add(entry);
      } else if (hover.operand === trace.value_operand) {
        if (columns.has(entry % fold.cols)) product.add(entry);
      } else if (rows.has(Math.floor(entry / fold.cols))) product.add(entry);
    }
  }
  return { top, left, product, outputs: links.outputs };
}
