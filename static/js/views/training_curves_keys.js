/** Where a key moves the cursor of the curves: a little, an epoch, or to an end. */

/** How many presses of an arrow lead across the whole axis. */
const PRESSES = 100;

/**
 * @param {{key: string, shiftKey: boolean}} event
 * @param {{at: number, end: number, epochs: readonly number[], last: number}} axis in its steps; last: the newest there is
 * @returns {number|null} null: this key is not for the curves
 */
export function cursorAfterKey({ key, shiftKey }, { at, end, epochs, last }) {
  const little = Math.max(1, Math.round(end / PRESSES));
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (key === "PageUp" || (shiftKey && key === "ArrowRight")) return epochs.find((step) => step > at) ?? last;
  if (key === "PageDown" || (shiftKey && key === "ArrowLeft")) return epochs.findLast((step) => step < at) ?? 0;
  if (key === "ArrowRight" || key === "ArrowUp") return Math.min(last, at + little);
  if (key === "ArrowLeft" || key === "ArrowDown") return Math.max(0, at - little);
  return null;
}
