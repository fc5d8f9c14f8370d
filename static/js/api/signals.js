/** The one-dimensional computations of the server. */
import { post } from "./client.js";

/**
 * @param {import("../types_signals.js").Asked} asked
 * @param {AbortSignal} signal
 * @returns {Promise<import("../types_signals.js").Answer>}
 */
export async function compute({ kind, spec }, signal) {
  return (await post(`signals/${kind}`, spec, { signal })).json();
}
