/** A histogram as SVG text: bars as wide as their bins, blue below zero and orange above, on the range that is written below them. */

/** @typedef {{edges: readonly number[], counts: readonly number[]}} Histogram */

const WIDTH = 120;
const HEIGHT = 36;

/**
 * @param {Histogram} histogram
 * @returns {string} classes: histogram, histogram__bar--neg/pos, histogram__zero
 */
export function histogramSvg({ edges, counts }) {
  const [low, high] = [edges[0], edges[edges.length - 1]];
  const span = high - low || 1;
  const most = Math.max(1, ...counts);
  const x = (/** @type {number} */ value) => (((value - low) / span) * WIDTH).toFixed(2);
  const bars = counts.map((count, i) => {
    if (count === 0) return "";
    const height = Math.max(1, (count / most) * HEIGHT);
    const side = (edges[i] + edges[i + 1]) / 2 < 0 ? "neg" : "pos";
    const wide = Math.max(0.6, ((edges[i + 1] - edges[i]) / span) * WIDTH - 0.5).toFixed(2);
    return `<rect class="histogram__bar--${side}" x="${x(edges[i])}" y="${(HEIGHT - height).toFixed(2)}" width="${wide}" height="${height.toFixed(2)}"/>`;
  });
  const zero = low < 0 && high > 0 ? `<path class="histogram__zero" d="M${x(0)} 0V${HEIGHT}"/>` : "";
  return `<svg class="histogram" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${bars.join("")}${zero}</svg>`;
}
