/** The third view of a transposed convolution: the sparse matrix between input and output, the current row and column marked. */
import { t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { full } from "./sliding_words.js";

/** @typedef {import("../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("../types_sliding.js").Trace} Trace */

/** @param {{hover: (hover: import("../types_sliding.js").Hover|null) => void, seekOutput: (output: number) => void}} handlers */
export function mountMatrix(handlers) {
  const canvas = make("canvas", { class: "sparse", role: "img" });
  const caption = make("h2", { class: "pane__caption" });
  const note = make("p", { class: "pane__note", text: t("sliding.matrix.note") });
  const element = make("div", { class: "pane pane--matrix", "data-role": "matrix" }, [caption, canvas, note]);
  let cell = 10;
  /** @type {import("../types_sliding.js").Matrices["toeplitz"]} */
  let sparse = null;

  /** @param {PointerEvent|MouseEvent} event */
  function rowAt(event) {
    return Math.floor(event.offsetY / cell);
  }
  canvas.addEventListener("pointermove", (event) => hoverRow?.(rowAt(event)));
  canvas.addEventListener("pointerleave", () => handlers.hover(null));
  canvas.addEventListener("click", (event) => handlers.seekOutput(rowAt(event)));
  /** @type {((row: number) => void)|null} */
  let hoverRow = null;

  return {
    element,
    caption,
    /** @param {import("../types_sliding.js").Matrices|null} matrices */
    take(matrices) {
      sparse = matrices?.toeplitz ?? null;
    },
    /**
     * How large it is, given so much room.
     * @param {number} width
     * @param {number} height
     * @param {number} rem
     */
    fit(width, height, rem) {
      const { rows, cols } = sparse ?? { rows: 9, cols: 9 };
      cell = Math.max(5, Math.min(2.2 * rem, Math.floor(Math.min(width / cols, height / rows))));
      return { width: cols * cell, height: rows * cell };
    },
    /**
     * @param {SlidingState} state
     * @param {import("../geometry/frame.js").Frame} frame
     * @param {import("../geometry/links.js").Links|null} links
     * @param {ReturnType<typeof import("../draw/cell_colors.js").cellColors>} colorOf
     */
    update({ trace }, frame, links, colorOf) {
      if (!trace || !sparse) return;
      const { rows } = sparse;
      hoverRow = (row) => handlers.hover(row < rows ? { operand: trace.output.id, index: row } : null);
      draw(trace, sparse, frame, links, colorOf);
    },
  };

  /**
   * @param {Trace} trace
   * @param {NonNullable<import("../types_sliding.js").Matrices["toeplitz"]>} filled
   * @param {import("../geometry/frame.js").Frame} frame
   * @param {import("../geometry/links.js").Links|null} links
   * @param {ReturnType<typeof import("../draw/cell_colors.js").cellColors>} colorOf
   */
  function draw(trace, filled, frame, links, colorOf) {
    const { rows, cols, row, col, weight_at: weights } = filled;
    const ratio = devicePixelRatio || 1;
    const [width, height] = [cols * cell, rows * cell];
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      canvas.setAttribute("aria-label", t("sliding.matrix.label", { rows, cols, count: row.length }));
    }
    const context = canvas.getContext("2d");
    const kernel = trace.operands.find((one) => one.id === trace.weight_operand);
    if (!context || !kernel) return;
    const style = getComputedStyle(canvas);
    const [line, mark] = [style.getPropertyValue("--line"), style.getPropertyValue("--window")];
    const numbers = kernel.values.filter((entry) => typeof entry === "number");
    const span = { low: Math.min(0, ...numbers), high: Math.max(0, ...numbers) };
    const one = trace.reductions[frame.reduction];
    const current = frame.term === null || !one ? null : one.weight_at[frame.term];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.strokeStyle = line;
    for (let r = 0; r < rows; r += 1) for (let c = 0; c < cols; c += 1) context.strokeRect(c * cell + 0.5, r * cell + 0.5, cell - 1, cell - 1);
    context.font = `${Math.floor(cell * 0.34)}px ${style.getPropertyValue("--mono")}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const [i, at] of weights.entries()) {
      const entry = kernel.values[at];
      const { background, ink } = colorOf(kernel.law, entry, span);
      const isLit = links === null || links.outputs.has(row[i]);
      context.globalAlpha = isLit ? 1 : 0.35;
      context.fillStyle = background;
      context.fillRect(col[i] * cell + 1, row[i] * cell + 1, cell - 2, cell - 2);
      context.fillStyle = ink;
      if (cell >= 22) context.fillText(full(entry).slice(0, 5), (col[i] + 0.5) * cell, (row[i] + 0.5) * cell);
    }
    context.globalAlpha = 1;
    if (!one) return;
    context.strokeStyle = mark;
    context.lineWidth = 2;
    context.strokeRect(1, one.output * cell + 1, width - 2, cell - 2);
    context.lineWidth = 3;
    for (const [i, at] of weights.entries()) {
      if (row[i] === one.output && at === current) context.strokeRect(col[i] * cell + 1.5, row[i] * cell + 1.5, cell - 3, cell - 3);
    }
    caption.textContent = t("sliding.matrix.caption", { rows, cols });
  }
}
