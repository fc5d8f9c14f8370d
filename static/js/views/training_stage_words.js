/** How the living network names its layers, units and numbers. Rows, columns and channels count from 1, as on the board. */
import { valueAt } from "../draw/training_levels.js";
import { isActivation } from "../geometry/training_columns.js";
import { formatNumber, hasMessage, t, together } from "../i18n/messages.js";

/** @typedef {import("../types_training.js").LayerInfo} LayerInfo */
/** @typedef {import("../types_training.js").Snapshot} Snapshot */
/** @typedef {import("../types_training.js").Unit} Unit */
/** @typedef {import("../types_training.js").DatasetClass} DatasetClass */
/** @typedef {import("../types_training.js").TrainingState} TrainingState */

/**
 * About three digits; a small number never reads 0.
 * @param {number} value
 */
export function brief(value) {
  const size = Math.abs(value);
  if (size === 0 || !Number.isFinite(value)) return formatNumber(value);
  if (size < 0.0005) return value.toExponential(1).replaceAll("-", "\u2212");
  return formatNumber(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** “Conv 2”: short, numbered where the network has several of the kind. @param {readonly LayerInfo[]} layers @param {number} index */
export function layerName(layers, index) {
  const layer = layers[index];
  if (!layer) return t("living.input");
  const short = t(`living.short.${layer.kind}`);
  const isAlone = layers.filter(({ kind }) => kind === layer.kind).length === 1;
  const number = /\d+$/.exec(layer.name)?.[0];
  return isAlone || !number ? short : t("living.numbered", { name: short, number });
}

/** What a layer does, in a sentence. @param {LayerInfo} layer */
export function layerHint(layer) {
  const name = t(`layer.${layer.kind}.name`);
  return hasMessage(`layer.${layer.kind}.hint`) ? t("living.hint", { name, hint: t(`layer.${layer.kind}.hint`) }) : name;
}

/** @param {readonly number[]} shape */
export function shapeText(shape) {
  return shape.length === 3 && shape[1] === 1 && shape[2] === 1 ? String(shape[0]) : shape.join("×");
}

/** @param {DatasetClass|undefined} one @param {number} index */
export function className(one, index) {
  if (!one) return String(index);
  return one.name_key && hasMessage(one.name_key) ? t(one.name_key) : one.id;
}

/** The index of the largest score; −1 without any. @param {readonly number[]} scores */
export function winnerOf(scores) {
  return scores.length > 0 ? scores.indexOf(Math.max(...scores)) : -1;
}

/** The number at a unit, as exactly as the picture knows it; null outside. @param {Snapshot} shown @param {Unit} unit */
export function unitValue(shown, { layer, channel, row, col }) {
  const levels = layer < 0 ? shown.picture : shown.maps[layer];
  if (!levels) return null;
  const [, rows, cols] = levels.shape;
  const index = (channel * rows + row) * cols + col;
  return index < levels.data.length ? valueAt(levels, index) : null;
}

/**
 * “Conv 2 · channel 3 of 8 · row 5, column 7”
 * @param {readonly LayerInfo[]} layers
 * @param {Snapshot} shown
 * @param {Unit} unit
 */
export function unitName(layers, shown, { layer, channel, row, col }) {
  const name = layerName(layers, layer);
  const shape = (layer < 0 ? shown.picture : shown.maps[layer])?.shape ?? [1, 1, 1];
  const values = { name, channel: channel + 1, channels: shape[0], row: row + 1, col: col + 1 };
  if (layer < 0) return t("living.unit.input", values);
  return t(shape[1] === 1 && shape[2] === 1 ? "living.unit.vector" : "living.unit.map", values);
}

/**
 * What the pointer or the focus is on: its name, its number, what it is tied to.
 * @param {TrainingState & {shown: Snapshot}} state
 * @param {Unit} unit
 * @param {{before: number, reads: number, after: number, next: number}|null} ties how many maps of which layer it reads and feeds
 */
export function unitSentence({ shown, shownLayers, shownIsInk }, unit, ties) {
  const value = unitValue(shown, unit);
  const name = unitName(shownLayers, shown, unit);
  if (unit.layer < 0) {
    const [channels, rows, cols] = shown.picture.shape;
    if (channels === 3) {
      const [r, g, b] = [0, 1, 2].map((channel) => shown.picture.data[(channel * rows + unit.row) * cols + unit.col]);
      return t("living.says.color", { name, r, g, b });
    }
    return t(shownIsInk ? "living.says.ink" : "living.says.pixel", { name, value: shown.picture.data[unit.row * cols + unit.col] });
  }
  const says = t("living.says.unit", { name, value: value === null ? "" : brief(value) });
  const { kind } = shownLayers[unit.layer];
  const reads = ties ? readsSentence(shownLayers, unit.layer, kind, ties) : "";
  const feeds = ties && ties.next >= 0 && ties.after > 0 ? t("living.feeds", { name: layerName(shownLayers, ties.next), count: ties.after }) : "";
  return together([says, reads, feeds].filter(Boolean));
}

/**
 * @param {readonly LayerInfo[]} layers
 * @param {number} layer
 * @param {string} kind
 * @param {{before: number, reads: number}} ties
 */
function readsSentence(layers, layer, kind, { before, reads }) {
  if (isActivation(kind)) return t("living.reads.pointwise", { name: layerName(layers, layer - 1) });
  const key = `living.reads.${kind}`;
  return hasMessage(key) ? t(key, { name: layerName(layers, before), count: reads }) : "";
}

/**
 * “It takes this for a 4 (0.83); the label says 9.”
 * @param {TrainingState & {shown: Snapshot}} state
 */
export function verdict({ shown, shownClasses }) {
  const winner = winnerOf(shown.scores);
  if (winner < 0) return "";
  const { label, split } = shown.probe;
  const guess = className(shownClasses[winner], winner);
  const score = shown.scores[winner].toFixed(2).replace("-", "\u2212");
  if (label === null) return t(split === "drawn" ? "living.verdict.drawn" : "living.verdict.unknown", { guess, score });
  const truth = className(shownClasses[label], label);
  return t(label === winner ? "living.verdict.right" : "living.verdict.wrong", { guess, score, truth });
}
