/** What of the state a request says. */

/** @typedef {import("../../types.js").FiltersState} FiltersState */
/** @typedef {{picture: string, size: "preview"|"full", steps: import("../../types.js").Step[]}} Chain */

/**
 * The chain as far as the step that is looked at.
 * @param {Chain} chain
 * @param {number} active
 * @returns {Chain}
 */
export function upTo(chain, active) {
  return { ...chain, steps: chain.steps.slice(0, active + 1) };
}

/** @param {FiltersState} state */
export function shownKernel(state) {
  const step = state.description?.steps[state.active];
  const kernel = step?.kernels[state.kernelIndex]?.weights;
  return step && kernel ? { kernel, divisor: step.divisor, key: JSON.stringify([kernel, step.divisor]) } : null;
}
