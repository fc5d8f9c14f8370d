/**
 * How groups of number grids share a stage: in one row, the first above the others, or one below the other; each group's channels stacked so that the
 * cells become as large as they can.
 */

/**
 * @typedef {object} GridGroup one operand
 * @property {number} rows of one grid
 * @property {number} cols
 * @property {readonly [number, number]} tiles grids along its two leading axes, e.g. kernels × channels
 * @property {number} wide width of a cell in cell heights (1, or more for long formulas)
 * @property {number} minimum width in pixels that its words need
 * @property {number} words height in pixels of what stands above and below its grids
 */

/**
 * @typedef {object} Room in pixels
 * @property {number} width
 * @property {number} height
 * @property {number} gap between the grids of one group
 * @property {number} between width of the operator sign between two groups
 * @property {number} smallest
 * @property {number} largest
 * @property {boolean} [scrolls] the page is read by scrolling anyway, as on a phone
 */

/** @typedef {{flow: "row"|"stack"|"column", cell: number, turned: boolean[]}} Arrangement turned: leading axis runs across instead of down */

// What lies side by side is compared at a glance: anything else has to be clearly better. A page that scrolls a little is better
// than cells one cannot read, but it scrolls no more than it must.
const MERITS = /** @type {const} */ ({ row: 1.25, stack: 1, column: 0.75 });
const MORE_HEIGHT = [1, 1.35, 2.2];

/**
 * @param {readonly GridGroup[]} groups
 * @param {Room} room
 * @returns {Arrangement}
 */
export function arrangeGrids(groups, room) {
  const readable = Math.min(room.largest, room.smallest * 1.5);
  /** @type {Arrangement|null} */
  let best = null;
  for (const [attempt, factor] of MORE_HEIGHT.entries()) {
    const higher = { ...room, height: room.height * factor, largest: attempt === 0 || room.scrolls ? room.largest : readable };
    best = bestIn(groups, higher);
    if (best && (best.cell >= Math.floor(readable) || attempt === MORE_HEIGHT.length - 1)) return best;
  }
  return best ?? { flow: "row", cell: room.smallest, turned: groups.map(() => false) };
}

/**
 * Grids down and across in one group.
 * @param {Pick<GridGroup, "tiles">} group
 * @param {boolean} isTurned
 * @returns {[number, number]}
 */
export function tilesOf({ tiles: [first, second] }, isTurned) {
  return isTurned ? [second, first] : [first, second];
}

/**
 * @param {readonly GridGroup[]} groups
 * @param {Room} room
 * @returns {Arrangement|null}
 */
function bestIn(groups, room) {
  /** @type {Arrangement|null} */
  let best = null;
  let merit = 0;
  for (const flow of /** @type {const} */ (["row", "stack", "column"])) {
    for (const turned of turns(groups)) {
      const cell = largestCell(groups, turned, flow, room);
      const value = cell * MERITS[flow];
      if (cell > 0 && value > merit) {
        merit = value;
        best = { flow, cell, turned };
      }
    }
  }
  return best;
}

/**
 * Every way to lay the groups' leading axes down or across.
 * @param {readonly GridGroup[]} groups
 */
function turns(groups) {
  /** @type {boolean[][]} */
  let all = [[]];
  for (const { tiles } of groups) {
    const choices = tiles[0] === tiles[1] ? [false] : [false, true];
    all = all.flatMap((turned) => choices.map((choice) => [...turned, choice]));
  }
  return all;
}

/**
 * The largest cell with which everything fits; 0 where even the smallest does not.
 * @param {readonly GridGroup[]} groups
 * @param {boolean[]} turned
 * @param {"row"|"stack"|"column"} flow
 * @param {Room} room
 */
function largestCell(groups, turned, flow, room) {
  const all = groups.map((_, i) => i);
  const lines = flow === "row" ? [all] : flow === "stack" ? [[0], all.slice(1)] : all.map((i) => [i]);
  for (let cell = Math.floor(room.largest); cell >= room.smallest; cell -= 1) {
    const extents = groups.map((group, i) => extentOf(group, turned[i], cell, room.gap));
    // In a stack the second line begins with the sign that ties it to the first.
    const widths = lines.map((line, i) => sum(line, (j) => extents[j].width) + (i > 0 && flow === "stack" ? line.length : Math.max(0, line.length - 1)) * room.between);
    const height = sum(lines, (line) => Math.max(0, ...line.map((i) => extents[i].height)));
    if (Math.max(...widths) <= room.width && height <= room.height) return cell;
  }
  return 0;
}

/**
 * @param {GridGroup} group
 * @param {boolean} isTurned
 * @param {number} cell
 * @param {number} gap
 */
function extentOf(group, isTurned, cell, gap) {
  const [down, across] = tilesOf(group, isTurned);
  return {
    width: Math.max(group.minimum, across * group.cols * group.wide * cell + (across - 1) * gap),
    height: down * group.rows * cell + (down - 1) * gap + group.words,
  };
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {(item: Item) => number} measure
 */
function sum(items, measure) {
  return items.reduce((total, item) => total + measure(item), 0);
}
