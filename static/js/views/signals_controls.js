/** What each of the seven computations can be asked: its fields, in order. */
import { t } from "../i18n/messages.js";
import { iconButton, make } from "./dom.js";
import { choiceField, sliderField, textField, when } from "./signals_fields.js";

/** @typedef {import("../types_signals.js").SignalsState} SignalsState */
/** @typedef {import("../types_signals.js").Kind} Kind */
/** @typedef {import("./signals_fields.js").Field} Field */
/** @typedef {import("./signals_fields.js").Edit} Edit */

const SHAPES = ["box", "wide_box", "ramp", "triangle", "exponential"];
const LOADED_DIE = [1, 1, 1, 1, 1, 5];

/**
 * @param {HTMLElement} root
 * @param {{editSpec: Edit, undo: () => void, redo: () => void}} handlers
 */
export function mountControls(root, { editSpec, undo, redo }) {
  root.classList.add("signal-controls");
  const history = [iconButton("undo", t("signals.undo"), t("signals.undo"), undo), iconButton("redo", t("signals.redo"), t("signals.redo"), redo)];
  const buttons = make("div", { class: "signal-controls__history" }, history);
  /** @type {Kind|null} */
  let kind = null;
  /** @type {Field[]} */
  let fields = [];
  return {
    /** @param {SignalsState} state */
    update(state) {
      if (kind !== state.kind) {
        kind = state.kind;
        fields = FIELDS[kind](editSpec);
        root.replaceChildren(make("p", { class: "muted small", text: t(`signals.kind.${kind}.hint`) }), ...fields.map((field) => field.element), buttons);
      }
      history[0].disabled = state.past.length === 0;
      history[1].disabled = state.future.length === 0;
      for (const field of fields) field.update(state.specs[state.kind], state);
    },
  };
}

/** @type {Record<Kind, (edit: Edit) => Field[]>} */
const FIELDS = {
  polynomial: (edit) => [textField("p", t("signals.field.p"), edit), textField("q", t("signals.field.q"), edit)],
  integer: (edit) => {
    const digits = { read: (/** @type {string} */ text) => text, write: String, mode: "numeric" };
    return [textField("a", t("signals.field.a"), edit, digits), textField("b", t("signals.field.b"), edit, digits)];
  },
  moving_average: (edit) => [
    choiceField("signal", t("signals.field.signal"), options("signal", ["noisy", "tone", "steps", "typed"]), edit, {
      also: (value, state) => (value === "typed" ? { values: rowOf(state, "x") } : { values: null }),
    }),
    when(sliderField("seed", t("signals.field.seed"), edit), (spec) => spec.signal !== "typed"),
    when(textField("values", t("signals.field.values"), edit), (spec) => spec.signal === "typed"),
    choiceField("weights", t("signals.field.weights"), options("weights", ["plain", "triangular", "binomial", "typed"]), edit, {
      also: (value, state) => (value === "typed" ? { kernel: rowOf(state, "w") } : { kernel: null }),
    }),
    when(sliderField("window", t("signals.field.window"), edit), (spec) => spec.weights !== "typed"),
    when(textField("kernel", t("signals.field.kernel"), edit), (spec) => spec.weights === "typed"),
    widthField(edit),
  ],
  density: (edit) => [
    textField("points", t("signals.field.points"), edit),
    choiceField("kernel", t("signals.field.hill"), options("hill", ["gaussian", "box", "triangle"]), edit),
    sliderField("bandwidth", t("signals.field.bandwidth"), edit, { step: 0.05 }),
    choiceField("cells", t("signals.field.cells"), options("cells", ["20", "40", "50"]), edit, { read: Number }),
  ],
  dice: (edit) => [
    sliderField("dice", t("signals.field.dice"), (fields, isContinued) => edit({ ...fields, stage: null }, isContinued)),
    when(
      sliderField("stage", t("signals.field.stage"), edit, { value: (spec, { answer }) => Number(spec.stage ?? answer?.spec.stage ?? spec.dice) }),
      (spec) => Number(spec.dice) > 2,
    ),
    choiceField("weights", t("signals.field.die"), options("die", ["fair", "loaded"]), edit, {
      read: (value) => (value === "fair" ? LOADED_DIE.map(() => 1) : LOADED_DIE),
      write: (value) => (JSON.stringify(value) === JSON.stringify(LOADED_DIE.map(() => 1)) ? "fair" : "loaded"),
    }),
    textField("weights", t("signals.field.faces"), edit),
  ],
  continuous: (edit) => [
    choiceField("f", "f(\u03c4)", options("shape", SHAPES), edit),
    choiceField("g", "g(\u03c4)", options("shape", SHAPES), edit),
    choiceField("samples", t("signals.field.samples"), options("samples", ["2", "4", "5", "8", "10"]), edit, { read: Number }),
  ],
  sequence: (edit) => [
    textField("v", t("signals.field.v"), edit),
    textField("w", t("signals.field.w"), edit),
    choiceField("operation", t("signals.field.operation"), options("operation", ["convolve", "correlate"]), edit),
    widthField(edit, true),
    when(sideField(0, edit), (spec) => Array.isArray(spec.padding)),
    when(sideField(1, edit), (spec) => Array.isArray(spec.padding)),
    sliderField("stride", t("signals.field.stride"), edit),
  ],
};

/** @param {Edit} edit @param {boolean} [hasAmounts] */
function widthField(edit, hasAmounts = false) {
  const names = ["valid", "full", "same", ...(hasAmounts ? ["amounts"] : [])];
  return choiceField("padding", t("signals.field.padding"), options("padding", names), edit, {
    write: (value) => (Array.isArray(value) ? "amounts" : String(value)),
    also: (value, state) => (value === "amounts" ? { padding: state?.answer?.trace.geometry.padding[1] ?? [0, 0] } : {}),
  });
}

/** @param {0|1} side @param {Edit} edit @returns {Field} */
function sideField(side, edit) {
  /** @type {number[]} */
  let amounts = [0, 0];
  const field = sliderField("padding", t(side === 0 ? "signals.field.before" : "signals.field.after"), (fields, isContinued) => {
    edit({ padding: amounts.with(side, Number(fields.padding)) }, isContinued);
  }, { value: (spec) => (Array.isArray(spec.padding) ? spec.padding[side] : 0) });
  return {
    element: field.element,
    update(spec, state) {
      if (Array.isArray(spec.padding)) amounts = spec.padding;
      field.update(spec, state);
    },
  };
}

/** @param {string} group @param {readonly string[]} values */
function options(group, values) {
  return values.map((value) => ({ value, label: t(`signals.${group}.${value}`), tip: t(`signals.${group}.${value}.tip`) }));
}

/** @param {SignalsState|null} state @param {"x"|"w"} id the numbers that are shown now */
function rowOf(state, id) {
  return state?.answer?.trace.operands.find((operand) => operand.id === id)?.values ?? [1];
}
