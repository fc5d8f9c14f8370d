/**
 * The small stage of the home page: a window sweeps over a picture, row by row, and leaves the filtered picture behind it.
 * Both pictures come from the server; here they are only laid out and painted. A frame is a function of the time alone.
 * @typedef {{source: ImageBitmap, result: ImageBitmap}} Pair
 * @typedef {{x: number, y: number, side: number, doneAbove: number}} Sweep  pixels of the canvas
 */

const windowsInARow = 7;

/**
 * Where the window is at `time`.
 * @param {number} time 0 (nothing revealed) to 1 (all)
 * @param {number} width of the canvas
 * @param {number} height of the canvas
 * @returns {Sweep}
 */
export function sweepAt(time, width, height) {
  const rows = Math.max(1, Math.round((height / width) * windowsInARow));
  const side = height / rows;
  const row = Math.min(rows - 1, Math.floor(time * rows));
  const across = Math.min(1, time * rows - row);
  return { x: across * (width + side) - side, y: row * side, side, doneAbove: row * side };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Pair} pair
 * @param {number} time 0 to 1
 * @param {{panel: string, window: string, windowSoft: string}} theme
 */
export function paintStage(context, pair, time, theme) {
  const { width, height } = context.canvas;
  context.drawImage(pair.source, 0, 0, width, height);
  const { x, y, side, doneAbove } = sweepAt(time, width, height);
  context.save();
  context.beginPath();
  context.rect(0, 0, width, doneAbove);
  context.rect(0, y, Math.max(0, x + side / 2), side);
  context.clip();
  context.drawImage(pair.result, 0, 0, width, height);
  context.restore();
  if (time >= 1) return;
  const line = Math.max(3, width / 240);
  context.fillStyle = theme.windowSoft;
  context.fillRect(x, y, side, side);
  // A pale line inside the teal one keeps the window visible on dark pictures as on light ones.
  frameInside(context, theme.window, line, { x, y, side });
  frameInside(context, theme.panel, line / 2.5, { x: x + line, y: y + line, side: side - 2 * line });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string} colour
 * @param {number} width
 * @param {{x: number, y: number, side: number}} square
 */
function frameInside(context, colour, width, { x, y, side }) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.strokeRect(x + width / 2, y + width / 2, side - width, side - width);
}
