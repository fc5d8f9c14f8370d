/** How large the cells of a matrix may be. */

/**
 * A whole number of pixels, from `least` to `most`.
 * @param {{width: number, height?: number, rows: number, cols: number, least: number, most: number}} wanted
 */
export function fitCell({ width, height = Infinity, rows, cols, least, most }) {
  const fitting = Math.floor(Math.min(width / cols, height / rows));
  return Math.max(least, Math.min(most, fitting));
}

/**
 * The cell under a point of a grid without gaps between its cells; null beyond it.
 * @param {{rows: number, cols: number, width: number, height: number}} grid width and height of one cell
 * @param {number} x
 * @param {number} y
 */
export function cellUnder({ rows, cols, width, height }, x, y) {
  const [row, col] = [Math.floor(y / height), Math.floor(x / width)];
  return row >= 0 && col >= 0 && row < rows && col < cols ? { row, col } : null;
}
