/** The leaf controls of the One dimension page: a list of numbers to type, a choice, a slider, each with the server's reason. */
import { t } from "../i18n/messages.js";
import { freshId, make, segmented } from "./dom.js";
import { rangeField } from "./range_field.js";
import { sentence } from "./notices.js";
import { readList, writeList } from "./signals_lists.js";

/** @typedef {import("../types_signals.js").Spec} Spec */
/** @typedef {import("../types_signals.js").SignalsState} SignalsState */
/** @typedef {(fields: Spec, isContinued?: boolean) => void} Edit */
/** @typedef {{element: HTMLElement, update: (spec: Spec, state: SignalsState) => void}} Field */

/**
 * @param {string} key of the spec
 * @param {string} label
 * @param {Edit} edit
 * @param {{read?: (text: string) => unknown, write?: (value: unknown) => string, mode?: string}} [options]
 * @returns {Field}
 */
export function textField(key, label, edit, { read = readList, write = writeList, mode = "text" } = {}) {
  const id = freshId("signal");
  const input = make("input", {
    class: "number",
    id, type: "text", inputmode: mode, autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-hint`,
  });
  const note = make("p", { class: "field__hint", id: `${id}-hint` });
  const element = make("div", { class: "field" }, [make("label", { text: label, for: id }), input, note]);
  let isEdited = false;
  let last = "";
  input.addEventListener("input", () => {
    isEdited = true;
  });
  input.addEventListener("change", () => edit({ [key]: read(input.value) }));
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    isEdited = false;
    input.value = last;
  });
  return {
    element,
    update(spec, { error, answer, busy }) {
      const isWrong = error !== null && (error.field === key || error.field.startsWith(`${key}.`));
      // What was refused stays to be mended; the computation shows the last good numbers meanwhile.
      if (!isWrong && !busy && document.activeElement !== input) isEdited = false;
      last = write(spec[key]);
      if (!isWrong && !isEdited) input.value = last;
      if (!isWrong && !busy && !error && isEdited && input.value !== last && JSON.stringify(read(input.value)) === JSON.stringify(spec[key])) isEdited = false;
      input.setAttribute("aria-invalid", String(isWrong));
      note.classList.toggle("field__hint--error", isWrong);
      note.textContent = isWrong && error ? sentence(error, "message") : reason(answer, key);
    },
  };
}

/**
 * @param {import("../types_signals.js").Answer|null} answer
 * @param {string} key
 */
function reason(answer, key) {
  const range = answer?.ranges[key];
  return range ? t(range.reason, range.values) : "";
}

/**
 * @param {string} key
 * @param {string} label
 * @param {Edit} edit
 * @param {{step?: number, unit?: string, value?: (spec: Spec, state: SignalsState) => number}} [options]
 * @returns {Field}
 */
export function sliderField(key, label, edit, { step = 1, unit = "", value = (spec) => Number(spec[key]) } = {}) {
  const field = rangeField({ label, hint: "", unit, input: (next, isContinued) => edit({ [key]: next }, isContinued) });
  return {
    element: field.element,
    update(spec, state) {
      const range = state.answer?.ranges[key];
      if (range) {
        field.limit(range.minimum, range.maximum, step);
        field.hint(reason(state.answer, key));
      }
      field.show(value(spec, state));
    },
  };
}

/**
 * @param {string} key
 * @param {string} label
 * @param {readonly {value: string, label: string, tip: string}[]} options
 * @param {Edit} edit
 * @param {{read?: (value: string) => unknown, write?: (value: unknown) => string, also?: (value: string, state: SignalsState|null) => Spec}} [how]
 * @returns {Field}
 */
export function choiceField(key, label, options, edit, { read = (value) => value, write = String, also = () => ({}) } = {}) {
  /** @type {SignalsState|null} */
  let last = null;
  const group = segmented(label, options, (value) => edit({ [key]: read(value), ...also(value, last) }));
  group.element.classList.add("segmented--wrap");
  const element = make("div", { class: "field" }, [make("span", { class: "field__label", text: label }), group.element]);
  return {
    element,
    update(spec, state) {
      last = state;
      group.select(write(spec[key]));
    },
  };
}

/**
 * @param {Field} field
 * @param {(spec: Spec) => boolean} isShown
 * @returns {Field}
 */
export function when(field, isShown) {
  return {
    element: field.element,
    update(spec, state) {
      field.element.hidden = !isShown(spec);
      field.update(spec, state);
    },
  };
}
