/** Another picture of the validation split: the one before, the one after, any. */
import { t } from "../i18n/messages.js";
import { iconButton, make, setText, wordButton } from "./dom.js";
import { className } from "./training_stage_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {Pick<import("../types_training.js").TrainingHandlers, "draw"|"chooseProbe">} PickHandlers */

/** @param {PickHandlers} handlers */
export function makePicker(handlers) {
  const which = make("p", { class: "pad__which numeric", role: "status" });
  const label = make("p", { class: "pad__label" });
  let index = 0;
  let count = 1;
  /** @param {number} next */
  const choose = (next) => {
    handlers.draw(null);
    handlers.chooseProbe({ split: "validation", index: ((next % count) + count) % count });
  };
  const buttons = make("div", { class: "cluster" }, [
    iconButton("chevron-left", t("pad.pick.previous"), t("pad.pick.previous"), () => choose(index - 1)),
    iconButton("chevron-right", t("pad.pick.next"), t("pad.pick.next"), () => choose(index + 1)),
    wordButton("shuffle", t("pad.pick.random"), t("pad.pick.random.tip"), () => choose(Math.floor(Math.random() * count))),
  ]);
  const element = make("div", { class: "pad__picker" }, [which, label, buttons]);

  return {
    element,
    /** @param {TrainingState} state */
    show({ probe, shown, shownClasses, started, datasets, spec, shownFrom }) {
      const dataset = datasets.find(({ name }) => name === spec.data.name);
      count = Math.max(1, (shownFrom === "run" ? started?.counts.validation : undefined) ?? spec.data.validation ?? dataset?.counts.validation ?? 1);
      index = probe.split === "validation" ? probe.index : 0;
      setText(which, t("pad.pick.which", { index: index + 1, count }));
      const truth = shown?.probe.index === probe.index ? shown.probe.label : null;
      setText(label, truth === null ? "" : t("pad.pick.label", { name: className(shownClasses[truth], truth) }));
    },
  };
}
