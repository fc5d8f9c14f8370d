/**
 * Dragging one of several cards to another place: which place the pointer means.
 * @typedef {{left: number, top: number, width: number, height: number}} Box
 */

/**
 * The place that the dragged card takes: the card whose centre is nearest to the pointer gives way to it.
 * Works for one row, for a column and for rows that wrap.
 * @param {readonly Box[]} boxes in their present order
 * @param {number} x
 * @param {number} y
 * @returns {number} index, −1 without boxes
 */
export function placeAt(boxes, x, y) {
  let best = -1;
  let least = Infinity;
  boxes.forEach((box, index) => {
    const distance = Math.hypot(x - (box.left + box.width / 2), y - (box.top + box.height / 2));
    if (distance < least) {
      least = distance;
      best = index;
    }
  });
  return best;
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {number} from
 * @param {number} to
 * @returns {T[]} a copy in which the item at `from` stands at `to`
 */
export function moved(items, from, to) {
  const copy = [...items];
  copy.splice(to, 0, ...copy.splice(from, 1));
  return copy;
}
