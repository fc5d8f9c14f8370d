/**
 * What is marked on the pictures for the inspected pixel: the window it was computed from, the taps, the parts of the window
 * that lie outside the picture, and the tap that is pointed at. Everything in world coordinates.
 *
 * @typedef {import("./viewport.js").Rect} Rect
 * @typedef {import("./placement.js").Placement} Placement
 * @typedef {import("./placement.js").Placed} Placed
 * @typedef {import("./placement.js").Pixel} Pixel
 * @typedef {{row: number, col: number, input_row: number|null, input_col: number|null, origin: string}} TapTerm
 * @typedef {{top: number, left: number}} WindowCorner in pixels of the step's input; may lie outside
 * @typedef {{corner: WindowCorner, terms: readonly TapTerm[], dilation: readonly number[], operand: Placed}} WindowSource
 * @typedef {{tap: Rect, origin: Rect|null}} TapMark `origin`: where a padded tap's value was really taken from
 * @typedef {{outline: Rect, taps: readonly Rect[], padding: readonly Rect[], hover: TapMark|null}} WindowMarks
 */
import { cellRect, isInside, pictureRect } from "./placement.js";
import { union } from "./viewport.js";

/**
 * @param {WindowSource} source
 * @param {Pixel|null} hoverTap (row, col) of a tap in the kernel
 * @returns {WindowMarks}
 */
export function windowMarks({ corner, terms, dilation, operand }, hoverTap) {
  const { placement } = operand;
  const [rowGap = 1, colGap = 1] = dilation;
  const cellOf = (/** @type {Pixel} */ tap) => cellRect(placement, corner.top + tap.row * rowGap, corner.left + tap.col * colGap);
  const taps = terms.map(cellOf);
  const outline = taps.length > 0 ? union(taps) : cellRect(placement, corner.top, corner.left);
  const hovered = hoverTap === null ? undefined : terms.find((term) => term.row === hoverTap.row && term.col === hoverTap.col);
  return {
    outline,
    taps,
    padding: outsideParts(outline, pictureRect(operand)),
    hover: hovered === undefined ? null : { tap: cellOf(hovered), origin: originOf(hovered) },
  };

  /** @param {TapTerm} term @returns {Rect|null} */
  function originOf(term) {
    const row = corner.top + term.row * rowGap;
    const col = corner.left + term.col * colGap;
    if (isInside(operand, row, col) || term.input_row === null || term.input_col === null) return null;
    return cellRect(placement, term.input_row, term.input_col);
  }
}

/**
 * The parts of a rectangle outside another one, without overlap: above, below, left, right (at most four).
 * @param {Rect} rect
 * @param {Rect} inside
 * @returns {Rect[]}
 */
export function outsideParts(rect, inside) {
  const right = rect.left + rect.width;
  const bottom = rect.top + rect.height;
  const middleTop = Math.min(Math.max(inside.top, rect.top), bottom);
  const middleBottom = Math.max(Math.min(inside.top + inside.height, bottom), middleTop);
  const middleLeft = Math.min(Math.max(inside.left, rect.left), right);
  const middleRight = Math.max(Math.min(inside.left + inside.width, right), middleLeft);
  const middle = { top: middleTop, height: middleBottom - middleTop };
  return [
    { left: rect.left, top: rect.top, width: rect.width, height: middleTop - rect.top },
    { left: rect.left, top: middleBottom, width: rect.width, height: bottom - middleBottom },
    { ...middle, left: rect.left, width: middleLeft - rect.left },
    { ...middle, left: middleRight, width: right - middleRight },
  ].filter((part) => part.width > 0 && part.height > 0);
}

/**
 * The exact value of the pixel on which a tap lies directly: what the inspected pixel covers, before the filter.
 * @param {readonly TapTerm[]} terms
 * @param {WindowCorner} corner
 * @param {readonly number[]} dilation
 * @param {Pixel} pixel in the step's input
 * @returns {number} the index of the term, −1 when no tap lies there
 */
export function termOver(terms, corner, dilation, pixel) {
  const [rowGap = 1, colGap = 1] = dilation;
  return terms.findIndex((term) => corner.top + term.row * rowGap === pixel.row && corner.left + term.col * colGap === pixel.col);
}
