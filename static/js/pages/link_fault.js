/**
 * What of a link could not be read, as the notice says it; null where all of it could.
 * @param {Pick<ReturnType<typeof import("../core/link.js").readLink>, "malformed"|"leftOut">} read
 * @returns {import("../types.js").ErrorInfo|null}
 */
export function linkFault({ malformed, leftOut }) {
  const told = (/** @type {string} */ code, /** @type {string} */ value) => ({ code, field: "link", value, limit: null, message: {}, remedy: {} });
  if (malformed.length > 0) return told("link_malformed", malformed[0]);
  return leftOut.length > 0 ? told("link_part_left_out", leftOut.join("; ")) : null;
}
