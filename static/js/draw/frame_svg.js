/**
 * One moment of a trace as a picture of its own: the operands, the output so far and the running sum, as SVG text.
 * Pure, so that the same lines make a still, every frame of an animation and the player of an exported file.
 */
import { entryText } from "../geometry/number_text.js";
import { cellColors, spanOf } from "./cell_colors.js";
import { LETTER, symbols, text } from "./svg_text.js";

/** @typedef {import("../types_sliding.js").Trace} Trace */
/** @typedef {import("../types_sliding.js").Operand} Operand */
/** @typedef {import("../types_sliding.js").Entry} Entry */
/** @typedef {import("../geometry/frame.js").Frame} Frame */
/** @typedef {{value: string, weight: string, output: string}} FrameLabels */
/** @typedef {{x: number, y: number, width: number, text: string, fill: string, ink: string, edge: "none"|"window"|"current"|"pending", hatched: boolean}} Cell */

const CELL = 44;
/** A cell's words; longer ones than fit so make their grid's cells wider. */
const WORDS = 14;
const SHORT = 6;
const GAP = 3;
const MARGIN = 24;
const BETWEEN = 56;
const CAPTION = 28;
const LINE = 30;
const FORMULA_CHARACTERS = 9.1;
const PADDING_ZERO = -1;

/**
 * @param {Trace} trace
 * @param {Frame} frame
 * @param {{labels: FrameLabels, theme: import("./theme.js").Theme}} options
 * @returns {{svg: string, width: number, height: number}} size in CSS pixels; the same for every frame of a trace
 */
export function frameSvg(trace, frame, { labels, theme }) {
  const reduction = trace.reductions[frame.reduction];
  const panels = [valuePanel(trace, frame, theme, labels.value)];
  if (trace.weight_operand) panels.push(weightPanel(trace, frame, theme, labels.weight));
  panels.push(outputPanel(trace, frame, theme, labels.output));

  const stage = Math.max(...panels.map((panel) => panel.height));
  const inner = panels.reduce((sum, panel) => sum + panel.width, BETWEEN * (panels.length - 1));
  const width = Math.max(inner, 520) + 2 * MARGIN;
  const perLine = Math.floor((width - 2 * MARGIN) / FORMULA_CHARACTERS);
  const longest = Math.max(...trace.reductions.map((one) => wrap(formulaPieces(one, one.values.length), perLine).length));
  const height = MARGIN + CAPTION + stage + MARGIN + longest * LINE + MARGIN;

  const parts = [];
  let left = (width - inner) / 2;
  for (const [i, panel] of panels.entries()) {
    if (i > 0) {
      const sign = i === panels.length - 1 ? "=" : "⊛";
      parts.push(text(left - BETWEEN / 2, MARGIN + CAPTION + stage / 2, sign, theme.ink2, 22));
    }
    const top = MARGIN + CAPTION + (stage - panel.height) / 2;
    parts.push(text(left, top - 12, panel.label, theme.ink2, 14, "start"));
    parts.push(...panel.cells.map((cell) => cellSvg(cell, left, top, theme)));
    left += panel.width + BETWEEN;
  }
  const done = frame.done(frame.reduction);
  for (const [i, line] of wrap(formulaPieces(reduction, done), perLine).entries()) {
    const y = MARGIN + CAPTION + stage + MARGIN + i * LINE + LINE / 2;
    parts.push(`<text x="${MARGIN}" y="${y}" font-size="15" fill="${theme.ink}" xml:space="preserve">${line.map((piece) => span(piece, theme)).join("")}</text>`);
  }
  const font = `font-family="JetBrains Mono, DejaVu Sans Mono, Menlo, Consolas, Noto Sans Mono CJK SC, monospace"`;
  const hatch =
    `<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<line x1="0" y1="0" x2="0" y2="7" stroke="${theme.line2}" stroke-width="1.5"/></pattern></defs>`;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${font}>` +
    `${hatch}<rect width="100%" height="100%" fill="${theme.panel}"/>${parts.join("")}</svg>`;
  return { svg, width, height };
}

/**
 * @param {Trace} trace
 * @param {Frame} frame
 * @param {import("./theme.js").Theme} theme
 * @param {string} label
 */
function valuePanel(trace, frame, theme, label) {
  const operand = find(trace, trace.value_operand);
  const reduction = trace.reductions[frame.reduction];
  const window = new Set(reduction.value_at);
  const current = frame.term === null ? -1 : reduction.value_at[frame.term];
  const source = operand.expanded?.source ?? operand.values.map((_, i) => i);
  const colour = colours(operand.law, operand.values, theme);
  return gridPanel(label, planes(operand.expanded?.shape ?? operand.shape), widthFor(operand.values), (index) => {
    const from = source[index];
    const isReal = from >= 0;
    const edge = index === current ? "current" : window.has(index) ? "window" : "none";
    const { fill, ink } = isReal ? colour(operand.values[from]) : { fill: theme.panel, ink: theme.ink2 };
    return { text: isReal ? entryText(operand.values[from]) : from >= -2 ? "0" : "", fill, ink, edge, hatched: from === PADDING_ZERO };
  });
}

/**
 * The kernels as they slide.
 * @param {Trace} trace
 * @param {Frame} frame
 * @param {import("./theme.js").Theme} theme
 * @param {string} label
 */
function weightPanel(trace, frame, theme, label) {
  const operand = find(trace, /** @type {import("../types_sliding.js").OperandId} */ (trace.weight_operand));
  const reduction = trace.reductions[frame.reduction];
  const used = new Set(reduction.weight_at);
  const current = frame.term === null ? null : reduction.weight_at[frame.term];
  const applied = operand.applied ?? operand.values.map((_, i) => i);
  const colour = colours(operand.law, operand.values, theme);
  return gridPanel(label, planes(operand.shape), widthFor(operand.values), (index) => {
    const weight = applied[index];
    const edge = weight === current ? "current" : used.has(weight) ? "window" : "none";
    return { text: entryText(operand.values[weight]), ...colour(operand.values[weight]), edge, hatched: false };
  });
}

/**
 * @param {Trace} trace
 * @param {Frame} frame
 * @param {import("./theme.js").Theme} theme
 * @param {string} label
 */
function outputPanel(trace, frame, theme, label) {
  const colour = colours(trace.output.law, trace.output.values, theme);
  /** @type {Map<number, number>} */
  const reductionOf = new Map(trace.reductions.map((reduction, i) => [reduction.output, i]));
  // As wide as it will ever have to be, so that the frames of an animation are one like the other.
  const width = widthFor(trace.reductions.flatMap((one) => [one.result, ...one.partial_sums]));
  return gridPanel(label, planes(trace.output.shape), width, (index) => {
    const which = reductionOf.get(index) ?? 0;
    const reduction = trace.reductions[which];
    const done = frame.done(which);
    const edge = which === frame.reduction ? "current" : "none";
    if (frame.isDone(which)) return { text: entryText(reduction.result), ...colour(reduction.result), edge, hatched: false };
    if (done === 0) return { text: "", fill: theme.panel, ink: theme.ink2, edge: edge === "current" ? edge : "pending", hatched: false };
    const partial = reduction.partial_sums[done - 1];
    return { text: entryText(partial), ...colour(partial), edge, hatched: false };
  });
}

/**
 * Grids of one operand below each other.
 * @param {string} label
 * @param {{count: number, rows: number, cols: number}} shape
 * @param {number} wide of a cell
 * @param {(index: number) => Omit<Cell, "x"|"y"|"width">} cellAt
 */
function gridPanel(label, { count, rows, cols }, wide, cellAt) {
  const pitch = CELL + GAP;
  const cells = [];
  for (let index = 0; index < count * rows * cols; index += 1) {
    const plane = Math.floor(index / (rows * cols));
    const row = Math.floor(index / cols) - plane * rows;
    const col = index - (plane * rows + row) * cols;
    cells.push({ x: col * (wide + GAP), y: (plane * rows + row) * pitch + plane * MARGIN, width: wide, ...cellAt(index) });
  }
  return { label, cells, width: cols * (wide + GAP) - GAP, height: count * rows * pitch - GAP + (count - 1) * MARGIN };
}

/** @param {readonly Entry[]} values of one grid */
function widthFor(values) {
  const longest = values.reduce((/** @type {number} */ most, entry) => Math.max(most, entryText(entry).length), 0);
  return longest > SHORT ? Math.ceil(longest * LETTER * WORDS) + 8 : CELL;
}

/**
 * Any shape as planes; a vector is one row.
 * @param {readonly number[]} shape
 */
function planes(shape) {
  const cols = shape.at(-1) ?? 1;
  const rows = shape.length > 1 ? (shape.at(-2) ?? 1) : 1;
  const count = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { count, rows, cols };
}

/**
 * @param {import("../types_sliding.js").Law} law
 * @param {readonly Entry[]} values
 * @param {import("./theme.js").Theme} theme
 * @returns {(entry: Entry) => {fill: string, ink: string}}
 */
function colours(law, values, theme) {
  const colour = cellColors(theme);
  const range = spanOf(values);
  return (entry) => {
    const { background, ink } = colour(law, entry, range);
    return { fill: background, ink };
  };
}

/**
 * @param {Cell} cell
 * @param {number} left
 * @param {number} top
 * @param {import("./theme.js").Theme} theme
 */
function cellSvg(cell, left, top, theme) {
  const x = left + cell.x;
  const y = top + cell.y;
  const strokes = { none: [theme.line, 1, ""], window: [theme.window, 2.5, ""], current: [theme.window, 4.5, ""], pending: [theme.line2, 1.5, "4 3"] };
  const [stroke, width, dashes] = strokes[cell.edge];
  const box = `x="${x}" y="${y}" width="${cell.width}" height="${CELL}" rx="5"`;
  const hatching = cell.hatched ? `<rect ${box} fill="url(#hatch)"/>` : "";
  const outline = `<rect ${box} fill="none" stroke="${stroke}" stroke-width="${width}" stroke-dasharray="${dashes}"/>`;
  const words = text(x + cell.width / 2, y + CELL / 2, cell.text, cell.ink, WORDS);
  return `<rect ${box} fill="${cell.fill}"/>${hatching}${outline}${words}`;
}

/**
 * @typedef {{text: string, state: "done"|"current"|"pending"|"sign"|"result"}} Piece
 * @param {import("../types_sliding.js").Reduction} reduction
 * @param {number} done
 * @returns {Piece[]}
 */
function formulaPieces(reduction, done) {
  const isMaximum = reduction.winner !== null;
  /** @type {Piece[]} */
  const pieces = [{ text: isMaximum ? "max(" : "", state: "sign" }];
  for (const [i, value] of reduction.values.entries()) {
    if (i > 0) pieces.push({ text: isMaximum ? ", " : " + ", state: "sign" });
    const product = isMaximum || reduction.weight_at[i] === null ? factor(value) : `${factor(reduction.weights[i])} × ${factor(value)}`;
    pieces.push({ text: product, state: i < done - 1 ? "done" : i === done - 1 ? "current" : "pending" });
  }
  if (isMaximum) pieces.push({ text: ")", state: "sign" });
  const isDone = done === reduction.values.length;
  if (reduction.bias !== null) pieces.push({ text: ` + ${factor(reduction.bias)}`, state: isDone ? "done" : "pending" });
  if (reduction.divisor !== null) pieces.push({ text: ` ÷ ${reduction.divisor}`, state: isDone ? "done" : "pending" });
  const sum = isDone ? reduction.result : done > 0 ? reduction.partial_sums[done - 1] : "";
  pieces.push({ text: ` = ${sum === "" ? "" : entryText(sum)}${isDone ? "" : " …"}`, state: "result" });
  return pieces;
}

/** @param {Entry} entry */
function factor(entry) {
  return typeof entry === "number" && entry < 0 ? `(${entryText(entry)})` : entryText(entry);
}

/**
 * @param {Piece[]} pieces
 * @param {number} perLine characters
 * @returns {Piece[][]}
 */
function wrap(pieces, perLine) {
  /** @type {Piece[][]} */
  const lines = [[]];
  let used = 0;
  for (const [i, piece] of pieces.entries()) {
    // A sign moves to the next line together with what follows it.
    const ahead = piece.state === "sign" ? (pieces[i + 1]?.text.length ?? 0) : 0;
    if (used + piece.text.length + ahead > perLine && used > 0) {
      lines.push([]);
      used = 0;
    }
    lines[lines.length - 1].push(piece);
    used += piece.text.length;
  }
  return lines;
}

/**
 * @param {Piece} piece
 * @param {import("./theme.js").Theme} theme
 */
function span(piece, theme) {
  const style = {
    done: "",
    sign: `fill="${theme.ink2}"`,
    current: `fill="${theme.window}" font-weight="700"`,
    pending: `opacity="0.4"`,
    result: `font-weight="700"`,
  };
  return `<tspan ${style[piece.state]}>${symbols(piece.text)}</tspan>`;
}

/**
 * @param {Trace} trace
 * @param {string} id
 * @returns {Operand}
 */
function find(trace, id) {
  return /** @type {Operand} */ (trace.operands.find((operand) => operand.id === id));
}
