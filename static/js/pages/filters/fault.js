/** What stays of a link's chain when the server refuses a part of it. */
import { STEP_DEFAULTS } from "./state.js";

/** @typedef {import("../../types.js").Step} Step */

/**
 * The parameter or setting at fault gets its default; a step that is at fault itself, or has the default already, is left out.
 * @param {readonly Step[]} steps
 * @param {string|null} field where the server finds the fault: `steps.1.parameters.sigma`, `steps.0.stride`, `steps.2`
 * @returns {Step[]|null} null where nothing is left, or the fault is in no single step
 */
export function withoutFault(steps, field) {
  const [, at, part] = /^steps\.(\d+)(?:\.(?:parameters\.)?(\w+))?/.exec(field ?? "") ?? [];
  const step = steps[Number(at ?? -1)];
  if (!step) return null;
  const rest = steps.toSpliced(Number(at), 1, ...mended(step, part));
  return rest.length > 0 ? rest : null;
}

/**
 * @param {Step} step
 * @param {string|undefined} part
 * @returns {Step[]} none or one
 */
function mended(step, part = "") {
  if (part in step.parameters) {
    const parameters = { ...step.parameters };
    delete parameters[part];
    return [{ ...step, parameters }];
  }
  if (!(part in STEP_DEFAULTS)) return [];
  const key = /** @type {keyof typeof STEP_DEFAULTS} */ (part);
  const isDefault = JSON.stringify(step[key]) === JSON.stringify(STEP_DEFAULTS[key]);
  return isDefault ? [] : [{ ...step, [key]: STEP_DEFAULTS[key] }];
}
