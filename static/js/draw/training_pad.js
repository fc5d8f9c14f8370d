/** The drawing pad: paper, the strokes as smooth lines, the keyboard's pen. Reads no DOM. */

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("../geometry/training_ink.js").Stroke} Stroke */

/** Of the pad's side: as thick as MNIST's pen is for its picture. */
const THICKNESS = 2.4 / 28;
/** Paper is white and ink black in every theme, as everywhere the input is shown. */
const PAPER = "#ffffff";
const INK = "#15181e";

/**
 * @param {CanvasRenderingContext2D} ctx scaled so that one unit is a CSS pixel
 * @param {number} side
 * @param {{strokes: readonly Stroke[], pen: import("../geometry/training_ink.js").Point|null, isDown: boolean}} drawing
 *   pen: shown while the keyboard moves it
 * @param {Theme} theme
 */
export function drawPad(ctx, side, { strokes, pen, isDown }, theme) {
  ctx.fillStyle = PAPER;
  ctx.fillRect(0, 0, side, side);
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  ctx.strokeStyle = INK;
  ctx.lineWidth = side * THICKNESS;
  for (const stroke of strokes) {
    ctx.beginPath();
    ctx.moveTo(stroke[0].x * side, stroke[0].y * side);
    // Through the middles between the points, so that a quick hand leaves a round line.
    for (let i = 1; i < stroke.length; i += 1) {
      const [a, b] = [stroke[i - 1], stroke[i]];
      ctx.quadraticCurveTo(a.x * side, a.y * side, ((a.x + b.x) / 2) * side, ((a.y + b.y) / 2) * side);
    }
    const end = stroke[stroke.length - 1];
    ctx.lineTo(end.x * side, end.y * side);
    ctx.stroke();
  }
  if (!pen) return;
  ctx.lineWidth = 2.5;
  ctx.strokeStyle = theme.window;
  ctx.beginPath();
  ctx.arc(pen.x * side, pen.y * side, side * 0.05, 0, 2 * Math.PI);
  ctx.stroke();
  if (!isDown) return;
  ctx.fillStyle = theme.windowSoft;
  ctx.fill();
}
