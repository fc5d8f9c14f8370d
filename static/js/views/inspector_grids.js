/**
 * The four grids, window × kernel = products, running sums: how they share the width, and how pointing at a tap or
 * walking to it with the arrow keys in one of them tells the page, which lights it up in all.
 */

import { css } from "../draw/scale.js";
import { readTheme } from "../draw/theme.js";
import { arrange, moveCell } from "../geometry/grid_layout.js";
import { formatNumber } from "../i18n/messages.js";
import { canvasGrid } from "./inspector_canvas.js";
import { cellGrid, leastCell } from "./inspector_cells.js";
import { make, setAttribute, setText } from "./dom.js";
import { KINDS, paint } from "./inspector_paint.js";
import { compact, exact } from "./inspector_words.js";

/**
 * @typedef {import("./inspector_types.js").View} View
 * @typedef {import("./inspector_types.js").Tap} Tap
 * @typedef {import("./inspector_paint.js").Kind} Kind
 * @typedef {import("./inspector_paint.js").Paint} Paint
 */

/** Kernels up to this side have their numbers in the cells. */
const MOST_NUMBERED = 7;
/** Of a canvas, for the outlines of its marks. */
const MARGIN = 4;
const SIGNS = { value: "", weight: "×", product: "=", sum: "Σ" };

/**
 * @param {HTMLElement} root
 * @param {{hoverTap: (tap: Tap|null) => void, seek: (index: number) => void}} handlers
 */
export function mountGrids(root, handlers) {
  root.classList.add("inspector__grids");
  /** @type {View|null} */
  let view = null;
  /** @type {Paint[]} */
  let paints = [];
  const blocks = KINDS.map((kind) => makeBlock(root, kind));

  const isLarge = () => view !== null && Math.max(view.rows, view.cols) > MOST_NUMBERED;

  function lay() {
    if (!view || root.clientWidth === 0) return;
    const style = getComputedStyle(root);
    const font = Number.parseFloat(style.fontSize);
    const large = isLarge();
    const side = Math.max(view.rows, view.cols);
    const least = large ? 120 / side : Math.max(...paints.map((shown) => leastCell(shown.numbers, font)));
    const space = {
      width: root.clientWidth - (large ? 8 * MARGIN : 0),
      rows: view.rows,
      cols: view.cols,
      count: KINDS.length,
      sign: Number.parseFloat(style.getPropertyValue("--sign")) * font,
      gap: large ? 0 : 2,
      least,
      most: large ? Math.max(4, 340 / side) : font * 4.2,
      stacked: large ? Math.max(4, 240 / side) : Math.max(least, font * 2.8),
    };
    const plan = arrange(space);
    const cell = large && plan.cell >= 8 ? plan.cell - 1 : plan.cell;
    setAttribute(root, "data-arrangement", plan.kind);
    const theme = readTheme();
    blocks.forEach((block, index) => {
      const shown = paints[index];
      if (!view || !shown) return;
      setAttribute(block.grid, "data-large", large ? "" : null);
      setAttribute(block.grid, "tabindex", large ? "0" : null);
      setAttribute(block.grid, "aria-activedescendant", large ? `${block.grid.id}-reader` : null);
      setAttribute(block.grid, "aria-rowcount", String(view.rows));
      setAttribute(block.grid, "aria-colcount", String(view.cols));
      if (large) block.canvas.show(view, shown, cell, theme);
      else {
        block.grid.removeAttribute("style");
        block.cells.show(view, shown, cell, font);
      }
    });
    mark();
  }

  function mark() {
    if (!view) return;
    for (const block of blocks) (isLarge() ? block.canvas : block.cells).mark(view);
  }

  new ResizeObserver(lay).observe(root);
  new MutationObserver(repaint).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);

  function repaint() {
    if (!view) return;
    const terms = view.reduction.terms;
    const theme = readTheme();
    paints = KINDS.map((kind) => paint(kind, terms, theme));
    lay();
  }

  /** @param {Event} event @returns {Tap|null} */
  function tapOf(event) {
    const target = event.target instanceof Element ? event.target : null;
    const cell = target?.closest("[data-row]");
    if (cell instanceof HTMLElement) return { row: Number(cell.dataset.row), col: Number(cell.dataset.col) };
    const block = blocks.find((candidate) => target && candidate.grid.contains(target));
    return block && isLarge() && event instanceof PointerEvent ? block.canvas.tapAt(event.clientX, event.clientY) : null;
  }

  /** @param {Tap|null} tap */
  function light(tap) {
    const index = tap && view ? tap.row * view.cols + tap.col : null;
    if (index !== (view?.lit ?? null)) handlers.hoverTap(tap);
  }

  /** The tap under keyboard focus, to which the light returns when the pointer leaves. */
  function focused() {
    const at = document.activeElement;
    return at instanceof HTMLElement && root.contains(at) && at.dataset.row ? { row: Number(at.dataset.row), col: Number(at.dataset.col) } : null;
  }

  for (const type of ["pointermove", "pointerdown"]) {
    root.addEventListener(type, (event) => {
      const tap = tapOf(event);
      if (tap) light(tap);
    });
  }
  root.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") light(focused());
  });
  root.addEventListener("focusin", (event) => {
    if (!(event.target instanceof HTMLElement) || !event.target.matches(":focus-visible")) return;
    const tap = tapOf(event);
    if (tap) light(tap);
    else if (isLarge() && view && view.lit === null) light(tapAtIndex(view.term ?? 0));
  });
  root.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && root.contains(event.relatedTarget))) light(null);
  });
  root.addEventListener("keydown", (event) => {
    const grid = blocks.find((block) => event.target instanceof Node && block.grid.contains(event.target))?.grid;
    if (!grid || !view || event.altKey || event.metaKey || event.shiftKey) return;
    const at = tapOf(event) ?? tapAtIndex(view.lit ?? view.term ?? 0);
    if (event.key === "Enter") handlers.seek(at.row * view.cols + at.col);
    const next = moveCell(at, event.key, view.rows, view.cols, event.ctrlKey);
    if (!next && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
    if (!next) return;
    const cell = grid.querySelector(`[data-row="${next.row}"][data-col="${next.col}"]`);
    if (cell instanceof HTMLElement) cell.focus();
    else light(next);
  });

  /** @param {number} index @returns {Tap} */
  function tapAtIndex(index) {
    const cols = view?.cols ?? 1;
    return { row: Math.floor(index / cols), col: index % cols };
  }

  return {
    /**
     * @param {View} next
     * @param {Readonly<Record<Kind, string>>} titles
     */
    update(next, titles) {
      const isNew = view?.reduction !== next.reduction || view.rows !== next.rows || view.cols !== next.cols;
      const moved = view?.term !== next.term || view.lit !== next.lit;
      view = next;
      if (isNew) repaint();
      else if (moved) mark();
      blocks.forEach((block, index) => {
        const kind = KINDS[index] ?? "value";
        setText(block.title, titles[kind]);
        setAttribute(block.grid, "aria-label", titles[kind]);
        const shown = paints[index];
        setText(block.low, kind === "value" ? "0" : formatNumber(-(shown?.range ?? 0)));
        setText(block.high, compact(shown?.range ?? 0, 3));
        const term = next.reduction.terms[next.lit ?? next.term ?? -1];
        const pending = next.term !== null && next.lit !== null && next.lit > next.term && (kind === "product" || kind === "sum");
        const number = term && shown ? shown.numbers[term.row * next.cols + term.col] : undefined;
        setText(block.number, isLarge() && number !== undefined && !pending ? exact(number) : "");
      });
    },
  };
}

let made = 0;

/**
 * @param {HTMLElement} root
 * @param {Kind} kind
 */
function makeBlock(root, kind) {
  made += 1;
  const title = make("h3", { class: "inspector__caption" });
  const number = make("output", { class: "inspector__number", "aria-live": "off" });
  const grid = make("div", { class: "inspector__grid", role: "grid", id: `inspector-grid-${made}` });
  const low = make("span");
  const high = make("span");
  const scale = make("span", { class: "legend__scale" });
  if (kind === "value") scale.style.background = `linear-gradient(90deg, ${css([0, 0, 0])}, ${css([255, 255, 255])})`;
  const legend = make("div", { class: "legend inspector__legend", "aria-hidden": "true" }, [low, scale, high]);
  const sign = make("span", { class: "inspector__sign", "aria-hidden": "true" }, [SIGNS[kind]]);
  root.append(
    make("section", { class: `inspector__block inspector__block--${kind}` }, [
      make("div", { class: "inspector__over" }, [title, number]),
      sign,
      grid,
      legend,
    ]),
  );
  return { title, number, grid, low, high, cells: cellGrid(grid), canvas: canvasGrid(grid) };
}
