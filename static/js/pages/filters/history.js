/** What the Filters page counts as a step that “back” undoes: another picture, another chain of filters. */
import { keepLink as keep } from "../history.js";

/** @typedef {import("../../types.js").FiltersState} FiltersState */

/**
 * @param {(state: FiltersState) => string} write
 * @param {() => void} reopen called when the visitor goes back or forward
 */
export function keepLink(write, reopen) {
  return keep(write, reopen, milestoneOf);
}

/** @param {FiltersState} state */
function milestoneOf(state) {
  return [state.picture.id, ...state.steps.map((step) => step.filter)].join();
}
