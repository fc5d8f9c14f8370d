/**
 * Where the pixels of a picture lie in the world. A placement gives the input pixel on which the centre of pixel (0, 0) lies and the
 * step to the next one; each pixel covers a cell of one step around its centre. So the result of stride 2 has cells twice as
 * large, "valid" starts inside the input picture and "full" before it.
 *
 * @typedef {import("./viewport.js").Rect} Rect
 * @typedef {import("./viewport.js").Point} Point
 * @typedef {{row: number, col: number, row_step: number, col_step: number}} Placement as the server sends it
 * @typedef {{row: number, col: number}} Pixel
 * @typedef {{row: number, col: number, height: number, width: number}} PixelRect whole pixels of one picture
 * @typedef {{placement: Placement, width: number, height: number}} Placed a picture's pixels in the world
 */

/** The input picture's own placement. @type {Placement} */
export const IDENTITY = Object.freeze({ row: 0, col: 0, row_step: 1, col_step: 1 });

/**
 * The cell of one pixel; the pixel may lie outside the picture.
 * @param {Placement} placement
 * @param {number} row
 * @param {number} col
 * @returns {Rect}
 */
export function cellRect(placement, row, col) {
  return cellsRect(placement, { row, col, height: 1, width: 1 });
}

/**
 * The rectangle that a block of pixels covers.
 * @param {Placement} placement
 * @param {PixelRect} block
 * @returns {Rect}
 */
export function cellsRect(placement, block) {
  const { row_step: rowStep, col_step: colStep } = placement;
  return {
    left: placement.col + 0.5 + (block.col - 0.5) * colStep,
    top: placement.row + 0.5 + (block.row - 0.5) * rowStep,
    width: block.width * colStep,
    height: block.height * rowStep,
  };
}

/**
 * The rectangle that a whole picture covers.
 * @param {Placed} picture
 */
export function pictureRect({ placement, width, height }) {
  return cellsRect(placement, { row: 0, col: 0, height, width });
}

/**
 * The pixel whose cell holds the point; null outside the picture.
 * @param {Placed} picture
 * @param {Point} point in the world
 * @returns {Pixel|null}
 */
export function pixelAt(picture, point) {
  const pixel = cellAt(picture.placement, point);
  return isInside(picture, pixel.row, pixel.col) ? pixel : null;
}

/**
 * The pixel of the picture that is nearest to the point.
 * @param {Placed} picture
 * @param {Point} point in the world
 * @returns {Pixel}
 */
export function nearestPixel(picture, point) {
  const { row, col } = cellAt(picture.placement, point);
  return movedPixel(picture, { row, col }, 0, 0);
}

/**
 * A step away, stopping at the picture's border.
 * @param {Placed} picture
 * @param {Pixel} pixel
 * @param {number} rows
 * @param {number} cols
 * @returns {Pixel}
 */
export function movedPixel(picture, pixel, rows, cols) {
  return {
    row: Math.min(Math.max(pixel.row + rows, 0), picture.height - 1),
    col: Math.min(Math.max(pixel.col + cols, 0), picture.width - 1),
  };
}

/**
 * The block of a picture's pixels that touch a rectangle of the world; null when none does.
 * @param {Placed} picture
 * @param {Rect} rect
 * @returns {PixelRect|null}
 */
export function pixelsIn(picture, rect) {
  const { placement, width, height } = picture;
  const cols = range((rect.left - placement.col - 0.5) / placement.col_step + 0.5, rect.width / placement.col_step, width);
  const rows = range((rect.top - placement.row - 0.5) / placement.row_step + 0.5, rect.height / placement.row_step, height);
  if (cols.count <= 0 || rows.count <= 0) return null;
  return { row: rows.first, col: cols.first, height: rows.count, width: cols.count };
}

/**
 * The block grown to whole tiles, so that it changes seldom while one pans.
 * @param {Placed} picture
 * @param {PixelRect} block
 * @param {number} tile pixels
 * @returns {PixelRect}
 */
export function grownToTiles(picture, block, tile) {
  const row = Math.floor(block.row / tile) * tile;
  const col = Math.floor(block.col / tile) * tile;
  const bottom = Math.min(Math.ceil((block.row + block.height) / tile) * tile, picture.height);
  const right = Math.min(Math.ceil((block.col + block.width) / tile) * tile, picture.width);
  return { row, col, height: bottom - row, width: right - col };
}

/** @param {{width: number, height: number}} picture @param {number} row @param {number} col */
export function isInside(picture, row, col) {
  return row >= 0 && col >= 0 && row < picture.height && col < picture.width;
}

/** @param {Placement} placement @param {Point} point @returns {Pixel} */
function cellAt(placement, point) {
  return {
    row: Math.floor((point.y - placement.row - 0.5) / placement.row_step + 0.5),
    col: Math.floor((point.x - placement.col - 0.5) / placement.col_step + 0.5),
  };
}

/** @param {number} start @param {number} extent @param {number} size */
function range(start, extent, size) {
  const first = Math.max(0, Math.floor(start));
  const end = Math.min(size, Math.ceil(start + extent));
  return { first, count: end - first };
}
