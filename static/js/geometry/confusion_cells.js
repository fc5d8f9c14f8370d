/** A confusion matrix made ready to be looked at: shares of the rows, the worst mistakes. counts[true][predicted]. */

/** @typedef {import("../types_training.js").EpochEnded} EpochEnded */
/** @typedef {{truth: number, predicted: number, count: number, share: number}} Cell share: of the pictures of that true class */

/**
 * The epoch whose matrix belongs to a step that is looked back at: the last one that had ended by then.
 * @param {readonly EpochEnded[]} epochs
 * @param {number|null} rewind null: the newest
 */
export function epochShown(epochs, rewind) {
  return (rewind === null ? epochs.at(-1) : epochs.findLast((one) => one.step <= rewind)) ?? null;
}

/**
 * @param {readonly (readonly number[])[]} counts
 * @returns {{cells: Cell[][], total: number, right: number, worst: number}} worst: the largest share of any wrong cell
 */
export function readMatrix(counts) {
  let [total, right, worst] = [0, 0, 0];
  const cells = counts.map((row, truth) => {
    const sum = row.reduce((a, b) => a + b, 0);
    total += sum;
    right += row[truth];
    return row.map((count, predicted) => {
      const share = sum > 0 ? count / sum : 0;
      if (predicted !== truth) worst = Math.max(worst, share);
      return { truth, predicted, count, share };
    });
  });
  return { cells, total, right, worst };
}

/**
 * The most frequent mistakes, the worst first.
 * @param {readonly (readonly Cell[])[]} cells
 * @param {number} most
 */
export function mistakes(cells, most) {
  const wrong = cells.flat().filter(({ truth, predicted, count }) => truth !== predicted && count > 0);
  return wrong.sort((a, b) => b.count - a.count || a.truth - b.truth || a.predicted - b.predicted).slice(0, most);
}

/** From here on a cell is deep, with light letters on it. */
const DEEP = 0.7;
/** Full colour in between would leave neither dark nor light letters readable (WCAG AA). */
const PALE_MOST = 0.55;
const DEEP_LEAST = 0.92;

/**
 * How much colour a cell gets: more for a larger share, in two stretches between which no letters could be read.
 * @param {number} strength 0…1
 */
export function depthOf(strength) {
  const isDeep = strength >= DEEP;
  const depth = isDeep ? DEEP_LEAST + ((1 - DEEP_LEAST) * (strength - DEEP)) / (1 - DEEP) : (PALE_MOST * strength) / DEEP;
  return { depth, isDeep };
}

/**
 * Where an arrow leads from a cell.
 * @param {string} key
 * @param {{truth: number, predicted: number}} from
 * @param {number} classes
 */
export function cellAfterKey(key, { truth, predicted }, classes) {
  const last = classes - 1;
  const moves = {
    ArrowUp: [Math.max(0, truth - 1), predicted],
    ArrowDown: [Math.min(last, truth + 1), predicted],
    ArrowLeft: [truth, Math.max(0, predicted - 1)],
    ArrowRight: [truth, Math.min(last, predicted + 1)],
    Home: [truth, 0],
    End: [truth, last],
    PageUp: [0, predicted],
    PageDown: [last, predicted],
  };
  const to = moves[/** @type {keyof typeof moves} */ (key)];
  return to ? { truth: to[0], predicted: to[1] } : null;
}
