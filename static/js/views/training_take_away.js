/** What can be carried home: weights, the run, a script that loads them, and the curves as a figure or as numbers. */
import { curvesFigure } from "../draw/curves_figure.js";
import { readTheme } from "../draw/theme.js";
import { bestEpoch, endOf, runsOf, sheetOf, toCsv } from "../geometry/curve_runs.js";
import { t } from "../i18n/messages.js";
import { icon, make } from "./dom.js";
import { amount, namesAmong, percent, runName } from "./training_curves_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").TrainingHandlers} TrainingHandlers */

const FROM_SERVER = /** @type {const} */ (["weights", "run", "pytorch"]);
const CURVES = /** @type {const} */ (["png", "svg", "csv"]);
const FIGURE = { smoothing: 30, buckets: 800, isLog: false, chance: null, hidden: new Set() };
const PNG_SCALE = 2;

/**
 * @param {HTMLElement} root
 * @param {Pick<TrainingHandlers, "takeAway">} handlers
 */
export function mountTakeAway(root, handlers) {
  root.classList.add("take-away");
  /** @type {TrainingState|null} */
  let state = null;
  let address = "";
  const files = FROM_SERVER.map((kind) => makeButton(kind, () => handlers.takeAway(kind)));
  const figures = CURVES.map((kind) => makeButton(kind, () => state && saveCurves(state, kind)));
  const note = make("p", { class: "small muted" });
  root.append(make("h2", { class: "panel__title", text: t("take_away.title") }), make("div", { class: "take-away__files" }, [...files, ...figures]), note);

  /** @param {Blob} blob @param {string} name */
  function save(blob, name) {
    URL.revokeObjectURL(address);
    address = URL.createObjectURL(blob);
    make("a", { href: address, download: name }).click();
  }

  /** @param {TrainingState} of @param {typeof CURVES[number]} kind */
  async function saveCurves(of, kind) {
    const runs = runsOf(of);
    if (runs.length === 0) return;
    const name = `convscope-${runs[0].id.slice(0, 8)}`;
    if (kind === "csv") save(new Blob([toCsv(runs[0])], { type: "text/csv" }), `${name}.csv`);
    else {
      const figure = figureOf(runs);
      const svg = new Blob([figure.svg], { type: "image/svg+xml" });
      save(kind === "svg" ? svg : await rasterized(figure, svg), `${name}.${kind}`);
    }
  }

  return {
    /** @param {TrainingState} next */
    update(next) {
      state = next;
      const hasRun = next.run !== null && next.snapshots.length > 0;
      const hasCurves = next.run !== null && next.steps.step.length > 0;
      for (const button of files) setEnabled(button, hasRun);
      for (const button of figures) setEnabled(button, hasCurves);
      const text = !hasRun ? t("take_away.before") : next.rewind === null ? t("take_away.now") : t("take_away.rewound", { step: next.rewind });
      if (note.textContent !== text) note.textContent = text;
    },
  };
}

/** Stays reachable, so that its explanation does. @param {HTMLButtonElement} button @param {boolean} isEnabled */
function setEnabled(button, isEnabled) {
  if (isEnabled) button.removeAttribute("aria-disabled");
  else button.setAttribute("aria-disabled", "true");
}

/** @param {string} kind @param {() => void} act */
function makeButton(kind, act) {
  const button = make("button", { type: "button", class: "button", "data-tip": t(`take_away.${kind}.tip`), "aria-disabled": "true" }, [icon("download"), make("span", { text: t(`take_away.${kind}`) })]);
  button.addEventListener("click", () => button.getAttribute("aria-disabled") !== "true" && act());
  return button;
}

/** @param {ReturnType<typeof runsOf>} runs */
function figureOf(runs) {
  const stepsPerEpoch = runs[0].run.steps_per_epoch || 1;
  const charts = { loss: sheetOf(runs, "loss", FIGURE), accuracy: sheetOf(runs, "accuracy", FIGURE), end: endOf(runs, stepsPerEpoch), stepsPerEpoch, isLog: false };
  const notes = runs.flatMap((run) => {
    const best = bestEpoch(run.epochs, run.ended?.best_epoch);
    if (!best) return [];
    const words = { run: runName(run.run), epoch: best.epoch, validation: percent(best.validation_accuracy), test: percent(run.ended?.test_accuracy ?? null, 2) };
    return [t(run.ended ? "take_away.figure.best_test" : "take_away.figure.best", words)];
  });
  const words = {
    ...{ title: runs.map((run) => runName(run.run)).join(" / "), loss: t("curves.loss"), accuracy: t("curves.accuracy"), steps: t("curves.axis"), notes, amount },
    percent: (/** @type {number} */ value) => percent(value, 0),
    nameOf: (/** @type {import("../geometry/curve_runs.js").Curve} */ { run, line }) => `${runs.length > 1 ? `${namesAmong(runs)(run.run)}: ` : ""}${t(`curves.line.${line}`, { count: FIGURE.smoothing })}`,
  };
  return curvesFigure(charts, words, readTheme());
}

/**
 * @param {{width: number, height: number}} figure
 * @param {Blob} svg
 * @returns {Promise<Blob>}
 */
async function rasterized({ width, height }, svg) {
  const address = URL.createObjectURL(svg);
  try {
    const image = new Image(width * PNG_SCALE, height * PNG_SCALE);
    image.src = address;
    await image.decode();
    const canvas = make("canvas", { width: width * PNG_SCALE, height: height * PNG_SCALE });
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no PNG"))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
