/** What each of the four moments shows: a sentence or two with its numbers, and pictures of them. */
import { paintBars } from "../draw/training_network.js";
import { drawChannel, rangeOf, sheetOf } from "../draw/training_levels.js";
import { readTheme } from "../draw/theme.js";
import { placeBars } from "../geometry/training_bars.js";
import { t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { brief, className, layerName } from "./training_stage_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").Moment} Moment */
/** @typedef {import("../types_training.js").Quantized} Quantized */
/** @typedef {import("../draw/training_levels.js").Law} Law */

const SIDE = 28;
/** Between small pictures, so that kernels of a few cells do not run together. */
const APART = 4;
const MOST = 8;
const LINE = 20;
/** Layers that only hand numbers on say nothing new here. */
const SKIPPED = /^(flatten|dropout)/;

/** @param {TrainingState} state @param {Moment} moment */
export function forwardCard(state, moment) {
  const says = t("moments.forward.says", { label: labelName(state, moment), layers: state.shownLayers.length });
  const rows = moment.maps.filter(({ name }) => !SKIPPED.test(name)).map((levels) => pictureRow(state, levels, "value"));
  const picture = moment.picture ? [figure(t("living.input"), thumbs(moment.picture, state.shownIsInk ? "ink" : "grey", { side: 44, most: 1 }))] : [];
  return [sentence(says), make("div", { class: "moment__rows" }, [...picture, ...rows])];
}

/** @param {TrainingState} state @param {Moment} moment */
export function lossCard(state, moment) {
  const { scores, score_kind: kind, label, loss, delta } = moment;
  const says = t(kind === "output" ? "moments.loss.says.output" : "moments.loss.says.probability", {
    label: labelName(state, moment),
    score: brief(scores[label] ?? 0),
    loss: loss === null ? "" : brief(loss),
  });
  /** @type {HTMLElement[]} */
  const parts = [sentence(says), bars(state, moment, kind ?? "probability")];
  if (delta) parts.push(figure(t("moments.loss.delta"), strip(delta, "delta")));
  return parts;
}

/** @param {TrainingState} state @param {Moment} moment */
export function backwardCard(state, { deltas, gradients }) {
  const back = deltas.filter(({ name }) => !SKIPPED.test(name)).toReversed();
  return [
    sentence(t("moments.backward.says")),
    make("h4", { class: "moment__caption", text: t("moments.backward.deltas") }),
    make("div", { class: "moment__rows" }, back.map((levels) => pictureRow(state, levels, "delta"))),
    make("h4", { class: "moment__caption", text: t("moments.backward.gradients") }),
    make("div", { class: "moment__rows" }, gradients.map((levels) => pictureRow(state, levels, "delta"))),
  ];
}

/** @param {TrainingState} state @param {Moment} moment */
export function updateCard(state, { before, updates, after, learning_rate: rate }) {
  const largest = (/** @type {readonly Quantized[]} */ all) => brief(Math.max(0, ...all.map(({ minimum, maximum }) => Math.max(Math.abs(minimum), Math.abs(maximum)))));
  const says = t("moments.update.says", { rate: brief(rate), largest: largest(updates), weight: largest(before) });
  const tables = before.map((kernels, i) => {
    const step = updates[i];
    const next = after[i];
    // Before and after are compared, so they share a range; the step, far smaller, has its own.
    const range = Math.max(rangeOf(kernels), next ? rangeOf(next) : 0);
    const line = (/** @type {string} */ key, /** @type {Quantized|undefined} */ levels, /** @type {number|undefined} */ shared) =>
      levels ? [figure(`${t(`moments.update.${key}`)} \u00b1${brief(shared ?? rangeOf(levels))}`, thumbs(levels, "value", { side: 22, most: 10, range: shared }))] : [];
    return make("div", { class: "moment__kernels" }, [
      make("h4", { class: "moment__caption", text: nameOf(state, kernels) }),
      ...line("before", kernels, range),
      ...line("step", step, undefined),
      ...line("after", next, range),
    ]);
  });
  return [sentence(says), ...tables];
}

/** @param {string} text */
function sentence(text) {
  return make("p", { class: "moment__says", text });
}

/** @param {TrainingState} state @param {Moment} moment */
function labelName({ shownClasses }, { label }) {
  return className(shownClasses[label], label);
}

/** @param {TrainingState} state @param {Quantized} levels */
function nameOf({ shownLayers }, { name }) {
  const index = shownLayers.findIndex((layer) => layer.name === name);
  return index >= 0 ? layerName(shownLayers, index) : name;
}

/** @param {TrainingState} state @param {Quantized} levels @param {Law} law */
function pictureRow(state, levels, law) {
  const name = nameOf(state, levels);
  const isVector = levels.shape[1] === 1 && levels.shape[2] === 1;
  const drawing = isVector ? strip(levels, law) : thumbs(levels, law, { side: SIDE, most: MOST });
  const element = figure(`${name} \u00b1${brief(rangeOf(levels))}`, drawing);
  element.dataset.tip = t("moments.picture", { name, count: levels.shape[0], range: brief(rangeOf(levels)) });
  return element;
}

/** @param {string} caption @param {HTMLCanvasElement} canvas */
function figure(caption, canvas) {
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", caption);
  return make("figure", { class: "moment__figure" }, [make("figcaption", { text: caption }), canvas]);
}

/** @param {number} width @param {number} height */
function canvasOf(width, height) {
  const canvas = make("canvas", { width: width * 2, height: height * 2 });
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.setTransform(2, 0, 0, 2, 0, 0);
  ctx.imageSmoothingEnabled = false;
  return { canvas, ctx };
}

/**
 * The first channels side by side.
 * @param {Quantized} levels
 * @param {Law} law
 * @param {{side: number, most: number, range?: number}} how
 */
function thumbs(levels, law, { side, most, range }) {
  const theme = readTheme();
  const sheet = sheetOf(null, levels, law, theme, range);
  const count = Math.min(most, sheet.channels);
  const { canvas, ctx } = canvasOf(count * (side + APART), side + 2);
  for (let channel = 0; channel < count; channel += 1) {
    const rect = { left: channel * (side + APART) + 1, top: 1, width: side, height: side };
    drawChannel(ctx, sheet, channel, rect);
    ctx.strokeStyle = theme.line2;
    ctx.lineWidth = 1;
    ctx.strokeRect(rect.left - 0.5, rect.top - 0.5, side + 1, side + 1);
  }
  return canvas;
}

/** A vector as cells in a row. @param {Quantized} levels @param {Law} law */
function strip(levels, law) {
  const theme = readTheme();
  const sheet = sheetOf(null, levels, law, theme);
  const count = levels.shape[0];
  const cell = count <= 16 ? 22 : Math.max(2, Math.floor(260 / count));
  const { canvas, ctx } = canvasOf(Math.min(280, count * cell + 2), 18);
  for (let channel = 0; channel < count; channel += 1) {
    drawChannel(ctx, sheet, channel, { left: channel * cell + 1, top: 1, width: Math.max(1, cell - (cell > 4 ? 2 : 0)), height: 16 });
  }
  ctx.strokeStyle = theme.line2;
  ctx.lineWidth = 1;
  ctx.strokeRect(0.5, 0.5, Math.min(279, count * cell), 17);
  return canvas;
}

/** @param {TrainingState} state @param {Moment} moment @param {"probability"|"output"} kind */
function bars({ shownClasses }, { scores, label }, kind) {
  const names = shownClasses.map(className);
  const letters = names.reduce((most, name) => Math.max(most, name.length), 1);
  const width = 250;
  const { canvas, ctx } = canvasOf(width, scores.length * LINE);
  const { rows } = placeBars(scores.length, { left: 0, top: 0, width, line: LINE, label: Math.min(110, letters * 9 + 20), rem: 16 });
  paintBars(ctx, rows, { scores, scoreKind: kind, classes: names, label }, readTheme());
  canvas.setAttribute("role", "img");
  const words = scores.map((score, i) => t(i === label ? "moments.score.true" : "moments.score", { name: names[i] ?? String(i), score: brief(score) }));
  canvas.setAttribute("aria-label", words.join(" "));
  return canvas;
}
