/**
 * How a curve looks. Runs differ in colour, dash and mark together, so that no eye depends on the colour; of one run, training is
 * thin and validation heavy with marks. Orange and blue, training and validation, are the watched run's alone.
 */

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("../geometry/curve_runs.js").Line} Line */
/** @typedef {"circle"|"square"|"triangle"|"diamond"|"cross"|"plus"} Mark */
/** @typedef {{color: string, width: number, alpha: number, dash: number[], mark: Mark|null, hasLine: boolean}} CurveStyle */

/** @type {readonly {color: (theme: Theme) => string, dash: number[], mark: Mark}[]} */
const LAID = [
  { color: (theme) => theme.deltaNeg, dash: [7, 3], mark: "square" },
  { color: (theme) => theme.deltaPos, dash: [2, 2.5], mark: "triangle" },
  { color: (theme) => theme.ink, dash: [9, 3, 2, 3], mark: "diamond" },
  { color: (theme) => theme.window, dash: [4, 4], mark: "cross" },
  { color: (theme) => theme.ink2, dash: [12, 4], mark: "plus" },
];

/** @type {Record<Line, Omit<CurveStyle, "color">>} */
const SHAPES = {
  raw: { width: 1, alpha: 0.35, dash: [], mark: null, hasLine: true },
  smooth: { width: 1.75, alpha: 1, dash: [], mark: null, hasLine: true },
  epoch: { width: 1.5, alpha: 1, dash: [], mark: "diamond", hasLine: false },
  validation: { width: 2.25, alpha: 1, dash: [], mark: "circle", hasLine: true },
};

/**
 * @param {Line} line
 * @param {number} place 0: the watched run
 * @param {Theme} theme
 * @returns {CurveStyle}
 */
export function curveStyle(line, place, theme) {
  const shape = SHAPES[line];
  if (place === 0) return { ...shape, color: line === "validation" ? theme.neg : theme.pos };
  const { color, dash, mark } = LAID[(place - 1) % LAID.length];
  return { ...shape, color: color(theme), dash, mark: shape.mark && mark };
}

/** @type {Record<Mark, (r: number) => string>} outlines about 0, 0, for a canvas and for an SVG alike */
const OUTLINES = {
  circle: (r) => `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`,
  square: (r) => `M${-r} ${-r}H${r}V${r}H${-r}Z`,
  triangle: (r) => `M0 ${-1.2 * r}L${1.15 * r} ${0.9 * r}H${-1.15 * r}Z`,
  diamond: (r) => `M0 ${-1.3 * r}L${1.3 * r} 0L0 ${1.3 * r}L${-1.3 * r} 0Z`,
  cross: (r) => `M${-r} ${-r}L${r} ${r}M${r} ${-r}L${-r} ${r}`,
  plus: (r) => `M0 ${-1.2 * r}V${1.2 * r}M${-1.2 * r} 0H${1.2 * r}`,
};

/** @param {Mark} mark @param {number} radius */
export function markPath(mark, radius) {
  return OUTLINES[mark](radius);
}

/**
 * The sample of a curve in a legend, as SVG text.
 * @param {CurveStyle} style
 */
export function swatch({ color, width, alpha, dash, mark, hasLine }) {
  const line = hasLine ? `<path d="M1 7H27" stroke-width="${Math.max(1.5, width)}" stroke-dasharray="${dash.join(" ")}"/>` : "";
  const point = mark ? `<path transform="translate(14 7)" d="${markPath(mark, 3)}" fill="${color}" stroke-width="1.5"/>` : "";
  return `<svg class="swatch" viewBox="0 0 28 14" fill="none" stroke="${color}" stroke-opacity="${Math.min(1, alpha + 0.15)}" aria-hidden="true">${line}${point}</svg>`;
}
