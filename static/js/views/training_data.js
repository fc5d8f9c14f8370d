/** What it learns from: the data sets with their pictures, why one is not to be had, how many pictures of each part are used. */
import { t } from "../i18n/messages.js";
import { make, segmented, setAttribute, setText } from "./dom.js";
import { sentence } from "./notices.js";
import { stepperField } from "./training_number.js";
import { mountOwn } from "./training_own.js";
import { fold, panelPart } from "./training_panel_part.js";
import { sampleStrip } from "./training_samples.js";
import { className } from "./training_stage_words.js";
import { countText } from "./training_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").TrainingHandlers} TrainingHandlers */
/** @typedef {import("../types_training.js").DatasetInfo} DatasetInfo */

const OWN = "own";
const SPLITS = /** @type {const} */ (["train", "validation", "test"]);
/** Counting pictures one by one leads nowhere. */
const PICTURES_A_STEP = 100;

/** @param {string} name */
const isOwn = (name) => name.startsWith("own-");

/** What the whole set is called. @param {string} name */
export const datasetName = (name) => t(isOwn(name) ? "panel.data.own" : `dataset.${name}.name`);

/**
 * @param {HTMLElement} root
 * @param {TrainingHandlers} handlers
 * @param {import("../types_training.js").SpecLimits} limits
 * @param {(done: (picture: Blob) => void) => void} openCamera
 */
export function mountData(root, handlers, limits, openCamera) {
  const part = panelPart(root, t("panel.data"));
  const chooser = make("div", { class: "data-chooser" });
  const missing = make("div", { class: "data-missing", role: "status", hidden: true });
  const ownRoot = make("div", { hidden: true });
  const strip = make("div", { class: "data-samples" });
  const hint = make("p", { class: "field__hint" });
  const facts = make("p", { class: "field__hint data-facts" });
  const fields = SPLITS.map((split) => stepperField({
    label: t(`panel.split.${split}`), tip: t(`panel.split.${split}.tip`), names: [t(`panel.split.${split}`)], step: PICTURES_A_STEP,
    change: ([value]) => handlers.editSpec({ data: { [split]: value } }),
  }));
  const more = fold(t("panel.data.more"), [hint, facts, ...fields.map((one) => one.element)]);
  part.body.append(chooser, missing, ownRoot, strip, more.element);
  const own = mountOwn(ownRoot, handlers, openCamera);

  /** @type {ReturnType<typeof segmented>|null} */
  let choice = null;
  let offered = "";
  /** What is looked at without being chosen: a set that is not to be had, or one's own before there is one. @type {string|null} */
  let peek = null;
  /** @type {TrainingState|null} */
  let state = null;
  /** @type {DatasetInfo|null|undefined} */
  let drawn;

  /** @param {string} value */
  function choose(value) {
    if (!state) return;
    const sets = state.datasets;
    const found = value === OWN ? sets.findLast((one) => isOwn(one.name) && one.is_available) : sets.find((one) => one.name === value);
    peek = found?.is_available ? null : value;
    if (found?.is_available) handlers.chooseData(found.name);
    show(state);
  }

  /** @param {readonly DatasetInfo[]} datasets */
  function build(datasets) {
    const names = [...datasets.filter(({ name }) => !isOwn(name)).map(({ name }) => name), OWN];
    const key = names.map((name) => `${name}${datasets.find((one) => one.name === name)?.is_available ?? true}`).join();
    if (key === offered) return;
    offered = key;
    const options = names.map((value) => ({ value, label: t(`panel.data.short.${value}`), tip: t(value === OWN ? "panel.data.own.tip" : `dataset.${value}.hint`) }));
    choice = segmented(t("panel.data"), options, choose);
    choice.element.classList.add("panel-choice", "panel-choice--three");
    for (const input of choice.element.querySelectorAll("input")) {
      const isMissing = datasets.find((one) => one.name === input.value)?.is_available === false;
      if (isMissing) input.parentElement?.classList.add("data-chooser__missing");
    }
    chooser.replaceChildren(choice.element);
  }

  /** @param {TrainingState} now */
  function show(now) {
    const { datasets, spec } = now;
    const chosen = peek ?? (isOwn(spec.data.name) ? OWN : spec.data.name);
    choice?.select(chosen);
    const peeked = peek === null ? null : (datasets.find((one) => one.name === peek) ?? null);
    missing.hidden = peeked === null;
    if (peeked?.error) {
      const command = `convscope fetch ${peeked.name}`;
      missing.replaceChildren(
        make("p", {}, [make("strong", { text: sentence(peeked.error, "message") }), " ", sentence(peeked.error, "remedy")]),
        make("code", { class: "data-missing__command", text: command, "data-tip": t("panel.data.command.tip") }),
        make("p", { class: "field__hint", text: t("panel.data.still", { name: datasetName(spec.data.name) }) }),
      );
    }
    ownRoot.hidden = chosen !== OWN;
    if (chosen === OWN) own.update(now);
    const isPeeking = peek !== null;
    strip.hidden = isPeeking;
    more.element.hidden = isPeeking;
    showSet(now);
  }

  /** @param {TrainingState} now */
  function showSet({ datasets, spec }) {
    const dataset = datasets.find((one) => one.name === spec.data.name) ?? null;
    const { train, validation, test } = spec.data;
    part.beside(datasetName(spec.data.name));
    more.say(t("panel.data.counts", { train: countText(train), validation: countText(validation), test: countText(test) }));
    SPLITS.forEach((split, index) => {
      const [least, most] = limits[split];
      const has = dataset ? Math.min(most, dataset.counts[split]) : most;
      fields[index].show([spec.data[split]], { minimum: least, maximum: Math.max(least, has), reason: has < most ? t("panel.split.all") : "" });
    });
    if (dataset === drawn) return;
    drawn = dataset;
    setAttribute(strip, "aria-busy", dataset ? null : "true");
    strip.replaceChildren(...(dataset ? [sampleStrip(dataset)] : []));
    if (!dataset) return;
    setText(hint, isOwn(dataset.name) ? t("panel.data.own.tip") : t(`dataset.${dataset.name}.hint`));
    const [channels, height, width] = dataset.shape;
    const names = dataset.classes.map((one, index) => className(one, index)).join(t("glossary.comma"));
    setText(facts, t("panel.data.facts", { count: dataset.classes.length, names, height, width, colors: t(channels === 3 ? "panel.data.color" : "panel.data.grey") }));
  }

  return {
    /** @param {TrainingState} now */
    update(now) {
      const isSame = state !== null && state.datasets === now.datasets && state.spec.data === now.spec.data && state.own === now.own;
      const hasOther = state !== null && state.spec.data.name !== now.spec.data.name;
      state = now;
      if (isSame) return;
      if (hasOther) peek = null;
      if (now.datasets.length > 0) build(now.datasets);
      show(now);
    },
  };
}
