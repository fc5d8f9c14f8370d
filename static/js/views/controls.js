/** How the kernel of the active step meets the picture. Every range and the reason for its end come from the server. */
import { t, hasMessage } from "../i18n/messages.js";
import { make, numberField, segmented } from "./dom.js";
import { rangeField } from "./range_field.js";

/** @typedef {import("../types.js").FiltersState} FiltersState */
/** @typedef {import("../types.js").StepDescription} StepDescription */
/** @typedef {import("../types.js").Step} Step */

/**
 * @typedef {object} ControlHandlers
 * @property {(fields: Partial<Step>, isContinued?: boolean) => void} editStep
 */

const AXES = /** @type {const} */ (["rows", "cols"]);
const SIDES = /** @type {const} */ (["top", "bottom", "left", "right"]);

/**
 * @param {HTMLElement} root
 * @param {ControlHandlers} handlers
 */
export function mountControls(root, handlers) {
  root.classList.add("step-controls");
  /** @type {((description: StepDescription, step: Step) => void)|null} */
  let show = null;
  /** @type {StepDescription|null} */
  let shown = null;

  /** @param {FiltersState} state */
  function build(state) {
    const { catalog } = state;
    const padding = choiceField("padding", [...catalog.paddings, "amounts"], (value) => {
      const amounts = shown?.padding ?? [[0, 0], [0, 0]];
      handlers.editStep({ padding: /** @type {Step["padding"]} */ (value === "amounts" ? amounts : value) });
    });
    const sides = sidesField((amounts) => handlers.editStep({ padding: amounts }));
    const mode = choiceField("padding_mode", catalog.padding_modes, (value) =>
      handlers.editStep({ padding_mode: /** @type {Step["padding_mode"]} */ (value) }),
    );
    const channels = choiceField("channels", catalog.channels, (value) =>
      handlers.editStep({ channels: /** @type {Step["channels"]} */ (value) }),
    );
    const display = choiceField("display", catalog.displays, (value) =>
      handlers.editStep({ display: /** @type {Step["display"]} */ (value) }),
    );
    const stride = pairField("stride", (pair, isContinued) => handlers.editStep({ stride: pair }, isContinued));
    const dilation = pairField("dilation", (pair, isContinued) => handlers.editStep({ dilation: pair }, isContinued));
    root.replaceChildren(
      display.element, channels.element, padding.element, sides.element, mode.element, stride.element, dilation.element,
    );
    show = (description, step) => {
      const isAmounts = Array.isArray(step.padding);
      padding.select(isAmounts ? "amounts" : String(step.padding));
      sides.element.hidden = !isAmounts;
      sides.show(description.padding);
      mode.select(description.padding_mode);
      channels.select(description.channels);
      channels.hint(description.combine === "direction" ? t("controls.channels.direction") : t("controls.channels.hint"));
      display.select(description.display);
      stride.show(description.stride, description.limits.stride);
      dilation.show(description.dilation, description.limits.dilation);
    };
  }

  return {
    /** @param {FiltersState} state */
    update(state) {
      const description = state.description?.steps[state.active];
      if (!description || description === shown) return;
      if (!show) build(state);
      shown = description;
      show?.(description, state.steps[state.active]);
    },
  };
}

/**
 * Stride or dilation: one slider for both axes until they differ or somebody wants them apart.
 * @param {"stride"|"dilation"} name
 * @param {(pair: [number, number], isContinued: boolean) => void} change
 */
function pairField(name, change) {
  /** @type {[number, number]} */
  let pair = [1, 1];
  let isApart = false;
  const both = rangeField({ label: t(`controls.${name}.label`), hint: "", unit: "", input: (value, goesOn) => set([value, value], goesOn) });
  const single = AXES.map((axis, i) =>
    rangeField({
      label: t(`controls.${name}.${axis}`),
      hint: "",
      unit: "",
      input: (value, goesOn) => set(i === 0 ? [value, pair[1]] : [pair[0], value], goesOn),
    }),
  );
  const toggle = make("input", { type: "checkbox", role: "switch" });
  const label = make("label", { class: "switch small", "data-tip": t("controls.apart.tip") }, [toggle, make("span", { text: t(`controls.${name}.apart`) })]);
  toggle.addEventListener("change", () => {
    isApart = toggle.checked;
    if (!isApart && pair[0] !== pair[1]) set([pair[0], pair[0]], false);
    arrange();
  });
  const element = make("div", { class: "stack stack--tight" }, [both.element, ...single.map((field) => field.element), label]);

  /**
   * @param {[number, number]} next
   * @param {boolean} isContinued
   */
  function set(next, isContinued) {
    pair = next;
    change(next, isContinued);
  }

  function arrange() {
    toggle.checked = isApart;
    both.element.hidden = isApart;
    for (const field of single) field.element.hidden = !isApart;
  }

  arrange();
  return {
    element,
    /**
     * @param {[number, number]} next
     * @param {import("../types.js").Limit} limit
     */
    show(next, limit) {
      pair = next;
      if (next[0] !== next[1]) isApart = true;
      const reason = t(limit.reason, limit.values);
      for (const [i, field] of [both, ...single].entries()) {
        field.limit(limit.minimum, limit.maximum, 1);
        field.hint(i < 2 ? reason : "");
        field.show(i === 2 ? next[1] : next[0]);
      }
      arrange();
    },
  };
}

/**
 * @param {string} name
 * @param {readonly string[]} choices
 * @param {(value: string) => void} choose
 */
function choiceField(name, choices, choose) {
  const options = choices.map((value) => ({ value, label: t(`controls.${name}.${value}`), tip: t(`controls.${name}.${value}.tip`) }));
  const label = t(`controls.${name}.label`);
  const choice = segmented(label, options, choose);
  choice.element.classList.add("segmented--wrap");
  const note = make("p", { class: "field__hint", text: hasMessage(`controls.${name}.hint`) ? t(`controls.${name}.hint`) : "" });
  const element = make("div", { class: "field", "data-setting": name }, [
    make("span", { class: "field__label", text: label }), choice.element, note,
  ]);
  return {
    element,
    select: choice.select,
    /** @param {string} text */
    hint: (text) => {
      note.textContent = text;
    },
  };
}

/** @param {(amounts: [[number, number], [number, number]]) => void} change */
function sidesField(change) {
  /** @type {[[number, number], [number, number]]} */
  let amounts = [[0, 0], [0, 0]];
  const fields = SIDES.map((side, i) =>
    numberField({
      label: t(`controls.padding.${side}`),
      mode: "numeric",
      read: (text) => (/^\d{1,2}$/.test(text.trim()) ? { value: Number(text) } : { problem: t("controls.padding.problem") }),
      commit(value) {
        const flat = amounts.flat();
        flat[i] = value;
        change([[flat[0], flat[1]], [flat[2], flat[3]]]);
      },
    }),
  );
  const element = make("div", { class: "step-controls__sides" }, fields.map((field) => field.element));
  return {
    element,
    /** @param {[[number, number], [number, number]]} next */
    show(next) {
      amounts = next;
      for (const [i, value] of next.flat().entries()) fields[i].show(value);
    },
  };
}
