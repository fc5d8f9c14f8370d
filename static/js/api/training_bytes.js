/** Levels travel as base64 inside JSON; here they become bytes, the moment they arrive. */

/** @typedef {import("../types_training.js").Quantized} Quantized */

/** @param {string} text base64 */
export function fromBase64(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** @param {Uint8Array} bytes */
export function toBase64(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/**
 * @param {any} one a Quantized as it came
 * @returns {Quantized}
 */
export function withBytes(one) {
  return { ...one, data: fromBase64(one.data) };
}

/**
 * A snapshot, or the answer to a question for activations.
 * @param {any} one as it came
 */
export function withSnapshotBytes(one) {
  return { ...one, picture: withBytes(one.picture), maps: one.maps.map(withBytes), kernels: one.kernels.map(withBytes) };
}

/** What of a moment is levels, alone or as a list; which of them there are depends on the moment. */
const ALONE = ["picture", "delta"];
const LISTS = ["maps", "deltas", "gradients", "before", "updates", "after"];

/**
 * @param {any} one as it came
 * @returns {import("../types_training.js").Moment}
 */
export function withMomentBytes(one) {
  const moment = { ...one };
  for (const key of ALONE) moment[key] = one[key] ? withBytes(one[key]) : null;
  for (const key of LISTS) moment[key] = (one[key] ?? []).map(withBytes);
  return moment;
}

/**
 * @param {any} one as it came
 * @returns {import("../types_training.js").History}
 */
export function withHistoryBytes(one) {
  return {
    ...one,
    snapshot: one.snapshot && withSnapshotBytes(one.snapshot),
    moment: one.moment && withMomentBytes(one.moment),
  };
}
