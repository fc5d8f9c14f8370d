/** The endpoints that the Sliding window page uses. */
import { get, post } from "./client.js";

/** @typedef {import("../types_sliding.js").TraceSpec} TraceSpec */

/**
 * @param {TraceSpec} spec
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../types_sliding.js").TraceAnswer>}
 */
export async function makeTrace(spec, signal) {
  return (await post("traces", spec, { signal })).json();
}

/** @returns {Promise<import("../types_sliding.js").Case[]>} */
export async function fetchCases() {
  return (await get("traces/cases")).json();
}

/**
 * @param {TraceSpec} spec
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../types_sliding.js").Matrices>}
 */
export async function makeMatrices(spec, signal) {
  return (await post("traces/matrices", spec, { signal })).json();
}

/**
 * @param {{size: number, kernel: number, padding: number}} request
 * @param {AbortSignal} [signal]
 * @returns {Promise<{rows: number, cols: number, row: number[], col: number[], weight_at: number[]}>}
 */
export async function makePictureMatrix(request, signal) {
  return (await post("traces/picture_matrix", request, { signal })).json();
}

/**
 * @param {TraceSpec} spec
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../types_sliding.js").Proof>}
 */
export async function prove(spec, signal) {
  return (await post("traces/proof", spec, { signal })).json();
}

/**
 * @param {{spec: TraceSpec, target: "latex_sum"|"latex_result"|"numpy"|"pytorch", reduction: number}} request
 * @returns {Promise<{text: string}>}
 */
export async function exportTrace(request) {
  return (await post("traces/export", request)).json();
}
