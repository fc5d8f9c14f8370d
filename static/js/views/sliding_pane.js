/** One operand on the stage: caption, grids, the note about the flip; hovering, choosing and typing in it. */
import { t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { editCell } from "./sliding_cell_edit.js";
import { makeGrid } from "./sliding_grid.js";
import { cellName, full, isMaximum, SYMBOLS } from "./sliding_words.js";

/** @typedef {import("../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("../types_sliding.js").Trace} Trace */
/** @typedef {import("../types_sliding.js").OperandId} OperandId */
/** @typedef {import("./sliding_panes.js").Pane} Pane */

const KINDS = { "-1": "grid-cell--padding", "-2": "cell--inserted", "-3": "cell--nothing" };
const NO_LETTERS = new Set(["max_pool", "average_pool", "global_average_pool", "max_pool_backward", "average_pool_backward"]);

// Why a kernel slides as it was given: it is never flipped, or it is flipped forward and back.
/** @type {Record<string, string>} */
const UNFLIPPED = { correlate: "sliding.flip.none", gradient_input: "sliding.flip.twice", transposed: "sliding.flip.twice" };

/** @param {number} source */
export function kindOf(source) {
  return source < 0 ? KINDS[/** @type {keyof typeof KINDS} */ (String(source))] : "";
}

/**
 * @param {Pane} first the pane as it is when the grids are made
 * @param {() => SlidingState|null} state
 * @param {() => Pane} current the pane as it is now: same grids, other numbers
 * @param {import("./sliding_stage.js").StageHandlers} handlers
 */
export function makePane(first, state, current, handlers) {
  const size = first.rows * first.cols;
  const count = first.tiles[0] * first.tiles[1] * size;
  const kinds = Array.from({ length: count }, (_, position) => (first.sources ? kindOf(first.sources[position]) : ""));
  const problem = make("p", { class: "field__hint field__hint--error", role: "status" });
  const indexAt = (/** @type {number} */ position) => (first.sources ? current().sources?.[position] : position) ?? -1;

  const grid = makeGrid({ ...first, kinds }, {
    hover(position) {
      if (position === null) return handlers.hover(null);
      const { counted, id } = current();
      const index = counted ? counted[position] : position;
      return handlers.hover(index >= 0 ? { operand: id, index } : null);
    },
    choose(position) {
      const trace = state()?.trace;
      if (current().role === "output" && trace) handlers.seekOutput(indexAt(position));
    },
    edit,
    label(position) {
      const pane = current();
      const index = indexAt(position);
      const text = grid.textAt(position);
      if (index < 0) return t(`sliding.origin.${index === -1 ? "padding" : index === -2 ? "inserted" : "nothing"}`);
      const name = cellName(pane.id, pane.shape, index);
      return text === "" ? t("sliding.cell.pending", { name }) : `${name}: ${text}`;
    },
  });

  /**
   * @param {number} position
   * @param {string|null} typed
   */
  function edit(position, typed) {
    const pane = current();
    const index = indexAt(position);
    const now = state();
    if (!pane.isEditable || index < 0 || !now?.trace) return false;
    const id = /** @type {OperandId} */ (pane.id);
    const allowsLetters = !NO_LETTERS.has(now.trace.mode);
    if (typed !== null && typed !== "" && !(allowsLetters ? /[\p{L}\d.+\-−]/u : /[\d.+\-−]/).test(typed)) return false;
    editCell(grid.cells[position], typed ?? full(pane.values[index]).replaceAll("−", "-"), {
      isWhole: typed === null,
      allowsLetters,
      commit: (entry) => handlers.setEntry(id, index, entry),
      explain(sentence) {
        problem.textContent = sentence;
        problem.hidden = sentence === "";
      },
      ended(by) {
        grid.restore(position);
        if (by === "leave") return;
        grid.focus(by === "escape" ? position : neighbour(position, by));
      },
    });
    return true;
  }

  /**
   * The next cell that can be typed into: below after Enter, right after Tab.
   * @param {number} position
   * @param {"enter"|"tab"|"back"} by
   */
  function neighbour(position, by) {
    const step = by === "enter" ? first.cols : by === "tab" ? 1 : -1;
    let next = position + step;
    while (next >= 0 && next < count && indexAt(next) < 0) next += step;
    return next >= 0 && next < count ? next : position;
  }

  for (const [tile, element] of grid.grids.entries()) {
    const isKernel = first.shape.length === 4;
    const where = isKernel ? place(first, tile) : { first: tile + 1 };
    const label = t(isKernel ? "sliding.tile.kernel" : "sliding.tile.channel", where);
    grid.captions[tile].textContent = grid.grids.length > 1 ? t(isKernel ? "sliding.tile.kernel.short" : "sliding.tile.channel", where) : "";
    const name = t(`sliding.name.${first.id}`);
    element.querySelector("[role=grid]")?.setAttribute("aria-label", grid.grids.length > 1 ? `${name}, ${label}` : name);
  }
  problem.hidden = true;
  const caption = make("h2", { class: "pane__caption" });
  const note = first.role === "weight" ? flipNote(handlers.setUnflipped) : null;
  const element = make("div", { class: "pane", "data-role": first.role, "data-operand": first.id }, [caption, grid.element, problem]);
  if (note) element.append(note.element);
  return { element, grid, caption, note };
}

/**
 * @param {Pane} pane
 * @param {number} tile
 */
function place({ tiles }, tile) {
  return { first: Math.floor(tile / tiles[1]) + 1, second: (tile % tiles[1]) + 1 };
}

/** @param {(isUnflipped: boolean) => void} setUnflipped */
function flipNote(setUnflipped) {
  const words = make("span", {});
  const link = make("button", { class: "pane__link", type: "button", "data-tip": t("sliding.unflip.tip") });
  const element = make("p", { class: "pane__note" }, [words, link]);
  let now = false;
  link.addEventListener("click", () => setUnflipped(!now));
  return {
    element,
    /**
     * @param {boolean|null} isUnflipped null: this kernel slides as it was given
     * @param {string} mode
     * @param {import("../types_sliding.js").View} view
     */
    show(isUnflipped, mode, view) {
      now = isUnflipped ?? false;
      link.hidden = isUnflipped === null || view !== "gather";
      if (view !== "gather") {
        words.textContent = t("sliding.flip.scatter");
        return;
      }
      const why = mode === "convolve" ? "convolve" : mode === "transposed" ? "transposed" : "backward";
      if (isUnflipped === null) words.textContent = UNFLIPPED[mode] ? t(UNFLIPPED[mode]) : "";
      else words.textContent = t(isUnflipped ? "sliding.flip.given" : `sliding.flip.${why}`);
      link.textContent = t(isUnflipped ? "sliding.flip.show_rotated" : "sliding.flip.show_given");
    },
  };
}

/**
 * “Input X 4×4, zero padding 1”
 * @param {Trace} trace
 * @param {Pane} pane
 */
export function paneCaption(trace, pane) {
  const { id, shape, role } = pane;
  const symbol = pane.isRotated ? `rot180(${SYMBOLS[id]})` : SYMBOLS[id];
  const size = shape.length === 1 ? String(shape[0]) : `${shape.at(-2)}×${shape.at(-1)}`;
  const parts = [make("span", { class: "pane__symbol", text: `${t(`sliding.name.${id}`)} ${symbol}` }), make("span", { class: "pane__size", text: size })];
  if (role === "value" && pane.sources) parts.push(...borderOf(trace, pane.sources).map((text) => make("span", { class: "pane__border", text })));
  return parts;
}

/**
 * @param {Trace} trace
 * @param {readonly number[]} sources
 */
function borderOf({ geometry, mode }, sources) {
  const words = [];
  if (sources.includes(-2)) words.push(t("sliding.border.inserted"));
  const [[top, bottom], [left, right]] = geometry.padding;
  const isTurned = mode === "transposed" || mode === "gradient_input";
  if (sources.includes(-1) && isTurned) words.push(t("sliding.border.full"));
  else if (sources.includes(-1)) {
    const isEven = top === bottom && top === left && top === right;
    words.push(isEven ? t("sliding.border.padding", { amount: top }) : t("sliding.border.sides", { top, bottom, left, right }));
  }
  if (sources.includes(-3)) words.push(t("sliding.border.nothing"));
  return words;
}

/**
 * The signs between the panes.
 * @param {Trace} trace
 * @param {readonly Pane[]} panes
 */
export function signsOf(trace, panes) {
  return panes.slice(1).map((pane, i) => {
    const before = panes[i];
    if (pane.role === "output") return sign(before.role === "value" && trace.weight_operand === null ? poolSign(trace) : "=");
    if (pane.role === "bias") return sign("+");
    if (before.role === "reference") return sign("");
    return sign(before.role === "matrix" ? "·" : "⊛");
  });
}

/** @param {Trace} trace */
function poolSign(trace) {
  if (isMaximum(trace)) return "max";
  return trace.mode === "average_pool" || trace.mode === "global_average_pool" ? t("sliding.sign.mean") : trace.mode === "gradient_bias" ? "Σ" : "→";
}

/** @param {string} text */
function sign(text) {
  return make("span", { class: text.length > 1 ? "pane-sign pane-sign--word" : "pane-sign", text, "aria-hidden": "true" });
}
