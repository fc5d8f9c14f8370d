/** A convolution is a matrix product: the sparse matrix between its input and output vectors, the current row marked. */
import { fitCell } from "../geometry/cell_fit.js";
import { entryIndex, entryOf, expandedIndex, litInMatrix, matrixRoles, sourceIndex } from "../geometry/matrix_links.js";
import { formatNumber, t } from "../i18n/messages.js";
import { make, setText } from "./dom.js";
import { canvasGrid, cellsOf } from "./drawer_canvas.js";
import { makePicture } from "./drawer_picture.js";
import { cellWidth, named, operandCells, outputsNow, playedBy, sized } from "./drawer_words.js";
import { cellName, full, outputSymbol, placeOf, SYMBOLS } from "./sliding_words.js";

/** @typedef {import("./drawer_words.js").Moment} Moment */
/** @typedef {import("./drawer_canvas.js").Cell} Cell */
/** @typedef {import("../geometry/matrix_links.js").Sparse} Sparse */
/** @typedef {import("../types_sliding.js").Hover} Hover */

const TALLEST_PX = 600;
const LEAST_CELL_PX = 2;

/** @param {import("./drawer_words.js").DrawerHandlers} handlers */
export function makeToeplitz(handlers) {
  const words = make("p", { class: "drawer__words" });
  const now = make("p", { class: "drawer__words" });
  const more = make("p", { class: "drawer__words" });
  const way = make("p", { class: "drawer__words" });
  const matrix = canvasGrid({ hover: hoverAs(entryAt), choose: (cell) => seek(cell.row), describe: describeEntry });
  const column = canvasGrid({ hover: hoverAs((cell) => colAt(cell.row)), describe: (cell) => describeSide(colAt(cell.row), cell.row) });
  const result = canvasGrid({ hover: hoverAs((cell) => rowAt(cell.row)), choose: (cell) => seek(cell.row), describe: (cell) => describeSide(rowAt(cell.row), cell.row) });
  const figures = [named(matrix.element), named(column.element), named(result.element)];
  const sign = (/** @type {string} */ text) => make("span", { class: "toeplitz__sign", text, "aria-hidden": "true" });
  const signs = [sign("·"), sign("=")];
  const product = make("div", { class: "toeplitz" }, [figures[0].element, signs[0], figures[1].element, signs[1], figures[2].element]);
  const scroller = make("div", { class: "drawer-scroll" }, [product]);
  const text = make("div", { class: "drawer__text" }, [words, now, way, more]);
  const picture = makePicture(handlers);
  const element = make("div", { class: "drawer__body" }, [make("div", { class: "drawer__beside" }, [scroller, text])]);
  /** @type {Moment|null} */
  let shown = null;
  let followed = -1;

  const sparse = () => /** @type {Sparse} */ (shown?.matrices.toeplitz);
  const roles = () => matrixRoles(/** @type {Moment} */ (shown).trace);

  /** @param {(cell: Cell) => Hover} meaning */
  function hoverAs(meaning) {
    return (/** @type {Cell|null} */ cell) => {
      if (!cell || !shown?.matrices.toeplitz) return handlers.hover(null);
      const hover = meaning(cell);
      return handlers.hover(hover.index >= 0 ? hover : null);
    };
  }

  /** @param {number} row @returns {Hover} */
  function rowAt(row) {
    return { operand: roles().row, index: row };
  }

  /** @param {number} col @returns {Hover} */
  function colAt(col) {
    return { operand: roles().col, index: expandedIndex(/** @type {Moment} */ (shown).trace, col) };
  }

  /** @param {Cell} cell @returns {Hover} the weight there; an empty place stands for its row */
  function entryAt({ row, col }) {
    const entry = entryIndex(sparse(), row, col);
    return entry < 0 ? rowAt(row) : { operand: roles().weight, index: sparse().weight_at[entry] };
  }

  /** @param {number} row */
  function seek(row) {
    if (shown && roles().row === shown.trace.output.id) handlers.seekOutput(row);
  }

  /** @param {Cell} cell */
  function describeEntry({ row, col }) {
    if (!shown) return "";
    const entry = entryIndex(sparse(), row, col);
    const place = { row: row + 1, col: col + 1 };
    if (entry < 0) return t("drawers.toeplitz.empty", place);
    return t("drawers.toeplitz.entry", { ...place, weight: weightName(sparse().weight_at[entry]) });
  }

  /** @param {number} index of a weight whose gradient is played: which one it is */
  function weightPlace(index) {
    const { row, col } = placeOf(/** @type {Moment} */ (shown).trace.output.shape, index);
    return `${row},${col}`;
  }

  /** @param {number} index */
  function weightName(index) {
    const { trace } = /** @type {Moment} */ (shown);
    const kernel = trace.operands.find((one) => one.id === roles().weight);
    if (!kernel) return cellName(trace.output.id, trace.output.shape, index);
    return `${cellName(kernel.id, kernel.shape, index)} = ${full(kernel.values[index])}`;
  }

  /**
   * @param {Hover} hover
   * @param {number} index
   */
  function describeSide({ operand: id }, index) {
    if (!shown) return "";
    const { trace } = shown;
    if (id === trace.output.id) {
      const name = cellName(trace.output.id, trace.output.shape, index);
      const known = outputsNow(shown)[index]?.text ?? "";
      return known === "" ? t("sliding.cell.pending", { name }) : `${name}: ${known}`;
    }
    const operand = trace.operands.find((one) => one.id === id);
    return operand ? `${cellName(operand.id, operand.shape, index)} = ${full(operand.values[index])}` : "";
  }

  /** @param {Moment} moment */
  function sayWords({ trace, frame, state: { view } }) {
    const { rows, cols, row } = sparse();
    const { counts, geometry, mode, output } = trace;
    const numbers = { rows, cols, entries: formatNumber(row.length), weights: counts.convolution_parameters, multiplications: formatNumber(counts.multiplications) };
    const biases = trace.operands.find(({ kind }) => kind === "bias")?.values.length ?? 0;
    const kernel = trace.operands.find(({ kind }) => kind === "kernel");
    const weights = kernel?.values.length ?? numbers.weights;
    const isForward = mode === "correlate" || mode === "convolve";
    const isExact = row.length === counts.multiplications;
    const key = isForward ? (isExact ? "forward" : "padded") : mode;
    setText(words, t(`drawers.toeplitz.${key}`, { ...numbers, weights, times: geometry.output[0] * geometry.output[1] }));
    const one = trace.reductions[frame.reduction];
    const { letter, above, below } = outputSymbol(trace, one?.output ?? 0);
    const symbol = [letter, above === "" ? "" : make("sup", { text: above }), make("sub", { text: below })];
    const isScattering = view === "scatter" && trace.by_input !== null;
    const [before, after = ""] = t(`drawers.toeplitz.now.${mode === "gradient_kernel" ? "weight" : isScattering ? "column" : "row"}`).split("{output}");
    now.replaceChildren(before, ...symbol, after);
    setText(way, t(`drawers.toeplitz.way.${isForward ? "forward" : mode}`));
    setText(more, biases > 0 ? t("drawers.toeplitz.bias", { output: SYMBOLS[output.id] }) : "");
  }

  /** @param {Moment} moment the vectors at both sides, and the entries */
  function paint(moment) {
    const { trace, theme, width, rem } = moment;
    const { rows, cols, row, col, weight_at: at } = sparse();
    const isSmall = width < 40 * rem;
    const thin = Math.max(LEAST_CELL_PX, Math.floor((width - 3 * rem) / (cols + 8)));
    const most = Math.round((isSmall ? 1.7 : 2) * rem);
    const side = fitCell({ width: Math.min(width * (isSmall ? 1 : 0.72), width - 6 * rem), height: TALLEST_PX, rows: Math.max(rows, cols), cols, least: LEAST_CELL_PX, most });
    const cell = Math.min(side, Math.max(thin, LEAST_CELL_PX));
    const wide = Math.max(cell, cell >= 12 ? Math.round(2.6 * rem) : Math.round(0.8 * rem));
    const ids = roles();
    const isOutputRow = ids.row === trace.output.id;
    const beside = isOutputRow ? trace.output.values : (trace.operands.find((one) => one.id === ids.row)?.values ?? []);
    const high = cell >= 12 ? cellWidth(trace, beside, wide, Math.min(20 * rem, width - cols * cell - wide - 4 * rem)) : wide;
    // The gradient of the kernel is no product of this matrix: x and δ only stand beside it.
    for (const one of signs) one.hidden = !isOutputRow;
    const names = [isOutputRow && trace.mode !== "correlate" && trace.mode !== "convolve" ? "Cᵀ" : "C", SYMBOLS[ids.col].toLowerCase(), SYMBOLS[ids.row].toLowerCase()];
    for (const [i, [r, c]] of [[rows, cols], [cols, 1], [rows, 1]].entries()) setText(figures[i].caption, isSmall && i > 0 ? names[i] : sized(names[i], r, c));

    const isPlayed = ids.weight === trace.output.id;
    const weights = isPlayed ? outputsNow(moment) : operandCells(moment, ids.weight);
    const shape = { rows, cols, width: cell, height: cell, label: t("drawers.toeplitz.label", { rows, cols, entries: row.length }) };
    matrix.show(shape, theme, isPlayed ? playedBy(moment) : [sparse(), trace], () =>
      at.map((weight, entry) => ({ row: row[entry], col: col[entry], ...(weights[weight] ?? { background: null }), ...(isPlayed ? { text: weightPlace(weight) } : {}) })));
    column.show({ rows: cols, cols: 1, width: wide, height: cell, label: t("drawers.toeplitz.vector", { name: names[1], count: cols }) }, theme, [trace], () =>
      operandCells(moment, ids.col).map((one, index) => ({ row: index, col: 0, ...one })));
    result.show({ rows, cols: 1, width: high, height: cell, label: t("drawers.toeplitz.vector", { name: names[2], count: rows }) }, theme, isOutputRow ? playedBy(moment) : [trace], () =>
      (isOutputRow ? outputsNow(moment) : operandCells(moment, ids.row)).map((one, index) => ({ row: index, col: 0, ...one })));
  }

  /** @param {Moment} moment */
  function mark({ trace, frame, theme, state: { hover, view } }) {
    const { row, col, weight_at: at } = sparse();
    const one = trace.reductions[frame.reduction];
    if (!one) return;
    const current = frame.term === null ? -1 : entryOf(trace, sparse(), frame.reduction, frame.term);
    const cellOf = (/** @type {number} */ entry) => ({ row: row[entry], col: col[entry] });
    const lit = hover ? litInMatrix(trace, sparse(), hover, frame.reduction) : null;
    const source = frame.term === null ? -1 : sourceIndex(trace, one.value_at[frame.term]);
    const isByWeight = trace.mode === "gradient_kernel";
    const active = isByWeight ? at.flatMap((weight, entry) => (weight === one.output ? [{ ...cellOf(entry), weight: 1 }] : [])) : [line(one.output, view === "scatter" ? source : -1)];
    const outputs = isByWeight ? (current >= 0 ? row[current] : -1) : one.output;
    matrix.mark([...active, ...(current >= 0 ? [{ ...cellOf(current), weight: 3 }] : [])], lit && [...lit.entries].map(cellOf), theme);
    column.mark(source >= 0 ? [{ row: source, col: 0, weight: 2 }] : [], lit && cellsOf(lit.cols, 1), theme);
    result.mark(outputs >= 0 && outputs < sparse().rows ? [{ row: outputs, col: 0, weight: 2 }] : [], lit && cellsOf(lit.rows, 1), theme);
    if (followed !== frame.time && document.activeElement !== matrix.element) matrix.follow(Math.max(0, outputs), Math.max(0, source));
    followed = frame.time;
  }

  /**
   * What is played as one: the row of an output; scattering, the column of an input.
   * @param {number} output
   * @param {number} input −1: none
   */
  function line(output, input) {
    const { rows, cols } = sparse();
    return input >= 0 ? { row: 0, col: input, rows, weight: 2 } : { row: output, col: 0, cols, weight: 2 };
  }

  return {
    element,
    after: picture.element,
    /** @param {Moment} moment */
    update(moment) {
      shown = moment;
      if (!moment.matrices.toeplitz) return;
      sayWords(moment);
      paint(moment);
      mark(moment);
      picture.update(moment);
    },
  };
}
