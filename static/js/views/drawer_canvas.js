/**
 * A matrix as coloured cells on canvas: numbers where they fit, marks above them. One cell, the one in focus, is an element that a
 * screen reader reads; arrow keys move it, and moving it is hovering.
 */
import { cellUnder } from "../geometry/cell_fit.js";
import { moveCell } from "../geometry/grid_layout.js";
import { freshId, make, setAttribute, setText } from "./dom.js";

/**
 * @typedef {{row: number, col: number}} Cell
 * @typedef {{row: number, col: number, background: string|null, ink?: string, text?: string, hatched?: boolean, stripe?: string}} Painted
 *   background null: still to come
 * @typedef {{rows: number, cols: number, width: number, height: number, label: string}} Shape width and height of one cell
 * @typedef {{row: number, col: number, rows?: number, cols?: number, weight: number}} Mark an outline so many pixels thick
 * @typedef {import("../draw/theme.js").Theme} Theme
 */

const MARGIN = 3;
const HALO_FROM = 3;
/** Larger canvases than this are not drawn by every browser. */
const LONGEST_SIDE = 8192;
const LEAST_TEXT_PX = 7;

/**
 * @param {{hover: (cell: Cell|null) => void, choose?: (cell: Cell) => void, describe: (cell: Cell) => string}} events
 */
export function canvasGrid({ hover, choose, describe }) {
  const base = make("canvas", { class: "drawer-grid__canvas", "aria-hidden": "true" });
  const above = make("canvas", { class: "drawer-grid__canvas", "aria-hidden": "true" });
  const reader = make("div", { role: "gridcell", class: "visually-hidden", id: freshId("drawer-cell") });
  const row = make("div", { role: "row" }, [reader]);
  const element = make("div", { class: "drawer-grid", role: "grid", tabindex: "0", "aria-activedescendant": reader.id }, [base, above, row]);
  /** @type {Shape} */
  let shape = { rows: 1, cols: 1, width: 1, height: 1, label: "" };
  let painted = "";
  /** @type {readonly unknown[]} */
  let shownFor = [];
  /** @type {Cell} */
  let stop = { row: 0, col: 0 };
  let over = "";

  /** @param {PointerEvent|MouseEvent} event */
  function under(event) {
    const box = element.getBoundingClientRect();
    return cellUnder(shape, event.clientX - box.left, event.clientY - box.top);
  }

  /** @param {Cell|null} cell */
  function tell(cell) {
    const name = cell ? `${cell.row}.${cell.col}` : "";
    if (name === over) return;
    over = name;
    hover(cell);
  }

  function read() {
    stop = { row: Math.min(stop.row, shape.rows - 1), col: Math.min(stop.col, shape.cols - 1) };
    setAttribute(reader, "aria-rowindex", String(stop.row + 1));
    setAttribute(reader, "aria-colindex", String(stop.col + 1));
    setText(reader, describe(stop));
  }

  element.addEventListener("pointermove", (event) => tell(under(event)));
  element.addEventListener("pointerdown", (event) => {
    const cell = under(event);
    if (cell) stop = cell;
    tell(cell);
  });
  element.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") tell(null);
  });
  element.addEventListener("click", (event) => {
    const cell = under(event);
    if (cell) choose?.(cell);
  });
  element.addEventListener("focus", () => {
    read();
    if (element.matches(":focus-visible")) tell(stop);
  });
  element.addEventListener("blur", () => tell(null));
  element.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey) return;
    const next = moveCell(stop, event.key, shape.rows, shape.cols, event.ctrlKey);
    if (next) {
      stop = next;
      read();
      tell(stop);
      follow(stop.row, stop.col);
    } else if (event.key === "Enter" && choose) choose(stop);
    else return;
    event.preventDefault();
  });

  /**
   * @param {HTMLCanvasElement} canvas
   * @returns {CanvasRenderingContext2D|null}
   */
  function context(canvas) {
    const [width, height] = [shape.cols * shape.width + 2 * MARGIN, shape.rows * shape.height + 2 * MARGIN];
    const density = Math.min(Math.max(1, devicePixelRatio || 1), LONGEST_SIDE / Math.max(width, height));
    const [wide, high] = [Math.round(width * density), Math.round(height * density)];
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const ctx = canvas.getContext("2d");
    ctx?.setTransform(density, 0, 0, density, MARGIN * density, MARGIN * density);
    ctx?.clearRect(-MARGIN, -MARGIN, width, height);
    return ctx;
  }

  /**
   * Keeps a cell in sight where the matrix scrolls.
   * @param {number} r
   * @param {number} c
   */
  function follow(r, c) {
    const scroller = element.closest(".drawer-scroll");
    if (!scroller) return;
    const [box, view] = [element.getBoundingClientRect(), scroller.getBoundingClientRect()];
    const [left, top] = [box.left - view.left + c * shape.width, box.top - view.top + r * shape.height];
    if (left < 0 || left + shape.width > view.width) scroller.scrollLeft += left - view.width / 2;
    if (top < 0 || top + shape.height > view.height) scroller.scrollTop += top - view.height / 2;
  }

  return {
    element,
    follow,
    /**
     * Draws the cells, unless what they are drawn for is what it was.
     * @param {Shape} next
     * @param {Theme} theme
     * @param {readonly unknown[]} drawnFor
     * @param {() => Iterable<Painted>} cells
     */
    show(next, theme, drawnFor, cells) {
      const form = JSON.stringify(next);
      const all = [theme, ...drawnFor];
      if (form === painted && all.length === shownFor.length && all.every((one, i) => one === shownFor[i])) return;
      painted = form;
      shownFor = all;
      shape = next;
      element.style.width = `${next.cols * next.width}px`;
      element.style.height = `${next.rows * next.height}px`;
      setAttribute(element, "aria-label", next.label);
      setAttribute(element, "aria-rowcount", String(next.rows));
      setAttribute(element, "aria-colcount", String(next.cols));
      const ctx = context(base);
      if (ctx) paint(ctx, next, cells(), theme);
      if (document.activeElement === element) read();
    },
    /**
     * @param {readonly Mark[]} marks
     * @param {Iterable<Cell>|null} lit the others step back; null: none does
     * @param {Theme} theme
     */
    mark(marks, lit, theme) {
      const ctx = context(above);
      if (!ctx) return;
      const { width, height, rows, cols } = shape;
      if (lit) {
        ctx.globalAlpha = 0.72;
        ctx.fillStyle = theme.panel;
        ctx.fillRect(0, 0, cols * width, rows * height);
        ctx.globalAlpha = 1;
        for (const cell of lit) ctx.clearRect(cell.col * width, cell.row * height, width, height);
      }
      for (const { row: r, col: c, rows: high = 1, cols: wide = 1, weight: wanted } of marks) {
        // A thick line around a cell of few pixels would hide it.
        const weight = Math.min(width, height) < 6 ? 1 : wanted;
        const inset = weight / 2 - (Math.min(width, height) >= 8 ? 0 : 1);
        const box = /** @type {const} */ ([c * width + inset, r * height + inset, wide * width - 2 * inset, high * height - 2 * inset]);
        if (weight >= HALO_FROM && Math.min(width, height) >= 16) {
          // Teal on a dark cell is found by the light line around it.
          ctx.strokeStyle = theme.panel;
          ctx.lineWidth = weight + 2;
          ctx.strokeRect(...box);
        }
        ctx.strokeStyle = theme.window;
        ctx.lineWidth = weight;
        ctx.strokeRect(...box);
      }
    },
  };
}

/**
 * Flat indices as cells of a matrix with so many columns.
 * @param {Iterable<number>} indices
 * @param {number} cols
 * @returns {Cell[]}
 */
export function cellsOf(indices, cols) {
  return Array.from(indices, (index) => ({ row: Math.floor(index / cols), col: index % cols }));
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Shape} shape
 * @param {Iterable<Painted>} cells
 * @param {Theme} theme
 */
function paint(ctx, { rows, cols, width, height }, cells, theme) {
  const gap = Math.min(width, height) >= 6 ? 1 : 0;
  ctx.fillStyle = theme.paper;
  ctx.fillRect(0, 0, cols * width, rows * height);
  const size = Math.min(14, Math.floor(height * 0.46));
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.font = `${size}px ${theme.mono}`;
  for (const { row, col, background, ink = theme.ink, text = "", hatched = false, stripe } of cells) {
    const [x, y, w, h] = [col * width, row * height, width - gap, height - gap];
    if (background === null) {
      ctx.strokeStyle = theme.line2;
      ctx.lineWidth = 1;
      ctx.setLineDash([2, 2]);
      if (gap) ctx.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
      ctx.setLineDash([]);
    } else {
      ctx.fillStyle = background;
      ctx.fillRect(x, y, w, h);
    }
    if (hatched) hatch(ctx, x, y, w, h, theme);
    if (stripe) {
      ctx.fillStyle = stripe;
      ctx.fillRect(x, y + h - Math.max(2, h / 6), w, Math.max(2, h / 6));
    }
    if (text === "" || size < LEAST_TEXT_PX) continue;
    const fitted = fit(ctx, text, width - 3, size, theme);
    if (!fitted) continue;
    ctx.fillStyle = background === null ? theme.ink2 : ink;
    ctx.fillText(text, x + w / 2, y + (stripe ? h * 0.42 : h / 2) + 0.5);
  }
}

/**
 * Sets the largest type in which a text fits; false where none can be read.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} text
 * @param {number} room
 * @param {number} size
 * @param {Theme} theme
 */
function fit(ctx, text, room, size, theme) {
  ctx.font = `${size}px ${theme.mono}`;
  const wide = ctx.measureText(text).width;
  if (wide <= room) return true;
  const smaller = Math.floor((size * room) / wide);
  if (smaller < LEAST_TEXT_PX) return false;
  ctx.font = `${smaller}px ${theme.mono}`;
  return true;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {Theme} theme
 */
function hatch(ctx, x, y, width, height, theme) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, height);
  ctx.clip();
  ctx.beginPath();
  for (let at = x - height; at < x + width; at += 5) {
    ctx.moveTo(at, y + height);
    ctx.lineTo(at + height, y);
  }
  ctx.strokeStyle = theme.line2;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.restore();
}
