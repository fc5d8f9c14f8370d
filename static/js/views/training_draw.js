/** Something of one's own for the network: a digit drawn now, or a picture that it has never trained on. */
import { paintBars } from "../draw/training_network.js";
import { drawChannel, sheetOf } from "../draw/training_levels.js";
import { readTheme } from "../draw/theme.js";
import { placeBars } from "../geometry/training_bars.js";
import { boxSide, inkPixels } from "../geometry/training_ink.js";
import { t } from "../i18n/messages.js";
import { make, segmented, setText, wordButton } from "./dom.js";
import { makePad } from "./training_draw_pad.js";
import { makePicker } from "./training_draw_picker.js";
import { className, winnerOf } from "./training_stage_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").Quantized} Quantized */
/** @typedef {Pick<import("../types_training.js").TrainingHandlers, "draw"|"chooseProbe">} DrawHandlers */

const LINE = 24;
const SEEN = 112;

/**
 * @param {HTMLElement} root
 * @param {DrawHandlers} handlers
 */
export function mountDraw(root, handlers) {
  root.classList.add("pad");
  const title = make("h2", { class: "panel__title", text: t("pad.title") });
  const tabs = segmented(t("pad.tabs"), [
    { value: "draw", label: t("pad.tab.draw"), tip: t("pad.tab.draw.tip") },
    { value: "pick", label: t("pad.tab.pick"), tip: t("pad.tab.pick.tip") },
  ], (value) => {
    isPicking = value === "pick";
    if (drawn) show(drawn);
  });
  const pad = makePad((next) => {
    strokes = next;
    send();
  });
  const undo = wordButton("undo", t("pad.undo"), t("pad.undo.tip"), pad.undo);
  const clear = wordButton("trash", t("pad.clear"), t("pad.clear.tip"), pad.clear);
  const hint = make("p", { class: "pad__hint", text: t("pad.hint") });
  const sheet = make("div", { class: "pad__left" }, [pad.element, make("div", { class: "cluster" }, [undo, clear])]);
  const picker = makePicker(handlers);
  const seen = make("canvas", { class: "pad__seen", width: SEEN * 2, height: SEEN * 2, role: "img" });
  const seenBox = make("figure", { class: "pad__figure", tabindex: "0" }, [make("figcaption", { text: t("pad.seen") }), seen]);
  const verdict = make("p", { class: "pad__verdict", role: "status" });
  const bars = make("canvas", { class: "pad__bars", role: "img" });
  const right = make("div", { class: "pad__right" }, [verdict, bars, hint]);
  root.append(make("div", { class: "pad__head" }, [title, tabs.element]), make("div", { class: "pad__body" }, [sheet, picker.element, seenBox, right]));
  /** @type {readonly (readonly import("../geometry/training_ink.js").Point[])[]} */
  let strokes = [];
  let isPicking = false;
  /** @type {TrainingState|null} */
  let drawn = null;
  let size = "";
  let wasDrawn = false;

  new ResizeObserver(() => {
    if (drawn) paintScores(drawn);
  }).observe(right);

  function send() {
    if (!drawn) return;
    const [, rows, cols] = inputShape(drawn);
    handlers.draw(inkPixels(strokes, rows, cols));
  }

  /** @param {TrainingState} state */
  function show(state) {
    const canDraw = isDrawable(state);
    const picks = isPicking || !canDraw;
    tabs.element.hidden = !canDraw;
    tabs.select(picks ? "pick" : "draw");
    setText(title, t(picks ? "pad.title.pick" : "pad.title"));
    sheet.hidden = picks;
    picker.element.hidden = !picks;
    root.dataset.mode = picks ? "pick" : "draw";
    setText(hint, picks ? (canDraw ? "" : t("pad.pick.hint")) : t("pad.hint"));
    undo.disabled = clear.disabled = pad.isEmpty();
    const [, rows, cols] = inputShape(state);
    seenBox.dataset.tip = picks ? t("living.input.hint") : t("pad.seen.tip", { rows, cols, box: boxSide(Math.min(rows, cols)) });
    picker.show(state);
    paintSeen(state, picks);
    paintScores(state);
  }

  /** @param {TrainingState} state @param {boolean} picks */
  function paintSeen(state, picks) {
    const ctx = seen.getContext("2d");
    if (!ctx) return;
    const shape = inputShape(state);
    const [, rows, cols] = shape;
    const { pixels } = state.drawing;
    /** @type {Pick<Quantized, "shape"|"minimum"|"maximum"|"data">|null} */
    const levels = picks ? (state.shown?.picture ?? null) : { shape: [1, rows, cols], minimum: 0, maximum: 255, data: pixels ?? new Uint8Array(rows * cols) };
    seen.setAttribute("aria-label", !picks && !pixels ? t("pad.empty") : t("pad.seen.name", { rows, cols }));
    if (!levels || levels.data.length === 0) return;
    ctx.imageSmoothingEnabled = false;
    drawChannel(ctx, sheetOf(null, levels, state.shownIsInk ? "ink" : "grey", readTheme()), 0, { left: 0, top: 0, width: seen.width, height: seen.height });
  }

  /** @param {TrainingState} state */
  function paintScores(state) {
    const picks = root.dataset.mode === "pick";
    const told = picks || !state.drawing.pixels ? (picks ? state.shown : null) : state.drawing.activations;
    const scores = told?.scores ?? [];
    const names = state.shownClasses.map(className);
    const width = right.clientWidth;
    if (width < 40) return;
    const count = Math.max(names.length, scores.length);
    const letters = names.reduce((most, name) => Math.max(most, name.length), 1);
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const line = Math.round((LINE / 16) * rem);
    const next = `${width} ${count} ${line}`;
    if (next !== size) {
      size = next;
      bars.width = width * 2;
      bars.height = count * line * 2;
      bars.style.height = `${count * line}px`;
    }
    const ctx = bars.getContext("2d");
    ctx?.setTransform(2, 0, 0, 2, 0, 0);
    ctx?.clearRect(0, 0, width, count * line);
    const { rows } = placeBars(count, { left: 0, top: 0, width, line, label: Math.min(7 * rem, (letters * 0.6 + 1.3) * rem), rem });
    const label = picks ? (state.shown?.probe.label ?? null) : null;
    if (ctx) paintBars(ctx, rows, { scores, scoreKind: told?.score_kind ?? "probability", classes: names, label }, readTheme());
    const winner = winnerOf(scores);
    const words = winner < 0 ? t("pad.empty") : t("pad.verdict", { guess: names[winner] ?? String(winner), score: scores[winner].toFixed(2) });
    setText(verdict, words);
    bars.setAttribute("aria-label", scores.map((score, i) => t("living.says.probability", { name: names[i] ?? String(i), score: score.toFixed(2) })).join(" ") || t("pad.empty"));
  }

  return {
    /** @param {TrainingState} state */
    update(state) {
      const before = drawn;
      drawn = state;
      // Another network or a link took the drawing away: the pad follows.
      const isGone = wasDrawn && state.drawing.pixels === null && !pad.isEmpty();
      wasDrawn = state.drawing.pixels !== null;
      if (isGone) pad.clear();
      const keys = /** @type {const} */ (["drawing", "shown", "shownClasses", "shownIsInk", "probe", "started", "datasets", "spec"]);
      if (before && keys.every((key) => before[key] === state[key])) return;
      show(state);
    },
  };
}

/** @param {TrainingState} state */
function inputShape({ shown, started, datasets, spec }) {
  const [channels = 1, rows = 28, cols = 28] = shown?.picture.shape ?? started?.input_shape ?? datasets.find(({ name }) => name === spec.data.name)?.shape ?? [];
  return [channels, rows, cols];
}

/** Bright ink on black in one channel can be written; colours and grey tones cannot. @param {TrainingState} state */
function isDrawable(state) {
  return state.shownIsInk && inputShape(state)[0] === 1;
}
