/**
 * What lies under a point of the network's picture, and where a cell of it lies.
 *
 * @typedef {import("./training_layout.js").NetworkLayout} NetworkLayout
 * @typedef {import("./training_layout.js").PlacedColumn} PlacedColumn
 * @typedef {import("./training_layout.js").Rect} Rect
 * @typedef {import("./training_columns.js").Shape} Shape
 * @typedef {import("./training_links.js").Unit} Unit
 * @typedef {{kind: "unit", unit: Unit}|{kind: "bar", index: number}|{kind: "more"|"pass", layer: number}} Hit
 */

/**
 * @param {NetworkLayout} layout
 * @param {Shape} input
 * @param {number} x
 * @param {number} y
 * @returns {Hit|null}
 */
export function hitAt(layout, input, x, y) {
  const { picture, columns, bars } = layout;
  if (holds(picture.rect, x, y)) return { kind: "unit", unit: { layer: -1, channel: 0, ...cellIn(picture.rect, input, x, y) } };
  if (holds(bars.body, x, y)) {
    const row = bars.rows.find(({ rect }) => holds(rect, x, y));
    return row ? { kind: "bar", index: row.index } : null;
  }
  const column = columns.find(({ body, more }) => holds(body, x, y) || (more && holds(more, x, y)));
  if (!column) return null;
  const { layer, form, shape, cells, more, tiles, body, shown } = column;
  if (more && holds(more, x, y)) return { kind: "more", layer };
  if (form === "pass") return { kind: "pass", layer };
  if (cells) {
    const col = Math.min(cells.cols - 1, Math.floor((x - body.left) / (cells.width + cells.gap)));
    const row = Math.min(cells.rows - 1, Math.floor((y - body.top) / (cells.height + cells.gap)));
    const channel = cells.isAcross ? row * cells.cols + col : col * cells.rows + row;
    return channel < shown ? { kind: "unit", unit: { layer, channel, row: 0, col: 0 } } : null;
  }
  const tile = tiles.find(({ rect }) => holds(rect, x, y));
  return tile ? { kind: "unit", unit: { layer, channel: tile.channel, ...cellIn(tile.rect, shape, x, y) } } : null;
}

/**
 * Where a unit's map (or its cell of a strip) lies; null where it is folded away.
 * @param {NetworkLayout} layout
 * @param {number} layer
 * @param {number} channel
 * @returns {Rect|null}
 */
export function rectOf(layout, layer, channel) {
  if (layer < 0) return layout.picture.rect;
  const column = layout.columns.find(({ members }) => members.includes(layer));
  if (!column) return null;
  const { cells, body, tiles, form, shown, shape } = column;
  if (form === "pass") {
    // The numbers of a vector that is passed on, from top to bottom (or from left to right).
    const share = (channel + 0.5) / shape[0];
    if (layout.flow === "down") return { left: body.left + body.width * share, top: body.top, width: 1, height: body.height };
    return { left: body.left, top: body.top + body.height * share, width: body.width, height: 1 };
  }
  if (!cells) return tiles[channel]?.rect ?? null;
  if (channel >= shown) return null;
  const [row, col] = cells.isAcross ? [Math.floor(channel / cells.cols), channel % cells.cols] : [channel % cells.rows, Math.floor(channel / cells.rows)];
  return { left: body.left + col * (cells.width + cells.gap), top: body.top + row * (cells.height + cells.gap), width: cells.width, height: cells.height };
}

/**
 * A region of a map's cells on its tile, cut off at the tile's edges.
 * @param {Rect} tile
 * @param {Shape} shape
 * @param {{top: number, left: number, bottom: number, right: number}} region in cells
 * @returns {Rect}
 */
export function regionIn(tile, [, rows, cols], { top, left, bottom, right }) {
  const [high, wide] = [tile.height / rows, tile.width / cols];
  const [t, l] = [clamp(top, rows), clamp(left, cols)];
  return { left: tile.left + l * wide, top: tile.top + t * high, width: (clamp(right, cols) - l) * wide, height: (clamp(bottom, rows) - t) * high };
}

/** @param {number} value @param {number} most */
function clamp(value, most) {
  return Math.min(most, Math.max(0, value));
}

/** @param {Rect} rect @param {Shape} shape @param {number} x @param {number} y */
function cellIn(rect, [, rows, cols], x, y) {
  const row = Math.min(rows - 1, Math.floor(((y - rect.top) / rect.height) * rows));
  return { row, col: Math.min(cols - 1, Math.floor(((x - rect.left) / rect.width) * cols)) };
}

/** @param {Rect} rect @param {number} x @param {number} y */
function holds({ left, top, width, height }, x, y) {
  return x >= left && x < left + width && y >= top && y < top + height;
}
