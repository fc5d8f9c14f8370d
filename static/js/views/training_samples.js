/** A few pictures of a data set with their classes: dark on light where they are ink, grey or in colour otherwise. */
import { readTheme } from "../draw/theme.js";
import { drawChannel, sheetOf } from "../draw/training_levels.js";
import { t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { className } from "./training_stage_words.js";

/** @typedef {import("../types_training.js").DatasetInfo} DatasetInfo */

/** @param {DatasetInfo} dataset @returns {HTMLElement} */
export function sampleStrip({ samples, classes, is_ink: isInk }) {
  const figures = samples.map((sample) => {
    const [, height, width] = sample.shape;
    const canvas = make("canvas", { width, height, "aria-hidden": "true" });
    const context = canvas.getContext("2d");
    if (context) drawChannel(context, sheetOf(null, sample, isInk ? "ink" : "grey", readTheme()), 0, { left: 0, top: 0, width, height });
    const index = classes.findIndex(({ id }) => id === sample.name);
    const name = className(classes[index], index);
    return make("li", { class: "samples__one", "data-tip": t("panel.sample.tip", { name }) }, [canvas, make("span", { class: "samples__name", text: name })]);
  });
  return make("ul", { class: "samples", "aria-label": t("panel.samples") }, figures);
}
