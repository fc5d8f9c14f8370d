/** NCHW and NHWC: the same tensor as memory holds it, in both orders, with the strides of both; a cell lights up in both. */
import { expandedIndex, sourceIndex } from "../geometry/matrix_links.js";
import { lineLength, memoryOrder, memoryStrides } from "../geometry/memory_order.js";
import { t } from "../i18n/messages.js";
import { make, segmented, setText } from "./dom.js";
import { canvasGrid, cellsOf } from "./drawer_canvas.js";
import { operandCells } from "./drawer_words.js";
import { cellName, full, SYMBOLS } from "./sliding_words.js";

/** @typedef {import("./drawer_words.js").Moment} Moment */
/** @typedef {import("./drawer_canvas.js").Cell} Cell */
/** @typedef {import("../geometry/memory_order.js").Order} Order */
/** @typedef {import("../types_sliding.js").OperandId} OperandId */

const ORDERS = /** @type {const} */ (["nchw", "nhwc"]);

/** @param {import("./drawer_words.js").DrawerHandlers} handlers */
export function makeMemory(handlers) {
  const words = make("p", { class: "drawer__words" });
  const choice = make("div", { class: "drawer__choice" });
  const single = make("p", { class: "drawer__aside" });
  const example = make("button", { class: "button", type: "button", text: t("drawers.memory.example") });
  example.addEventListener("click", () => handlers.chooseCase("b8_channels"));
  const strips = ORDERS.map(makeStrip);
  const element = make("div", { class: "drawer__body" }, [words, choice, ...strips.map((strip) => strip.element), single, example]);
  /** @type {OperandId} */
  let chosen = "x";
  /** The strips show this one; the page's hover knows only the value operand. @type {number|null} */
  let own = null;
  let choices = "";
  /** @type {Moment|null} */
  let shown = null;

  /** @param {Order} order */
  function makeStrip(order) {
    /** @type {number[]} */
    let held = [];
    let line = 1;
    const grid = canvasGrid({
      hover: (cell) => point(cell ? (held[cell.row * line + cell.col] ?? null) : null),
      describe: (cell) => told(order, held, cell.row * line + cell.col),
    });
    const strides = make("p", { class: "memory__strides" });
    const part = make("section", { class: "memory__order" }, [make("h3", { class: "memory__name", text: order.toUpperCase() }), strides, make("div", { class: "drawer-scroll" }, [grid.element])]);
    return {
      element: part,
      grid,
      strides,
      order,
      /** @param {number[]} next @param {number} length */
      hold(next, length) {
        held = next;
        line = length;
      },
      placeOf: (/** @type {number} */ index) => held.indexOf(index),
    };
  }

  /** @param {number|null} index flat, into the chosen tensor */
  function point(index) {
    if (!shown) return;
    const isOnStage = chosen === shown.trace.value_operand;
    own = index;
    handlers.hover(index === null || index < 0 || !isOnStage ? null : { operand: chosen, index: expandedIndex(shown.trace, index) });
    if (shown) mark(shown);
  }

  /**
   * @param {Order} order
   * @param {number[]} held
   * @param {number} place
   */
  function told(order, held, place) {
    const operand = shown?.trace.operands.find((one) => one.id === chosen);
    const index = held[place];
    if (!operand || index === undefined) return "";
    return t("drawers.memory.cell", { order: order.toUpperCase(), place, name: cellName(operand.id, operand.shape, index), value: full(operand.values[index]) });
  }

  /** @param {Moment} moment */
  function mark({ state: { hover }, trace, theme }) {
    const isOnStage = hover !== null && hover.operand === chosen && chosen === trace.value_operand;
    const index = isOnStage && hover ? sourceIndex(trace, hover.index) : own;
    const isOne = index !== null && index >= 0;
    for (const { grid, placeOf, order } of strips) {
      const line = lines.get(order) ?? 1;
      const cells = isOne ? cellsOf([placeOf(index)], line) : [];
      grid.mark(cells.map((cell) => ({ ...cell, weight: 3 })), null, theme);
    }
  }
  /** @type {Map<Order, number>} */
  const lines = new Map();

  return {
    element,
    /** @param {Moment} moment */
    update(moment) {
      shown = moment;
      const { trace, theme, rem, width } = moment;
      const tensors = trace.operands.filter(({ shape }) => shape.length === 3);
      if (!tensors.some(({ id }) => id === chosen)) chosen = tensors[0].id;
      const names = tensors.map(({ id }) => id);
      if (names.join() !== choices) {
        choices = names.join();
        const options = names.map((value) => ({ value, label: SYMBOLS[value] }));
        const radio = segmented(t("drawers.memory.which"), options, (value) => {
          chosen = value;
          own = null;
          if (shown) this.update(shown);
        });
        radio.select(chosen);
        choice.replaceChildren(...(names.length > 1 ? [radio.element] : []));
      }
      const operand = tensors.find(({ id }) => id === chosen) ?? tensors[0];
      const [channels, height, across] = operand.shape;
      setText(words, t("drawers.memory.words", { name: SYMBOLS[chosen], channels, height, width: across }));
      setText(single, channels === 1 ? t("drawers.memory.single") : t("drawers.memory.compare"));
      example.hidden = channels > 1;
      const cell = Math.round((operand.values.length > 120 ? 1.6 : 2.2) * rem);
      const painted = operandCells(moment, chosen);
      const stripes = [theme.neg, theme.pos, theme.deltaPos];
      for (const { grid, strides, order, hold } of strips) {
        const held = memoryOrder(operand.shape, order);
        const line = Math.min(held.length, lineLength(Math.floor((width - rem) / cell), order === "nchw" ? across : channels));
        lines.set(order, line);
        hold(held, line);
        const steps = memoryStrides(operand.shape, order);
        setText(strides, t(`drawers.memory.strides.${order}`, steps));
        const rows = Math.ceil(held.length / line);
        const label = t("drawers.memory.strip", { order: order.toUpperCase(), count: held.length });
        grid.show({ rows, cols: line, width: cell, height: cell, label }, theme, [trace, chosen], () =>
          held.map((index, place) => ({
            row: Math.floor(place / line), col: place % line, ...painted[index],
            stripe: channels > 1 ? stripes[Math.floor(index / (height * across)) % stripes.length] : undefined,
          })));
      }
      if (moment.state.hover !== null && moment.state.hover.operand !== chosen) own = null;
      mark(moment);
    },
  };
}
