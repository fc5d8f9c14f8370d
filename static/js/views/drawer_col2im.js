/** col2im: every column of Wᵀδ is one patch that is put back where its window stood; patches that overlap add up, in step with time. */
import { spanOf } from "../draw/cell_colors.js";
import { fitCell } from "../geometry/cell_fit.js";
import { expandedIndex, foldedCells } from "../geometry/matrix_links.js";
import { litInFold } from "../geometry/fold_links.js";
import { t } from "../i18n/messages.js";
import { make, setText } from "./dom.js";
import { canvasGrid, cellsOf } from "./drawer_canvas.js";
import { falkScheme } from "./drawer_falk.js";
import { cellWidth, named, operandCells, outputsNow, playedBy, short, sized } from "./drawer_words.js";
import { cellName, full, SYMBOLS } from "./sliding_words.js";

/** @typedef {import("./drawer_words.js").Moment} Moment */
/** @typedef {import("./drawer_canvas.js").Cell} Cell */
/** @typedef {import("../types_sliding.js").Hover} Hover */
/** @typedef {NonNullable<import("../types_sliding.js").Matrices["col2im"]>} Folded */

/** @param {import("./drawer_words.js").DrawerHandlers} handlers */
export function makeCol2im(handlers) {
  const words = make("p", { class: "drawer__words" });
  const scheme = falkScheme({
    top: { hover: hoverAs(valueAt), describe: describeOperand(valueAt) },
    left: { hover: hoverAs(weightAt), describe: describeOperand(weightAt) },
    product: { hover: hoverAs(targetOf), choose: (cell) => seek(targetOf(cell)), describe: describeEntry },
  });
  const sums = make("div", { class: "drawer-sums" });
  const arrow = make("p", { class: "drawer-sums__sign", text: t("drawers.col2im.add") });
  const element = make("div", { class: "drawer__body" }, [words, scheme.element, arrow, sums]);
  /** One grid a channel of the result. @type {{grid: ReturnType<typeof canvasGrid>, figure: ReturnType<typeof named>}[]} */
  let planes = [];
  /** @type {Moment|null} */
  let shown = null;
  let followed = -1;

  const fold = () => /** @type {Folded} */ (shown?.matrices.col2im);
  const cells = () => foldedCells(/** @type {Moment} */ (shown).trace, fold(), maps());
  const maps = () => shown?.matrices.im2col?.rows ?? 1;

  /** @param {(cell: Cell) => Hover} meaning */
  function hoverAs(meaning) {
    return (/** @type {Cell|null} */ cell) => {
      if (!cell || !shown?.matrices.col2im) return handlers.hover(null);
      const hover = meaning(cell);
      return handlers.hover(hover.index >= 0 ? hover : null);
    };
  }

  /** @param {Cell} cell @returns {Hover} */
  function valueAt({ row, col }) {
    const { trace } = /** @type {Moment} */ (shown);
    return { operand: trace.value_operand, index: expandedIndex(trace, row * fold().cols + col) };
  }

  /** @param {Cell} cell @returns {Hover} */
  function weightAt({ row, col }) {
    return { operand: "w", index: cells().weights[row * maps() + col] };
  }

  /** @param {Cell} cell @returns {Hover} where an entry is added */
  function targetOf({ row, col }) {
    return { operand: shown?.trace.output.id ?? "dx", index: cells().outputs[row * fold().cols + col] };
  }

  /** @param {Hover} hover */
  function seek({ index }) {
    if (index >= 0) handlers.seekOutput(index);
  }

  /** @param {(cell: Cell) => Hover} meaning */
  function describeOperand(meaning) {
    return (/** @type {Cell} */ cell) => {
      const hover = shown ? meaning(cell) : null;
      const operand = shown?.trace.operands.find((one) => one.id === hover?.operand);
      if (!operand || !hover || hover.index < 0) return "";
      const index = operand.id === "w" ? hover.index : cell.row * fold().cols + cell.col;
      return `${cellName(operand.id, operand.shape, index)} = ${full(operand.values[index])}`;
    };
  }

  /** @param {Cell} cell */
  function describeEntry({ row, col }) {
    if (!shown) return "";
    const { index } = targetOf({ row, col });
    const value = full(fold().values[row * fold().cols + col]);
    if (index < 0) return t("drawers.col2im.cut", { value });
    const { id, shape } = shown.trace.output;
    return t("drawers.col2im.entry", { value, target: cellName(id, shape, index) });
  }

  /**
   * Rows and columns of a plane lie around those of the output: what is cut off belongs to none.
   * @param {number} channel
   * @param {Cell} cell
   */
  function outputAt(channel, { row, col }) {
    const { shape } = /** @type {Moment} */ (shown).trace.output;
    const [r, c] = [row - fold().origin[0], col - fold().origin[1]];
    const isInside = r >= 0 && c >= 0 && r < shape[1] && c < shape[2];
    return isInside ? (channel * shape[1] + r) * shape[2] + c : -1;
  }

  /** @param {number} channels */
  function buildPlanes(channels) {
    planes = Array.from({ length: channels }, (_, channel) => {
      const at = (/** @type {Cell} */ cell) => ({ operand: shown?.trace.output.id ?? "dx", index: outputAt(channel, cell) });
      const describe = (/** @type {Cell} */ cell) => {
        const { index } = at(cell);
        if (!shown || index < 0) return t("drawers.col2im.border");
        const { id, shape } = shown.trace.output;
        const text = outputsNow(shown)[index]?.text ?? "";
        const name = cellName(id, shape, index);
        return text === "" ? t("sliding.cell.pending", { name }) : `${name}: ${text}`;
      };
      const grid = canvasGrid({ hover: hoverAs(at), choose: (cell) => seek(at(cell)), describe });
      return { grid, figure: named(grid.element) };
    });
    sums.replaceChildren(...planes.map(({ figure }) => figure.element));
  }

  return {
    element,
    /** @param {Moment} moment */
    update(moment) {
      shown = moment;
      const { trace, matrices, frame, theme, colorOf } = moment;
      const { im2col, col2im, kernel_rows: kernels } = matrices;
      if (!im2col || !col2im || !kernels) return;
      const { rows, cols } = col2im;
      const inner = im2col.rows;
      const side = scheme.cellFor({ rows, inner, cols }, moment);
      const symbols = { value: SYMBOLS[trace.value_operand], out: SYMBOLS[trace.output.id] };
      setText(words, t(trace.mode === "transposed" ? "drawers.col2im.transposed" : "drawers.col2im.gradient", { rows, cols, ...symbols }));
      setText(scheme.captions.left, sized("Wᵀ", rows, inner));
      setText(scheme.captions.top, sized(symbols.value, inner, cols));
      setText(scheme.captions.product, sized(`Wᵀ${symbols.value}`, rows, cols));

      const size = (/** @type {number} */ r, /** @type {number} */ c, /** @type {string} */ label, width = side) => ({ rows: r, cols: c, width, height: side, label });
      const wide = cellWidth(trace, col2im.values, side, (moment.width - inner * side - 2 * moment.rem) / cols);
      const place = (/** @type {number} */ i, /** @type {number} */ across) => ({ row: Math.floor(i / across), col: i % across });
      const { left, top, product } = scheme.grids;
      const { outputs, lastTerm } = cells();
      top.show(size(inner, cols, t("drawers.col2im.top", { name: symbols.value }), wide), theme, [im2col], () =>
        operandCells(moment, trace.value_operand).map((cell, i) => ({ ...place(i, cols), ...cell })));
      left.show(size(rows, inner, t("drawers.col2im.left")), theme, [kernels], () => {
        const span = spanOf(kernels.flat());
        return kernels.flat().map((entry, i) => ({ ...place(i, inner), ...colorOf("value", entry, span), text: short(entry) }));
      });
      product.show(size(rows, cols, t("drawers.col2im.product", { rows, cols }), wide), theme, [col2im], () => {
        const span = spanOf(col2im.values);
        return col2im.values.map((entry, i) => {
          const isCut = outputs[i] < 0;
          const color = isCut ? { background: theme.panel, ink: theme.ink2 } : colorOf(trace.output.law, entry, span);
          return { ...place(i, cols), ...color, hatched: isCut, text: short(entry) };
        });
      });
      const lit = moment.state.hover ? litInFold(trace, col2im, cells(), inner, moment.state.hover, frame.reduction) : null;
      const entry = frame.term === null ? -1 : cells().entryOf(frame.reduction, frame.term);
      const at = place(entry, cols);
      const isNow = entry >= 0;
      const added = isNow || frame.time > 0 ? stillToAdd() : null;
      top.mark(isNow ? [{ row: 0, col: at.col, rows: inner, weight: 2 }] : [], lit && cellsOf(lit.top, cols), theme);
      left.mark(isNow ? [{ row: at.row, col: 0, cols: inner, weight: 2 }] : [], lit && cellsOf(lit.left, inner), theme);
      const outline = isNow ? [{ row: 0, col: at.col, rows, weight: 1 }, { ...at, weight: 3 }] : [];
      if (isNow && followed !== frame.time && document.activeElement !== product.element) product.follow(at.row, at.col);
      followed = frame.time;
      product.mark(outline, lit ? cellsOf(lit.product, cols) : added, theme);

      /** What has been added stands in the result now; here it steps back. */
      function stillToAdd() {
        const reductionOf = new Map(trace.reductions.map((one, r) => [one.output, r]));
        const rest = [];
        for (let i = 0; i < outputs.length; i += 1) {
          const reduction = reductionOf.get(outputs[i]);
          if (i === entry || reduction === undefined || frame.done(reduction) <= lastTerm[i]) rest.push(i);
        }
        return cellsOf(rest, cols);
      }
      updatePlanes(moment, col2im, entry, lit?.outputs ?? null);
    },
  };

  /**
   * @param {Moment} moment
   * @param {Folded} col2im
   * @param {number} entry that is being added
   * @param {Set<number>|null} lit outputs
   */
  function updatePlanes(moment, { shape: [channels, height, width], target }, entry, lit) {
    const { trace, theme, frame } = moment;
    if (planes.length !== channels) buildPlanes(channels);
    const most = Math.round(2.4 * moment.rem);
    const side = fitCell({ width: moment.width - moment.rem, rows: height, cols: width, least: 14, most });
    const wide = cellWidth(trace, trace.output.values, side, (moment.width - moment.rem) / width);
    const known = outputsNow(moment);
    for (const [channel, { grid, figure }] of planes.entries()) {
      const name = `${SYMBOLS[trace.output.id]}${channels > 1 ? ` ${t("sliding.tile.channel", { first: channel + 1 })}` : ""}`;
      setText(figure.caption, sized(name, trace.output.shape[1], trace.output.shape[2]));
      grid.show({ rows: height, cols: width, width: wide, height: side, label: t("drawers.col2im.sums", { name }) }, theme, playedBy(moment), () =>
        Array.from({ length: height * width }, (_, i) => {
          const cell = { row: Math.floor(i / width), col: i % width };
          const output = outputAt(channel, cell);
          return output < 0 ? { ...cell, background: theme.panel, hatched: true } : { ...cell, ...known[output] };
        }));
      const cell = entry >= 0 ? target[entry] - channel * height * width : -1;
      const mark = cell >= 0 && cell < height * width ? [{ row: Math.floor(cell / width), col: cell % width, weight: 3 }] : [];
      const window = frame.term === null || entry < 0 ? [] : windowOf(channel, entry);
      const cellsLit = lit && Array.from({ length: height * width }, (_, i) => i).filter((i) => lit.has(outputAt(channel, { row: Math.floor(i / width), col: i % width })));
      grid.mark([...window, ...mark], cellsLit && cellsOf(cellsLit, width), theme);
    }

    /**
     * The patch that the current column is put back to.
     * @param {number} channel
     * @param {number} now
     */
    function windowOf(channel, now) {
      const { cols } = fold();
      const marks = [];
      for (let i = now % cols; i < target.length; i += cols) {
        const cell = target[i] - channel * height * width;
        if (cell >= 0 && cell < height * width) marks.push({ row: Math.floor(cell / width), col: cell % width, weight: 1 });
      }
      return marks;
    }
  }
}
