/**
 * From the strokes on the pad to the picture that a network reads: fitted into a box (20×20 of 28×28, as MNIST was made), drawn with a
 * soft pen of one thickness, moved so that the centre of mass of the ink lies in the middle. Preparing a picture; nothing is learned here.
 *
 * @typedef {{x: number, y: number}} Point in shares of the pad's side, 0…1
 * @typedef {readonly Point[]} Stroke a single point is a dot
 */

/** Of MNIST: the side of the box, and the radius of the pen's full ink and of its soft edge, all in shares of the picture's side. */
export const BOX = 20 / 28;
const PEN = 0.75 / 28;
const EDGE = 1.1 / 28;
/** Small writing grows, but a dot does not become a digit. */
const MOST_GROWTH = 3;

/**
 * The box in pixels.
 * @param {number} side
 */
export function boxSide(side) {
  return Math.round(side * BOX);
}

/**
 * @param {readonly Stroke[]} strokes
 * @param {number} rows
 * @param {number} cols
 * @returns {Uint8Array|null} rows·cols bytes, 255 full ink; null without any stroke
 */
export function inkPixels(strokes, rows, cols) {
  const points = strokes.flat();
  if (points.length === 0) return null;
  const side = Math.min(rows, cols);
  const fitted = fit(strokes, side);
  const first = draw(fitted, rows, cols, side);
  const mass = centreOfMass(first, cols);
  // The move is a broken number of pixels: the strokes are drawn again where they belong, not the pixels shifted.
  const [dx, dy] = [(cols - 1) / 2 - mass.x, (rows - 1) / 2 - mass.y];
  return draw(fitted.map((stroke) => stroke.map(({ x, y }) => ({ x: x + dx, y: y + dy }))), rows, cols, side);
}

/**
 * In pixels: the longer side of the ink, its pen included, fills the box.
 * @param {readonly Stroke[]} strokes
 * @param {number} side
 * @returns {Point[][]}
 */
function fit(strokes, side) {
  const points = strokes.flat();
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const extent = Math.max(Math.max(...xs) - left, Math.max(...ys) - top);
  const room = side * BOX - 2 * PEN * side;
  const scale = extent > 0 ? Math.min(room / extent, side * MOST_GROWTH) : side;
  return strokes.map((stroke) => stroke.map(({ x, y }) => ({ x: (x - left) * scale + (side - room) / 2, y: (y - top) * scale + (side - room) / 2 })));
}

/**
 * Ink by the distance from a pixel's centre to the nearest stroke: full under the pen, fading over its edge.
 * @param {readonly (readonly Point[])[]} strokes in pixels
 * @param {number} rows
 * @param {number} cols
 * @param {number} side
 */
function draw(strokes, rows, cols, side) {
  const pixels = new Uint8Array(rows * cols);
  const [pen, edge] = [PEN * side, EDGE * side];
  const reach = pen + edge;
  for (const stroke of strokes) {
    for (let i = 0; i < Math.max(1, stroke.length - 1); i += 1) {
      const a = stroke[i];
      const b = stroke[i + 1] ?? a;
      const [top, bottom] = [clamp(Math.floor(Math.min(a.y, b.y) - reach), rows), clamp(Math.ceil(Math.max(a.y, b.y) + reach) + 1, rows)];
      const [left, right] = [clamp(Math.floor(Math.min(a.x, b.x) - reach), cols), clamp(Math.ceil(Math.max(a.x, b.x) + reach) + 1, cols)];
      for (let row = top; row < bottom; row += 1) {
        for (let col = left; col < right; col += 1) {
          const share = 1 - (distance(col, row, a, b) - pen) / edge;
          const ink = Math.round(255 * Math.min(1, Math.max(0, share)));
          const at = row * cols + col;
          if (ink > pixels[at]) pixels[at] = ink;
        }
      }
    }
  }
  return pixels;
}

/** From a point to a stretch. @param {number} x @param {number} y @param {Point} a @param {Point} b */
function distance(x, y, a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / length));
  return Math.hypot(x - a.x - along * dx, y - a.y - along * dy);
}

/**
 * @param {Uint8Array} pixels
 * @param {number} cols
 * @returns {Point} in pixels; the middle of the first pixel is (0, 0)
 */
export function centreOfMass(pixels, cols) {
  let [mass, x, y] = [0, 0, 0];
  for (let i = 0; i < pixels.length; i += 1) {
    mass += pixels[i];
    x += pixels[i] * (i % cols);
    y += pixels[i] * Math.floor(i / cols);
  }
  return mass === 0 ? { x: 0, y: 0 } : { x: x / mass, y: y / mass };
}

/** @param {number} value @param {number} most */
function clamp(value, most) {
  return Math.min(most, Math.max(0, value));
}
