/** Left · top = product, laid out so that a product's cell stands in the row of its left factor and in the column of its right one. */
import { fitCell } from "../geometry/cell_fit.js";
import { make } from "./dom.js";
import { canvasGrid } from "./drawer_canvas.js";
import { named } from "./drawer_words.js";

/** @typedef {import("./drawer_canvas.js").Cell} Cell */
/** @typedef {Parameters<typeof canvasGrid>[0]} Events */

const BETWEEN_REM = 0.75;
const TALLEST_PX = 560;

/** @param {{left: Events, top: Events, product: Events}} events */
export function falkScheme(events) {
  const grids = { left: canvasGrid(events.left), top: canvasGrid(events.top), product: canvasGrid(events.product) };
  const figures = { left: named(grids.left.element, "falk__left"), top: named(grids.top.element, "falk__top"), product: named(grids.product.element, "falk__product") };
  const scheme = make("div", { class: "falk" }, [figures.top.element, figures.left.element, figures.product.element]);
  const element = make("div", { class: "drawer-scroll" }, [scheme]);
  return {
    element,
    grids,
    captions: { left: figures.left.caption, top: figures.top.caption, product: figures.product.caption },
    /**
     * The side of a cell with which everything fits, if it can be seen then.
     * @param {{rows: number, inner: number, cols: number}} size rows × inner times inner × cols
     * @param {{width: number, rem: number}} room
     */
    cellFor({ rows, inner, cols }, { width, rem }) {
      const across = width - 2 * BETWEEN_REM * rem;
      return fitCell({ width: across, height: TALLEST_PX, rows: inner + rows, cols: inner + cols, least: 9, most: Math.round(2.2 * rem) });
    },
  };
}
