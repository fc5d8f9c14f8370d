/** im2col: every window is a column, every kernel a row; their product is the whole output. The current window's column is marked. */
import { spanOf } from "../draw/cell_colors.js";
import { forwardCells } from "../geometry/matrix_links.js";
import { litInProduct } from "../geometry/product_links.js";
import { t } from "../i18n/messages.js";
import { make, setText } from "./dom.js";
import { cellsOf } from "./drawer_canvas.js";
import { falkScheme } from "./drawer_falk.js";
import { cellWidth, outputsNow, playedBy, short, sized } from "./drawer_words.js";
import { cellName, full, originName } from "./sliding_words.js";

/** @typedef {import("./drawer_words.js").Moment} Moment */
/** @typedef {import("./drawer_canvas.js").Cell} Cell */
/** @typedef {NonNullable<import("../types_sliding.js").Matrices["im2col"]>} Columns */

/** @param {import("./drawer_words.js").DrawerHandlers} handlers */
export function makeIm2col(handlers) {
  const words = make("p", { class: "drawer__words" });
  const bias = make("p", { class: "drawer__words" });
  const scheme = falkScheme({
    top: { hover: hoverAs(valueAt), choose: seekColumn, describe: (cell) => (shown ? originName(shown.trace, valueAt(cell).index) : "") },
    left: { hover: hoverAs(weightAt), describe: describeWeight },
    product: { hover: hoverAs(outputAt), choose: (cell) => handlers.seekOutput(outputAt(cell).index), describe: describeOutput },
  });
  const element = make("div", { class: "drawer__body" }, [words, bias, scheme.element]);
  /** @type {Moment|null} */
  let shown = null;
  let followed = -1;

  /** @typedef {import("../types_sliding.js").Hover} Hover */
  /** @param {(cell: Cell) => Hover} meaning */
  function hoverAs(meaning) {
    return (/** @type {Cell|null} */ cell) => {
      if (!cell || !shown?.matrices.im2col) return handlers.hover(null);
      const hover = meaning(cell);
      return handlers.hover(hover.index >= 0 ? hover : null);
    };
  }

  const columns = () => /** @type {Columns} */ (shown?.matrices.im2col);
  const cells = () => forwardCells(/** @type {Moment} */ (shown).trace, columns());

  /** @param {Cell} cell @returns {Hover} */
  function valueAt({ row, col }) {
    const { value_at: at, cols } = columns();
    return { operand: shown?.trace.value_operand ?? "x", index: at[row * cols + col] };
  }

  /** @param {Cell} cell @returns {Hover} */
  function weightAt({ row, col }) {
    return { operand: shown?.trace.weight_operand ?? "w", index: cells().weights[row * columns().rows + col] };
  }

  /** @param {Cell} cell @returns {Hover} */
  function outputAt({ row, col }) {
    return { operand: shown?.trace.output.id ?? "y", index: cells().outputs[row * columns().cols + col] };
  }

  /** @param {Cell} cell */
  function seekColumn({ col }) {
    handlers.seekOutput(outputAt({ row: 0, col }).index);
  }

  /** @param {Cell} cell */
  function describeWeight(cell) {
    if (!shown) return "";
    const { operand, index } = weightAt(cell);
    const kernel = shown.trace.operands.find((one) => one.id === operand);
    return kernel && index >= 0 ? `${cellName(kernel.id, kernel.shape, index)} = ${full(kernel.values[index])}` : "";
  }

  /** @param {Cell} cell */
  function describeOutput(cell) {
    if (!shown) return "";
    const { trace } = shown;
    const { index } = outputAt(cell);
    const text = outputsNow(shown)[index]?.text ?? "";
    const name = cellName(trace.output.id, trace.output.shape, index);
    return text === "" ? t("sliding.cell.pending", { name }) : `${name}: ${text}`;
  }

  return {
    element,
    /** @param {Moment} moment */
    update(moment) {
      shown = moment;
      const { trace, matrices, frame, theme, colorOf } = moment;
      const { im2col, kernel_rows: kernels } = matrices;
      if (!im2col || !kernels) return;
      const { rows: inner, cols } = im2col;
      const rows = kernels.length;
      const side = scheme.cellFor({ rows, inner, cols }, moment);
      const wide = cellWidth(trace, trace.output.values, side, (moment.width - inner * side - 2 * moment.rem) / cols);
      const isGradient = trace.mode === "gradient_kernel";
      const names = isGradient ? { left: "δ", top: "X_colᵀ", product: "∂W" } : { left: "W", top: "X_col", product: "Y" };
      const one = trace.reductions[frame.reduction];
      setText(words, t(`drawers.im2col.${isGradient ? "kernel" : "forward"}`, { inner, cols, rows, product: names.product }));
      setText(bias, one && one.bias !== null ? t("drawers.im2col.bias") : "");
      setText(scheme.captions.left, sized(names.left, rows, inner));
      setText(scheme.captions.top, sized(names.top, inner, cols));
      setText(scheme.captions.product, sized(names.product, rows, cols));

      const { left, top, product } = scheme.grids;
      const sizeOf = (/** @type {number} */ r, /** @type {number} */ c, /** @type {string} */ label, width = side) => ({ rows: r, cols: c, width, height: side, label });
      const value = trace.operands.find((operand) => operand.id === trace.value_operand);
      const source = value?.expanded?.source;
      top.show(sizeOf(inner, cols, t("drawers.im2col.top", { rows: inner, cols }), wide), theme, [im2col], () => {
        const span = spanOf(value?.values ?? []);
        return im2col.values.map((entry, i) => {
          const isReal = !source || source[im2col.value_at[i]] >= 0;
          const color = isReal ? colorOf(value?.law ?? "grey", entry, span) : { background: theme.panel, ink: theme.ink2 };
          return { row: Math.floor(i / cols), col: i % cols, ...color, hatched: !isReal, text: short(entry) };
        });
      });
      const weight = trace.operands.find((operand) => operand.id === trace.weight_operand);
      left.show(sizeOf(rows, inner, t("drawers.im2col.left", { name: names.left, rows, cols: inner })), theme, [kernels], () => {
        const span = spanOf(kernels.flat());
        return kernels.flatMap((list, row) => list.map((entry, col) => ({ row, col, ...colorOf(weight?.law ?? "value", entry, span), text: short(entry) })));
      });
      const placed = forwardCells(trace, im2col);
      product.show(sizeOf(rows, cols, t("drawers.im2col.product", { name: names.product, rows, cols }), wide), theme, playedBy(moment), () => {
        const known = outputsNow(moment);
        return Array.from(placed.outputs, (output, i) => ({ row: Math.floor(i / cols), col: i % cols, ...(known[output] ?? { background: null }) }));
      });
      markAll(moment, im2col);
    },
  };

  /**
   * @param {Moment} moment
   * @param {Columns} im2col
   */
  function markAll({ trace, frame, theme, state: { hover } }, im2col) {
    const { rows: inner, cols } = im2col;
    const { left, top, product } = scheme.grids;
    const place = forwardCells(trace, im2col).places[frame.reduction];
    const [row, col] = [Math.floor(place / cols), place % cols];
    const current = (/** @type {Cell} */ cell) => (frame.term === null ? [] : [{ ...cell, weight: 3 }]);
    const lit = hover ? litInProduct(trace, im2col, hover, frame.reduction) : null;
    top.mark([{ row: 0, col, rows: inner, weight: 2 }, ...current({ row: frame.term ?? 0, col })], lit && cellsOf(lit.top, cols), theme);
    left.mark([{ row, col: 0, cols: inner, weight: 2 }, ...current({ row, col: frame.term ?? 0 })], lit && cellsOf(lit.left, inner), theme);
    if (followed !== frame.time && document.activeElement !== top.element) top.follow(frame.term ?? 0, col);
    followed = frame.time;
    product.mark([{ row, col, weight: 3 }], lit && cellsOf(lit.product, cols), theme);
  }
}
