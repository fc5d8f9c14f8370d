/** Which computation: forward, the three gradients, transposed, pooling; and whether the kernel is flipped. */
import { t } from "../i18n/messages.js";
import { make, segmented } from "./dom.js";

/** @typedef {import("../types_sliding.js").Mode} Mode */
/** @typedef {import("../types_sliding.js").TraceSpec} TraceSpec */

const FAMILIES = /** @type {const} */ (["forward", "kernel", "input", "bias", "transposed", "pool"]);
const POOLINGS = /** @type {const} */ (["max", "average", "global"]);

/** @type {Record<string, Mode>} */
const FAMILY_MODE = { kernel: "gradient_kernel", input: "gradient_input", bias: "gradient_bias", transposed: "transposed", pool: "max_pool" };

/**
 * @template {string} Value
 * @param {string} name
 * @param {readonly Value[]} values
 */
function options(name, values) {
  return values.map((value) => ({ value, label: t(`sliding.${name}.${value}`), tip: t(`sliding.${name}.${value}.tip`) }));
}

/** @param {{setMode: (mode: Mode) => void, editSpec: (fields: Partial<TraceSpec>) => void}} handlers */
export function mountModes(handlers) {
  /** @type {TraceSpec|null} */
  let spec = null;
  const family = segmented(t("sliding.family.label"), options("family", FAMILIES), (value) => {
    handlers.setMode(value === "forward" ? (spec?.operation ?? "convolve") : FAMILY_MODE[value]);
  });
  family.element.classList.add("segmented--wrap", "sliding-controls__families");
  const operation = segmented(t("sliding.operation.label"), options("operation", ["convolve", "correlate"]), (value) => {
    const chosen = /** @type {"convolve"|"correlate"} */ (value);
    if (spec && familyOf(spec.mode) === "forward") handlers.setMode(chosen);
    else handlers.editSpec({ operation: chosen });
  });
  const pooling = segmented(t("sliding.pooling.label"), options("pooling", POOLINGS), (value) => handlers.setMode(poolMode(value, isBackward())));
  const direction = segmented(t("sliding.direction.label"), options("direction", ["forward", "backward"]), (value) => {
    handlers.setMode(poolMode(poolingOf(spec?.mode ?? "max_pool"), value === "backward"));
  });
  const element = make("div", { class: "stack stack--tight" }, [family.element, operation.element, pooling.element, direction.element]);
  const isBackward = () => spec?.mode.endsWith("_backward") ?? false;

  return {
    element,
    /** @param {TraceSpec} next */
    show(next) {
      spec = next;
      const shown = familyOf(next.mode);
      family.select(shown);
      operation.element.hidden = shown === "pool" || shown === "transposed" || shown === "bias";
      operation.select(shown === "forward" && next.mode === "correlate" ? "correlate" : shown === "forward" ? "convolve" : next.operation);
      pooling.element.hidden = shown !== "pool";
      direction.element.hidden = shown !== "pool" || next.mode === "global_average_pool";
      pooling.select(poolingOf(next.mode));
      direction.select(isBackward() ? "backward" : "forward");
    },
  };
}

/**
 * @param {Mode} mode
 * @returns {typeof FAMILIES[number]}
 */
function familyOf(mode) {
  if (mode === "correlate" || mode === "convolve") return "forward";
  if (mode === "transposed") return "transposed";
  if (mode === "gradient_kernel") return "kernel";
  if (mode === "gradient_input") return "input";
  return mode === "gradient_bias" ? "bias" : "pool";
}

/**
 * @param {Mode} mode
 * @returns {typeof POOLINGS[number]}
 */
function poolingOf(mode) {
  if (mode.startsWith("average")) return "average";
  return mode.startsWith("global") ? "global" : "max";
}

/**
 * @param {typeof POOLINGS[number]} pooling
 * @param {boolean} isBackward
 * @returns {Mode}
 */
function poolMode(pooling, isBackward) {
  if (pooling === "global") return "global_average_pool";
  if (pooling === "max") return isBackward ? "max_pool_backward" : "max_pool";
  return isBackward ? "average_pool_backward" : "average_pool";
}
