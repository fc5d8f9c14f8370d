/**
 * Quantised arrays as pixels: 256 levels, one colour each, looked up. The law of colour is drawn from the same range for all
 * channels of a layer, symmetric about zero. Reads no DOM.
 *
 * @typedef {import("./theme.js").Theme} Theme
 * @typedef {{shape: readonly number[], minimum: number, maximum: number, data: Uint8Array}} Levels
 * @typedef {"grey"|"ink"|"value"|"delta"} Law ink: bright is ink, shown dark on light
 */
import { divergingScale } from "./scale.js";

/** @param {Pick<Levels, "minimum"|"maximum">} levels the range that all of them are coloured in */
export function rangeOf({ minimum, maximum }) {
  return Math.max(Math.abs(minimum), Math.abs(maximum)) || 1;
}

/**
 * The number that a level stands for, to within half a level.
 * @param {Levels} levels
 * @param {number} index
 */
export function valueAt({ minimum, maximum, data }, index) {
  return minimum + (data[index] / 255) * (maximum - minimum);
}

/**
 * The colour of each level, as the bytes r, g, b, 255 in one number (little-endian).
 * @param {Pick<Levels, "minimum"|"maximum">} levels
 * @param {Law} law
 * @param {Theme} theme
 * @param {number} [range] shared with other arrays, where it is
 * @returns {Uint32Array}
 */
export function palette(levels, law, theme, range = rangeOf(levels)) {
  const colors = new Uint32Array(256);
  if (law === "grey" || law === "ink") {
    for (let level = 0; level < 256; level += 1) {
      const shade = law === "ink" ? 255 - level : level;
      colors[level] = packed(shade, shade, shade);
    }
    return colors;
  }
  const scale = divergingScale(theme, law);
  for (let level = 0; level < 256; level += 1) {
    const [r, g, b] = scale(levels.minimum + (level / 255) * (levels.maximum - levels.minimum), range);
    colors[level] = packed(r, g, b);
  }
  return colors;
}

/** @param {number} r @param {number} g @param {number} b */
function packed(r, g, b) {
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

/**
 * All channels below each other, one pixel a number: (C·H) × W.
 * @param {Levels} levels
 * @param {Uint32Array} colors
 * @param {Uint32Array} pixels filled
 */
export function fillPixels({ data }, colors, pixels) {
  for (let i = 0; i < data.length; i += 1) pixels[i] = colors[data[i]];
}

/**
 * Three channels of 0…255 as one picture in colour.
 * @param {Levels} levels of shape (3, H, W)
 * @param {Uint32Array} pixels H·W of them, filled
 */
export function fillColor({ data, shape }, pixels) {
  const area = shape[1] * shape[2];
  for (let i = 0; i < area; i += 1) pixels[i] = packed(data[i], data[area + i], data[2 * area + i]);
}

/**
 * A sheet of levels as something that can be drawn from; the canvas is kept and filled anew while its size stays.
 * @typedef {{canvas: OffscreenCanvas, image: ImageData, width: number, height: number, channels: number}} Sheet
 * @param {Sheet|null} sheet
 * @param {Levels} levels
 * @param {Law} law
 * @param {Theme} theme
 * @param {number} [range]
 * @returns {Sheet}
 */
export function sheetOf(sheet, levels, law, theme, range) {
  const [channels, height, width] = levels.shape;
  const isColor = channels === 3 && (law === "grey" || law === "ink");
  const rows = isColor ? height : channels * height;
  const isKept = sheet?.canvas.width === width && sheet.canvas.height === rows;
  const canvas = isKept ? sheet.canvas : new OffscreenCanvas(width, rows);
  const image = isKept ? sheet.image : new ImageData(width, rows);
  const pixels = new Uint32Array(image.data.buffer);
  if (isColor) fillColor(levels, pixels);
  else fillPixels(levels, palette(levels, law, theme, range), pixels);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return { canvas, image, width, height, channels: isColor ? 1 : channels };
}

/**
 * One channel of a sheet, each number a square.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Sheet} sheet
 * @param {number} channel
 * @param {import("../geometry/training_layout.js").Rect} rect
 */
export function drawChannel(ctx, { canvas, width, height }, channel, { left, top, width: wide, height: high }) {
  ctx.drawImage(canvas, 0, channel * height, width, height, left, top, wide, high);
}

/**
 * How so many small pictures stand in a square: as near to a square as they come.
 * @param {number} count
 */
export function bankGrid(count) {
  const cols = Math.ceil(Math.sqrt(count));
  return { cols, rows: Math.ceil(count / cols) };
}

/**
 * The kernels of one output channel, one for each input channel, side by side in a rectangle.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Sheet} sheet
 * @param {{first: number, count: number}} bank which channels of the sheet
 * @param {import("../geometry/training_layout.js").Rect} rect
 */
export function drawBank(ctx, sheet, { first, count }, { left, top, width, height }) {
  const { cols, rows } = bankGrid(count);
  const gap = count > 1 && width / cols > 9 ? 2 : count > 1 && width / cols > 4 ? 1 : 0;
  const side = Math.min((width + gap) / cols, (height + gap) / rows) - gap;
  const [x, y] = [left + (width - cols * (side + gap) + gap) / 2, top + (height - rows * (side + gap) + gap) / 2];
  for (let i = 0; i < count; i += 1) {
    const [row, col] = [Math.floor(i / cols), i % cols];
    drawChannel(ctx, sheet, first + i, { left: x + col * (side + gap), top: y + row * (side + gap), width: side, height: side });
  }
}
