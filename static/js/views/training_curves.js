/**
 * Loss and accuracy of the watched run, and of those laid over it. Point to read off, press or drag to look back at that moment; on
 * the keyboard the same with arrows and Enter. Before any run the axes stand there with what guessing would cost.
 */
import { gestures } from "../geometry/curve_flags.js";
import { closest, epochStretches } from "../geometry/curve_points.js";
import { bestEpoch, chanceOf, curvesOf, endOf, lastStep, runsOf, sheetOf } from "../geometry/curve_runs.js";
import { formatNumber, t } from "../i18n/messages.js";
import { freshId, make, setAttribute, setText } from "./dom.js";
import { loadPlot, mountChart } from "./training_curves_chart.js";
import { cursorAfterKey } from "./training_curves_keys.js";
import { mountLegend } from "./training_curves_legend.js";
import { mountTable, mountVerdict } from "./training_curves_verdict.js";
import { amount, counted, even, percent } from "./training_curves_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").TrainingHandlers} TrainingHandlers */
/** @typedef {import("./training_curves_chart.js").Flag} Flag */

const SMOOTHINGS = [1, 10, 30, 100];
const FIRST_SMOOTHING = 30;
/** About as many points as there are pixels: more cannot be seen. */
const BUCKETS = 600;
// Of the steps so far: nearer than this, flags would be one dark patch.
const NEAR_SHARE = 0.02;

/**
 * @param {HTMLElement} root
 * @param {Pick<TrainingHandlers, "seekTo">} handlers
 */
export function mountCurves(root, handlers) {
  root.classList.add("curves");
  const log = make("input", { type: "checkbox", class: "switch" });
  const smoothing = make("select", { class: "select curves__smoothing", id: freshId("smoothing"), "data-tip": t("curves.smoothing.tip") },
    SMOOTHINGS.map((count) => make("option", { value: count, text: t(count === 1 ? "curves.smoothing.none" : "curves.smoothing.mean", { count }) })));
  smoothing.value = String(FIRST_SMOOTHING);
  const options = make("div", { class: "curves__options" }, [
    make("h2", { class: "panel__title", text: t("curves.title") }),
    make("label", { class: "visually-hidden", for: smoothing.id, text: t("curves.smoothing") }), smoothing,
    make("label", { class: "curves__log", "data-tip": t("curves.log.tip") }, [log, make("span", { text: t("curves.log") })]),
  ]);
  const legendRoot = make("div", {});
  const ruler = make("div", { class: "curves__ruler", "aria-hidden": true });
  const [lossRoot, accuracyRoot] = [make("div", {}), make("div", {})];
  const plots = make("div", { class: "curves__plots", role: "slider", tabindex: 0, "aria-label": t("curves.slider"), "aria-valuemin": 0, "aria-keyshortcuts": "Enter Escape" }, [
    make("p", { class: "curves__name", text: t("curves.loss") }), ruler, lossRoot,
    make("p", { class: "curves__name", text: t("curves.accuracy") }), accuracyRoot,
    make("p", { class: "curves__unit", text: t("curves.axis") }),
  ]);
  const note = make("p", { class: "curves__note" });
  const verdictRoot = make("div", {});
  root.append(options, legendRoot, plots, note, verdictRoot);

  const loss = mountChart(lossRoot, { hasSteps: false, share: 0.52, heights: [150, 420], write: amount });
  const accuracy = mountChart(accuracyRoot, { hasSteps: true, share: 0.33, heights: [90, 280], write: (value) => percent(value, 0) });
  const verdict = mountVerdict(verdictRoot);
  const table = mountTable(root);
  /** @type {Set<string>} */
  const hidden = new Set();
  const legend = mountLegend(legendRoot, { toggle });
  /** @type {typeof import("uplot")|null} */
  let Uplot = null;
  /** @type {TrainingState|null} */
  let state = null;
  /** @type {unknown[]} */
  let drawn = [];
  /** @type {ReturnType<typeof runsOf>} */
  let runs = [];
  let end = 1;
  /** @type {number|null} */
  let cursor = null;
  let isDragging = false;

  loadPlot().then((found) => {
    Uplot = found;
    if (!found) plots.classList.add("curves__plots--missing");
    redraw();
  });
  const repaint = () => {
    legend.repaint();
    for (const chart of [loss, accuracy]) if (Uplot) chart.repaint(Uplot);
    redraw();
  };
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  new ResizeObserver(() => {
    for (const chart of [loss, accuracy]) chart.resize();
    redraw();
  }).observe(plots);
  log.addEventListener("change", redraw);
  smoothing.addEventListener("change", redraw);

  /** @param {string} id */
  function toggle(id) {
    if (!hidden.delete(id)) hidden.add(id);
    redraw();
  }

  function redraw() {
    drawn = [];
    if (!state) return;
    show(state);
    readOff(state);
  }

  /** @param {number|null} x */
  function pointAt(x) {
    cursor = x === null ? null : Math.max(0, Math.min(end, x));
    if (state) readOff(state);
  }

  /** To the recorded moment that is closest; the newest one of a run that goes on is the live one. @param {number} x */
  function seek(x) {
    const step = state && closest(state.snapshots, x);
    if (step === null || !state?.run) return;
    handlers.seekTo(step === state.snapshots.at(-1) ? null : step);
  }

  plots.addEventListener("pointermove", (event) => {
    const x = loss.stepAt(event.clientX);
    if (isDragging) seek(x);
    pointAt(x);
  });
  plots.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !state?.run) return;
    isDragging = true;
    plots.setPointerCapture(event.pointerId);
    pointAt(loss.stepAt(event.clientX));
    seek(loss.stepAt(event.clientX));
  });
  for (const type of ["pointerup", "pointercancel"]) plots.addEventListener(type, () => (isDragging = false));
  plots.addEventListener("pointerleave", () => pointAt(null));
  plots.addEventListener("blur", () => pointAt(null));
  plots.addEventListener("keydown", (event) => {
    if (!state || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && cursor !== null) seek(cursor);
    else if (event.key === "Escape" && (cursor !== null || state.rewind !== null)) {
      if (cursor === null) handlers.seekTo(null);
      pointAt(null);
    } else {
      const x = cursorAfterKey(event, { at: cursor ?? here(state), end, epochs: state.epochs.map((one) => one.step), last: runs[0] ? lastStep(runs[0]) : 0 });
      if (x === null) return;
      pointAt(x);
    }
    event.preventDefault();
    event.stopPropagation();
  });

  /** The step of the axis that is spoken of when nobody points. @param {TrainingState} of */
  function here({ rewind }) {
    return rewind ?? (runs[0] ? lastStep(runs[0]) * runs[0].scale : 0);
  }

  /** @param {TrainingState} of */
  function readOff(of) {
    const x = cursor ?? here(of);
    for (const chart of [loss, accuracy]) chart.point({ cursor, rewind: of.rewind });
    const sentence = legend.update(runs, curvesOf(runs), { x, smoothing: Number(smoothing.value), hidden });
    setAttribute(plots, "aria-valuenow", String(Math.round(x)));
    setAttribute(plots, "aria-valuemax", String(Math.round(end)));
    setAttribute(plots, "aria-valuetext", sentence || t("curves.where.none"));
  }

  /** @param {TrainingState} of */
  function show(of) {
    runs = runsOf(of);
    const spec = runs[0]?.run.spec ?? of.spec;
    const stepsPerEpoch = runs[0]?.run.steps_per_epoch || of.started?.steps_per_epoch || Math.ceil(spec.data.train / spec.batch_size) || 1;
    end = endOf(runs, stepsPerEpoch);
    const classes = of.shownClasses.length;
    const level = chanceOf(spec.loss, classes);
    const chanceText = t(`curves.chance.${spec.loss}`, { classes, loss: level ? formatNumber(level.loss, 3) : "", accuracy: level ? percent(level.accuracy, 0) : "" });
    if (Uplot) {
      const room = Math.max(3, Math.floor(plots.clientWidth / 34));
      const stretches = epochStretches(end, stepsPerEpoch, room);
      showRuler(stretches);
      const epochs = stretches.map(({ left, width }) => (left + width) * end);
      for (const [chart, measure] of /** @type {const} */ ([[loss, "loss"], [accuracy, "accuracy"]])) {
        const isLog = log.checked && measure === "loss";
        const sheet = sheetOf(runs, measure, { smoothing: Number(smoothing.value), buckets: BUCKETS, isLog, chance: level && level[measure], hidden });
        const chance = level && { value: level[measure], text: measure === "loss" ? chanceText : t("curves.chance.accuracy", { accuracy: percent(level.accuracy, 0) }) };
        chart.draw(Uplot, { sheet, end, isLog, hidden, epochs, chance, flags: flagsOf(of, measure) });
      }
    }
    legendRoot.hidden = runs.length === 0;
    setText(note, noteOf(of, classes, level, chanceText));
    note.hidden = note.textContent === "";
    verdict.update(runs);
    table.update(runs);
  }

  /** @param {ReturnType<typeof epochStretches>} stretches */
  function showRuler(stretches) {
    const text = JSON.stringify(stretches);
    if (ruler.dataset.drawn === text) return;
    ruler.dataset.drawn = text;
    ruler.replaceChildren(make("b", { text: t("curves.epoch") }), ...stretches.map(({ first, last, left, width }) => {
      const name = last > first ? `${first}–${last}` : String(first);
      const style = `--x: ${100 * left}%; --width: ${100 * width}%`;
      return make("span", { style, text: name });
    }));
  }

  /** @param {TrainingState} of @param {import("../geometry/curve_runs.js").Measure} measure @returns {Flag[]} */
  function flagsOf(of, measure) {
    const { run, steps, settings, epochs, ended } = of;
    if (!run) return [];
    let rate = run.spec.optimizer.learning_rate;
    /** @type {Flag[]} */
    const flags = [];
    const near = NEAR_SHARE * (steps.step.at(-1) ?? 0);
    for (const { step, learning_rate: now, momentum } of gestures(settings, near).map((changes) => changes[changes.length - 1])) {
      const words = { step: counted(step), before: amount(rate), rate: amount(now), momentum: amount(momentum ?? 0) };
      flags.push({ x: step, kind: "settings", text: t(now === rate ? "curves.settings.other" : "curves.settings.rate", words) });
      rate = now;
    }
    const best = bestEpoch(epochs, ended?.best_epoch);
    const words = best && { epoch: best.epoch, accuracy: percent(best.validation_accuracy), loss: even(best.validation_loss) };
    if (best && words) flags.push({ x: best.step, y: best[`validation_${measure}`] ?? undefined, kind: "best", text: t(ended ? "curves.best" : "curves.best.so_far", words) });
    if (ended?.reason === "diverged") flags.push({ x: ended.step, kind: "ended", text: t("curves.diverged.here", { step: counted(ended.step) }) });
    return flags;
  }

  /** @param {TrainingState} of @param {number} classes @param {ReturnType<typeof chanceOf>} level @param {string} chanceText */
  function noteOf({ run, steps, compare }, classes, level, chanceText) {
    if (!Uplot && plots.classList.contains("curves__plots--missing")) return t("curves.missing");
    if (!run) return compare.length > 0 || !level ? "" : t("curves.before", { classes, chance: chanceText });
    if (run.status === "queued") return t("curves.queued", { position: run.position ?? 1 });
    return steps.step.length === 0 && !["failed", "stopped"].includes(run.status) ? t("curves.starting") : "";
  }

  return {
    /** @param {TrainingState} next */
    update(next) {
      const { run, steps, epochs, compare, settings, ended, shownClasses, spec, snapshots } = next;
      const seen = [run?.id, run?.status, run?.position, steps, epochs, compare, settings, ended, shownClasses, run ? null : spec];
      const isOther = state?.run?.id !== run?.id;
      state = next;
      if (isOther) pointAt(null);
      if (drawn.length === 0 || seen.some((one, i) => one !== drawn[i])) {
        show(next);
        drawn = seen;
      }
      readOff(next);
      plots.classList.toggle("curves__plots--recorded", snapshots.length > 0);
    },
  };
}
