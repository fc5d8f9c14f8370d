/**
 * Copy and paste in a kernel: spreadsheets understand what is copied; one number goes into the cell, several go to the server.
 * @typedef {{canEdit: () => boolean, text: () => string, set: (value: number) => void, several: (text: string) => void,
 *   refuse: (problem: import("./kernel_input.js").Problem, text: string) => void}} Host
 */
import { readPaste } from "./kernel_input.js";

/** @param {HTMLElement} element @param {Host} host */
export function addClipboard(element, host) {
  element.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const paste = readPaste(text);
    const isTyping = event.target instanceof HTMLInputElement;
    if (!host.canEdit() || (isTyping && paste.kind !== "kernel")) return;
    event.preventDefault();
    event.stopPropagation();
    if (paste.kind === "number") host.set(paste.value);
    else if (paste.kind === "kernel") host.several(text);
    else host.refuse(paste.problem, text);
  });
  element.addEventListener("copy", (event) => {
    const isSelection = event.target instanceof HTMLInputElement || !(document.getSelection()?.isCollapsed ?? true);
    if (isSelection || !event.clipboardData) return;
    event.clipboardData.setData("text/plain", host.text());
    event.preventDefault();
  });
}
