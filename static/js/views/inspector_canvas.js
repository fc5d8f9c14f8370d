/**
 * A large grid as coloured cells on canvas. One cell, the one in focus, is an element that a screen reader can read;
 * its number stands beside the grid.
 */

import { drawCells, drawMarks } from "../draw/grid.js";
import { cellAt, gridLayout } from "../geometry/grid_layout.js";
import { t } from "../i18n/messages.js";
import { make, setAttribute, setText } from "./dom.js";
import { exact } from "./inspector_words.js";

/**
 * @typedef {import("./inspector_types.js").View} View
 * @typedef {import("./inspector_types.js").Tap} Tap
 * @typedef {import("./inspector_paint.js").Paint} Paint
 * @typedef {import("../draw/theme.js").Theme} Theme
 */

/** Room around the cells for the outline of a mark. */
const MARGIN = 4;

/**
 * @param {HTMLElement} root role="grid"
 */
export function canvasGrid(root) {
  const base = make("canvas", { class: "inspector__canvas", "aria-hidden": "true" });
  const marks = make("canvas", { class: "inspector__canvas", "aria-hidden": "true" });
  const reader = make("div", { role: "gridcell", class: "visually-hidden", id: `${root.id}-reader` });
  const row = make("div", { role: "row" }, [reader]);
  let layout = gridLayout(1, 1, 1, 0);
  /** @type {Paint|null} */
  let shown = null;
  /** @type {Theme|null} */
  let colours = null;

  /** @param {HTMLCanvasElement} canvas */
  function context(canvas) {
    const density = Math.max(1, window.devicePixelRatio || 1);
    const width = Math.round((layout.width + 2 * MARGIN) * density);
    const height = Math.round((layout.height + 2 * MARGIN) * density);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${layout.width + 2 * MARGIN}px`;
      canvas.style.height = `${layout.height + 2 * MARGIN}px`;
    }
    const ctx = canvas.getContext("2d");
    ctx?.setTransform(density, 0, 0, density, MARGIN * density, MARGIN * density);
    return ctx;
  }

  return {
    /** @param {View} view @param {Paint} paint @param {number} cell @param {Theme} theme */
    show(view, paint, cell, theme) {
      if (base.parentElement !== root) root.replaceChildren(base, marks, row);
      shown = paint;
      colours = theme;
      layout = gridLayout(view.rows, view.cols, cell, cell >= 8 ? 1 : 0);
      root.style.width = `${layout.width}px`;
      root.style.height = `${layout.height}px`;
      const ctx = context(base);
      if (ctx) drawCells(ctx, layout, paint.fill, paint.hatched, theme);
    },
    /** @param {View} view */
    mark(view) {
      const ctx = context(marks);
      if (!ctx || !shown || !colours) return;
      const kind = shown.kind;
      const pending = view.term !== null && (kind === "product" || kind === "sum") ? view.term + 1 : null;
      drawMarks(ctx, layout, { pending, current: view.term, lit: view.lit }, colours);
      const index = view.lit ?? view.term ?? 0;
      const term = view.reduction.terms[index];
      if (!term) return;
      const number = exact(shown.numbers[index] ?? 0);
      setText(reader, t("inspector.cell.other", { row: term.row, col: term.col, number }));
      setAttribute(reader, "aria-rowindex", String(term.row + 1));
      setAttribute(reader, "aria-colindex", String(term.col + 1));
    },
    /**
     * @param {number} clientX
     * @param {number} clientY
     * @returns {Tap|null}
     */
    tapAt(clientX, clientY) {
      const box = root.getBoundingClientRect();
      return cellAt(layout, clientX - box.left, clientY - box.top);
    },
  };
}
