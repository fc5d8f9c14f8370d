/** What the health of the layers says, judged by rules of thumb that the page explains; and where a number stands on a scale of powers. */

/** @typedef {import("../types_training.js").LayerHealth} LayerHealth */
/** @typedef {{kind: "vanishing"|"cut"|"exploding"|"rewriting"|"frozen"|"dead", layer: string, value: number, other?: string}} Sign */

/**
 * The scales of the two bars, in powers of ten. On the second an update of about a thousandth is usual, and with momentum and at the
 * beginning some hundredths are; what is ten times beyond the band is odd.
 */
export const GRADIENT_POWERS = /** @type {const} */ ([-6, 2]);
export const RATIO_POWERS = /** @type {const} */ ([-6, 0]);
export const HEALTHY_RATIO = /** @type {const} */ ([1e-4, 1e-2]);
const ODD = 10;

const VANISHED = 1 / 30;
const EXPLODED = 100;
const REWRITTEN = 0.1;
const FROZEN = 1e-6;
const DEAD = 0.5;

/**
 * Where a number stands on a logarithmic scale, 0…1; below and above it at the ends.
 * @param {number} value at least 0
 * @param {readonly [number, number]} powers
 */
export function powerShare(value, [low, high]) {
  if (value <= 0) return 0;
  return Math.max(0, Math.min(1, (Math.log10(value) - low) / (high - low)));
}

/**
 * The signs worth a sentence, the gravest first. Gradients are compared between the first and the last layer with parameters:
 * δ has to come all the way from the one to the other.
 * @param {readonly LayerHealth[]} health in the order of the layers
 * @returns {Sign[]}
 */
export function signsOf(health) {
  /** @type {Sign[]} */
  const signs = [];
  const trained = health.filter((one) => one.gradient_norm !== null);
  const [first, last] = [trained[0], trained.at(-1)];
  const strongest = trained.reduce((a, b) => (norm(b) > norm(a) ? b : a), first);
  if (strongest && norm(strongest) > EXPLODED) signs.push({ kind: "exploding", layer: strongest.name, value: norm(strongest) });
  const deadest = health.reduce((/** @type {LayerHealth|null} */ a, b) => ((b.dead_share ?? 0) > (a?.dead_share ?? 0) ? b : a), null);
  const isDead = (deadest?.dead_share ?? 0) >= DEAD;
  if (first && last && first !== last && norm(first) < norm(last) * VANISHED) {
    // Where ReLUs are dead nothing comes through, and that is what has to be said.
    if (norm(first) > 0) signs.push({ kind: "vanishing", layer: first.name, other: last.name, value: norm(last) / norm(first) });
    else if (!isDead) signs.push({ kind: "cut", layer: first.name, other: last.name, value: 0 });
  }
  const quickest = trained.reduce((a, b) => (ratio(b) > ratio(a) ? b : a), first);
  if (quickest && ratio(quickest) > REWRITTEN) signs.push({ kind: "rewriting", layer: quickest.name, value: ratio(quickest) });
  if (trained.length > 0 && trained.every((one) => ratio(one) < FROZEN)) signs.push({ kind: "frozen", layer: first.name, value: ratio(first) });
  if (deadest && isDead) signs.push({ kind: "dead", layer: deadest.name, value: deadest.dead_share ?? 0 });
  return signs;
}

/** Far from the healthy band. @param {number} ratioNow of an update to the parameters */
export function isOdd(ratioNow) {
  return ratioNow < HEALTHY_RATIO[0] / ODD || ratioNow > HEALTHY_RATIO[1] * ODD;
}

/** @param {LayerHealth} one */
const norm = (one) => one.gradient_norm ?? 0;

/** @param {LayerHealth} one */
const ratio = (one) => one.update_ratio ?? 0;
