/**
 * How the cells of a convolution written as matrices belong to the cells and products of its trace. Looks places up, computes no
 * number: which row, column or entry is which input, output or weight.
 */

/** @typedef {import("../types_sliding.js").Trace} Trace */
/** @typedef {import("../types_sliding.js").Hover} Hover */
/** @typedef {import("../types_sliding.js").OperandId} OperandId */
/** @typedef {import("../types_sliding.js").OutputId} OutputId */
/** @typedef {NonNullable<import("../types_sliding.js").Matrices["toeplitz"]>} Sparse */
/** @typedef {NonNullable<import("../types_sliding.js").Matrices["im2col"]>} Columns */
/** @typedef {NonNullable<import("../types_sliding.js").Matrices["col2im"]>} Folded */
/** @typedef {import("../types_sliding.js").Matrices} Matrices */

/** What stands at the side, at the top and in the cells of the sparse matrix. */
/** @typedef {{row: OperandId|OutputId, col: OperandId, weight: OperandId|OutputId}} Roles */

/**
 * @param {Trace} trace
 * @returns {Roles}
 */
export function matrixRoles({ mode, output, value_operand: col, weight_operand: weight }) {
  if (mode === "gradient_kernel") return { row: "delta", col, weight: output.id };
  return { row: output.id, col, weight: weight ?? "w" };
}

/** @type {WeakMap<Trace, Int32Array>} */
const expandedOf = new WeakMap();

/**
 * Where a cell of the value operand lies in the grid that windows slide over.
 * @param {Trace} trace
 * @param {number} index flat, into the operand
 */
export function expandedIndex(trace, index) {
  const grid = valueOperand(trace)?.expanded;
  if (!grid) return index;
  const known = expandedOf.get(trace) ?? new Int32Array(valueOperand(trace)?.values.length ?? 0).fill(-1);
  if (!expandedOf.has(trace)) {
    for (const [at, source] of grid.source.entries()) if (source >= 0) known[source] = at;
    expandedOf.set(trace, known);
  }
  return known[index];
}

/**
 * The other way: the cell of the operand; negative for what was put around or between.
 * @param {Trace} trace
 * @param {number} at as `value_at` counts
 */
export function sourceIndex(trace, at) {
  const grid = valueOperand(trace)?.expanded;
  return grid ? grid.source[at] : at;
}

/** @param {Trace} trace */
function valueOperand({ operands, value_operand: id }) {
  return operands.find((one) => one.id === id);
}

/**
 * Which rows, columns and entries (by their place in the list) of the sparse matrix are lit; `entries` null: no entry is meant.
 * @param {Trace} trace
 * @param {Sparse} sparse
 * @param {Hover} hover
 * @param {number} reduction the current one, which "term" refers to
 */
export function litInMatrix(trace, sparse, hover, reduction) {
  const roles = matrixRoles(trace);
  const { operand, index } = hover;
  const [rows, cols] = [new Set(), new Set()];
  const lit = { rows, cols, entries: /** @type {Set<number>} */ (new Set()) };
  const take = (/** @type {(entry: number) => boolean} */ isMeant) => {
    for (let entry = 0; entry < sparse.row.length; entry += 1) if (isMeant(entry)) lit.entries.add(entry);
  };
  if (operand === "term") {
    const entry = entryOf(trace, sparse, reduction, index);
    if (entry >= 0) lit.entries.add(entry);
  } else if (operand === roles.row) {
    rows.add(index);
    take((entry) => sparse.row[entry] === index);
  } else if (operand === roles.col) {
    const source = sourceIndex(trace, index);
    if (source >= 0) cols.add(source);
    take((entry) => sparse.col[entry] === source);
  } else if (operand === roles.weight) take((entry) => sparse.weight_at[entry] === index);
  for (const entry of lit.entries) {
    rows.add(sparse.row[entry]);
    cols.add(sparse.col[entry]);
  }
  return lit;
}

/** @type {WeakMap<Sparse, Map<number, number>>} */
const entryAt = new WeakMap();

/**
 * The place in the list of what stands at (row, col); −1 where there is nothing.
 * @param {Sparse} sparse
 * @param {number} row
 * @param {number} col
 */
export function entryIndex(sparse, row, col) {
  let places = entryAt.get(sparse);
  if (!places) {
    places = new Map(sparse.row.map((r, entry) => [r * sparse.cols + sparse.col[entry], entry]));
    entryAt.set(sparse, places);
  }
  return places.get(row * sparse.cols + col) ?? -1;
}

/**
 * The entry of the sparse matrix that a product stands for; −1 for one with a zero that was put there.
 * @param {Trace} trace
 * @param {Sparse} sparse
 * @param {number} reduction
 * @param {number} term
 */
export function entryOf(trace, sparse, reduction, term) {
  const one = trace.reductions[reduction];
  const source = one ? sourceIndex(trace, one.value_at[term]) : -1;
  if (source === undefined || source < 0) return -1;
  const row = trace.mode === "gradient_kernel" ? one.weight_at[term] : one.output;
  return row === null ? -1 : entryIndex(sparse, row, source);
}

/**
 * Where each output and each weight stands in `product = kernel_rows · im2col`.
 * @typedef {object} ForwardCells
 * @property {Int32Array} outputs for each cell of the product, the output
 * @property {Int32Array} places for each reduction, its cell of the product
 * @property {Int32Array} weights for each cell of the kernel's rows, the index into the weight operand; −1 where no product uses it
 */

/** @type {WeakMap<Columns, ForwardCells>} */
const forward = new WeakMap();

/**
 * @param {Trace} trace
 * @param {Columns} columns
 * @returns {ForwardCells}
 */
export function forwardCells(trace, columns) {
  const known = forward.get(columns);
  if (known) return known;
  const { rows, cols, value_at: at } = columns;
  // No two columns begin with the same cell.
  const columnOf = new Map(at.slice(0, cols).map((cell, col) => [cell, col]));
  const outputs = new Int32Array(trace.output.values.length).fill(-1);
  const places = new Int32Array(trace.reductions.length);
  const weights = new Int32Array((outputs.length / cols) * rows).fill(-1);
  for (const [r, one] of trace.reductions.entries()) {
    const col = columnOf.get(one.value_at[0]) ?? one.output % cols;
    const isGradient = trace.mode === "gradient_kernel";
    const row = Math.floor(isGradient ? Number(one.weight_at[0]) / rows : one.output / cols);
    places[r] = row * cols + col;
    outputs[places[r]] = one.output;
    for (const [term, weight] of one.weight_at.entries()) if (weight !== null) weights[row * rows + term] = weight;
  }
  const cells = { outputs, places, weights };
  forward.set(columns, cells);
  return cells;
}

/**
 * How the columns of col2im are added into the result.
 * @typedef {object} FoldedCells
 * @property {Int32Array} outputs for each entry of the product, the output it is added to; −1: it falls on the padding and is cut off
 * @property {Int32Array} lastTerm for each entry, the term of that output with which it is all added; −1: never
 * @property {Int32Array} weights for each cell of the kernel's rows (as they stand there), the index of the weight; −1 unknown
 * @property {(reduction: number, term: number) => number} entryOf the entry that a product is part of; −1 for an inserted zero
 */

/** @type {WeakMap<Folded, FoldedCells>} */
const folded = new WeakMap();

/**
 * @param {Trace} trace
 * @param {Folded} fold
 * @param {number} maps columns of the kernel's rows
 * @returns {FoldedCells}
 */
export function foldedCells(trace, fold, maps) {
  const known = folded.get(fold);
  if (known) return known;
  const [, height, width] = fold.shape;
  const [, rows, cols] = trace.output.shape;
  const entryAtCell = new Map(fold.target.map((cell, entry) => [cell * fold.cols + (entry % fold.cols), entry]));
  const cellOf = (/** @type {number} */ output) => {
    const [channel, row, col] = [Math.floor(output / (rows * cols)), Math.floor(output / cols) % rows, output % cols];
    return (channel * height + row + fold.origin[0]) * width + col + fold.origin[1];
  };
  const entryOfTerm = (/** @type {number} */ reduction, /** @type {number} */ term) => {
    const one = trace.reductions[reduction];
    const source = sourceIndex(trace, one.value_at[term]);
    return source < 0 ? -1 : (entryAtCell.get(cellOf(one.output) * fold.cols + (source % fold.cols)) ?? -1);
  };
  const outputOfCell = new Map(trace.reductions.map(({ output }) => [cellOf(output), output]));
  const outputs = Int32Array.from(fold.target, (cell) => outputOfCell.get(cell) ?? -1);
  const lastTerm = new Int32Array(fold.target.length).fill(-1);
  const weights = new Int32Array(fold.rows * maps).fill(-1);
  for (const [r, one] of trace.reductions.entries()) {
    for (const [term, weight] of one.weight_at.entries()) {
      const entry = entryOfTerm(r, term);
      if (entry < 0) continue;
      lastTerm[entry] = Math.max(lastTerm[entry], term);
      const map = Math.floor(sourceIndex(trace, one.value_at[term]) / fold.cols);
      if (weight !== null) weights[Math.floor(entry / fold.cols) * maps + map] = weight;
    }
  }
  const cells = { outputs, lastTerm, weights, entryOf: entryOfTerm };
  folded.set(fold, cells);
  return cells;
}
