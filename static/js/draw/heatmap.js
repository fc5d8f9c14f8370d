/**
 * A square of values 0…1 as colours from the neutral zero of the theme to its orange: the frequency response of a kernel.
 * N is odd and both ends are sampled: element `i` of N stands for i / (N − 1) − ½ cycles per pixel, the zero frequency is in the centre.
 * @typedef {readonly (readonly number[])[]} Values
 * @typedef {import("./theme.js").Theme} Theme
 */
import { parseHex } from "./scale.js";

/**
 * RGBA bytes, row by row.
 * @param {Values} values
 * @param {Pick<Theme, "zero"|"pos">} theme
 * @returns {Uint8ClampedArray<ArrayBuffer>}
 */
export function heatmapPixels(values, theme) {
  const low = parseHex(theme.zero);
  const high = parseHex(theme.pos);
  const width = values[0]?.length ?? 0;
  const pixels = new Uint8ClampedArray(values.length * width * 4);
  values.forEach((line, row) =>
    line.forEach((value, col) => {
      const share = Math.min(1, Math.max(0, value));
      const at = (row * width + col) * 4;
      for (const channel of /** @type {const} */ ([0, 1, 2])) {
        pixels[at + channel] = low[channel] + (high[channel] - low[channel]) * share;
      }
      pixels[at + 3] = 255;
    }),
  );
  return pixels;
}

/**
 * One canvas pixel per value; the style sheet scales it up without smoothing.
 * @param {CanvasRenderingContext2D} context
 * @param {Values} values
 * @param {Theme} theme
 */
export function drawHeatmap(context, values, theme) {
  const width = values[0]?.length ?? 0;
  if (width === 0) return;
  context.putImageData(new ImageData(heatmapPixels(values, theme), width, values.length), 0, 0);
}

/**
 * @param {number} index of a row or column
 * @param {number} size N
 * @returns {number} cycles per pixel, −½ … ½, both included
 */
export function frequencyAt(index, size) {
  return size > 1 ? index / (size - 1) - 0.5 : 0;
}

/**
 * @param {number} share 0…1 along an edge of the picture
 * @param {number} size N
 */
export function indexAt(share, size) {
  return Math.min(size - 1, Math.max(0, Math.floor(share * size)));
}

/**
 * Where an arrow key leads from an element; Shift takes eight at once, Home goes to the zero frequency.
 * @param {{row: number, col: number}} at
 * @param {{key: string, shiftKey: boolean}} event
 * @param {number} size N
 * @returns {{row: number, col: number}|null} null: another key
 */
export function elementByKey({ row, col }, { key, shiftKey }, size) {
  const by = shiftKey ? 8 : 1;
  const inside = (/** @type {number} */ index) => Math.min(size - 1, Math.max(0, index));
  if (key === "ArrowUp") return { row: inside(row - by), col };
  if (key === "ArrowDown") return { row: inside(row + by), col };
  if (key === "ArrowLeft") return { row, col: inside(col - by) };
  if (key === "ArrowRight") return { row, col: inside(col + by) };
  return key === "Home" ? { row: Math.floor(size / 2), col: Math.floor(size / 2) } : null;
}
