/** In which order memory holds the cells of a tensor of one picture (N = 1): where they lie, and how far apart. */

/** @typedef {"nchw"|"nhwc"} Order */

/**
 * How many places further the next cell along N, C, H and W lies.
 * @param {readonly number[]} shape (C, H, W)
 * @param {Order} order
 */
export function memoryStrides([channels, height, width], order) {
  const batch = channels * height * width;
  if (order === "nchw") return { n: batch, c: height * width, h: width, w: 1 };
  return { n: batch, c: 1, h: width * channels, w: channels };
}

/**
 * The flat indices (as NCHW counts) of the cells in the order in which memory holds them.
 * @param {readonly number[]} shape (C, H, W)
 * @param {Order} order
 * @returns {number[]}
 */
export function memoryOrder([channels, height, width], order) {
  const plane = height * width;
  const places = Array.from({ length: channels * plane }, (_, place) => place);
  if (order === "nchw") return places;
  return places.map((place) => (place % channels) * plane + Math.floor(place / channels));
}

/**
 * How many cells a line of the strip holds: whole runs of what lies together, so that the pattern can be seen.
 * @param {number} room cells that fit
 * @param {number} run
 */
export function lineLength(room, run) {
  return room < run ? Math.max(1, room) : Math.floor(room / run) * run;
}
