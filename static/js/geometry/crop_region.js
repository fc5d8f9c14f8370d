/**
 * A part of a picture around a point, pushed inside where the point is near an edge; of a smaller picture all of it.
 * @param {{row: number, col: number}} centre in pixels
 * @param {{height: number, width: number}} wanted
 * @param {{height: number, width: number}} picture
 */
export function regionAround(centre, wanted, picture) {
  const height = Math.min(wanted.height, picture.height);
  const width = Math.min(wanted.width, picture.width);
  return {
    row: startOf(centre.row - height / 2, picture.height - height),
    col: startOf(centre.col - width / 2, picture.width - width),
    height,
    width,
  };
}

/**
 * @param {number} wanted
 * @param {number} largest
 */
function startOf(wanted, largest) {
  return Math.max(0, Math.min(largest, Math.round(wanted)));
}
