/**
 * The inspected pixel in words and the marks that belong to it: what of the state is shown about one pixel.
 *
 * @typedef {import("./stage_types.js").StageState} StageState
 * @typedef {import("./stage_types.js").Inspection} Inspection
 * @typedef {import("./stage_types.js").Term} Term
 * @typedef {import("../geometry/placement.js").Placed} Placed
 * @typedef {import("../draw/marks.js").StageMarks} StageMarks
 */
import { cellRect, IDENTITY, pixelAt } from "../geometry/placement.js";
import { termOver, windowMarks } from "../geometry/window_marks.js";
import { t } from "../i18n/messages.js";

const COLOURS = ["red", "green", "blue"];

/**
 * “row 118, col 196 · R 96 G 92 B 90 → 150”; an invitation while no pixel is inspected.
 * @param {StageState} state
 */
export function readout(state) {
  const { pixel } = state;
  if (pixel === null) return t("stage.readout.none");
  const position = t(state.pinned ? "stage.readout.pinned" : "stage.readout.position", { row: pixel.row, col: pixel.col });
  const inspection = inspectionOf(state);
  if (inspection === null) return position;
  const after = rgbText(inspection.output_rgb);
  const before = valuesBefore(state, inspection);
  return before === null ? t("stage.readout.result", { position, after }) : t("stage.readout.change", { position, before, after });
}

/**
 * @param {StageState} state
 * @returns {StageMarks|null}
 */
export function stageMarks(state) {
  const { pixel, result, source } = state;
  if (pixel === null || result === null || source === null) return null;
  const marks = { pixel: cellRect(result.placement, pixel.row, pixel.col), isPinned: state.pinned, window: null };
  const inspection = inspectionOf(state);
  if (inspection === null) return marks;
  const terms = termsOf(state, inspection);
  const hoverTap = state.hoverTap ?? (state.term === null || state.term === undefined ? null : (terms[state.term] ?? null));
  const operand = operandOf(state, inspection);
  return { ...marks, window: windowMarks({ corner: inspection.window, terms, dilation: dilationOf(state), operand }, hoverTap) };
}

/**
 * The inspection, if it is of this pixel of this step: an older one would lie.
 * @param {StageState} state
 * @returns {Inspection|null}
 */
function inspectionOf({ inspection, pixel, active }) {
  if (inspection === null || pixel === null || inspection.step !== active) return null;
  return inspection.row === pixel.row && inspection.col === pixel.col ? inspection : null;
}

/** @param {StageState} state @param {Inspection} inspection @returns {readonly Term[]} */
function termsOf({ kernelIndex }, inspection) {
  return channelTerms(inspection.channels[0], kernelIndex);
}

/** @param {import("../types.js").ChannelInspection|undefined} channel @param {number} kernelIndex @returns {readonly Term[]} */
function channelTerms(channel, kernelIndex) {
  const reductions = channel?.reductions ?? [];
  return (reductions[kernelIndex] ?? reductions[0])?.terms ?? [];
}

/**
 * What the active step reads: the input picture, or the output of the step before it.
 * @param {StageState} state
 * @param {Inspection} inspection
 * @returns {Placed}
 */
function operandOf({ active, description }, { input }) {
  const placement = active > 0 ? (description?.steps[active - 1]?.placement ?? IDENTITY) : IDENTITY;
  return { placement, width: input.width, height: input.height };
}

/** @param {StageState} state */
function dilationOf({ description, active }) {
  return description?.steps[active]?.dilation ?? [1, 1];
}

/**
 * The value of each channel on which the pixel lies before the step; null when no tap lies there.
 * @param {StageState} state
 * @param {Inspection} inspection
 */
function valuesBefore(state, inspection) {
  const { pixel, result } = state;
  if (pixel === null || result === null) return null;
  const cell = cellRect(result.placement, pixel.row, pixel.col);
  const under = pixelAt(operandOf(state, inspection), { x: cell.left + cell.width / 2, y: cell.top + cell.height / 2 });
  if (under === null) return null;
  const index = termOver(termsOf(state, inspection), inspection.window, dilationOf(state), under);
  if (index < 0) return null;
  const values = inspection.channels.map((channel) => ({
    channel: channel.channel,
    value: channelTerms(channel, state.kernelIndex)[index]?.value ?? Number.NaN,
  }));
  const isColour = values.length === 3 && COLOURS.every((colour, at) => values[at].channel === colour);
  if (isColour) return rgbText(values.map(({ value }) => value));
  return values.map(({ channel, value }) => t(`stage.readout.${channel}`, { value: rounded(value) })).join(" ");
}

/** @param {readonly number[]} rgb */
function rgbText(rgb) {
  const [red, green, blue] = rgb.map(rounded);
  return red === green && green === blue ? String(red) : kept(t("stage.readout.rgb", { red, green, blue }));
}

/** Three values are one word: a narrow screen does not break the line between them. @param {string} text */
function kept(text) {
  return text.replaceAll(" ", "\u00a0");
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value);
}
