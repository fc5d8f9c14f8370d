/** The network of the next run: chosen by name or built as a list, with what comes out of each layer and what it costs. */
import { errorPlaces, shapeText } from "../core/layer_list.js";
import { t } from "../i18n/messages.js";
import { freshId, iconButton, make, setAttribute, setText } from "./dom.js";
import { explained } from "./notices.js";
import { mountLayerList } from "./training_builder_list.js";
import { mountTableDialog } from "./training_builder_table.js";
import { panelPart } from "./training_panel_part.js";
import { countText, isAlive } from "./training_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").TrainingHandlers} TrainingHandlers */

const OWN = "";
const MIB = 2 ** 20;

/**
 * @param {HTMLElement} root
 * @param {TrainingHandlers} handlers
 * @param {HTMLElement} dialogs
 */
export function mountNetworkBuilder(root, handlers, dialogs) {
  const part = panelPart(root, t("panel.network"));
  const id = freshId("preset");
  const select = make("select", { class: "select panel-select", id, "aria-describedby": `${id}-hint`, "aria-label": t("panel.preset") });
  const hint = make("p", { class: "field__hint", id: `${id}-hint` });
  const undo = iconButton("undo", t("panel.undo"), t("panel.undo.tip"), () => handlers.undo());
  const redo = iconButton("redo", t("panel.redo"), t("panel.redo.tip"), () => handlers.redo());
  for (const button of [undo, redo]) button.classList.add("button--quiet");
  const input = make("div", { class: "layer layer--input" });
  const shape = make("span", { class: "layer__facts numeric" });
  input.append(make("span", { class: "layer__name", text: t("panel.input") }), shape);
  const place = make("div", { class: "stack-layers" });
  const problem = make("p", { class: "layer__error", role: "status" });
  const totals = make("p", { class: "field__hint panel-totals", "data-tip": t("panel.totals.tip") });
  part.body.append(make("div", { class: "panel-preset" }, [select, undo, redo]), hint, input, place, problem, totals);
  select.addEventListener("change", () => {
    if (select.value !== OWN) handlers.choosePreset(select.value);
  });

  /** @type {TrainingState|null} */
  let state = null;
  const isLive = () => state !== null && isAlive(state.run) && state.run?.spec.network.layers.some((one) => one.kind === "dropout") === true;
  const table = mountTableDialog(dialogs);
  const list = mountLayerList(place, {
    add: handlers.addLayer,
    remove: handlers.removeLayer,
    move: handlers.moveLayer,
    edit(index, patch, isContinued) {
      // The rate of dropout can be changed in a run that goes on, for all of its dropout layers together.
      if (patch.rate !== undefined && isLive()) handlers.set({ dropout: patch.rate }, isContinued);
      else handlers.editLayer(index, patch, isContinued);
    },
    editTable: table.open,
    isLive,
  });

  /** @param {TrainingState} next */
  function showPresets({ presets, spec }) {
    const isOwn = spec.network.preset === null;
    const offered = [...presets.map((one) => one.id), ...(isOwn ? [OWN] : [])];
    if (offered.join() !== select.dataset["offered"]) {
      select.dataset["offered"] = offered.join();
      select.replaceChildren(...offered.map((one) => make("option", { value: one, text: t(one === OWN ? "panel.preset.own" : `preset.${one}.name`) })));
    }
    const chosen = spec.network.preset ?? OWN;
    if (select.value !== chosen) select.value = chosen;
    setText(hint, t(isOwn ? "panel.preset.own.hint" : `preset.${chosen}.hint`));
  }

  /** @param {TrainingState} next */
  function showTotals({ description, spec }) {
    part.beside(description ? t("panel.parameters", { count: countText(description.parameters) }) : "");
    if (!description) return;
    const memory = description.memory_bytes / MIB;
    const values = { memory: memory < 10 ? memory.toFixed(1) : countText(Math.round(memory)), batch: spec.batch_size, multiplications: countText(description.multiplications) };
    setText(totals, t("panel.totals", values));
  }

  return {
    /** @param {TrainingState} next */
    update(next) {
      const isSame = state !== null && state.spec === next.spec && state.description === next.description && state.presets === next.presets &&
        state.run?.status === next.run?.status && state.past === next.past && state.future === next.future;
      state = next;
      if (isSame) return;
      const { spec, description } = next;
      showPresets(next);
      const { byLayer, whole } = errorPlaces(description, spec.network.layers.length);
      setText(shape, shapeText(description?.layers[0]?.input_shape));
      list.update({ layers: spec.network.layers, described: description?.layers ?? null, errors: byLayer });
      problem.hidden = whole === null;
      setText(problem, whole ? explained(whole) : "");
      showTotals(next);
      setAttribute(undo, "aria-disabled", next.past.length === 0 ? "true" : null);
      setAttribute(redo, "aria-disabled", next.future.length === 0 ? "true" : null);
    },
  };
}
