/** Which parts of the state are in the link. Every kind has its own names; what equals the lecture's numbers is left out. */
import { choiceField, numberField, readLink, writeLink } from "../../core/link.js";
import { KINDS, OPENING_SPECS, openingState, paceOf, SPEEDS } from "./state.js";

/** @typedef {import("../../types_signals.js").SignalsState} SignalsState */
/** @typedef {import("../../types_signals.js").Kind} Kind */
/** @typedef {import("../../core/link.js").Codec<any>} Codec */

/**
 * Numbers with commas between them; nothing is null. Whether there are too many is the server's business.
 * @param {string} name
 * @returns {Codec}
 */
export function listField(name) {
  return {
    name,
    write: (values) => (values ? values.join(",") : ""),
    read(text) {
      const numbers = text.split(",").map((part) => Number(part || Number.NaN));
      return numbers.length > 64 || numbers.some((one) => !Number.isFinite(one)) ? undefined : numbers;
    },
  };
}

/** @type {Codec} a name, or the zeros before and after: "full", "1,2" */
export const paddingField = {
  name: "padding",
  write: String,
  read(text) {
    if (["valid", "full", "same"].includes(text)) return text;
    const sides = /^(\d{1,2}),(\d{1,2})$/.exec(text);
    return sides ? [Number(sides[1]), Number(sides[2])] : undefined;
  },
};

/** @param {string} name @returns {Codec} */
const word = (name) => ({ name, write: String, read: (text) => (/^\w{1,20}$/.test(text) ? text : undefined) });
/** @param {string} name @returns {Codec} */
const count = (name) => numberField(name, { minimum: 0, maximum: 99_999, digits: 0 });
/** @param {string} name @returns {Codec} */
const optionalCount = (name) => ({ ...count(name), write: (value) => (value === null ? "" : String(value)) });

/** @type {Record<Kind, Record<string, Codec>>} */
const SPEC_FIELDS = {
  polynomial: { p: listField("p"), q: listField("q") },
  integer: { a: word("a"), b: word("b") },
  moving_average: {
    ...{ signal: word("signal"), seed: count("seed"), values: listField("values"), window: count("window") },
    ...{ weights: word("weights"), kernel: listField("kernel"), padding: paddingField },
  },
  density: { points: listField("points"), kernel: word("kernel"), bandwidth: numberField("h", { minimum: 0, maximum: 99 }), cells: count("cells") },
  dice: { dice: count("dice"), weights: listField("weights"), stage: optionalCount("stage") },
  continuous: { f: word("f"), g: word("g"), samples: count("samples") },
  sequence: { v: listField("v"), w: listField("w"), operation: word("operation"), padding: paddingField, stride: count("stride") },
};

const kindField = choiceField("kind", KINDS);
/** @type {Codec} null: the opening moment */
const timeField = { name: "t", write: (time) => (time === null ? "" : String(time)), read: (text) => (/^\d{1,6}$/.test(text) ? Number(text) : undefined) };

/** @param {Kind} kind */
function fieldsOf(kind) {
  return {
    kind: kindField,
    ...SPEC_FIELDS[kind],
    time: timeField,
    pace: choiceField("pace", ["product", "output"]),
    speed: { name: "speed", write: String, read: (/** @type {string} */ text) => SPEEDS.find((speed) => String(speed) === text) },
  };
}

/** @param {Kind} kind */
function defaultsOf(kind) {
  return { kind: "polynomial", ...OPENING_SPECS[kind], time: /** @type {number|null} */ (null), pace: paceOf(kind), speed: 1 };
}

/** @param {SignalsState} state */
export function write(state) {
  const { kind, time, pace, speed } = state;
  return writeLink(fieldsOf(kind), { ...state.specs[kind], kind, time, pace, speed }, defaultsOf(kind));
}

/**
 * @param {string} query
 * @returns {{fields: Partial<SignalsState>, malformed: string[], leftOut: string[]}} what the link says; what cannot be read keeps its default
 */
export function read(query) {
  const first = readLink({ kind: kindField }, query);
  const kind = /** @type {Kind} */ (first.values.kind ?? "polynomial");
  const { values, malformed, leftOut } = readLink(fieldsOf(kind), query);
  const spec = { ...OPENING_SPECS[kind] };
  for (const key of Object.keys(SPEC_FIELDS[kind])) if (key in values) spec[key] = values[key];
  const time = /** @type {number|null} */ (values.time ?? null);
  const pace = /** @type {SignalsState["pace"]} */ (values.pace ?? paceOf(kind));
  const speed = /** @type {number} */ (values.speed ?? 1);
  return { fields: { kind, specs: { ...openingState().specs, [kind]: spec }, time, pace, speed }, malformed, leftOut };
}
