/** The curves of the watched run and of those laid over it, on one axis: the steps of the first of them. */
import { aligned, axisEnd, axisRange, lastAtOrBefore, thinned, trailingMean } from "./curve_points.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").StepColumns} StepColumns */
/** @typedef {import("../types_training.js").EpochEnded} EpochEnded */
/** @typedef {"loss"|"accuracy"} Measure */
/** @typedef {"raw"|"smooth"|"epoch"|"validation"} Line */
/**
 * place: 0 the watched run, 1… those laid over; scale: steps of the axis for one of its own.
 * @typedef {{id: string, place: number, run: import("../types_training.js").RunView, steps: StepColumns, epochs: readonly EpochEnded[],
 *   ended: import("../types_training.js").TrainingEnded|null, scale: number}} CurveRun
 */
/** @typedef {{id: string, run: CurveRun, line: Line}} Curve */
/** @typedef {{curves: Curve[], xs: number[], columns: (number|null)[][], range: [number, number]}} Sheet what one chart draws */

/** What is drawn of the watched run, and of each laid over it: there only what two runs are compared by. */
const LINES = { watched: /** @type {Line[]} */ (["raw", "smooth", "epoch", "validation"]), compared: /** @type {Line[]} */ (["smooth", "validation"]) };

/**
 * @param {Pick<TrainingState, "run"|"steps"|"epochs"|"ended"|"compare">} state
 * @returns {CurveRun[]} laid over by epochs: a run of smaller batches takes more steps for the same pictures
 */
export function runsOf({ run, steps, epochs, ended, compare }) {
  const watched = run ? [{ id: run.id, place: 0, run, steps, epochs, ended }] : [];
  const laid = compare.map((one, i) => ({ ...one, place: i + 1 }));
  const all = [...watched, ...laid];
  const unit = all[0]?.run.steps_per_epoch ?? 1;
  return all.map((one) => ({ ...one, scale: unit / (one.run.steps_per_epoch || unit) || 1 }));
}

/** @param {readonly CurveRun[]} runs @returns {Curve[]} */
export function curvesOf(runs) {
  return runs.flatMap((run) => LINES[run.place === 0 ? "watched" : "compared"].map((line) => ({ id: `${run.id} ${line}`, run, line })));
}

/**
 * @param {Curve} curve
 * @param {Measure} measure
 * @param {{smoothing: number, buckets: number}} options smoothing 1 draws the steps as they are
 */
function pointsOf({ run, line }, measure, { smoothing, buckets }) {
  const { steps, epochs, scale } = run;
  const onAxis = (/** @type {readonly number[]} */ own) => (scale === 1 ? own : own.map((step) => step * scale));
  if (line === "raw") return thinned(onAxis(steps.step), steps[measure], buckets);
  if (line === "smooth") return thinned(onAxis(steps.step), trailingMean(steps[measure], smoothing), buckets);
  const column = /** @type {const} */ (`${line === "epoch" ? "training" : "validation"}_${measure}`);
  return { xs: onAxis(epochs.map((one) => one.step)), ys: epochs.map((one) => one[column]) };
}

/**
 * @param {readonly CurveRun[]} runs
 * @param {Measure} measure
 * @param {{smoothing: number, buckets: number, isLog: boolean, chance: number|null, hidden: ReadonlySet<string>}} options
 * @returns {Sheet}
 */
export function sheetOf(runs, measure, { smoothing, buckets, isLog, chance, hidden }) {
  const curves = curvesOf(runs);
  const drawn = curves.map((curve) => {
    const { xs, ys } = pointsOf(curve, measure, { smoothing, buckets });
    return { xs, ys: isLog ? ys.map((y) => (y !== null && y > 0 ? y : null)) : ys };
  });
  const { xs, columns } = aligned(drawn);
  const seen = columns.filter((_, i) => !hidden.has(curves[i].id)).flat();
  const range = measure === "accuracy" ? /** @type {[number, number]} */ ([0, 1]) : axisRange([...seen, chance], isLog);
  return { curves, xs, columns, range };
}

/**
 * @param {readonly CurveRun[]} runs
 * @param {number} stepsPerEpoch of the axis
 */
export function endOf(runs, stepsPerEpoch) {
  if (runs.length === 0) return stepsPerEpoch;
  return Math.max(...runs.map((one) => axisEnd(lastStep(one) * one.scale, stepsPerEpoch)));
}

/** @param {Pick<CurveRun, "steps"|"epochs">} run */
export function lastStep({ steps, epochs }) {
  return Math.max(steps.step.at(-1) ?? 0, epochs.at(-1)?.step ?? 0);
}

/**
 * What all the curves of a run say at a step of the axis.
 * @param {CurveRun} run
 * @param {number} x
 * @param {number} smoothing
 */
export function valuesAt({ steps, epochs, scale }, x, smoothing) {
  const own = x / scale + 1e-6;
  const index = lastAtOrBefore(steps.step, own);
  const epoch = epochs.findLast((one) => one.step <= own) ?? null;
  const meanOf = (/** @type {Measure} */ measure) => {
    const last = steps[measure].slice(Math.max(0, index + 1 - smoothing), index + 1);
    return last.reduce((sum, one) => sum + one, 0) / last.length;
  };
  const step = index < 0 ? null : {
    step: steps.step[index],
    epoch: steps.epoch[index],
    learningRate: steps.learning_rate[index],
    raw: { loss: steps.loss[index], accuracy: steps.accuracy[index] },
    smooth: { loss: meanOf("loss"), accuracy: meanOf("accuracy") },
  };
  return { step, epoch };
}

/**
 * The epoch whose validation accuracy is the best, the first of equals; the run itself says so where it can.
 * @param {readonly EpochEnded[]} epochs
 * @param {number|null|undefined} told
 */
export function bestEpoch(epochs, told) {
  return epochs.find((one) => one.epoch === told) ?? epochs.findLast((one) => one.is_best) ?? null;
}

/**
 * What guessing costs: the loss, and the accuracy, of a network that finds every class equally likely.
 * @param {"cross_entropy"|"mean_squared_error"} loss
 * @param {number} classes
 */
export function chanceOf(loss, classes) {
  if (classes < 2) return null;
  return { accuracy: 1 / classes, loss: loss === "cross_entropy" ? Math.log(classes) : (1 - 1 / classes) / 2 };
}

/**
 * The run as a table of numbers for a spreadsheet: one row a step, the epochs' means in the rows where an epoch ends.
 * @param {Pick<CurveRun, "steps"|"epochs">} run
 */
export function toCsv({ steps, epochs }) {
  const means = /** @type {const} */ (["training_loss", "training_accuracy", "validation_loss", "validation_accuracy"]);
  const byStep = new Map(epochs.map((one) => [one.step, one]));
  const head = ["step", "epoch", "loss", "accuracy", "learning_rate", ...means].join(",");
  const rows = steps.step.map((step, i) => {
    const ended = byStep.get(step);
    return [step, steps.epoch[i], steps.loss[i], steps.accuracy[i], steps.learning_rate[i], ...means.map((name) => ended?.[name] ?? "")].join(",");
  });
  return `${[head, ...rows].join("\r\n")}\r\n`;
}
