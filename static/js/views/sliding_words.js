/** How the Sliding window page says its numbers, names its cells and tells a step. Rows and columns count from 1, as on the board. */
import { frameOf } from "../geometry/frame.js";
import { linksOf } from "../geometry/links.js";
import { formatNumber, t } from "../i18n/messages.js";

/** @typedef {import("../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("../types_sliding.js").Trace} Trace */
/** @typedef {import("../types_sliding.js").Entry} Entry */
/** @typedef {import("../geometry/frame.js").Frame} Frame */

/** How many products a spoken step repeats. */
const MOST_SPOKEN = 9;

/** The letter of each operand and output, as formulas write it. */
export const SYMBOLS = { x: "X", w: "W", b: "b", delta: "δ", y: "Y", dw: "∂W", dx: "∂X", db: "∂b" };

/**
 * A number in full (a small one never reads 0), or the letters as they are.
 * @param {Entry} entry
 */
export function full(entry) {
  if (typeof entry === "string") return entry.replace(/\d+\.\d{5,}/g, (digits) => formatNumber(Number(digits), 4)).replaceAll("-", "−");
  const size = Math.abs(entry);
  if (size === 0 || size >= 1 || !Number.isFinite(entry)) return formatNumber(entry, 4);
  return formatNumber(entry, Math.min(12, Math.max(4, 3 - Math.floor(Math.log10(size)))));
}

/**
 * As a factor or summand: in parentheses where a sign or a sum would be misread.
 * @param {Entry} entry
 */
export function factor(entry) {
  const text = full(entry);
  return /^−|[ +]/.test(text) ? `(${text})` : text;
}

/**
 * Where a flat index lies in a tensor of 1, 3 or 4 axes, counted from 1.
 * @param {readonly number[]} shape
 * @param {number} index
 */
export function placeOf(shape, index) {
  const cols = shape.at(-1) ?? 1;
  const rows = shape.length > 1 ? (shape.at(-2) ?? 1) : 1;
  const grid = Math.floor(index / (rows * cols));
  const within = index % (rows * cols);
  const channels = shape.length === 4 ? shape[1] : 1;
  return {
    row: Math.floor(within / cols) + 1,
    col: (within % cols) + 1,
    first: Math.floor(grid / channels) + 1,
    second: (grid % channels) + 1,
    tiles: shape.length === 4 ? shape[0] * shape[1] : shape.length === 3 ? shape[0] : 1,
  };
}

/**
 * “output row 2, column 3”, with its channel where there are several.
 * @param {keyof typeof SYMBOLS} id
 * @param {readonly number[]} shape
 * @param {number} index
 */
export function cellName(id, shape, index) {
  const { row, col, first, second, tiles } = placeOf(shape, index);
  const name = t(`sliding.name.${id}`);
  if (shape.length === 1) return t("sliding.cell.single", { name, col });
  if (tiles === 1) return t("sliding.cell.plain", { name, row, col });
  return t(shape.length === 4 ? "sliding.cell.kernel" : "sliding.cell.channel", { name, row, col, first, second });
}

/**
 * The left side of the running formula: letter, superscript, subscript.
 * @param {Trace} trace
 * @param {number} output
 */
export function outputSymbol({ output: { id, shape } }, output) {
  const { row, col, first, second, tiles } = placeOf(shape, output);
  const letter = id === "y" ? "y" : SYMBOLS[id];
  if (shape.length === 1) return { letter, above: "", below: String(col) };
  const above = tiles === 1 ? "" : shape.length === 4 ? `${first},${second}` : String(first);
  return { letter, above, below: `${row},${col}` };
}

/**
 * “output 7 / 16 · product 5 / 9”
 * @param {Trace} trace
 * @param {import("../types_sliding.js").View} view
 * @param {Frame} frame
 */
export function progressText(trace, view, frame) {
  if (frame.duration === 0) return t("sliding.progress.nothing");
  const { runs } = frame.order;
  const products = runs[frame.run] - (runs[frame.run - 1] ?? 0);
  const numbers = { within: frame.within, products };
  if (view === "scatter" && trace.by_input) return t("sliding.progress.scatter", { ...numbers, number: frame.run + 1, count: runs.length });
  return t("sliding.progress", { ...numbers, number: frame.reduction + 1, count: trace.reductions.length });
}

/**
 * What a screen reader says after a step: “output row 1, column 2: 0.9 × 0 + 0.8 × 0 = 0”.
 * @param {SlidingState} state
 */
export function stepSentence(state) {
  const { trace, view, time } = state;
  if (!trace) return "";
  const frame = frameOf(trace, view, time);
  const one = trace.reductions[frame.reduction];
  if (!one) return "";
  const name = cellName(trace.output.id, trace.output.shape, one.output);
  if (frame.term === null) return t("sliding.say.start", { name, count: one.values.length });
  const first = Math.max(0, frame.term + 1 - MOST_SPOKEN);
  const products = Array.from({ length: frame.term + 1 - first }, (_, i) => product(trace, frame.reduction, first + i));
  const sum = first > 0 ? ["…", ...products] : products;
  const isHidden = isSecret(state, frame, frame.reduction);
  const isDone = frame.isDone(frame.reduction);
  const total = isHidden ? "?" : full(isDone ? one.result : one.partial_sums[frame.term]);
  return t(isDone ? "sliding.say.done" : "sliding.say.step", { name, sum: joined(trace, sum), total, tail: isDone ? tail(one) : "" });
}

/**
 * @param {Trace} trace
 * @param {string[]} parts
 */
function joined(trace, parts) {
  return isMaximum(trace) ? `max(${parts.join(", ")})` : parts.join(" + ");
}

/** @param {import("../types_sliding.js").Reduction} one what happens to the sum at its end */
export function tail({ bias, divisor }) {
  const plus = bias === null ? "" : ` + ${factor(bias)}`;
  return divisor === null ? plus : `${plus} ÷ ${full(divisor)}`;
}

/**
 * One product as it is written: weight × value, or the value alone where nothing is multiplied.
 * @param {Trace} trace
 * @param {number} reduction
 * @param {number} term
 */
export function product(trace, reduction, term) {
  const one = trace.reductions[reduction];
  if (!isWeighted(trace)) return full(one.values[term]);
  return `${factor(one.weights[term])} × ${factor(one.values[term])}`;
}

/** @param {Trace} trace does the formula write weights? */
export function isWeighted({ weight_operand, mode }) {
  return weight_operand !== null || mode.endsWith("_backward");
}

/** @param {Trace} trace */
export function isMaximum(trace) {
  return trace.mode === "max_pool";
}

/**
 * While one guesses, the sum of the output that is asked for is not shown.
 * @param {SlidingState} state
 * @param {Frame} frame
 * @param {number} reduction
 */
export function isSecret({ predict }, frame, reduction) {
  return predict.isOn && reduction === frame.reduction && !(reduction in predict.answers);
}

/**
 * What the hovered or focused cell is, and how many products it has a part in.
 * @param {SlidingState} state
 * @param {Frame} frame
 */
export function hoverSentence({ trace, hover }, frame) {
  if (!trace || !hover) return "";
  const { operand: id, index } = hover;
  const links = linksOf(trace, hover, frame.reduction);
  if (id === "term") {
    const one = trace.reductions[frame.reduction];
    if (index >= one.values.length) return "";
    const from = originName(trace, one.value_at[index]);
    return t("sliding.hover.term", { number: index + 1, product: product(trace, frame.reduction, index), value: factor(one.products[index]), from });
  }
  if (id === trace.output.id) {
    const name = cellName(trace.output.id, trace.output.shape, index);
    return t(links.pairs === 0 ? "sliding.hover.uncovered" : "sliding.hover.output", { name, count: links.pairs });
  }
  if (id === trace.value_operand) return t("sliding.hover.value", { name: originName(trace, index), count: links.outputs.size });
  const operand = trace.operands.find((one) => one.id === id);
  if (!operand) return "";
  const name = `${cellName(operand.id, operand.shape, index)} = ${full(operand.values[index])}`;
  if (id === trace.weight_operand) return t("sliding.hover.weight", { name, count: links.pairs });
  return id === "b" ? t("sliding.hover.bias", { name, count: links.outputs.size }) : name;
}

/**
 * Where a value under the window comes from: its cell, or the padding, or a zero that was inserted.
 * @param {Trace} trace
 * @param {number} at `value_at`
 */
export function originName(trace, at) {
  const operand = trace.operands.find((one) => one.id === trace.value_operand);
  if (!operand) return "";
  const source = operand.expanded ? operand.expanded.source[at] : at;
  if (source < 0) return t(`sliding.origin.${source === -1 ? "padding" : source === -2 ? "inserted" : "nothing"}`);
  return `${cellName(operand.id, operand.shape, source)} = ${full(operand.values[source])}`;
}
