/** Which parts of the Sliding window page's state are in its link: the case, what differs from it, and the moment. */
import { choiceField, numberField } from "../../core/link.js";
import { OPENING_CASE, openingTime, SPEEDS } from "./state.js";

/** @typedef {import("../../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("../../types_sliding.js").Case} Case */
/** @typedef {import("../../types_sliding.js").OperandSpec} OperandSpec */
/** @typedef {import("../../types_sliding.js").TraceSpec} TraceSpec */

const MODES = /** @type {const} */ ([
  "correlate", "convolve", "max_pool", "average_pool", "global_average_pool", "transposed",
  "gradient_kernel", "gradient_input", "gradient_bias", "max_pool_backward", "average_pool_backward",
]);
const FILLS = /** @type {const} */ (["ramp", "random", "one_hot", "zeros", "ones", "letters"]);
const ENTRY = /^[^_:=\s]{1,24}$/u;

/** @param {readonly Case[]} cases */
export function linkFields(cases) {
  return {
    caseId: choiceField("case", cases.map((one) => one.id)),
    mode: choiceField("mode", MODES),
    x: operandField("x"),
    w: operandField("w"),
    bias: optionalField("bias"),
    delta: optionalField("delta"),
    operation: choiceField("operation", ["correlate", "convolve"]),
    stride: pairField("stride"),
    padding: paddingField,
    dilation: pairField("dilation"),
    output_padding: pairField("output_padding"),
    rounding: choiceField("rounding", ["floor", "ceil"]),
    view: choiceField("view", ["gather", "scatter", "matrix"]),
    time: timeField,
    speed: choiceOfNumbers("speed", SPEEDS),
    isUnflipped: flagField("unflipped"),
    isPredicting: flagField("predict"),
    drawer: wordField("drawer"),
  };
}

/**
 * The linked part of the state, flat. Time is null where the case opens by itself.
 * @param {SlidingState} state
 */
export function linked(state) {
  const { caseId, spec, trace, view, speed, isUnflipped, drawer } = state;
  const isOpening = state.isFresh || !trace || state.time === openingTime(trace, view);
  return { caseId, ...spec, view, time: isOpening ? null : state.time, speed, isUnflipped, isPredicting: state.predict.isOn, drawer };
}

/**
 * What a link that names no more than the case means.
 * @param {Case} chosen
 * @returns {ReturnType<typeof linked>}
 */
export function linkDefaults(chosen) {
  return { caseId: OPENING_CASE, ...chosen.spec, view: "gather", time: null, speed: 1, isUnflipped: false, isPredicting: false, drawer: "toeplitz" };
}

/**
 * `1x4x4:random:7`, and typed values after it: `1x4x4:ramp:1:1x3x3=1_2_a`.
 * @param {string} name
 * @returns {import("../../core/link.js").Codec<OperandSpec>}
 */
function operandField(name) {
  return { name, write: writeOperand, read: readOperand };
}

/**
 * @param {string} name
 * @returns {import("../../core/link.js").Codec<OperandSpec|null>}
 */
function optionalField(name) {
  return {
    name,
    write: (operand) => (operand ? writeOperand(operand) : "none"),
    read: (text) => (text === "none" ? null : readOperand(text)),
  };
}

/** δ_p is written δ'p: the underscore already parts one entry from the next. @param {import("../../types_sliding.js").Entry} entry */
function writeEntry(entry) {
  return String(entry).replace("_", "'");
}

/** @param {OperandSpec} operand */
export function writeOperand({ shape, fill, seed, values, values_shape: written }) {
  const typed = values ? `:${(written ?? shape).join("x")}=${values.map(writeEntry).join("_")}` : "";
  return `${shape.join("x")}:${fill}:${seed}${typed}`;
}

/**
 * @param {string} text
 * @returns {OperandSpec|undefined}
 */
export function readOperand(text) {
  const [, size, filled, seeded, written, list] = /^([\dx]{1,20}):(\w+):(\d{1,10})(?::([\dx]{1,20})=(.*))?$/su.exec(text) ?? [];
  const shape = readShape(size);
  const fill = FILLS.find((one) => one === filled);
  if (!shape || !fill) return undefined;
  const operand = { shape, fill, seed: Number(seeded), values: null, values_shape: null };
  if (list === undefined) return operand;
  const valuesShape = readShape(written);
  const parts = list.split("_");
  if (!valuesShape || !parts.every((part) => ENTRY.test(part))) return undefined;
  const values = parts.map((part) => (Number.isNaN(Number(part)) ? part.replace("'", "_") : Number(part)));
  return { ...operand, values, values_shape: written === size ? null : valuesShape };
}

/** @param {string|undefined} text */
function readShape(text) {
  const sides = text?.split("x").map(Number) ?? [];
  return sides.length > 0 && sides.every((side) => Number.isInteger(side) && side > 0) ? sides : undefined;
}

/**
 * @param {string} name
 * @returns {import("../../core/link.js").Codec<[number, number]>}
 */
function pairField(name) {
  return {
    name,
    write: (pair) => pair.join(","),
    read: (text) => {
      const [, rows, cols] = /^(\d{1,2}),(\d{1,2})$/.exec(text) ?? [];
      return rows === undefined ? undefined : [Number(rows), Number(cols)];
    },
  };
}

/** @type {import("../../core/link.js").Codec<TraceSpec["padding"]>} */
const paddingField = {
  name: "padding",
  write: (padding) => (typeof padding === "string" ? padding : padding.flat().join(",")),
  read: (text) => {
    if (text === "same" || text === "valid" || text === "full") return text;
    const sides = text.split(",").map((part) => (/^\d{1,2}$/.test(part) ? Number(part) : Number.NaN));
    if (sides.length !== 4 || sides.some(Number.isNaN)) return undefined;
    return [[sides[0], sides[1]], [sides[2], sides[3]]];
  },
};

/** @type {import("../../core/link.js").Codec<number|null>} */
const timeField = {
  name: "t",
  write: (time) => (time === null ? "" : String(time)),
  read: (text) => (/^\d{1,6}$/.test(text) ? Number(text) : undefined),
};

/**
 * @param {string} name
 * @param {readonly number[]} choices
 * @returns {import("../../core/link.js").Codec<number>}
 */
function choiceOfNumbers(name, choices) {
  const { write } = numberField(name, { minimum: Math.min(...choices), maximum: Math.max(...choices) });
  return { name, write, read: (text) => choices.find((choice) => choice === Number(text)) };
}

/**
 * @param {string} name
 * @returns {import("../../core/link.js").Codec<boolean>}
 */
function flagField(name) {
  return { name, write: (flag) => (flag ? "1" : "0"), read: (text) => (text === "1" ? true : text === "0" ? false : undefined) };
}

/**
 * @param {string} name
 * @returns {import("../../core/link.js").Codec<string|null>}
 */
function wordField(name) {
  return { name, write: (word) => word ?? "", read: (text) => (/^\w{1,24}$/.test(text) ? text : text === "" ? null : undefined) };
}
