/**
 * The living network: from the picture through every layer's maps to the class bars. Three canvases (edges, pictures, marks) and
 * the focusable overlay share one layout; a snapshot repaints the pictures only.
 */
import { createPainter } from "../draw/training_network.js";
import { drawEdges, drawMarks } from "../draw/training_marks.js";
import { rangeOf } from "../draw/training_levels.js";
import { readTheme } from "../draw/theme.js";
import { shapeOf } from "../geometry/training_columns.js";
import { hitAt } from "../geometry/training_hit.js";
import { layoutNetwork } from "../geometry/training_layout.js";
import { formatNumber, t, together } from "../i18n/messages.js";
import { make, segmented, setText } from "./dom.js";
import { lookOf } from "./training_stage_look.js";
import { marksOf, tiesOf } from "./training_stage_marks.js";
import { mountOverlay } from "./training_stage_overlay.js";
import { brief, className, layerHint, layerName, unitSentence, verdict } from "./training_stage_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").Snapshot} Snapshot */
/** @typedef {import("../types_training.js").Unit} Unit */
/** @typedef {import("../geometry/training_hit.js").Hit} Hit */
/** @typedef {import("../geometry/training_layout.js").NetworkLayout} NetworkLayout */
/** @typedef {Pick<import("../types_training.js").TrainingHandlers, "hoverUnit"|"openUnit">} StageHandlers */

/** In rem: paddings and gaps around the stage; words above the columns, before they are measured; the least and the most a column takes. */
const AROUND = 3;
const HEAD = 4;
const COLUMN = { least: 13, most: 46 };

/**
 * @param {HTMLElement} root
 * @param {StageHandlers} handlers
 * @param {() => number} below px that time takes at the foot of the window
 */
export function mountStage(root, handlers, below) {
  root.classList.add("living");
  const sentence = make("p", { class: "living__verdict" });
  const note = make("span", { class: "chip living__note" });
  const modes = segmented(t("living.mode"), [
    { value: "maps", label: t("living.mode.maps"), tip: t("living.mode.maps.tip") },
    { value: "kernels", label: t("living.mode.kernels"), tip: t("living.mode.kernels.tip") },
  ], (value) => {
    showsKernels = value === "kernels";
    repaint();
  });
  modes.select("maps");
  const board = make("div", { class: "living__board" });
  const layers = ["edges", "pictures", "marks"].map((name) => make("canvas", { class: `living__canvas living__canvas--${name}`, "aria-hidden": "true" }));
  const [under, base, over] = layers.map((canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")));
  board.append(...layers);
  const scroller = make("div", { class: "living__scroller" }, [board]);
  const readout = make("p", { class: "living__readout" });
  const guide = make("p", { class: "visually-hidden", id: "living-guide", text: t("living.guide.keys") });
  const low = make("span", {});
  const high = make("span", {});
  const legend = make("div", { class: "legend living__legend", "data-tip": t("living.legend.tip") }, [low, make("span", { class: "legend__scale" }), high]);
  root.append(
    make("div", { class: "living__head" }, [make("div", { class: "living__says" }, [sentence, note]), modes.element]),
    scroller,
    make("div", { class: "living__foot" }, [readout, legend]),
    guide,
  );
  const painter = createPainter();
  const overlay = mountOverlay(board, { focus: point, press, name: nameOf, walk });
  let theme = readTheme();
  let showsKernels = false;
  /** @type {Set<number>} layers whose folded maps are all shown */
  let open = new Set();
  /** @type {TrainingState|null} */
  let drawn = null;
  /** @type {NetworkLayout|null} */
  let layout = null;
  /** @type {import("./training_stage_marks.js").Scene|null} */
  let scene = null;
  let structure = "";
  /** @type {Hit|null} what is pointed at, where it is no unit */
  let pointed = null;

  new ResizeObserver(() => {
    if (drawn && Math.abs(scroller.clientWidth - lastWidth) > 1) arrange(drawn);
  }).observe(scroller);
  let lastWidth = 0;
  // Colours are read anew when the theme changes; the page then draws a frame as for any change.
  new MutationObserver(recolour).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);

  function recolour() {
    theme = readTheme();
    repaint();
  }

  /** @param {PointerEvent|MouseEvent} event */
  function hitOf(event) {
    if (!layout || !drawn) return null;
    const box = board.getBoundingClientRect();
    return hitAt(layout, inputShape(drawn), event.clientX - box.left, event.clientY - box.top);
  }

  board.addEventListener("pointermove", (event) => point(hitOf(event)));
  board.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") point(null);
  });
  board.addEventListener("click", (event) => {
    const hit = event.detail > 0 ? hitOf(event) : null;
    if (hit) press(hit);
  });

  /** @param {Hit|null} hit */
  function point(hit) {
    const unit = hit?.kind === "unit" ? hit.unit : hit?.kind === "bar" ? unitOfBar(hit.index) : null;
    const isOther = JSON.stringify(hit) !== JSON.stringify(pointed);
    pointed = hit;
    handlers.hoverUnit(unit);
    if (isOther) paintMarks();
  }

  /** @param {Hit} hit */
  function press(hit) {
    if (hit.kind === "more") {
      if (!open.delete(hit.layer)) open.add(hit.layer);
      if (drawn) arrange(drawn);
      return;
    }
    const unit = hit.kind === "unit" ? hit.unit : hit.kind === "bar" ? unitOfBar(hit.index) : null;
    // The input is not computed: there is nothing to open. Of layers that share a column the first one has the arithmetic.
    const layer = layout?.columns.find(({ members }) => unit && members.includes(unit.layer))?.members[0];
    if (unit && layer !== undefined) handlers.openUnit({ ...unit, layer });
  }

  /** The number that a class bar shows: that of the last vector. @param {number} index @returns {Unit|null} */
  function unitOfBar(index) {
    const last = layout?.columns.findLast(({ form, shape }) => form === "strip" && shape[0] === (drawn?.shown?.scores.length ?? shape[0]));
    return last ? { layer: last.layer, channel: index, row: 0, col: 0 } : null;
  }

  /** @param {Unit} unit @param {string} key @returns {Unit|null} */
  function walk(unit, key) {
    const shape = unit.layer < 0 ? drawn?.shown?.picture.shape : drawn?.shown?.maps[unit.layer]?.shape;
    if (!shape) return null;
    const by = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
    if (shape[1] === 1 && shape[2] === 1) return { ...unit, channel: within(unit.channel + by, shape[0]) };
    const isAcross = key === "ArrowLeft" || key === "ArrowRight";
    return isAcross ? { ...unit, col: within(unit.col + by, shape[2]) } : { ...unit, row: within(unit.row + by, shape[1]) };
  }

  /** @param {Hit} hit */
  function nameOf(hit) {
    const state = drawn;
    if (!state?.shown) return "";
    if (hit.kind === "unit") return unitSentence(shownIn(state), hit.unit, counted(hit.unit));
    if (hit.kind === "bar") return barSentence(shownIn(state), hit.index);
    return layerName(state.shownLayers, hit.layer);
  }

  /** The layer that reads, where several share a column. @param {number} layer */
  function first(layer) {
    return layout?.columns.find(({ members }) => members.includes(layer))?.members[0] ?? layer;
  }

  /** How many maps a unit reads and feeds. @param {Unit} unit */
  function counted(unit) {
    if (!scene) return null;
    const { before, after } = tiesOf(scene, unit);
    return { before: before?.layer ?? -1, reads: before?.channels.size ?? 0, next: first(after?.layer ?? -1), after: after?.channels.size ?? 0 };
  }

  /** @param {TrainingState} state */
  function arrange(state) {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    lastWidth = scroller.clientWidth;
    if (lastWidth < 40 || state.shownLayers.length === 0) return;
    const named = state.shownLayers.map(({ name, kind, output_shape: shape, receptive_field }) => ({ name, kind, shape: shapeOf(shape), receptive_field }));
    const names = state.shownClasses.map(className);
    const classes = state.shown?.scores.length ?? names.length;
    const letters = names.reduce((most, name) => Math.max(most, lettersOf(name)), 1);
    const network = { layers: named, input: inputShape(state), classes, letters, open };
    const room = heightOver(rem) / rem;
    layout = overlay.fit(state, (head) => {
      const height = rem * Math.max(COLUMN.least, Math.min(COLUMN.most, room - (head ? head / rem : HEAD)));
      return layoutNetwork(network, { width: lastWidth, height, rem, ...(head ? { head } : {}) });
    });
    scene = null;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    board.style.width = `${layout.width}px`;
    board.style.height = `${layout.height}px`;
    board.dataset.flow = layout.flow;
    for (const canvas of layers) {
      canvas.width = Math.round(layout.width * ratio);
      canvas.height = Math.round(layout.height * ratio);
      canvas.getContext("2d")?.setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    repaint();
  }

  /** What the window has left for the columns and the words above them, so that all of the stage stands over time. @param {number} rem */
  function heightOver(rem) {
    const { top } = root.getBoundingClientRect();
    return innerHeight - (top + scrollY) - (root.offsetHeight - scroller.offsetHeight) - below() - AROUND * rem;
  }

  function repaint() {
    if (!drawn || !layout) return;
    const look = lookOf(drawn, showsKernels);
    const infos = drawn.shownLayers;
    scene = {
      layout,
      look,
      layers: infos.map((info) => ({ ...info, shape: shapeOf(info.output_shape) })),
      sheet: (key, kernels) => painter.sheet(key, kernels, "value", theme),
    };
    painter.paint(base, layout, look, theme);
    overlay.update(look);
    paintMarks();
  }

  function paintMarks() {
    if (!drawn || !layout || !scene) return;
    const { hover, unit, unitView } = drawn;
    const pinned = unit ? marksOf(scene, unit, { region: unitView?.receptive_field ?? null, isPinned: true }) : null;
    const isOwn = hover && unit && sameUnit(hover, unit);
    const lit = hover && !isOwn ? marksOf(scene, hover, { region: null, isPinned: false }) : null;
    drawEdges(under, layout, lit ?? pinned, theme);
    const quiet = pinned && lit ? { ...pinned, kernels: [], lit: [], field: null } : pinned;
    drawMarks(over, layout, [quiet, lit].filter((one) => one !== null), theme);
    write(drawn);
  }

  /** @param {TrainingState} state */
  function write(state) {
    const { shown, hover } = state;
    setText(sentence, shown ? verdict(shownIn(state)) : t("living.waiting"));
    note.hidden = !shown || (state.shownFrom === "run" && state.rewind === null);
    setText(note, state.shownFrom === "preview" ? t("living.untrained") : t("living.rewound", { step: formatNumber(state.rewind ?? 0) }));
    const at = hover ?? null;
    let words = t("living.guide");
    if (shown && pointed?.kind === "bar") words = barSentence(shownIn(state), pointed.index);
    else if (shown && at) words = unitSentence(shownIn(state), at, counted(at));
    else if (pointed?.kind === "pass") words = layerHint(state.shownLayers[pointed.layer]);
    setText(readout, words);
    const levels = shown && at && at.layer >= 0 ? shown.maps[at.layer] : null;
    const range = levels ? brief(rangeOf(levels)) : t("living.range");
    setText(low, `\u2212${range}`);
    setText(high, `+${range}`);
  }

  return {
    /** @param {TrainingState} state */
    update(state) {
      const before = drawn;
      drawn = state;
      const next = JSON.stringify([state.shownLayers, state.shownClasses, state.shown?.picture.shape, state.shown?.scores.length]);
      if (next !== structure) {
        structure = next;
        open = new Set();
        arrange(state);
        write(state);
        return;
      }
      if (state.shown !== before?.shown || state.shownIsInk !== before?.shownIsInk) repaint();
      else if (state.hover !== before?.hover || state.unit !== before?.unit || state.unitView !== before?.unitView) paintMarks();
      else if (state.shownFrom !== before?.shownFrom || state.rewind !== before?.rewind) write(state);
    },
  };
}

/** @param {TrainingState} state @returns {TrainingState & {shown: Snapshot}} only where there is something shown */
function shownIn(state) {
  return /** @type {TrainingState & {shown: Snapshot}} */ (state);
}

/** @param {TrainingState} state */
function inputShape({ shown, started, datasets, spec }) {
  return shapeOf(shown?.picture.shape ?? started?.input_shape ?? datasets.find(({ name }) => name === spec.data.name)?.shape ?? [1, 28, 28]);
}

/** @param {TrainingState & {shown: Snapshot}} state @param {number} index */
function barSentence({ shown, shownClasses }, index) {
  const name = className(shownClasses[index], index);
  const score = formatNumber(shown.scores[index] ?? 0, 4);
  const says = t(shown.score_kind === "probability" ? "living.says.probability" : "living.says.output", { name, score });
  return shown.probe.label === index ? together([says, t("living.says.label")]) : says;
}

/** Widths in letters: a Chinese character counts as two. @param {string} text */
function lettersOf(text) {
  return [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e80 ? 1.7 : 1), 0);
}

/** @param {number} index @param {number} count */
function within(index, count) {
  return Math.min(count - 1, Math.max(0, index));
}

/** @param {Unit} a @param {Unit} b */
function sameUnit(a, b) {
  return a.layer === b.layer && a.channel === b.channel && a.row === b.row && a.col === b.col;
}
