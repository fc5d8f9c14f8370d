/**
 * What a person types, drags or pastes into a kernel, as pure functions: text → number, stroke → cells.
 * Reading "1/9" divides two typed numbers; nothing here adds up, flips or normalises a kernel: the server does that.
 * @typedef {{row: number, col: number}} Cell zero-based
 * @typedef {"empty"|"text"|"division_by_zero"|"too_large"} Problem
 * @typedef {{value: number, problem: null} | {value: null, problem: Problem}} Reading
 */

const number = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
const numberOrFraction = new RegExp(String.raw`^(${number})(?:\s*/\s*(${number}))?$`, "i");

/**
 * Full-width digits, true minus signs and fraction slashes mean what they look like.
 * @param {string} text
 */
function asTyped(text) {
  return text
    .normalize("NFKC")
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[\u2044\u00f7]/g, "/")
    .trim();
}

/**
 * One weight from text: "−1", "0.075", "1e-3", "1/9", "½", "－２".
 * @param {string} text
 * @returns {Reading}
 */
export function readNumber(text) {
  const typed = asTyped(text);
  if (typed === "") return { value: null, problem: "empty" };
  const parts = numberOrFraction.exec(typed);
  if (!parts) return { value: null, problem: "text" };
  const numerator = Number(parts[1]);
  const denominator = parts[2] === undefined ? 1 : Number(parts[2]);
  if (denominator === 0) return { value: null, problem: "division_by_zero" };
  const value = numerator / denominator;
  if (!Number.isFinite(value) || !Number.isFinite(denominator)) return { value: null, problem: "too_large" };
  return { value: value + 0, problem: null }; // + 0 turns −0 into 0
}

/** @param {string} key of a keydown event: does it begin a number? */
export function beginsNumber(key) {
  return key.length === 1 && /^[\d.+-]$/.test(asTyped(key));
}

/**
 * A pasted text is one weight, or a whole kernel for the server to read, or nothing with a number in it.
 * @param {string} text
 * @returns {{kind: "number", value: number} | {kind: "kernel", text: string} | {kind: "none", problem: Problem}}
 */
export function readPaste(text) {
  const reading = readNumber(text);
  if (reading.problem === null) return { kind: "number", value: reading.value };
  if (reading.problem === "text" && /\d/.test(asTyped(text))) return { kind: "kernel", text };
  return { kind: "none", problem: reading.problem };
}

/**
 * All digits, with a true minus sign.
 * @param {number} value
 */
export function fullNumber(value) {
  return String(value).replaceAll("-", "\u2212");
}

/**
 * At most `room` characters that differ from the value by a twentieth at most; a weight that is not 0 never reads 0.
 * @param {number} value
 * @param {number} room characters
 * @returns {string|null} null: it does not fit
 */
export function shortNumber(value, room) {
  const full = fullNumber(value);
  if (full.length <= room) return full;
  for (let digits = Math.min(room, 6); digits >= 0; digits -= 1) {
    const text = fitting(value.toFixed(digits), value, room);
    if (text !== null) return text;
  }
  for (let digits = 2; digits >= 0; digits -= 1) {
    const text = fitting(value.toExponential(digits).replace("e+", "e"), value, room);
    if (text !== null) return text;
  }
  return null;
}

/** @param {string} text @param {number} value @param {number} room */
function fitting(text, value, room) {
  const shortest = text.includes("e") ? text : String(Number(text));
  const isNear = Math.abs(Number(shortest) - value) <= Math.abs(value) / 20;
  return isNear && shortest.length <= room ? shortest.replaceAll("-", "\u2212") : null;
}

/**
 * The value one notch further, without the dust of binary fractions (0.1 + 0.2 is 0.3 here).
 * @param {number} value
 * @param {number} change
 */
export function stepped(value, change) {
  return Number((value + change).toPrecision(15)) + 0;
}

/**
 * One notch: 1, with Shift 10, with Alt 0.1.
 * @param {{shiftKey: boolean, altKey: boolean}} event
 */
export function notch(event) {
  if (event.shiftKey) return 10;
  return event.altKey ? 0.1 : 1;
}

/**
 * Every cell of a straight stroke, so that a fast brush leaves no holes (Bresenham); `from` excluded, `to` included.
 * @param {Cell} from
 * @param {Cell} to
 * @returns {Cell[]}
 */
export function cellsBetween(from, to) {
  const count = Math.max(Math.abs(to.row - from.row), Math.abs(to.col - from.col));
  return Array.from({ length: count }, (_, index) => {
    const share = (index + 1) / count;
    return {
      row: Math.round(from.row + (to.row - from.row) * share),
      col: Math.round(from.col + (to.col - from.col) * share),
    };
  });
}

/**
 * Tab-separated rows, as spreadsheets read and write them, all digits.
 * @param {readonly (readonly number[])[]} kernel
 */
export function kernelText(kernel) {
  return kernel.map((row) => row.join("\t")).join("\n");
}

/**
 * A new kernel with the same value in some of its cells.
 * @param {readonly (readonly number[])[]} kernel
 * @param {readonly Cell[]} cells
 * @param {number} value
 */
export function withValue(kernel, cells, value) {
  return kernel.map((line, row) => line.map((weight, col) => (cells.some((c) => c.row === row && c.col === col) ? value : weight)));
}
