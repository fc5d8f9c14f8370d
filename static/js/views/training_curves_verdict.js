/**
 * What the curves come to: the best epoch by validation and its test accuracy, for each run; why a run blew up; and all epochs as a
 * table of numbers.
 */
import { curveStyle, swatch } from "../draw/curves_style.js";
import { readTheme } from "../draw/theme.js";
import { bestEpoch } from "../geometry/curve_runs.js";
import { t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { amount, counted, even, namesAmong, percent, runName } from "./training_curves_words.js";

/** @typedef {import("../geometry/curve_runs.js").CurveRun} CurveRun */
/** @typedef {import("../types_training.js").EpochEnded} EpochEnded */

/** @param {HTMLElement} root */
export function mountVerdict(root) {
  root.classList.add("verdict");
  let drawn = "";
  return {
    /** @param {readonly CurveRun[]} runs */
    update(runs) {
      const key = JSON.stringify([document.documentElement.dataset.theme, runs.map(({ id, epochs, ended, place }) => [id, epochs.length, ended?.reason, place])]);
      if (key === drawn) return;
      drawn = key;
      const [first] = runs;
      const isAlone = runs.length === 1 && first.place === 0;
      const diverged = runs.filter(({ ended }) => ended?.reason === "diverged").map((run) => make("p", { class: "verdict__alarm", text: divergence(run, isAlone) }));
      root.replaceChildren(...diverged, ...(isAlone ? sentences(first) : runs.length > 0 ? [comparison(runs)] : []));
    },
  };
}

/** @param {CurveRun} run @param {boolean} isAlone */
function divergence({ run, ended }, isAlone) {
  const words = { step: counted(ended?.step ?? 0), rate: amount(run.spec.optimizer.learning_rate), why: t(`training.diverged.${ended?.diverged_because ?? "loss_not_finite"}`) };
  const text = t("curves.diverged", words);
  return isAlone ? text : `${runName(run)}: ${text}`;
}

/** @param {CurveRun} run */
function bestOf({ epochs, ended }) {
  const best = bestEpoch(epochs, ended?.best_epoch);
  return { best, test: ended?.test_accuracy ?? null };
}

/** @param {CurveRun} run */
function sentences(run) {
  const { best, test } = bestOf(run);
  if (!best) return [];
  const words = { epoch: best.epoch, accuracy: percent(best.validation_accuracy), loss: even(best.validation_loss) };
  const first = run.ended ? t("curves.best", words) : t("curves.best.so_far", words);
  const second = test === null ? (run.ended ? "" : t("curves.best.test_later")) : t("curves.best.test", { accuracy: percent(test, 2) });
  return [make("p", { text: `★ ${first}` }), ...(second ? [make("p", { class: test === null ? "muted small" : "verdict__test", text: second })] : [])];
}

/** @param {readonly CurveRun[]} runs */
function comparison(runs) {
  const theme = readTheme();
  const nameOf = namesAmong(runs);
  const columns = ["run", "best_epoch", "validation", "test"];
  const head = make("tr", {}, columns.map((name) => make("th", { scope: "col", text: t(`curves.compare.${name}`), "data-tip": t(`curves.compare.${name}.tip`) })));
  const rows = runs.map((run) => {
    const { best, test } = bestOf(run);
    const name = make("th", { scope: "row" });
    name.innerHTML = swatch(curveStyle("validation", run.place, theme));
    name.append(nameOf(run.run));
    const cells = [best ? String(best.epoch) : "–", best ? percent(best.validation_accuracy) : "–", test === null ? t("curves.compare.pending") : percent(test, 2)];
    return make("tr", {}, [name, ...cells.map((text) => make("td", { text }))]);
  });
  return make("table", { class: "verdict__table" }, [make("caption", { text: t("curves.compare.caption") }), make("thead", {}, [head]), make("tbody", {}, rows)]);
}

/**
 * All epochs in numbers, filled only while it is open.
 * @param {HTMLElement} root
 */
export function mountTable(root) {
  const holder = make("div", { class: "scroll-x", tabindex: 0, role: "region", "aria-label": t("curves.table") });
  const details = make("details", { class: "curves__numbers" }, [make("summary", { text: t("curves.table") }), holder]);
  root.append(details);
  /** @type {readonly CurveRun[]} */
  let runs = [];
  let drawn = "";
  details.addEventListener("toggle", fill);

  function fill() {
    if (!details.open) return;
    const key = runs.map(({ id, epochs }) => `${id} ${epochs.length}`).join();
    if (key === drawn) return;
    drawn = key;
    const names = ["epoch", "step", "training_loss", "validation_loss", "training_accuracy", "validation_accuracy"];
    const head = make("tr", {}, names.map((name) => make("th", { scope: "col", text: t(`curves.table.${name}`) })));
    const bodies = runs.map((run) => make("tbody", {}, [
      ...(runs.length > 1 ? [make("tr", {}, [make("th", { colspan: names.length, scope: "rowgroup", text: runName(run.run) })])] : []),
      ...run.epochs.map((epoch) => rowOf(epoch, epoch === bestEpoch(run.epochs, run.ended?.best_epoch))),
    ]));
    const empty = make("p", { class: "muted small", text: t("curves.table.none") });
    holder.replaceChildren(runs.some(({ epochs }) => epochs.length > 0) ? make("table", { class: "table small" }, [make("thead", {}, [head]), ...bodies]) : empty);
  }

  return {
    /** @param {readonly CurveRun[]} of */
    update(of) {
      runs = of;
      fill();
    },
  };
}

/** @param {EpochEnded} epoch @param {boolean} isBest */
function rowOf({ epoch, step, training_loss: trained, validation_loss: checked, ...rest }, isBest) {
  const cells = [counted(step), even(trained), even(checked), percent(rest.training_accuracy), percent(rest.validation_accuracy)];
  const name = make("th", { scope: "row", text: isBest ? `★ ${epoch}` : String(epoch) });
  return make("tr", { class: isBest && "curves__best" }, [name, ...cells.map((text) => make("td", { text }))]);
}
