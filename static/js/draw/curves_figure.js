/** The curves as one figure that stands by itself in a report: both charts, axes, epochs, a legend with names and results, as SVG text. */
import { logTicks } from "../geometry/curve_points.js";
import { makePlot, ticks } from "../geometry/signals_plot.js";
import { curveStyle, markPath } from "./curves_style.js";

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("../geometry/curve_runs.js").Sheet} Sheet */
/** @typedef {import("../geometry/curve_runs.js").Curve} Curve */
/** @typedef {import("../geometry/signals_plot.js").Plot} Plot */
/** @typedef {{loss: Sheet, accuracy: Sheet, end: number, stepsPerEpoch: number, isLog: boolean}} Charts */
/** @typedef {{title: string, loss: string, accuracy: string, steps: string, nameOf: (curve: Curve) => string, notes: readonly string[], amount: (value: number) => string, percent: (value: number) => string}} Words */

const WIDTH = 960;
const MARGIN = { left: 64, right: 24 };
const HEIGHTS = { loss: 260, accuracy: 180 };
const LINE = 22;

/**
 * @param {Charts} charts
 * @param {Words} words
 * @param {Theme} theme
 * @returns {{svg: string, width: number, height: number}}
 */
export function curvesFigure({ loss, accuracy, end, stepsPerEpoch, isLog }, words, theme) {
  const parts = [text(MARGIN.left, 30, words.title, { size: 17, fill: theme.ink, weight: 600 })];
  let top = 62;
  for (const [sheet, name, height, isLogarithmic, write] of /** @type {const} */ ([
    [loss, words.loss, HEIGHTS.loss, isLog, words.amount],
    [accuracy, words.accuracy, HEIGHTS.accuracy, false, words.percent],
  ])) {
    parts.push(text(MARGIN.left, top - 8, name, { size: 13, fill: theme.ink2 }));
    const box = { left: MARGIN.left, top, width: WIDTH - MARGIN.left - MARGIN.right, height };
    parts.push(panel(sheet, box, { end, stepsPerEpoch, isLog: isLogarithmic, write, theme }));
    top += height + 34;
  }
  const steps = ticks(0, end, 8).filter(Number.isInteger);
  const across = makePlot({ left: MARGIN.left, top: 0, width: WIDTH - MARGIN.left - MARGIN.right, height: 1 }, [0, end], [0, 1]);
  parts.push(...steps.map((step) => text(across.x(step), top - 18, step.toLocaleString("en"), { size: 12, fill: theme.ink2, anchor: "middle" })));
  parts.push(text(WIDTH - MARGIN.right, top + 2, words.steps, { size: 12, fill: theme.ink2, anchor: "end" }));
  top += 26;
  for (const curve of loss.curves) {
    parts.push(`<g transform="translate(${MARGIN.left} ${top - 4})">${sample(curve, theme)}</g>`, text(MARGIN.left + 44, top, words.nameOf(curve), { size: 13, fill: theme.ink }));
    top += LINE;
  }
  for (const note of words.notes) {
    parts.push(text(MARGIN.left, top + 6, note, { size: 13, fill: theme.ink }));
    top += LINE;
  }
  const height = top + 14;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif"><rect width="100%" height="100%" fill="${theme.panel}"/>${parts.join("")}</svg>`;
  return { svg, width: WIDTH, height };
}

/**
 * @param {Sheet} sheet
 * @param {import("../geometry/signals_plot.js").Box} box
 * @param {{end: number, stepsPerEpoch: number, isLog: boolean, write: (value: number) => string, theme: Theme}} how
 */
function panel({ curves, xs, columns, range }, box, { end, stepsPerEpoch, isLog, write, theme }) {
  const height = (/** @type {number} */ value) => (isLog ? Math.log10(value) : value);
  const plot = makePlot(box, [0, end], [height(range[0]), height(range[1])]);
  const parts = [];
  for (const value of isLog ? logTicks(...range) : ticks(range[0], range[1], 5)) {
    const y = plot.y(height(value)).toFixed(1);
    parts.push(`<path d="M${box.left} ${y}H${box.left + box.width}" stroke="${theme.line}"/>`, text(box.left - 8, Number(y) + 4, write(value), { size: 12, fill: theme.ink2, anchor: "end" }));
  }
  for (let step = stepsPerEpoch; step < end; step += stepsPerEpoch * Math.max(1, Math.ceil(end / stepsPerEpoch / 40))) {
    parts.push(`<path d="M${plot.x(step).toFixed(1)} ${box.top}v${box.height}" stroke="${theme.line}"/>`);
  }
  curves.forEach((curve, i) => {
    const points = xs.flatMap((x, at) => {
      const value = columns[i][at];
      return value === null ? [] : [[plot.x(x), plot.y(height(value))]];
    });
    parts.push(line(points, curve, theme));
  });
  parts.push(`<rect x="${box.left}" y="${box.top}" width="${box.width}" height="${box.height}" fill="none" stroke="${theme.line2}"/>`);
  return parts.join("");
}

/** @param {number[][]} points @param {Curve} curve @param {Theme} theme */
function line(points, { run, line: kind }, theme) {
  const { color, width, alpha, dash, mark, hasLine } = curveStyle(kind, run.place, theme);
  const path = points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  const drawn = hasLine && path ? `<path d="${path}" fill="none" stroke="${color}" stroke-width="${width}" stroke-opacity="${alpha}" stroke-dasharray="${dash.join(" ")}" stroke-linejoin="round"/>` : "";
  const marks = mark ? points.map(([x, y]) => `<path transform="translate(${x.toFixed(1)} ${y.toFixed(1)})" d="${markPath(mark, 3)}" fill="${color}" stroke="${color}"/>`) : [];
  return drawn + marks.join("");
}

/** @param {Curve} curve @param {Theme} theme */
function sample(curve, theme) {
  return line([[0, 0], [34, 0]], curve, theme);
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} words
 * @param {{size: number, fill: string, anchor?: string, weight?: number}} style
 */
function text(x, y, words, { size, fill, anchor = "start", weight = 400 }) {
  return `<text x="${x.toFixed(1)}" y="${y}" font-size="${size}" fill="${fill}" text-anchor="${anchor}" font-weight="${weight}">${words.replace(/[&<>]/g, (one) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[one] ?? one)}</text>`;
}
