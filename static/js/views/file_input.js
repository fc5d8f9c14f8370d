/** A hidden field through which the browser lets one choose files; a button of ours clicks it. */
import { make } from "./dom.js";

/** What the server decodes. Without HEIC in the list a phone converts its photographs to JPEG by itself. */
export const PICTURES = "image/png,image/jpeg,image/webp,image/gif,image/bmp,image/tiff";

/**
 * @param {string} accept
 * @param {(files: File[]) => void} take gets what was chosen, at least one
 * @param {{multiple?: boolean}} [options]
 */
export function fileInput(accept, take, { multiple = false } = {}) {
  const input = make("input", { class: "visually-hidden", type: "file", accept, multiple, tabindex: "-1", "aria-hidden": "true" });
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    input.value = ""; // the same file can be chosen again
    if (files.length > 0) take(files);
  });
  return input;
}
