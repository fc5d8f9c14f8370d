/**
 * The picture of a network on a phone: bands below each other, the input on top, the class bars at the foot. Pure.
 *
 * @typedef {import("./training_layout.js").Network} Network
 * @typedef {import("./training_layout.js").Room} Room
 * @typedef {import("./training_layout.js").NetworkLayout} NetworkLayout
 * @typedef {import("./training_layout.js").PlacedColumn} PlacedColumn
 * @typedef {import("./training_columns.js").Column} Column
 */
import { labelWidth, placeBars } from "./training_bars.js";
import { columnsOf } from "./training_columns.js";

/** Rows of maps that a folded band shows. */
const ROWS = 2;

/**
 * @param {Network} network
 * @param {Room} room
 * @returns {NetworkLayout}
 */
export function placeDown({ layers, input, classes, letters, open }, { width, rem }) {
  const gap = Math.round(0.3 * rem);
  const across = Math.max(1, Math.floor((width + gap) / (2.75 * rem + gap)));
  const tile = Math.floor((width + gap) / across) - gap;
  const headHeight = Math.round(1.5 * rem);
  const space = Math.round(1.1 * rem);
  const side = Math.round(6 * rem);
  const picture = { left: 1, top: headHeight, width: side, height: Math.round(Math.min(side * 1.6, (side * input[1]) / input[2])) };
  let top = picture.top + picture.height + space;

  /** @param {Column} column @returns {PlacedColumn} */
  const place = (column) => {
    const head = { left: 0, top, width, height: headHeight };
    const at = top + (column.form === "pass" ? 0 : headHeight);
    const body = { left: 0, top: at, width, height: headHeight };
    const count = column.shape[0];
    if (column.form === "pass") return done({ ...column, head, body, tiles: [], cells: null, shown: count, more: null });
    if (column.form === "strip") {
      const cellGap = count <= 24 ? 2 : 1;
      const cols = count <= 24 ? count : Math.floor((width + 1) / (0.65 * rem + 1));
      const cell = { width: Math.floor((width + cellGap) / cols) - cellGap, height: Math.round((count <= 24 ? 1.5 : 0.65) * rem) };
      const rows = Math.ceil(count / cols);
      const cells = { rows, cols, ...cell, gap: cellGap, isAcross: true };
      return done({ ...column, head, body: { ...body, height: rows * (cell.height + cellGap) - cellGap }, tiles: [], cells, shown: count, more: null });
    }
    const isFoldable = count > across * ROWS;
    const isFolded = isFoldable && !open.has(column.layer);
    // The last place of a foldable band is the button that folds it and unfolds it.
    const shown = isFolded ? across * ROWS - 1 : count;
    const rectOf = (/** @type {number} */ index) => {
      return { left: (index % across) * (tile + gap), top: at + Math.floor(index / across) * (tile + gap), width: tile, height: tile };
    };
    const tiles = Array.from({ length: shown }, (_, channel) => ({ channel, rect: rectOf(channel) }));
    const rows = Math.ceil((isFoldable ? shown + 1 : shown) / across);
    return done({ ...column, head, body: { ...body, height: rows * (tile + gap) - gap }, tiles, cells: null, shown, more: isFoldable ? rectOf(shown) : null });
  };

  /** @param {PlacedColumn} column */
  const done = (column) => {
    top = column.body.top + column.body.height + space;
    return column;
  };

  const columns = columnsOf(layers, true).map(place);
  const head = { left: 0, top, width, height: headHeight };
  const bars = placeBars(classes, { left: 0, top: top + headHeight, width, line: Math.round(1.7 * rem), label: labelWidth(letters, rem), rem });
  return {
    flow: "down",
    width,
    height: bars.body.top + bars.body.height + 2,
    tile,
    isGrouped: true,
    picture: { head: { left: 0, top: 0, width, height: headHeight }, rect: picture },
    columns,
    bars: { ...bars, head },
  };
}
