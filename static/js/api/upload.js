/** Sending a file with progress, which `fetch` does not tell. */
import { apiUrl, networkError, toError } from "./client.js";

/**
 * @param {string} path below /api/
 * @param {Blob} body as it is: nothing is wrapped, nothing is spooled to a disk
 * @param {{signal?: AbortSignal, progress?: (share: number) => void}} [options] progress: how much has gone, 0…1
 * @returns {Promise<unknown>} the answer's JSON; rejects with an `ApiError`, or an `AbortError`
 */
export function send(path, body, { signal, progress } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", apiUrl(path));
    request.setRequestHeader("Content-Type", body.type || "application/octet-stream");
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", ({ loaded, total }) => progress?.(total > 0 ? loaded / total : 1));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText));
      else reject(toError(request.responseText, request.status));
    });
    request.addEventListener("error", () => reject(networkError()));
    request.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    signal?.addEventListener("abort", () => request.abort());
    if (signal?.aborted) reject(new DOMException("", "AbortError"));
    else request.send(body);
  });
}
