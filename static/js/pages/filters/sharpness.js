/** How many of a picture's pixels the stage can show: what is shown small is not sent large. */

/** @typedef {import("../../types.js").FiltersState} FiltersState */

// Below this share of its pixels a smaller copy is worth asking for.
const WORTH = 0.8;

/**
 * The size of the picture that is worked on.
 * @param {Pick<FiltersState, "picture"|"size">} state
 */
export function workingSize({ picture, size }) {
  const { width, height } = size === "full" ? picture : picture.preview;
  return { width, height };
}

/**
 * Whoever has zoomed gets every pixel; before that the whole picture fits the stage.
 * @param {Pick<FiltersState, "picture"|"size"|"viewport">} state
 * @param {{width: number, height: number, ratio: number}} stage in CSS pixels, and screen pixels to each of them
 * @returns {number|null} null for all
 */
export function pixelsWanted(state, stage) {
  if (state.viewport !== null || stage.width < 2 || stage.height < 2) return null;
  const { width, height } = workingSize(state);
  const scale = Math.min(stage.width / width, stage.height / height) * stage.ratio;
  return scale * scale < WORTH ? Math.ceil(width * height * scale * scale) : null;
}

/**
 * Whether a picture that was asked for with one limit is too coarse for another.
 * @param {number|null} asked
 * @param {number|null} wanted
 */
export function isTooCoarse(asked, wanted) {
  return asked !== null && (wanted === null || wanted * WORTH > asked);
}
