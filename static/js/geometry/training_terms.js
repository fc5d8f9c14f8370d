/**
 * The products of one output, sorted into the grids that show them: window, kernel and products of each input channel. Only places,
 * read off what the trace says of each term.
 *
 * @typedef {import("../types_sliding.js").Trace} Trace
 * @typedef {{term: number, channel: number, row: number, col: number}} Place
 * @typedef {{channels: number, rows: number, cols: number, places: Place[], isWeighted: boolean}} TermGrid
 *   places: one for each term, in order
 */

/**
 * @param {Trace} trace of one reduction
 * @returns {TermGrid}
 */
export function termGrid(trace) {
  const [one] = trace.reductions;
  const weight = trace.operands.find(({ id }) => id === trace.weight_operand);
  if (weight) {
    const [rows, cols] = weight.shape.slice(-2);
    const area = rows * cols;
    const places = one.values.map((_, term) => {
      // The kernel's cells in the order in which they stand, whatever its first axes are.
      const index = one.weight_at[term] ?? term;
      return { term, ...cellAt(index % area, cols), channel: Math.floor(index / area) };
    });
    const first = places.reduce((least, { channel }) => Math.min(least, channel), Infinity);
    const channels = new Set(places.map(({ channel }) => channel)).size;
    return { channels, rows, cols, places: places.map((place) => ({ ...place, channel: place.channel - first })), isWeighted: true };
  }
  const value = trace.operands.find(({ id }) => id === trace.value_operand);
  const shape = value?.expanded?.shape ?? value?.shape ?? [1, 1, one.values.length];
  const [all, cols] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const cells = one.value_at.map((index) => cellAt(index % (all * cols), cols));
  const top = Math.min(...cells.map(({ row }) => row));
  const left = Math.min(...cells.map(({ col }) => col));
  const places = cells.map(({ row, col }, term) => ({ term, channel: 0, row: row - top, col: col - left }));
  return {
    channels: 1,
    rows: Math.max(...places.map(({ row }) => row)) + 1,
    cols: Math.max(...places.map(({ col }) => col)) + 1,
    places,
    isWeighted: false,
  };
}

/** @param {number} index @param {number} cols */
function cellAt(index, cols) {
  return { row: Math.floor(index / cols), col: index % cols };
}

/**
 * The level 0…255 of the picture under a cell of a window on it; null where the window reaches over the edge.
 * @param {{shape: readonly number[], data: Uint8Array}} picture
 * @param {{top: number, left: number, bottom: number, right: number}} field what the window covers
 * @param {{rows: number, cols: number}} grid of the window
 * @param {{channel: number, row: number, col: number}} cell
 */
export function levelUnder({ shape: [, height, width], data }, { top, left, bottom, right }, { rows, cols }, { channel, row, col }) {
  // A dilated window skips pictures' cells between its own.
  const y = top + (rows > 1 ? (row * (bottom - top - 1)) / (rows - 1) : 0);
  const x = left + (cols > 1 ? (col * (right - left - 1)) / (cols - 1) : 0);
  if (y < 0 || x < 0 || y >= height || x >= width) return null;
  return data[(channel * height + y) * width + x] ?? null;
}

/**
 * Whether a term's value lies in the padding.
 * @param {Trace} trace
 * @param {number} term
 */
export function isPadding(trace, term) {
  const value = trace.operands.find(({ id }) => id === trace.value_operand);
  return (value?.expanded?.source[trace.reductions[0].value_at[term]] ?? 0) < 0;
}
