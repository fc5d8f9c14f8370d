/** The fields of one layer, each with the server's range and the reason for its end. */
import { evenScale } from "../core/number_entry.js";
import { t } from "../i18n/messages.js";
import { freshId, make, setAttribute } from "./dom.js";
import { sliderField, stepperField } from "./training_number.js";

/** @typedef {import("../types_training.js").LayerSpec} LayerSpec */
/** @typedef {import("../types_training.js").LayerField} LayerField */
/** @typedef {import("../types_training.js").LayerDescription} LayerDescription */
/** @typedef {(patch: Partial<LayerSpec>, isContinued?: boolean) => void} Edit */
/** @typedef {{element: HTMLElement, show: (field: LayerField, layer: LayerSpec, described: LayerDescription) => void}} FieldView */
/** @typedef {{edit: Edit, editTable: () => void, isLive: () => boolean}} FieldHost editTable: open the grid of connections */

/** Fields that may be "as many as classes". */
const COUNTS = new Set(["filters", "units"]);

/**
 * @param {LayerField} field
 * @param {FieldHost} host
 * @returns {FieldView}
 */
export function layerField(field, host) {
  if (field.kind === "pair") return pairField(field, host.edit);
  if (field.kind === "int") return countField(field, host.edit);
  if (field.kind === "float") return shareField(field, host);
  if (field.kind === "bool") return switchField(field, host.edit);
  return tableField(field, host);
}

/** @param {LayerField} field */
const labelOf = ({ id }) => t(`layer.field.${id}`);

/** @param {LayerField} field @returns {import("./training_number.js").Range} */
function rangeOf({ minimum, maximum, reason, values }) {
  return { minimum: minimum ?? -Infinity, maximum: maximum ?? Infinity, reason: reason ? t(reason, values) : "" };
}

/** The value in the spec, which is ahead of the server's. @param {LayerField} field @param {LayerSpec} layer @returns {unknown} */
const valueOf = (field, layer) => layer[/** @type {keyof LayerSpec} */ (field.id)] ?? field.value;

/** @param {LayerField} field @param {Edit} edit @returns {FieldView} */
function pairField(field, edit) {
  const label = labelOf(field);
  const names = ["rows", "cols"].map((axis) => t(`panel.axis.${axis}`, { name: label }));
  const view = stepperField({ label, tip: t(`panel.field.${field.id}.tip`), names, change: (values) => edit({ [field.id]: values }) });
  return {
    element: view.element,
    show(now, layer) {
      const value = valueOf(now, layer);
      if (Array.isArray(value) && value.length === 2) view.show(value.map(Number), rangeOf(now));
    },
  };
}

/** @param {LayerField} field @param {Edit} edit @returns {FieldView} */
function countField(field, edit) {
  const label = labelOf(field);
  const view = stepperField({ label, tip: t(`panel.field.${field.id}.tip`), names: [label], change: ([value]) => edit({ [field.id]: value }) });
  let count = 10;
  const toggle = make("input", { type: "checkbox", role: "switch" });
  toggle.addEventListener("change", () => edit({ [field.id]: toggle.checked ? "classes" : count }));
  if (COUNTS.has(field.id)) {
    view.element.append(make("label", { class: "switch small panel-field__switch", "data-tip": t("panel.field.classes.tip") }, [toggle, make("span", { text: t("layer.field.classes") })]));
  }
  return {
    element: view.element,
    show(now, layer, described) {
      const value = valueOf(now, layer);
      const isClasses = value === "classes";
      count = isClasses ? (described.output_shape?.[0] ?? count) : Number(value);
      if (toggle.checked !== isClasses) toggle.checked = isClasses;
      view.show([count], rangeOf(now));
      view.disable(isClasses);
    },
  };
}

/** A share or a slope, 0 to nearly 1. @param {LayerField} field @param {FieldHost} host @returns {FieldView} */
function shareField(field, { edit, isLive }) {
  const scale = evenScale(field.minimum ?? 0, field.maximum ?? 1, 0.01);
  const change = (/** @type {number} */ value, /** @type {boolean} */ isContinued) => edit({ [field.id]: value }, isContinued);
  const view = sliderField({ label: labelOf(field), tip: t(`panel.field.${field.id}.tip`), scale, change });
  return {
    element: view.element,
    show(now, layer) {
      view.show(Number(valueOf(now, layer)), rangeOf(now));
      view.hint(field.id === "rate" && isLive() ? t("panel.live.dropout") : "");
    },
  };
}

/** @param {LayerField} field @param {Edit} edit @returns {FieldView} */
function switchField(field, edit) {
  const input = make("input", { type: "checkbox", role: "switch" });
  input.addEventListener("change", () => edit({ [field.id]: input.checked }));
  const tip = t(`panel.field.${field.id}.tip`);
  return {
    element: make("div", { class: "panel-field" }, [make("label", { class: "switch small", "data-tip": tip }, [input, make("span", { text: labelOf(field) })])]),
    show(now, layer) {
      const isOn = valueOf(now, layer) === true;
      if (input.checked !== isOn) input.checked = isOn;
    },
  };
}

/** Which inputs each output map sees: all, a table by name, or one of one's own. @param {LayerField} field @param {FieldHost} host @returns {FieldView} */
function tableField(field, { edit, editTable }) {
  const id = freshId("table");
  const select = make("select", { class: "select panel-select", id });
  const button = make("button", { type: "button", class: "button panel-field__more", text: t("panel.table.open"), "data-tip": t("panel.table.open.tip") });
  button.addEventListener("click", editTable);
  select.addEventListener("change", () => {
    if (select.value === "own") editTable();
    else edit({ table: select.value === "lenet5" ? "lenet5" : null });
  });
  const label = make("label", { class: "panel-field__label", text: labelOf(field), for: id, "data-tip": t("panel.field.table.tip") });
  let offered = "";
  return {
    element: make("div", { class: "panel-field" }, [label, select, button]),
    show(now, layer) {
      const value = layer.table ?? null;
      const chosen = value === null ? "none" : typeof value === "string" ? value : "own";
      const choices = ["none", ...(now.choices ?? []), "own"];
      if (typeof value === "string" && !choices.includes(value)) choices.splice(1, 0, value);
      if (choices.join() !== offered) {
        offered = choices.join();
        select.replaceChildren(...choices.map((choice) => make("option", { value: choice, text: t(`layer.table.${choice}`) })));
      }
      if (select.value !== chosen) select.value = chosen;
      button.hidden = value === null;
      setAttribute(select, "data-value", chosen);
    },
  };
}
