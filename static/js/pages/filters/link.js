/** Which parts of the Filters page's state are in its link, and how. */

import { choiceField, numberField, numbersField } from "../../core/link.js";
import { STEP_DEFAULTS } from "./state.js";

/** @typedef {import("../../types.js").Step} Step */

/**
 * `steps=gaussian,sigma:2;custom,kernel:-1_0_1/-2_0_2/-1_0_1,offset:128`: steps by “;”, settings by “,”, rows of a
 * kernel by “/”, its weights by “_”. Ranges are the server's business. A step that is none is left out, the others stay.
 * @param {readonly string[]} filters ids of those that there are
 * @returns {import("../../core/link.js").Codec<Step[]>}
 */
function stepsField(filters) {
  return {
    name: "steps",
    write: (steps) => steps.map(writeStep).join(";"),
    read(text, leaveOut) {
      const steps = text.split(";").flatMap((part) => {
        const step = readStep(part);
        if (step && filters.includes(step.filter)) return [step];
        leaveOut(part);
        return [];
      });
      return steps.length > 0 ? steps : undefined;
    },
  };
}

/** @param {readonly string[]} filters ids of those that there are */
export function linkFields(filters) {
  return {
    picture: { name: "picture", write: (/** @type {string} */ id) => id, read: (/** @type {string} */ id) => (/^\w{1,64}$/.test(id) ? id : undefined) },
    size: choiceField("size", ["preview", "full"]),
    steps: stepsField(filters),
    active: numberField("step", { minimum: 0, maximum: 99, digits: 0 }),
    layout: choiceField("layout", ["slider", "side"]),
    divider: numberField("divider", { minimum: 0, maximum: 1 }),
    viewport: numbersField("view", ["scale", "x", "y"], { minimum: -1e6, maximum: 1e6 }),
    pixel: numbersField("pixel", ["row", "col"], { minimum: 0, maximum: 1e5, digits: 0 }),
    channel: choiceField("channel", ["red", "green", "blue", "luminance"]),
    term: /** @type {import("../../core/link.js").Codec<number|null>} */ ({
      name: "term",
      write: (term) => (term === null ? "" : String(term)),
      read: (text) => (/^\d{1,4}$/.test(text) ? Number(text) : undefined),
    }),
  };
}

/**
 * The linked part of the state, flat.
 * @param {import("../../types.js").FiltersState} state
 */
export function linked(state) {
  const { size, steps, active, layout, divider, viewport, pixel, channel, term } = state;
  return { picture: state.picture.id, size, steps, active, layout, divider, viewport, pixel, channel, term };
}

/** @param {Step} step */
function writeStep(step) {
  const settings = Object.entries(STEP_DEFAULTS)
    .map(([key, fallback]) => ({ key, value: step[/** @type {keyof Step} */ (key)], fallback }))
    .filter(({ value, fallback }) => JSON.stringify(value) !== JSON.stringify(fallback));
  const parameters = Object.entries(step.parameters).map(([key, value]) => ({ key, value }));
  return [step.filter, ...[...parameters, ...settings].map(({ key, value }) => `${key}:${writeValue(value)}`)].join(",");
}

/** @param {unknown} value a number, a word, a pair or a matrix */
function writeValue(value) {
  if (!Array.isArray(value)) return String(value);
  return value.map((row) => (Array.isArray(row) ? row.join("_") : row)).join(Array.isArray(value[0]) ? "/" : "_");
}

/**
 * @param {string} text
 * @returns {Step|undefined}
 */
function readStep(text) {
  const [filter, ...settings] = text.split(",");
  if (!/^\w+$/.test(filter)) return undefined;
  /** @type {Record<string, unknown>} */
  const step = { filter, ...STEP_DEFAULTS };
  /** @type {Record<string, unknown>} */
  const parameters = {};
  for (const setting of settings) {
    const [, key, written] = /^(\w+):(.+)$/.exec(setting) ?? [];
    if (key === undefined) return undefined;
    const value = readValue(key, written);
    if (key in STEP_DEFAULTS) step[key] = value;
    else parameters[key] = value;
  }
  return /** @type {Step} */ ({ ...step, parameters });
}

/**
 * @param {string} key
 * @param {string} written
 */
function readValue(key, written) {
  const isMatrix = key === "kernel" || (key === "padding" && written.includes("/"));
  if (isMatrix) return written.split("/").map((row) => row.split("_").map(readScalar));
  if (key === "stride" || key === "dilation") return written.split("_").map(readScalar);
  return readScalar(written);
}

/** @param {string} written */
function readScalar(written) {
  const number = Number(written);
  return Number.isNaN(number) ? written : number;
}
