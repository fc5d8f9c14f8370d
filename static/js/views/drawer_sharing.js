/** Shared weights: the edges of a convolution, one colour a weight, beside those of a dense layer with a weight for every edge. */
import { linksOf } from "../geometry/links.js";
import { edgeLayout, MOST_COLORS, canBeDrawn } from "../geometry/edge_layout.js";
import { entryOf, expandedIndex, matrixRoles, sourceIndex } from "../geometry/matrix_links.js";
import { formatNumber, t } from "../i18n/messages.js";
import { make, setAttribute, setText } from "./dom.js";
import { short } from "./drawer_words.js";
import { cellName, full, placeOf, SYMBOLS } from "./sliding_words.js";

/** @typedef {import("./drawer_words.js").Moment} Moment */
/** @typedef {import("../types_sliding.js").Hover} Hover */
/** @typedef {import("../geometry/edge_layout.js").EdgeLayout} EdgeLayout */

const SVG = "http://www.w3.org/2000/svg";

/** @param {import("./drawer_words.js").DrawerHandlers} handlers */
export function makeSharing(handlers) {
  const words = make("p", { class: "drawer__words" });
  const large = make("p", { class: "drawer__words" });
  const legend = make("div", { class: "sharing__legend", role: "group", "aria-label": t("drawers.sharing.legend") });
  const shared = half("shared");
  const dense = half("dense");
  const pair = make("div", { class: "sharing" }, [shared.element, dense.element]);
  const example = make("button", { class: "button", type: "button", text: t("drawers.sharing.example") });
  example.addEventListener("click", () => handlers.chooseCase("b9_sharing"));
  const element = make("div", { class: "drawer__body" }, [words, pair, legend, large, example, make("p", { class: "drawer__aside", text: t("drawers.sharing.picture") })]);
  /** @type {Moment|null} */
  let shown = null;
  /** @type {unknown} */
  let builtFor = null;
  /** @type {SVGElement[]} */
  let lines = [];
  /** @type {HTMLElement[]} */
  let keys = [];

  /** @param {"shared"|"dense"} kind */
  function half(kind) {
    const number = make("strong", { class: "sharing__count" });
    const bar = make("span", { class: `sharing__bar sharing__bar--${kind}`, "aria-hidden": "true" });
    const title = make("h3", { class: "drawer__title", text: t(`drawers.sharing.${kind}`) });
    const drawing = make("div", { class: "sharing__drawing" });
    const count = make("p", { class: "sharing__parameters" }, [number, ` ${t("drawers.sharing.parameters")}`]);
    return { element: make("section", { class: "sharing__half" }, [title, count, bar, drawing]), number, bar, drawing };
  }

  for (const { drawing } of [shared, dense]) {
    drawing.addEventListener("pointerover", (event) => {
      const at = event.target instanceof Element ? event.target.closest("[data-operand]") : null;
      handlers.hover(at ? /** @type {Hover} */ ({ operand: at.getAttribute("data-operand"), index: Number(at.getAttribute("data-index")) }) : null);
    });
    drawing.addEventListener("pointerleave", () => handlers.hover(null));
  }

  /** @param {Moment} moment */
  function build({ trace, matrices }) {
    const sparse = matrices.toeplitz;
    if (!sparse) return;
    const { row: rowId, col: colId, weight } = matrixRoles(trace);
    const { convolution_parameters: few, dense_parameters: many } = trace.counts;
    setText(shared.number, formatNumber(few));
    setText(dense.number, formatNumber(many));
    shared.bar.style.setProperty("--share", String(few / Math.max(few, many)));
    dense.bar.style.setProperty("--share", String(many / Math.max(few, many)));
    const numbers = { few: formatNumber(few), many: formatNumber(many), edges: formatNumber(sparse.row.length), inputs: sparse.cols, outputs: sparse.rows };
    setText(words, t("drawers.sharing.words", numbers));
    const weights = new Set(sparse.weight_at);
    const isDrawn = canBeDrawn(sparse.rows, sparse.cols, weights.size);
    setText(large, isDrawn ? "" : t("drawers.sharing.large", { colors: MOST_COLORS }));
    large.hidden = isDrawn;
    example.hidden = isDrawn;
    lines = [];
    keys = [];
    for (const { drawing } of [shared, dense]) drawing.replaceChildren();
    legend.replaceChildren();
    if (!isDrawn) return;

    const inputShape = trace.operands.find((one) => one.id === colId)?.shape ?? [1, 1, sparse.cols];
    const outputShape = rowId === trace.output.id ? trace.output.shape : (trace.operands.find((one) => one.id === rowId)?.shape ?? []);
    const layout = edgeLayout(sparse.cols, sparse.rows);
    const order = [...weights].sort((a, b) => a - b);
    const nodes = (/** @type {boolean} */ isShared) => drawNodes(layout, {
      inputs: { id: colId, shape: inputShape, indexOf: (i) => expandedIndex(trace, i) },
      outputs: { id: rowId, shape: outputShape, indexOf: (i) => i },
      isShared,
    });
    lines = sparse.weight_at.map((at, entry) => {
      const line = edge(layout, sparse.col[entry], sparse.row[entry], `edge edge--${order.indexOf(at)}`);
      line.setAttribute("data-operand", weight);
      line.setAttribute("data-index", String(at));
      return line;
    });
    const all = Array.from({ length: sparse.rows * sparse.cols }, (_, i) => edge(layout, i % sparse.cols, Math.floor(i / sparse.cols), "edge edge--own"));
    shared.drawing.append(svgOf(layout, t("drawers.sharing.shared.label", numbers), [...lines, ...nodes(true)]));
    dense.drawing.append(svgOf(layout, t("drawers.sharing.dense.label", numbers), [...all, ...nodes(false)]));
    keys = order.map((at, i) => weightKey(weightWords(trace, weight, at), { operand: weight, index: at }, i));
    legend.replaceChildren(...keys);
  }

  /**
   * @param {{name: string, text: string}} kernel
   * @param {Hover} hover
   * @param {number} color
   */
  function weightKey({ name, text }, hover, color) {
    const button = make("button", { class: "sharing__key", type: "button", "aria-label": name, "data-tip": name }, [make("span", { class: `sharing__line edge--${color}`, "aria-hidden": "true" }), text]);
    button.addEventListener("pointerenter", () => handlers.hover(hover));
    button.addEventListener("pointerleave", () => handlers.hover(null));
    button.addEventListener("focus", () => handlers.hover(hover));
    button.addEventListener("blur", () => handlers.hover(null));
    button.dataset.index = String(hover.index);
    return button;
  }

  /** @param {Moment} moment */
  function mark({ trace, matrices, frame, state: { hover } }) {
    const sparse = matrices.toeplitz;
    if (!sparse || lines.length === 0) return;
    const roles = matrixRoles(trace);
    const current = frame.term === null ? -1 : entryOf(trace, sparse, frame.reduction, frame.term);
    const links = hover ? linksOf(trace, hover, frame.reduction) : null;
    const source = hover && hover.operand === roles.col ? sourceIndex(trace, hover.index) : -1;
    const isTerm = hover?.operand === "term" ? entryOf(trace, sparse, frame.reduction, hover.index) : -1;
    for (const [entry, line] of lines.entries()) {
      const isLit = !hover || !links || entry === isTerm || (hover.operand === roles.weight && sparse.weight_at[entry] === hover.index) ||
        (hover.operand === roles.row && sparse.row[entry] === hover.index) || (source >= 0 && sparse.col[entry] === source);
      line.classList.toggle("edge--dim", !isLit);
      line.classList.toggle("edge--lit", hover !== null && isLit);
      line.classList.toggle("edge--current", entry === current);
    }
    const active = current >= 0 ? sparse.weight_at[current] : -1;
    for (const key of keys) setAttribute(key, "aria-current", Number(key.dataset.index) === active ? "true" : null);
    for (const node of element.querySelectorAll(".node")) {
      const [id, index] = [node.getAttribute("data-operand"), Number(node.getAttribute("data-index"))];
      const one = trace.reductions[frame.reduction];
      const at = frame.term === null || !one ? -1 : one.value_at[frame.term];
      const isNow = (id === roles.col && index === at) || (id === roles.row && current >= 0 && index === sparse.row[current]);
      node.classList.toggle("node--current", isNow && node.closest(".sharing__half") === shared.element);
      node.classList.toggle("node--lit", hover !== null && hover.operand === id && hover.index === index);
    }
  }

  return {
    element,
    /** @param {Moment} moment */
    update(moment) {
      shown = moment;
      if (!shown.matrices.toeplitz) return;
      if (builtFor !== moment.matrices) {
        builtFor = moment.matrices;
        build(moment);
      }
      mark(moment);
    },
  };
}

/**
 * @param {import("../types_sliding.js").Trace} trace
 * @param {string} id
 * @param {number} index
 */
function weightWords(trace, id, index) {
  const kernel = trace.operands.find((one) => one.id === id);
  if (kernel) return { name: `${cellName(kernel.id, kernel.shape, index)} = ${full(kernel.values[index])}`, text: short(kernel.values[index]) };
  const { row, col } = placeOf(trace.output.shape, index);
  return { name: cellName(trace.output.id, trace.output.shape, index), text: `${row},${col}` };
}

/**
 * @param {EdgeLayout} layout
 * @param {string} label
 * @param {readonly SVGElement[]} parts
 */
function svgOf({ width, height }, label, parts) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("class", "sharing__svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.append(...parts);
  return svg;
}

/**
 * @param {EdgeLayout} layout
 * @param {number} input
 * @param {number} output
 * @param {string} name
 */
function edge({ inputs, outputs }, input, output, name) {
  const line = document.createElementNS(SVG, "line");
  const ends = { x1: inputs[input].x, y1: inputs[input].y, x2: outputs[output].x, y2: outputs[output].y };
  for (const [key, value] of Object.entries(ends)) line.setAttribute(key, String(value));
  line.setAttribute("class", name);
  return line;
}

/** @typedef {{id: import("../types_sliding.js").OperandId|import("../types_sliding.js").OutputId, shape: readonly number[], indexOf: (i: number) => number}} Side */

/**
 * @param {EdgeLayout} layout
 * @param {{inputs: Side, outputs: Side, isShared: boolean}} sides
 */
function drawNodes(layout, { inputs, outputs }) {
  const draw = (/** @type {Side} */ { id, shape, indexOf }, /** @type {{x: number, y: number}} */ { x, y }, /** @type {number} */ i) => {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", "node");
    group.setAttribute("data-operand", id);
    group.setAttribute("data-index", String(indexOf(i)));
    const circle = document.createElementNS(SVG, "circle");
    for (const [key, value] of Object.entries({ cx: x, cy: y, r: layout.radius })) circle.setAttribute(key, String(value));
    const text = document.createElementNS(SVG, "text");
    for (const [key, value] of Object.entries({ x, y, "font-size": layout.radius * 0.85 })) text.setAttribute(key, String(value));
    const { row, col, first, tiles } = placeOf(shape, i);
    text.textContent = tiles > 1 ? `${first}:${row}${col}` : `${SYMBOLS[id].toLowerCase()}${row}${col}`;
    group.append(circle, text);
    return group;
  };
  return [...layout.inputs.map((at, i) => draw(inputs, at, i)), ...layout.outputs.map((at, i) => draw(outputs, at, i))];
}
