/**
 * The charts of one moment as SVG text. Pure: an answer, a moment and a size in, drawing instructions out; colours are those of
 * components/signals_chart.css. All heights are the server's numbers.
 */
import { areaPath, linePath, makePlot, short, spanWithZero, ticks } from "../geometry/signals_plot.js";

/** @typedef {import("../types_signals.js").Answer} Answer */
/** @typedef {import("../types_signals.js").Details} Details */
/** @typedef {import("../geometry/signals_moment.js").Moment} Moment */
/** @typedef {import("../geometry/signals_plot.js").Plot} Plot */
/** @typedef {{width: number, height: number, number: (value: number) => string, words: Record<string, string>}} Setting */
/** @typedef {{svg: string, xs: number[], plot: Plot|null}} Chart xs: where each output stands, for the pointer */

const LEFT = 44;
const RIGHT = 16;
const BOTTOM = 26;
const TITLE = 38;

/** Which kinds have a chart. */
export const CHARTED = new Set(["moving_average", "density", "dice", "continuous"]);

/**
 * @param {Answer} answer
 * @param {Moment} moment
 * @param {number} output the one that is looked at
 * @param {Setting} setting
 * @returns {Chart}
 */
export function drawChart(answer, moment, output, setting) {
  if (answer.kind === "moving_average") return averageChart(answer, moment, output, setting);
  if (answer.kind === "density") return densityChart(answer, moment, output, setting);
  if (answer.kind === "dice") return diceChart(answer, moment, output, setting);
  return continuousChart(answer, moment, output, setting);
}

/**
 * How many products of an output are done.
 * @param {Answer} answer @param {Moment} moment @param {number} output
 */
function doneOf(answer, moment, output) {
  if (output < moment.outputsDone) return answer.trace.reductions[output].products.length;
  return output === moment.output ? moment.terms : 0;
}

/** @param {Answer} answer @param {Moment} moment @param {number} output @param {Setting} setting @returns {Chart} */
function averageChart({ trace, tape, labels, details }, moment, output, setting) {
  const { clean } = /** @type {Details["moving_average"]} */ (details);
  const [x] = trace.operands;
  const values = x.values.map(Number);
  const results = trace.output.values.map(Number);
  const { source, origin } = /** @type {import("../types_sliding.js").Expanded} */ (x.expanded);
  const plot = makePlot(inner(setting), [-0.5, tape.columns - 0.5], spanWithZero([...values, ...(clean ?? [])]));
  const at = values.map((_, i) => i + origin[1]);
  const start = tape.window_at[output];
  const window = band(plot, start - 0.5, start + trace.geometry.kernel[1] - 0.5);
  const zeros = source.flatMap((cell, i) => (cell < 0 ? [dot(plot, i, 0, "curve-dot curve-dot--zero", 3)] : []));
  const shownXs = tape.output_at.slice(0, moment.outputsDone);
  const every = Math.ceil(values.length / Math.max(4, setting.width / 70));
  const marks = at.filter((_, i) => i % every === 0).map((column) => tick(plot, column, labels.v[column - origin[1]])).join("");
  const parts = [
    window, yAxis(plot, setting), marks,
    clean ? line(plot, at, clean, "curve curve--clean") : "",
    line(plot, at, values, "curve curve--v"),
    ...at.map((column, i) => dot(plot, column, values[i], "curve-dot curve-dot--v", 2.5)),
    ...zeros,
    line(plot, shownXs, results.slice(0, moment.outputsDone), "curve curve--result"),
    output < moment.outputsDone ? dot(plot, tape.output_at[output], results[output], "curve-dot curve-dot--now", 6) : "",
  ];
  return { svg: frame(setting, parts), xs: tape.output_at.map(plot.x), plot };
}

/** @param {Answer} answer @param {Moment} moment @param {number} output @param {Setting} setting @returns {Chart} */
function densityChart({ trace, details }, moment, output, setting) {
  const { axis, grid, exact, bumps, kernel, step } = /** @type {Details["density"]} */ (details);
  const results = trace.output.values.map(Number);
  const plot = makePlot(inner(setting), axis, spanWithZero([...exact.y, ...results, ...kernel.y]));
  const centre = grid[output];
  const hill = kernel.x.map((x) => x + centre);
  const parts = [
    clipped(setting, [
      `<path class="curve-area curve-area--window" d="${areaPath(plot, hill, kernel.y)}"/>`,
      line(plot, hill, kernel.y, "curve curve--window"),
      ...bumps.map((bump) => line(plot, exact.x, bump, "curve curve--bump")),
    ]),
    yAxis(plot, setting),
    ...ticks(axis[0], axis[1], setting.width / 70).map((mark) => tick(plot, mark, setting.number(mark))),
    line(plot, exact.x, exact.y, "curve curve--exact"),
    ...grid.slice(0, moment.outputsDone).map((x, i) => stem(plot, x, results[i], step)),
    ...grid.slice(0, moment.outputsDone).map((x, i) => dot(plot, x, results[i], `curve-dot curve-dot--result${i === output ? " curve-dot--now" : ""}`, i === output ? 6 : 3)),
  ];
  return { svg: frame(setting, parts), xs: grid.map(plot.x), plot };
}

/** @param {Answer} answer @param {Moment} moment @param {number} output @param {Setting} setting @returns {Chart} */
function diceChart({ details }, moment, output, setting) {
  const { stages, stage } = /** @type {Details["dice"]} */ (details);
  const { probabilities, fractions, totals } = stages[stage - 1];
  const plot = makePlot(inner(setting), [totals[0] - 0.6, totals[totals.length - 1] + 0.6], spanWithZero(probabilities));
  const wide = plot.x(1) - plot.x(0);
  const hasFractions = wide > Math.max(...fractions.map((fraction) => fraction.length)) * 7.2 + 4;
  const every = Math.ceil(26 / wide);
  const bars = totals.map((total, i) => {
    const isDone = i < moment.outputsDone;
    const state = `curve-bar${isDone ? " curve-bar--done" : ""}${i === output ? " curve-bar--now" : ""}`;
    const [x, y, bottom] = [plot.x(total), plot.y(probabilities[i]), plot.y(0)];
    const bar = `<rect class="${state}" x="${short(x - wide * 0.38)}" y="${short(y)}" width="${short(wide * 0.76)}" height="${short(Math.max(0, bottom - y))}" rx="2"/>`;
    const isNamed = isDone && (hasFractions || i === output);
    const name = isNamed ? text(x, y - 6, fractions[i], i === output ? "chart-text chart-text--strong" : "chart-text") : "";
    return bar + name + (i % every === 0 ? text(x, bottom + 17, String(total), "chart-text") : "");
  });
  return { svg: frame(setting, [yAxis(plot, setting), ...bars]), xs: totals.map(plot.x), plot };
}

/** @param {Answer} answer @param {Moment} moment @param {number} output @param {Setting} setting @returns {Chart} */
function continuousChart(answer, moment, output, setting) {
  const { trace } = answer;
  const { f, g, g_reversed: reversed, tau, t, products, exact, step } = /** @type {Details["continuous"]} */ (answer.details);
  const results = trace.output.values.map(Number);
  const [gHigh, fHigh] = [g.x[g.x.length - 1], f.x[f.x.length - 1]];
  const across = /** @type {[number, number]} */ ([-gHigh, fHigh + gHigh]);
  const half = (setting.height - BOTTOM * 2 - TITLE - 24) / 2;
  const upper = makePlot({ left: LEFT, top: TITLE, width: setting.width - LEFT - RIGHT, height: half }, across, spanWithZero([...f.y, ...g.y]));
  const lower = makePlot({ left: LEFT, top: TITLE + half + BOTTOM + 22, width: setting.width - LEFT - RIGHT, height: half }, across, spanWithZero([...exact.y, ...results]));
  const now = t[output];
  const product = products[output];
  const { source } = /** @type {import("../types_sliding.js").Expanded} */ (trace.operands[0].expanded);
  const reduction = trace.reductions[output];
  const played = doneOf(answer, moment, output);
  const bars = reduction.products.map((height, term) => {
    const cell = source[reduction.value_at[term]];
    if (cell < 0 || term >= played || height === 0) return "";
    const left = upper.x(tau[cell] - step / 2);
    const top = upper.y(Number(height));
    const isNow = term === moment.term && output === moment.output && played < reduction.products.length;
    return `<rect class="curve-cell${isNow ? " curve-cell--now" : ""}" x="${short(left)}" y="${short(top)}" width="${short(upper.x(step) - upper.x(0))}" height="${short(upper.y(0) - top)}"/>`;
  });
  const done = t.slice(0, moment.outputsDone);
  const marks = ticks(across[0], across[1], setting.width / 80);
  const parts = [
    text(LEFT, 14, setting.words.upper, "chart-text chart-text--start"),
    text(LEFT, lower.box.top - 10, setting.words.lower, "chart-text chart-text--start"),
    yAxis(upper, setting, 2), yAxis(lower, setting, 3),
    ...marks.map((mark) => tick(upper, mark, setting.number(mark)) + tick(lower, mark, setting.number(mark))),
    ...bars,
    `<path class="curve-area curve-area--product" d="${areaPath(upper, product.x, product.y)}"/>`,
    line(upper, product.x, product.y, "curve curve--product"),
    line(upper, f.x, f.y, "curve curve--f"),
    line(upper, reversed.x.map((x) => x + now), reversed.y, "curve curve--g"),
    `<line class="curve-now" x1="${short(upper.x(now))}" x2="${short(upper.x(now))}" y1="${upper.box.top}" y2="${short(lower.y(0))}"/>`,
    text(upper.x(now), upper.box.top - 4, `t = ${setting.number(now)}`, "chart-text chart-text--now"),
    line(lower, exact.x, exact.y, "curve curve--exact"),
    line(lower, done, results.slice(0, moment.outputsDone), "curve curve--result"),
    ...done.map((x, i) => dot(lower, x, results[i], "curve-dot curve-dot--result", 2.5)),
    output < moment.outputsDone ? dot(lower, now, results[output], "curve-dot curve-dot--now", 6) : "",
  ];
  return { svg: frame(setting, parts), xs: t.map(lower.x), plot: lower };
}

/** @param {Setting} setting */
function inner({ width, height }) {
  return { left: LEFT, top: 22, width: width - LEFT - RIGHT, height: height - 22 - BOTTOM };
}

/** @param {Setting} setting @param {readonly string[]} parts */
function frame({ width, height }, parts) {
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true">${parts.join("")}</svg>`;
}

/** @param {Setting} setting @param {readonly string[]} parts what must not leave the plot sideways */
function clipped({ width, height }, parts) {
  return `<svg x="${LEFT}" y="0" width="${width - LEFT - RIGHT}" height="${height}" viewBox="${LEFT} 0 ${width - LEFT - RIGHT} ${height}">${parts.join("")}</svg>`;
}

/** @param {Plot} plot @param {readonly number[]} xs @param {readonly number[]} ys @param {string} name */
function line(plot, xs, ys, name) {
  return xs.length ? `<path class="${name}" d="${linePath(plot, xs, ys)}"/>` : "";
}

/** @param {Plot} plot @param {number} x @param {number} y @param {string} name @param {number} radius */
function dot(plot, x, y, name, radius) {
  return `<circle class="${name}" cx="${short(plot.x(x))}" cy="${short(plot.y(y))}" r="${radius}"/>`;
}

/** @param {Plot} plot @param {number} x @param {number} y @param {number} step */
function stem(plot, x, y, step) {
  const wide = Math.max(1, (plot.x(step) - plot.x(0)) * 0.72);
  return `<rect class="curve-stem" x="${short(plot.x(x) - wide / 2)}" y="${short(plot.y(y))}" width="${short(wide)}" height="${short(plot.y(0) - plot.y(y))}"/>`;
}

/** @param {Plot} plot @param {number} from @param {number} to */
function band(plot, from, to) {
  const { top, height } = plot.box;
  return `<rect class="curve-band" x="${short(plot.x(from))}" y="${top}" width="${short(plot.x(to) - plot.x(from))}" height="${height}" rx="4"/>`;
}

/** @param {Plot} plot @param {number} value @param {string} name */
function tick(plot, value, name) {
  const { top, height } = plot.box;
  return text(plot.x(value), top + height + 17, name, "chart-text");
}

/** @param {Plot} plot @param {Setting} setting @param {number} [wanted] */
function yAxis(plot, setting, wanted = 4) {
  const { left, width, top, height } = plot.box;
  return ticks(plot.valueAtY(top + height), plot.valueAtY(top), wanted)
    .map((mark) => {
      const y = short(plot.y(mark));
      const name = mark === 0 ? "chart-zero" : "chart-line";
      return `<line class="${name}" x1="${left}" x2="${left + width}" y1="${y}" y2="${y}"/>${text(left - 7, y + 4, setting.number(mark), "chart-text chart-text--end")}`;
    })
    .join("");
}

/** @param {number} x @param {number} y @param {string} content @param {string} name */
function text(x, y, content, name) {
  const safe = content.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<text class="${name}" x="${short(x)}" y="${short(y)}">${safe}</text>`;
}
