/** The parameters of the active step's filter: a slider or a choice each, with the server's range, step and default. */
import { t, hasMessage } from "../i18n/messages.js";
import { make, segmented } from "./dom.js";
import { rangeField } from "./range_field.js";

/** @typedef {import("../types.js").FiltersState} FiltersState */
/** @typedef {import("../types.js").StepDescription["parameters"][number]} ParameterState */
/** @typedef {{setParameter: (id: string, value: number|string, isContinued: boolean) => void}} ParameterHandlers */

/**
 * @param {HTMLElement} root
 * @param {ParameterHandlers} handlers
 */
export function mountParameters(root, handlers) {
  root.classList.add("stack", "step-parameters");
  /** @type {ReturnType<typeof parameterField>[]} */
  let fields = [];
  let builtFor = "";
  /** @type {unknown} */
  let shown = null;

  return {
    /** @param {FiltersState} state */
    update(state) {
      const description = state.description?.steps[state.active];
      if (!description || description === shown) return;
      shown = description;
      const wanted = `${description.filter}:${description.parameters.map((parameter) => parameter.id).join()}`;
      if (wanted !== builtFor) {
        builtFor = wanted;
        fields = description.parameters.map((parameter) => parameterField(parameter, handlers));
        root.replaceChildren(...fields.map((field) => field.element));
        root.hidden = fields.length === 0;
      }
      for (const [i, field] of fields.entries()) field.show(description.parameters[i]);
    },
  };
}

/**
 * @param {ParameterState} parameter
 * @param {ParameterHandlers} handlers
 */
function parameterField(parameter, handlers) {
  const label = t(`parameter.${parameter.id}.label`);
  const hint = t(`parameter.${parameter.id}.hint`);
  if (parameter.kind === "choice") {
    const options = parameter.choices.map((value) => ({ value, label: t(`choice.${value}.label`), tip: hint }));
    const choice = segmented(label, options, (value) => handlers.setParameter(parameter.id, value, false));
    const element = make("div", { class: "field" }, [make("span", { class: "field__label", text: label }), choice.element]);
    return { element, show: (/** @type {ParameterState} */ now) => choice.select(String(now.value)) };
  }
  const unit = hasMessage(`unit.${parameter.unit}`) ? t(`unit.${parameter.unit}`) : parameter.unit;
  const range = rangeField({ label, hint, unit, input: (value, isContinued) => handlers.setParameter(parameter.id, value, isContinued) });
  const { minimum, maximum, step } = parameter;
  range.limit(minimum ?? 0, maximum ?? 1, step ?? 1);
  range.element.dataset.parameter = parameter.id;
  return { element: range.element, show: (/** @type {ParameterState} */ now) => range.show(Number(now.value)) };
}
