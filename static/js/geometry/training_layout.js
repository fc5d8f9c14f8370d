/**
 * Where everything in the picture of a network lies: the input, a column for each layer (or, on a phone, a band), the class bars.
 * Pure: drawing, hit-testing and the focusable overlay all read the same layout.
 *
 * @typedef {import("./training_columns.js").Layer} Layer
 * @typedef {import("./training_columns.js").Shape} Shape
 * @typedef {import("./training_columns.js").Column} Column
 * @typedef {{left: number, top: number, width: number, height: number}} Rect
 * @typedef {{channel: number, rect: Rect}} Tile
 * @typedef {{rows: number, cols: number, width: number, height: number, gap: number, isAcross: boolean}} Cells of a strip;
 *   isAcross: they run along the rows
 * @typedef {Column & {head: Rect, body: Rect, tiles: Tile[], cells: Cells|null, shown: number, more: Rect|null}} PlacedColumn
 * @typedef {import("./training_bars.js").Bar} Bar
 * @typedef {{flow: "across"|"down", width: number, height: number, tile: number, isGrouped: boolean, picture: {head: Rect, rect: Rect},
 *   columns: PlacedColumn[], bars: {head: Rect, body: Rect, rows: Bar[]}}} NetworkLayout
 * @typedef {{layers: readonly Layer[], input: Shape, classes: number, letters: number, open: ReadonlySet<number>}} Network
 *   letters: of the longest class name; open: layers whose folded channels are all shown
 * @typedef {{width: number, height: number, rem: number, head?: number}} Room height: what a column should not exceed; head: what the
 *   words above the columns take, where it is known
 */
import { labelWidth, placeBars } from "./training_bars.js";
import { columnsOf } from "./training_columns.js";
import { placeDown } from "./training_layout_down.js";

/** Tile sides in rem. */
const LARGEST = 6.5;
const NARROW_BELOW = 34;
const GAP = 0.25;
/** Height of the button that unfolds a column. */
const MORE = 1.6;

/** How a network is made to fit, the most generous way first: tiles no smaller than `least` (rem), at most `most` rows of them side by side. */
const PLANS = [
  { isGrouped: false, most: 99, least: 2.5, between: 1.1 },
  { isGrouped: true, most: 99, least: 2.1, between: 1 },
  { isGrouped: true, most: 3, least: 1.9, between: 0.9 },
  { isGrouped: true, most: 2, least: 1.7, between: 0.8 },
  { isGrouped: true, most: 1, least: 1.6, between: 0.75 },
];

/**
 * @param {Network} network
 * @param {Room} room
 * @returns {NetworkLayout}
 */
export function layoutNetwork(network, room) {
  if (room.width < NARROW_BELOW * room.rem) return placeDown(network, room);
  for (const plan of PLANS) {
    const columns = columnsOf(network.layers, plan.isGrouped);
    for (let tile = Math.floor(LARGEST * room.rem); tile >= plan.least * room.rem; tile -= 1) {
      const sizes = measure(network, columns, { ...room, ...plan, tile });
      if (sizes.least <= room.width) return placeAcross(network, columns, sizes, room);
    }
  }
  // Wider than the room: the stage scrolls.
  const plan = PLANS[3];
  const columns = columnsOf(network.layers, plan.isGrouped);
  return placeAcross(network, columns, measure(network, columns, { ...room, ...plan, tile: Math.floor((plan.least + 0.2) * room.rem) }), room);
}

/**
 * @typedef {{tile: number, gap: number, picture: {width: number, height: number}, columns: ColumnSize[], bars: {label: number, width: number},
 *   least: number, between: number}} Sizes
 * @typedef {{width: number, rows: number, cols: number, shown: number, cells: Cells|null}} ColumnSize
 *
 * @param {Network} network
 * @param {readonly Column[]} columns
 * @param {Room & {tile: number, most: number, between: number}} plan
 * @returns {Sizes}
 */
function measure({ input, letters, open }, columns, { height, rem, tile, most, between: apart }) {
  const gap = Math.max(3, Math.round(GAP * rem));
  const rows = Math.max(1, Math.floor((height + gap) / (tile + gap)));
  const sizes = columns.map(({ form, shape, layer }) => {
    if (form === "pass") return { width: Math.round(1.25 * rem), rows: 1, cols: 1, shown: shape[0], cells: null };
    if (form === "strip") return stripSize(shape[0], height, rem);
    const whole = Math.ceil(shape[0] / rows);
    const side = open.has(layer) ? whole : Math.min(most, whole);
    // Below the maps of a folded column stands the button that unfolds it.
    const room = side < whole ? Math.max(1, Math.floor((height - MORE * rem) / (tile + gap))) : rows;
    const shown = Math.min(shape[0], room * side);
    const lines = Math.ceil(shown / side);
    return { width: side * (tile + gap) - gap, rows: lines, cols: side, shown, cells: null };
  });
  const side = Math.round(Math.min(8.5 * rem, Math.max(4.2 * rem, tile * 1.35)));
  const picture = { width: side, height: Math.round(Math.min(side * 1.6, (side * input[1]) / input[2])) };
  const label = labelWidth(letters, rem);
  const bars = { label, width: label + Math.round((letters > 4 ? 5.2 : 7) * rem) };
  const between = Math.round(apart * rem);
  const total = sizes.reduce((sum, { width }) => sum + width, 0);
  return { tile, gap, picture, columns: sizes, bars, between, least: picture.width + total + bars.width + between * (columns.length + 1) };
}

/**
 * A vector as cells: one column where it fits, else several beside each other.
 * @param {number} count
 * @param {number} height
 * @param {number} rem
 * @returns {ColumnSize}
 */
function stripSize(count, height, rem) {
  const isShort = count <= 24;
  const gap = isShort ? 2 : 1;
  const side = Math.floor(isShort ? Math.min(1.5 * rem, (height + gap) / count - gap) : 0.5 * rem);
  const rows = Math.min(count, Math.max(1, Math.floor((height + gap) / (side + gap))));
  const cols = Math.min(8, Math.ceil(count / rows));
  const shown = Math.min(count, rows * cols);
  const cells = { rows, cols, width: isShort ? Math.max(side, Math.floor(1.5 * rem)) : side, height: side, gap, isAcross: false };
  return { width: Math.max(cols * (cells.width + gap) - gap, Math.round(1.5 * rem)), rows, cols, shown, cells };
}

/**
 * @param {Network} network
 * @param {readonly Column[]} columns
 * @param {Sizes} sizes
 * @param {Room} room
 * @returns {NetworkLayout}
 */
function placeAcross({ classes, open }, columns, sizes, { width, height, rem, head }) {
  const { tile, gap, picture, between } = sizes;
  const isGrouped = columns.some(({ members }) => members.length > 1);
  // Narrow columns break their words over more lines.
  const isNarrow = tile + between < 3.4 * rem;
  const headHeight = head ?? Math.round((isNarrow ? 5.6 : isGrouped ? 4.1 : 3.2) * rem);
  const spare = Math.max(0, width - sizes.least);
  // What is left goes into the gaps, where the edges run, and into the bars.
  const space = between + Math.min(Math.round(3.5 * rem), Math.floor((spare * 0.8) / (columns.length + 1)));
  const grown = Math.min(Math.round(9 * rem), spare - (space - between) * (columns.length + 1));
  let left = 0;
  const placedPicture = { head: { left: 0, top: 0, width: picture.width + space * 0.6, height: headHeight }, rect: { left: 1, top: headHeight, width: picture.width, height: picture.height } };
  left = picture.width + space;
  let bottom = headHeight + picture.height;
  const placed = columns.map((column, i) => {
    const size = sizes.columns[i];
    const at = left;
    left += size.width + space;
    const one = placeColumn(column, size, { left: at, top: headHeight, tile, gap, rem, isOpen: open.has(column.layer) });
    bottom = Math.max(bottom, one.body.top + one.body.height + (one.more ? one.more.height + gap : 0));
    return one;
  });
  const barHeight = Math.round(Math.min(2 * rem, Math.max(1.3 * rem, height / Math.max(1, classes))));
  const bars = placeBars(classes, { left, top: headHeight, width: sizes.bars.width + Math.max(0, grown), line: barHeight, label: sizes.bars.label, rem });
  bottom = Math.max(bottom, bars.body.top + bars.body.height);
  const stretched = placed.map((one, i) => {
    if (one.form === "pass") return { ...one, body: { ...one.body, height: bottom - headHeight } };
    // Words may reach over half of the gaps; those of a strip, which is narrow, over a column beside it that has no head.
    const reach = Math.floor(space / 2) - 2;
    const [before, after] = one.form === "strip" ? [spareBeside(placed, i, -1, space), spareBeside(placed, i, 1, space)] : [0, 0];
    const { left: from, width: wide } = one.body;
    return { ...one, head: { left: from - reach - before, top: 0, width: wide + 2 * reach + before + after, height: headHeight } };
  });
  return {
    flow: "across",
    width: Math.max(width, left + bars.body.width),
    height: bottom + 2,
    tile,
    isGrouped,
    picture: placedPicture,
    columns: stretched,
    bars: { ...bars, head: { left, top: 0, width: bars.body.width, height: headHeight } },
  };
}

/**
 * Room above a passed-on vector beside a strip; two strips share it.
 * @param {readonly PlacedColumn[]} columns
 * @param {number} index
 * @param {-1|1} side
 * @param {number} space
 */
function spareBeside(columns, index, side, space) {
  const beside = columns[index + side];
  if (beside?.form !== "pass") return 0;
  const spare = beside.body.width + space;
  return columns[index + 2 * side]?.form === "strip" ? Math.floor(spare / 2) : spare;
}

/**
 * @param {Column} column
 * @param {ColumnSize} size
 * @param {{left: number, top: number, tile: number, gap: number, rem: number, isOpen: boolean}} at
 * @returns {PlacedColumn}
 */
function placeColumn(column, { width, rows, cols, shown, cells }, { left, top, tile, gap, rem, isOpen }) {
  const none = { left, top: 0, width, height: top };
  const hidden = column.shape[0] - shown;
  if (column.form === "pass") return { ...column, head: none, body: { left, top, width, height: 0 }, tiles: [], cells: null, shown, more: null };
  const height = cells ? rows * (cells.height + cells.gap) - cells.gap : rows * (tile + gap) - gap;
  const body = { left, top, width, height };
  const isFoldable = column.form === "maps" && (hidden > 0 || isOpen);
  const more = isFoldable ? { left, top: top + height + gap, width: Math.max(width, Math.round(1.7 * rem)), height: Math.round(MORE * rem) } : null;
  const tiles = column.form === "strip" ? [] : Array.from({ length: shown }, (_, channel) => {
    const [col, row] = [channel % cols, Math.floor(channel / cols)];
    return { channel, rect: { left: left + col * (tile + gap), top: top + row * (tile + gap), width: tile, height: tile } };
  });
  return { ...column, head: none, body, tiles, cells, shown, more };
}
