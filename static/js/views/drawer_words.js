/** What the drawers have in common: the moment that they show, why one has nothing to show, numbers as they fit a cell. */
import { spanOf } from "../draw/cell_colors.js";
import { shortNumber } from "../elements/kernel_input.js";
import { t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { full, isSecret } from "./sliding_words.js";

/** @typedef {import("../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("../types_sliding.js").Trace} Trace */
/** @typedef {import("../types_sliding.js").Matrices} Matrices */
/** @typedef {import("../types_sliding.js").Entry} Entry */
/** @typedef {import("../types_sliding.js").Mode} Mode */

/**
 * @typedef {object} Moment
 * @property {SlidingState} state
 * @property {Trace} trace
 * @property {Matrices} matrices
 * @property {import("../geometry/frame.js").Frame} frame
 * @property {ReturnType<typeof import("../draw/cell_colors.js").cellColors>} colorOf
 * @property {import("../draw/theme.js").Theme} theme
 * @property {number} width of the drawer in CSS pixels
 * @property {number} rem
 */

/**
 * @typedef {object} DrawerHandlers
 * @property {(id: string|null) => void} openDrawer
 * @property {(hover: import("../types_sliding.js").Hover|null) => void} hover
 * @property {(output: number) => void} seekOutput
 * @property {(id: string) => void} chooseCase
 * @property {typeof import("../api/traces.js").makePictureMatrix} fetchPictureMatrix
 */

export const DRAWERS = /** @type {const} */ (["toeplitz", "im2col", "col2im", "sharing", "memory"]);
/** @typedef {typeof DRAWERS[number]} DrawerId */

const POOLS = new Set(["max_pool", "average_pool", "global_average_pool", "max_pool_backward", "average_pool_backward"]);
/** The width of a letter where a cell is as high as it gets. */
const LETTER_PX = 8.5;
const BACK = new Set(["transposed", "gradient_input"]);

/**
 * Why a drawer has nothing to show in a mode; null when it has.
 * @param {DrawerId} drawer
 * @param {Mode} mode
 * @returns {string|null} message key
 */
export function reasonAgainst(drawer, mode) {
  if (drawer === "memory") return null;
  if (mode === "max_pool" || mode === "max_pool_backward") return `drawers.${drawer}.not.maximum`;
  if (POOLS.has(mode)) return `drawers.${drawer}.not.average`;
  if (mode === "gradient_bias") return `drawers.${drawer}.not.bias`;
  if (drawer === "im2col" && BACK.has(mode)) return "drawers.im2col.not.back";
  if (drawer === "col2im" && !BACK.has(mode)) return mode === "gradient_kernel" ? "drawers.col2im.not.kernel" : "drawers.col2im.not.forward";
  return null;
}

/** @param {DrawerId} drawer does it show what the server makes of the matrices? */
export function needsMatrices(drawer) {
  return drawer !== "memory";
}

/**
 * A number as short as a cell wants it.
 * @param {Entry} entry
 */
export function short(entry) {
  if (typeof entry === "string") return full(entry);
  return shortNumber(Number(entry.toPrecision(12)), 5) ?? full(entry);
}

/**
 * How wide cells have to be for their longest text; numbers fit a square, sums of letters do not.
 * @param {Trace} trace
 * @param {readonly Entry[]} entries
 * @param {number} side
 * @param {number} room for one cell
 */
export function cellWidth({ is_symbolic: isSymbolic }, entries, side, room) {
  if (!isSymbolic) return side;
  const longest = entries.reduce((/** @type {number} */ most, entry) => Math.max(most, String(entry).length), 0);
  return Math.round(Math.max(side, Math.min(room, longest * LETTER_PX + 8)));
}

/**
 * What is known of an output at this moment; value null: nothing yet, or it is being guessed.
 * @param {Moment} moment
 * @param {number} reduction
 * @returns {{value: Entry|null, text: string}}
 */
export function outputNow({ state, trace, frame }, reduction) {
  if (isSecret(state, frame, reduction)) return { value: null, text: "?" };
  const one = trace.reductions[reduction];
  const done = frame.done(reduction);
  const value = frame.isDone(reduction) ? one.result : done > 0 ? one.partial_sums[done - 1] : null;
  return { value, text: value === null ? "" : short(value) };
}

/**
 * The output as cells to paint: a flat list of what each shows now.
 * @param {Moment} moment
 */
export function outputsNow(moment) {
  const { trace, colorOf } = moment;
  const span = spanOf(trace.output.values);
  /** @type {{background: string|null, ink?: string, text: string}[]} */
  const cells = new Array(trace.output.values.length);
  for (const [r, { output }] of trace.reductions.entries()) {
    const { value, text } = outputNow(moment, r);
    cells[output] = value === null ? { background: null, text } : { ...colorOf(trace.output.law, value, span), text };
  }
  return cells;
}

/**
 * What the outputs that are drawn depend on: the time, and what is being guessed.
 * @param {Moment} moment
 * @returns {readonly unknown[]}
 */
export function playedBy({ trace, state: { time, view, predict } }) {
  return [trace, time, view, predict];
}

/**
 * The values of an operand with their colours.
 * @param {Moment} moment
 * @param {string} id
 */
export function operandCells({ trace, colorOf }, id) {
  const operand = trace.operands.find((one) => one.id === id);
  if (!operand) return [];
  const span = spanOf(operand.values);
  return operand.values.map((entry) => ({ ...colorOf(operand.law, entry, span), text: short(entry), entry }));
}

/**
 * A drawing under its name.
 * @param {HTMLElement} drawing
 * @param {string} [name]
 */
export function named(drawing, name = "") {
  const caption = make("figcaption", { class: "drawer-figure__name" });
  const element = make("figure", { class: `drawer-figure ${name}`.trim() }, [caption, drawing]);
  return { element, caption };
}

/**
 * A matrix's name and size: “C 16×36”.
 * @param {string} symbol
 * @param {number} rows
 * @param {number} cols
 */
export function sized(symbol, rows, cols) {
  return t("drawers.sized", { symbol, rows, cols });
}
