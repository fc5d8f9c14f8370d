/** The endpoints that the Filters page uses. */

import { apiUrl, get, networkError, post, toError } from "./client.js";

/** @typedef {import("../types.js").Step} Step */
/** @typedef {import("../types.js").Picture} Picture */
/** @typedef {import("../types.js").Kernel} Kernel */
/** @typedef {import("../types.js").Rect} Rect */
/** @typedef {{picture: string, size: "preview"|"full", steps: Step[]}} Chain */

const RAW = "application/octet-stream";

/**
 * @param {Chain} chain
 * @param {number|null} pixels no more than so many: what is shown small need not be sent large
 * @param {AbortSignal} [signal]
 */
export async function applyChain(chain, pixels, signal) {
  const asked = performance.now();
  const response = await post("filters/apply", pixels === null ? chain : { ...chain, pixels }, { signal, accept: "image/jpeg" });
  const image = await createImageBitmap(await response.blob());
  const elapsedMs = Number(/dur=([\d.]+)/.exec(response.headers.get("Server-Timing") ?? "")?.[1] ?? 0);
  return { image, elapsedMs, roundTripMs: performance.now() - asked };
}

/**
 * The exact pixels of a part of the result (or of the picture itself, with no steps).
 * @param {Chain} chain
 * @param {Rect} region
 * @param {AbortSignal} [signal]
 */
export async function exactRegion(chain, region, signal) {
  const response = await post("filters/apply", { ...chain, region }, { signal, accept: RAW });
  return { ...region, data: new Uint8Array(await response.arrayBuffer()) };
}

/**
 * The same as numbers of one channel, 0 to 255, row by row; luminance is weighed by the server.
 * @param {Chain} chain
 * @param {string} channels `luminance`, `red`, `green` or `blue`
 * @param {Rect} region
 * @param {AbortSignal} [signal]
 */
export async function cropLevels({ steps, ...chain }, channels, region, signal) {
  // Whatever the step leaves out has the server's default.
  const alone = /** @type {Step} */ ({ filter: "identity", channels });
  const { data } = await exactRegion({ ...chain, steps: [...steps, alone] }, region, signal);
  return Array.from({ length: region.height * region.width }, (_, i) => data[i * 3]);
}

/**
 * @param {Chain} chain
 * @param {"image/png"|"image/jpeg"|"image/webp"} type
 */
export async function downloadChain(chain, type) {
  return (await post("filters/apply", chain, { accept: type })).blob();
}

/**
 * @param {Chain} chain
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../types.js").Description>}
 */
export async function describeChain(chain, signal) {
  return (await post("filters/describe", chain, { signal })).json();
}

/**
 * @param {Chain & {step: number, row: number, col: number}} where
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../types.js").Inspection>}
 */
export async function inspectPixel(where, signal) {
  return (await post("filters/inspect", where, { signal })).json();
}

/**
 * @param {string} picture
 * @param {AbortSignal} [signal]
 */
export async function fetchSprites(picture, signal) {
  const response = await post("filters/thumbnails", { picture }, { signal, accept: "image/webp" });
  const layout = JSON.parse(response.headers.get("ConvScope-Sprites") ?? "{}");
  const sheetWidth = Number(response.headers.get("ConvScope-Width"));
  const sheetHeight = Number(response.headers.get("ConvScope-Height"));
  return { ...layout, sheetWidth, sheetHeight, url: URL.createObjectURL(await response.blob()) };
}

/**
 * @param {Step[]} steps
 * @param {"numpy"|"opencv"|"pytorch"} target
 * @returns {Promise<{code: string}>}
 */
export async function exportCode(steps, target) {
  return (await post("filters/code", { steps, target })).json();
}

/**
 * @param {Kernel} kernel
 * @param {number} divisor
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../types.js").Analysis>}
 */
export async function analyzeKernel(kernel, divisor, signal) {
  return (await post("kernels/analyze", { kernel, divisor }, { signal })).json();
}

/**
 * A small picture after each step.
 * @param {Chain} chain
 * @param {AbortSignal} [signal]
 * @returns {Promise<string[]>} data URLs
 */
export async function stageThumbnails(chain, signal) {
  return (await (await post("filters/stages", chain, { signal })).json()).thumbnails;
}

/**
 * @param {{kernel: Kernel, divisor: number, operation: string, rows?: number, cols?: number}} request
 * @returns {Promise<{kernel: Kernel, divisor: number}>}
 */
export async function transformKernel(request) {
  return (await post("kernels/transform", request)).json();
}

/**
 * @param {string} text
 * @returns {Promise<{kernel: Kernel, divisor: number}>}
 */
export async function parseKernel(text) {
  return (await post("kernels/parse", { text })).json();
}

/** @returns {Promise<Picture[]>} the built-in ones */
export async function fetchSamples() {
  return (await get("pictures")).json();
}

/**
 * @param {string} id
 * @returns {Promise<Picture>}
 */
export async function describePicture(id) {
  return (await get(`pictures/${encodeURIComponent(id)}`)).json();
}

/**
 * @param {string} id
 * @param {"preview"|"full"} size
 * @param {number|null} pixels no more than so many
 * @param {AbortSignal} [signal]
 */
export async function fetchPicture(id, size, pixels, signal) {
  const query = new URLSearchParams({ size, ...(pixels === null ? {} : { pixels: String(pixels) }) });
  const response = await get(`pictures/${encodeURIComponent(id)}/image?${query}`, { signal, accept: "image/jpeg" });
  return createImageBitmap(await response.blob());
}

/**
 * Send a picture's file. XMLHttpRequest, because fetch cannot tell how much has been sent.
 * @param {Blob} file
 * @param {(loaded: number, total: number) => void} progress
 * @param {AbortSignal} signal
 * @returns {Promise<Picture>}
 */
export function uploadPicture(file, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", apiUrl("pictures"));
    request.setRequestHeader("Content-Type", RAW);
    request.upload.onprogress = (event) => progress(event.loaded, event.total);
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText));
      else reject(toError(request.responseText, request.status));
    };
    request.onerror = () => reject(networkError());
    request.onabort = () => reject(new DOMException("", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}
