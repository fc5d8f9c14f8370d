/**
 * Where the bars of the classes lie: name, bar, number, one line each.
 *
 * @typedef {{left: number, top: number, width: number, height: number}} Rect
 * @typedef {{index: number, rect: Rect, label: Rect, bar: Rect, number: Rect}} Bar
 */

/**
 * Room for the longest class name and the ring of the true class beside it.
 * @param {number} letters
 * @param {number} rem
 */
export function labelWidth(letters, rem) {
  return Math.round(Math.min(7 * rem, (letters * 0.54 + 1.3) * rem));
}

/**
 * @param {number} count
 * @param {{left: number, top: number, width: number, line: number, label: number, rem: number}} at
 */
export function placeBars(count, { left, top, width, line, label, rem }) {
  const number = Math.round(2.4 * rem);
  const apart = Math.round(0.5 * rem);
  const rows = Array.from({ length: count }, (_, index) => {
    const rect = { left, top: top + index * line, width, height: line };
    const middle = { top: rect.top, height: line };
    return {
      index,
      rect,
      label: { ...middle, left, width: label },
      bar: { left: left + label, top: rect.top + Math.round(line * 0.2), width: width - label - number - apart, height: Math.round(line * 0.6) },
      number: { ...middle, left: left + width - number, width: number },
    };
  });
  return { body: { left, top, width, height: count * line }, rows };
}
