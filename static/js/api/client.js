/** Requests to our own server. Every refusal becomes an `ApiError` with its code and its sentences. */

/** @typedef {import("../types.js").ErrorInfo} ErrorInfo */

const root = document.querySelector('meta[name="convscope-root"]')?.getAttribute("content") ?? "";

export class ApiError extends Error {
  /**
   * @param {ErrorInfo} info
   * @param {number} status
   */
  constructor(info, status) {
    super(`${info.code} (${status})`);
    this.info = info;
    this.status = status;
  }
}

/** @param {string} path */
export function apiUrl(path) {
  return `${root}/api/${path}`;
}

/**
 * @param {string} path below /api/
 * @param {unknown} body
 * @param {{signal?: AbortSignal, accept?: string}} [options]
 */
export async function post(path, body, { signal, accept = "application/json" } = {}) {
  const headers = { "Content-Type": "application/json", Accept: accept, "Accept-Language": document.documentElement.lang };
  return checked(fetch(apiUrl(path), { method: "POST", headers, body: JSON.stringify(body), signal }));
}

/**
 * @param {string} path below /api/
 * @param {{signal?: AbortSignal, accept?: string}} [options]
 */
export async function get(path, { signal, accept = "application/json" } = {}) {
  return checked(fetch(apiUrl(path), { headers: { Accept: accept }, signal }));
}

/** @param {Promise<Response>} request */
async function checked(request) {
  /** @type {Response} */
  let response;
  try {
    response = await request;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw networkError();
  }
  if (response.ok) return response;
  throw toError(await response.text(), response.status);
}

/**
 * @param {string} text body of a refusal
 * @param {number} status
 */
export function toError(text, status) {
  try {
    return new ApiError(JSON.parse(text).error, status);
  } catch {
    return localError("internal", status);
  }
}

export function networkError() {
  return localError("network", 0);
}

/**
 * A refusal that the server did not send; its sentences come from the page's own messages.
 * @param {string} code
 * @param {number} status
 */
function localError(code, status) {
  return new ApiError({ code, field: "", value: null, limit: null, message: {}, remedy: {} }, status);
}
