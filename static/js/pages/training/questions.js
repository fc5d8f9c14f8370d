/** What the state asks of the server: each question as a plain value, so that it is asked again only when it is another. */
import { momentShown, needsLooking, subjectOf } from "./shown.js";
import { networkText, sizesText } from "./spec.js";
import { isAlive } from "./state.js";

/** @typedef {import("../../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../../types_training.js").Picture} Picture */
/** @typedef {import("../../api/training.js").Subject} Subject */

/**
 * A question with what it depends on. `same`: all but time; where only `at` differs (training went on), there is no hurry.
 * @template Asked
 * @typedef {{asked: Asked, same: string, at: number}} Question
 */

/** @type {WeakMap<object, string>} */
const names = new WeakMap();
let count = 0;

/** A short name for an object that is replaced, never changed. @param {object|null} value */
function nameOf(value) {
  if (value === null) return "";
  const known = names.get(value);
  if (known) return known;
  count += 1;
  names.set(value, `#${count}`);
  return `#${count}`;
}

/** @type {WeakMap<object, string>} */
const texts = new WeakMap();

/** @param {import("../../types_training.js").TrainingSpec} spec */
function textOf(spec) {
  const known = texts.get(spec) ?? networkText(spec);
  texts.set(spec, known);
  return known;
}

/** @param {Subject} subject */
const subjectText = (subject) => (subject.kind === "run" ? `run ${subject.id}` : textOf(subject.spec));

/** @param {TrainingState} state */
function stepShown(state) {
  return momentShown(state)?.step ?? 0;
}

/** Sizes, limits and faults of the network that is edited. @param {TrainingState} state */
export function describing({ spec }) {
  return { asked: spec, same: sizesText(spec), at: 0 };
}

/** The untrained network's picture, wherever no run shows its own. @param {TrainingState} state */
export function previewing(state) {
  const subject = subjectOf(state);
  // Of a network that a link has brought it is not known yet whether there can be one.
  if (subject.kind !== "preview" || state.possible === null) return null;
  const { probe: picture } = state;
  return { asked: { subject, picture }, same: `${subjectText(subject)} ${picture.split} ${picture.index}`, at: 0 };
}

/** The recorded moment that is looked back at. @param {TrainingState} state */
export function rewinding({ run, rewind, recorded }) {
  if (!run || rewind === null || recorded?.step === rewind) return null;
  return { asked: { id: run.id, step: rewind }, same: `${run.id} ${rewind}`, at: 0 };
}

/** The drawing, through the network that is shown. @param {TrainingState} state */
export function drawing(state) {
  const { pixels } = state.drawing;
  if (!pixels) return null;
  const subject = subjectOf(state);
  return { asked: { subject, picture: { pixels } }, same: `${subjectText(subject)} ${nameOf(pixels)}`, at: stepShown(state) };
}

/** Another picture than the one that the run records. @param {TrainingState} state */
export function looking(state) {
  const subject = subjectOf(state);
  if (subject.kind !== "run" || state.drawing.pixels || !needsLooking(state)) return null;
  const { probe: picture } = state;
  return { asked: { subject, picture }, same: `${subjectText(subject)} ${picture.split} ${picture.index}`, at: stepShown(state) };
}

/** What one number is made of. @param {TrainingState} state */
export function opening(state) {
  const { unit, shown, probe } = state;
  if (!unit || !shown || unit.layer < 0) return null;
  const live = subjectOf(state);
  const subject = live.kind === "run" ? { ...live, step: shown.step } : live;
  /** @type {Picture} */
  const picture = state.drawing.pixels && shown.probe.index === null ? { pixels: state.drawing.pixels } : probe;
  const { channel, row, col } = unit;
  const asked = { subject, picture, unit: { layer: shown.maps[unit.layer].name, channel, row, col } };
  const seen = "pixels" in picture ? nameOf(picture.pixels) : `${picture.split} ${picture.index}`;
  return { asked, same: `${subjectText(live)} ${unit.layer} ${channel} ${row} ${col} ${seen}`, at: shown.step };
}

/**
 * The pictures behind an open cell of the confusion matrix, of the last epoch that had ended at the moment shown.
 * @param {TrainingState} state
 */
export function confusing(state) {
  const { confusionCell: cell, run, epochs, rewind } = state;
  if (!cell || !run) return null;
  const epoch = rewind === null ? epochs.at(-1) : epochs.findLast((one) => one.step <= rewind);
  const indices = epoch?.confusion_pictures[`${cell.truth},${cell.predicted}`] ?? [];
  return { asked: { id: run.id, indices }, same: `${run.id} ${indices.join(",")}`, at: 0 };
}

/** Whether an answer about a run that goes on is soon to be asked again. @param {TrainingState} state */
export function isMoving(state) {
  return isAlive(state) && state.rewind === null;
}
