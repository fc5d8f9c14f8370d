/** The legend is the readout: each curve with its sample, its name and what it says where one points, and a switch that hides it. */
import { curveStyle, swatch } from "../draw/curves_style.js";
import { readTheme } from "../draw/theme.js";
import { valuesAt } from "../geometry/curve_runs.js";
import { t } from "../i18n/messages.js";
import { make, setAttribute, setText } from "./dom.js";
import { amount, counted, even, namesAmong, percent } from "./training_curves_words.js";

/** @typedef {import("../geometry/curve_runs.js").CurveRun} CurveRun */
/** @typedef {import("../geometry/curve_runs.js").Curve} Curve */

/**
 * @param {HTMLElement} root
 * @param {{toggle: (id: string) => void}} handlers
 */
export function mountLegend(root, { toggle }) {
  const head = make("tr", {}, [make("td", {}), make("th", { scope: "col", text: t("curves.loss") }), make("th", { scope: "col", text: t("curves.accuracy") })]);
  const body = make("tbody", {});
  const caption = make("caption", { class: "legend-table__where" });
  root.append(make("table", { class: "legend-table" }, [caption, make("thead", {}, [head]), body]));
  let key = "";
  /** @type {Map<string, {label: Element, loss: Element, accuracy: Element, button: Element}>} */
  const rows = new Map();

  /** @param {readonly Curve[]} curves */
  function build(curves) {
    rows.clear();
    body.replaceChildren();
    const theme = readTheme();
    const nameOf = namesAmong(curves.map(({ run }) => run));
    const isCompared = curves.some(({ run }) => run.place > 0);
    let last = "";
    for (const { id, run, line } of curves) {
      if (isCompared && run.id !== last) body.append(make("tr", {}, [make("th", { class: "legend-table__run", colspan: 3, scope: "rowgroup", text: nameOf(run.run) })]));
      last = run.id;
      const sample = make("span", {});
      sample.innerHTML = swatch(curveStyle(line, run.place, theme));
      const label = make("span", {});
      const button = make("button", { type: "button", class: "legend-table__toggle", "data-tip": t(`curves.line.${line}.tip`) }, [sample, label]);
      button.addEventListener("click", () => toggle(id));
      const [loss, accuracy] = [make("td", {}), make("td", {})];
      rows.set(id, { label, loss, accuracy, button });
      body.append(make("tr", {}, [make("th", { scope: "row" }, [button]), loss, accuracy]));
    }
  }

  return {
    repaint() {
      key = "";
    },
    /**
     * @param {readonly CurveRun[]} runs
     * @param {readonly Curve[]} curves
     * @param {{x: number, smoothing: number, hidden: ReadonlySet<string>}} at
     * @returns {string} the same in a sentence
     */
    update(runs, curves, { x, smoothing, hidden }) {
      const shape = curves.map(({ id }) => id).join();
      if (shape !== key) {
        key = shape;
        build(curves);
      }
      let sentence = "";
      for (const run of runs) {
        const values = valuesAt(run, x, smoothing);
        const { step, epoch } = values;
        if (run === runs[0]) sentence = step ? where(step, smoothing, values) : t("curves.where.none");
        for (const { id, line } of curves.filter((one) => one.run.id === run.id)) {
          const row = rows.get(id);
          if (!row) continue;
          const isEpoch = line === "epoch" || line === "validation";
          const pair = line === "epoch" ? epoch && { loss: epoch.training_loss, accuracy: epoch.training_accuracy }
            : line === "validation" ? epoch && { loss: epoch.validation_loss, accuracy: epoch.validation_accuracy }
              : step && step[line];
          const name = isEpoch && epoch ? t(`curves.line.${line}.at`, { epoch: epoch.epoch }) : t(`curves.line.${line}`, { count: smoothing });
          setText(row.label, name);
          setText(row.loss, even(pair?.loss ?? null));
          setText(row.accuracy, percent(pair?.accuracy ?? null));
          setAttribute(row.button, "aria-pressed", String(!hidden.has(id)));
        }
        if (run === runs[0]) setText(caption, step ? t("curves.where", { step: counted(step.step), epoch: step.epoch, rate: amount(step.learningRate) }) : t("curves.where.none"));
      }
      return sentence;
    },
  };
}

/**
 * @param {NonNullable<ReturnType<typeof valuesAt>["step"]>} step
 * @param {number} smoothing
 * @param {ReturnType<typeof valuesAt>} values
 */
function where(step, smoothing, { epoch }) {
  const words = { step: step.step, epoch: step.epoch, count: smoothing, loss: amount(step.smooth.loss), accuracy: percent(step.smooth.accuracy) };
  const trained = t("curves.spoken.training", words);
  if (!epoch) return trained;
  const checked = { epoch: epoch.epoch, loss: amount(epoch.validation_loss), accuracy: percent(epoch.validation_accuracy) };
  return `${trained} ${t("curves.spoken.validation", checked)}`;
}
