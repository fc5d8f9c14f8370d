/**
 * Pixels near enough to be read: their exact values as colours and as numbers.
 *
 * @typedef {import("./theme.js").Theme} Theme
 * @typedef {import("../geometry/viewport.js").Rect} Rect
 * @typedef {import("../geometry/placement.js").PixelRect} PixelRect
 * @typedef {PixelRect & {data: Uint8Array|Uint8ClampedArray}} ExactBlock `data` is (height, width, 3), row-major, sRGB
 */
import { inkOn } from "./scale.js";

/** @type {WeakMap<ExactBlock, OffscreenCanvas>} */
const rasters = new WeakMap();

/**
 * The block as an image, made once.
 * @param {ExactBlock} block
 * @returns {OffscreenCanvas}
 */
export function exactRaster(block) {
  const known = rasters.get(block);
  if (known !== undefined) return known;
  const { width, height, data } = block;
  const image = new ImageData(width, height);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    image.data[to] = data[from];
    image.data[to + 1] = data[from + 1];
    image.data[to + 2] = data[from + 2];
    image.data[to + 3] = 255;
  }
  const raster = new OffscreenCanvas(width, height);
  raster.getContext("2d")?.putImageData(image, 0, 0);
  rasters.set(block, raster);
  return raster;
}

/**
 * Writes the value into each pixel in view: one number where red, green and blue agree, else three, one over the other.
 * @param {CanvasRenderingContext2D|OffscreenCanvasRenderingContext2D} ctx
 * @param {ExactBlock} exact
 * @param {PixelRect} seen
 * @param {(row: number, col: number) => Rect} cellOf on the stage
 * @param {Theme} theme
 */
export function drawNumbers(ctx, exact, seen, cellOf, theme) {
  const { width, height } = cellOf(exact.row, exact.col);
  const room = Math.min(width, height);
  const one = `600 ${Math.min(room * 0.38, 26).toFixed(1)}px ${theme.mono}`;
  const line = Math.min(room * 0.28, 24);
  const three = `600 ${Math.min(room * 0.27, 22).toFixed(1)}px ${theme.mono}`;
  const letters = room >= 60 ? ["R ", "G ", "B "] : ["", "", ""];
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fontKerning = "none";
  const bottom = Math.min(seen.row + seen.height, exact.row + exact.height);
  const right = Math.min(seen.col + seen.width, exact.col + exact.width);
  let font = "";
  for (let row = Math.max(seen.row, exact.row); row < bottom; row += 1) {
    for (let col = Math.max(seen.col, exact.col); col < right; col += 1) {
      const at = 3 * ((row - exact.row) * exact.width + (col - exact.col));
      const [r, g, b] = [exact.data[at], exact.data[at + 1], exact.data[at + 2]];
      const cell = cellOf(row, col);
      const x = cell.left + width / 2;
      const y = cell.top + height / 2;
      const isGrey = r === g && g === b;
      const wanted = isGrey ? one : three;
      if (wanted !== font) ctx.font = font = wanted;
      ctx.fillStyle = inkOn([r, g, b]);
      if (isGrey) {
        ctx.fillText(String(r), x, y);
      } else {
        ctx.fillText(letters[0] + r, x, y - line);
        ctx.fillText(letters[1] + g, x, y);
        ctx.fillText(letters[2] + b, x, y + line);
      }
    }
  }
}
