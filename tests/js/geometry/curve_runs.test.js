import assert from "node:assert/strict";
import { test } from "node:test";

import { bestEpoch, chanceOf, endOf, runsOf, sheetOf, toCsv, valuesAt } from "../../../static/js/geometry/curve_runs.js";

/** @param {number} epoch @param {number} step @param {number} accuracy @param {boolean} [isBest] */
const ended = (epoch, step, accuracy, isBest = false) => ({
  ...{ epoch, step, training_loss: 0.5 / epoch, training_accuracy: accuracy - 0.1, validation_loss: 0.7 / epoch, validation_accuracy: accuracy },
  ...{ confusion: [], confusion_pictures: {}, is_best: isBest },
});
const steps = { step: [1, 2, 3, 4], epoch: [1, 1, 2, 2], loss: [2, 1.5, 0.5, 0], accuracy: [0.1, 0.3, 0.75, 0.5], learning_rate: [0.1, 0.1, 0.1, 0.01] };
const epochs = [ended(1, 2, 0.6, true), ended(2, 4, 0.6)];
/** @param {number} stepsPerEpoch @returns {any} */
const view = (stepsPerEpoch) => ({ id: "a", steps_per_epoch: stepsPerEpoch });
const watched = { run: view(2), steps, epochs, ended: null, compare: [] };
const plain = { smoothing: 2, buckets: 100, isLog: false, chance: 2.3, hidden: new Set() };

test("a watched run is drawn step by step, smoothed, and by epoch", () => {
  const sheet = sheetOf(runsOf(watched), "loss", plain);
  assert.deepEqual(sheet.curves.map(({ line }) => line), ["raw", "smooth", "epoch", "validation"]);
  assert.deepEqual(sheet.xs, [1, 2, 3, 4]);
  assert.deepEqual(sheet.columns, [[2, 1.5, 0.5, 0], [2, 1.75, 1, 0.25], [null, 0.5, null, 0.25], [null, 0.7, null, 0.35]]);
  assert.deepEqual(sheet.range, [0, 2.3 * 1.06]);
});

test("a loss of exactly 0 has no place on a logarithmic axis", () => {
  const sheet = sheetOf(runsOf(watched), "loss", { ...plain, isLog: true });
  assert.deepEqual(sheet.columns[0], [2, 1.5, 0.5, null]);
});

test("what is hidden does not stretch the axis", () => {
  const sheet = sheetOf(runsOf(watched), "loss", { ...plain, chance: null, hidden: new Set(["a raw", "a smooth"]) });
  assert.deepEqual(sheet.range, [0, 0.7 * 1.06]);
});

test("a run of smaller batches is laid over by epochs, not by steps", () => {
  const other = { id: "b", run: view(4), steps: { ...steps, epoch: [1, 1, 1, 1] }, epochs: [ended(1, 4, 0.5)], ended: null };
  const runs = runsOf({ ...watched, compare: [other] });
  assert.deepEqual(runs.map(({ id, place, scale }) => [id, place, scale]), [["a", 0, 1], ["b", 1, 0.5]]);
  const sheet = sheetOf(runs, "accuracy", plain);
  assert.deepEqual(sheet.xs, [0.5, 1, 1.5, 2, 3, 4]);
  assert.equal(sheet.columns[5][sheet.xs.indexOf(2)], 0.5);
  assert.equal(endOf(runs, 2), 4);
});

test("reading off gives the last step taken and the last epoch ended by then", () => {
  const [run] = runsOf(watched);
  const { step, epoch } = valuesAt(run, 3, 2);
  assert.deepEqual(step, { step: 3, epoch: 2, learningRate: 0.1, raw: { loss: 0.5, accuracy: 0.75 }, smooth: { loss: 1, accuracy: 0.525 } });
  assert.equal(epoch?.epoch, 1);
  assert.deepEqual(valuesAt(run, 0, 2), { step: null, epoch: null });
});

test("the first of equal epochs is the best, unless the run names another", () => {
  assert.equal(bestEpoch(epochs, null)?.epoch, 1);
  assert.equal(bestEpoch(epochs, 2)?.epoch, 2);
  assert.equal(bestEpoch([], null), null);
});

test("guessing among ten costs ln 10, and half of nine tenths as squares", () => {
  assert.ok(Math.abs((chanceOf("cross_entropy", 10)?.loss ?? 0) - 2.302585093) < 1e-9);
  assert.deepEqual(chanceOf("mean_squared_error", 10), { accuracy: 0.1, loss: 0.45 });
  assert.equal(chanceOf("cross_entropy", 0), null);
});

test("the table for a spreadsheet has a row a step, with the epoch's means where it ends", () => {
  const lines = toCsv({ steps, epochs }).trimEnd().split("\r\n");
  assert.equal(lines[0], "step,epoch,loss,accuracy,learning_rate,training_loss,training_accuracy,validation_loss,validation_accuracy");
  assert.equal(lines[1], "1,1,2,0.1,0.1,,,,");
  assert.equal(lines[4], "4,2,0,0.5,0.01,0.25,0.5,0.35,0.6");
});
