/**
 * Which place of a square a flat index means, counted from 1.
 * @param {number} side
 * @param {number} index
 */
export function picturePlace(side, index) {
  return { u: Math.floor(index / side) + 1, v: (index % side) + 1 };
}
