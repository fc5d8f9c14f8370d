/**
 * Where the cells of a small grid of numbers lie, which cell a point or an arrow key means, and how several equal
 * grids share a width. Positions only: it knows nothing of what the numbers are.
 *
 * @typedef {{rows: number, cols: number, cell: number, gap: number, width: number, height: number}} GridLayout
 * @typedef {{row: number, col: number}} Cell
 * @typedef {{kind: "row"|"square"|"strip", cell: number}} Arrangement
 * @typedef {{from: number, to: number}} Span  terms from … to − 1
 */

/**
 * @param {number} rows
 * @param {number} cols
 * @param {number} cell side of a cell in CSS pixels
 * @param {number} gap between cells
 * @returns {GridLayout}
 */
export function gridLayout(rows, cols, cell, gap) {
  return { rows, cols, cell, gap, width: cols * (cell + gap) - gap, height: rows * (cell + gap) - gap };
}

/**
 * @param {GridLayout} layout
 * @param {number} row
 * @param {number} col
 */
export function cellRect(layout, row, col) {
  const pitch = layout.cell + layout.gap;
  return { x: col * pitch, y: row * pitch, width: layout.cell, height: layout.cell };
}

/**
 * The cell under a point; a gap belongs to the cell before it, so that the pointer never falls between two cells.
 * @param {GridLayout} layout
 * @param {number} x
 * @param {number} y
 * @returns {Cell|null}
 */
export function cellAt(layout, x, y) {
  const pitch = layout.cell + layout.gap;
  const row = Math.floor(y / pitch);
  const col = Math.floor(x / pitch);
  return row < 0 || col < 0 || row >= layout.rows || col >= layout.cols ? null : { row, col };
}

/**
 * The cell that a navigation key leads to, or null where the key is not one of the grid's.
 * Home and End stay in the row; with `far` (Ctrl held) they lead to the corners.
 * @param {Cell} cell
 * @param {string} key
 * @param {number} rows
 * @param {number} cols
 * @param {boolean} [far]
 * @returns {Cell|null}
 */
export function moveCell(cell, key, rows, cols, far = false) {
  const row = (/** @type {number} */ r) => Math.min(rows - 1, Math.max(0, r));
  const col = (/** @type {number} */ c) => Math.min(cols - 1, Math.max(0, c));
  switch (key) {
    case "ArrowLeft":
      return { row: cell.row, col: col(cell.col - 1) };
    case "ArrowRight":
      return { row: cell.row, col: col(cell.col + 1) };
    case "ArrowUp":
      return { row: row(cell.row - 1), col: cell.col };
    case "ArrowDown":
      return { row: row(cell.row + 1), col: cell.col };
    case "Home":
      return { row: far ? 0 : cell.row, col: 0 };
    case "End":
      return { row: far ? rows - 1 : cell.row, col: cols - 1 };
    default:
      return null;
  }
}

/**
 * How `count` grids of the same shape share a width: in a row; two by two; or as a strip to swipe, when even two
 * side by side would make cells smaller than `least`.
 * @param {{width: number, rows: number, cols: number, count: number, sign: number, gap: number, least: number, most: number, stacked?: number}} wanted
 *   sign: room for the operator before each grid but the first; most: the largest comfortable cell; stacked: the same where grids stand
 *   above each other and height is dear
 * @returns {Arrangement}
 */
export function arrange({ width, rows, cols, count, sign, gap, least, most, stacked = most }) {
  const widest = (/** @type {number} */ columns, /** @type {number} */ signs) =>
    Math.min(most, (width - signs * sign) / columns / cols - gap);
  const whole = (/** @type {number} */ cell) => (cell >= 8 ? Math.floor(cell) : Math.max(2, Math.floor(cell * 4) / 4));
  const inRow = widest(count, count - 1);
  if (inRow >= least) return { kind: "row", cell: whole(inRow) };
  const inSquare = Math.min(stacked, widest(2, 2));
  if (inSquare >= least || rows * cols > 400) return { kind: "square", cell: whole(inSquare) };
  return { kind: "strip", cell: whole(Math.min(Math.max(least, widest(1, 2)), least * 1.25)) };
}

/**
 * Which terms of a long sum to write out: all when there are at most `limit`; else those around the one of interest;
 * without one, the first and the last.
 * @param {number} count
 * @param {number|null} centre
 * @param {number} [limit]
 * @param {number} [around] shown on each side of the centre
 * @returns {Span[]} disjoint, ascending
 */
export function visibleTerms(count, centre, limit = 25, around = 5) {
  if (count <= limit) return [{ from: 0, to: count }];
  if (centre === null) {
    return [
      { from: 0, to: around },
      { from: count - around, to: count },
    ];
  }
  const from = Math.max(0, Math.min(centre - around, count - (2 * around + 1)));
  return [{ from, to: Math.min(count, from + 2 * around + 1) }];
}

/**
 * @param {readonly Span[]} spans
 * @param {number} index
 */
export function includesTerm(spans, index) {
  return spans.some((span) => index >= span.from && index < span.to);
}

/**
 * The most decimals (at most `digits`) with which the longest of some texts still fits a cell.
 * @param {(digits: number) => number} longest characters of the longest text at so many decimals
 * @param {number} room characters that fit
 * @param {number} [digits]
 */
export function fittingDigits(longest, room, digits = 3) {
  for (let tried = digits; tried > 0; tried -= 1) if (longest(tried) <= room) return tried;
  return 0;
}
