/** What is computed and how the window moves. Ranges and the reasons for their ends come from the server with every trace. */
import { t } from "../i18n/messages.js";
import { make, segmented } from "./dom.js";
import { fillField } from "./sliding_fill.js";
import { pairField, sidesField } from "./sliding_geometry_fields.js";
import { mountModes } from "./sliding_modes.js";
import { mountSize } from "./sliding_size.js";

/** @typedef {import("../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("../types_sliding.js").TraceSpec} TraceSpec */
/** @typedef {import("../types_sliding.js").Ranges} Ranges */
/** @typedef {import("../types_sliding.js").Pair} Pair */

/**
 * @typedef {object} ControlHandlers
 * @property {(mode: import("../types_sliding.js").Mode) => void} setMode
 * @property {(fields: Partial<TraceSpec>, isContinued?: boolean) => void} editSpec
 * @property {(sizes: {input?: Pair, kernel?: Pair, channelsIn?: number, channelsOut?: number}, isContinued?: boolean) => void} resize
 * @property {(isOn: boolean) => void} setBias
 * @property {(part: "x"|"w"|"bias"|"delta", fill: import("../types_sliding.js").Fill) => void} fill
 * @property {(part: "x"|"w"|"bias"|"delta") => void} reseed
 * @property {() => void} openCrop
 */

const POOLS = ["max_pool", "average_pool", "max_pool_backward", "average_pool_backward"];

/**
 * @param {HTMLElement} root
 * @param {ControlHandlers} handlers
 */
export function mountControls(root, handlers) {
  root.classList.add("sliding-controls");
  const modes = mountModes(handlers);
  const size = mountSize();
  const paddings = segmented(
    t("sliding.padding.label"),
    ["valid", "same", "full", "sides"].map((value) => ({ value, label: t(`controls.padding.${value === "sides" ? "amounts" : value}`), tip: t(`sliding.padding.${value}.tip`) })),
    (value) => handlers.editSpec({ padding: value === "sides" ? amounts() : /** @type {"same"|"valid"|"full"} */ (value) }),
  );
  const padding = make("div", { class: "field", "data-setting": "padding" }, [make("span", { class: "field__label", text: t("sliding.padding.label") }), paddings.element]);
  const sides = sidesField((next, goesOn) => handlers.editSpec({ padding: next }, goesOn));
  const pair = (/** @type {"stride"|"dilation"|"output_padding"} */ name) => pairField(name, (next, goesOn) => handlers.editSpec({ [name]: next }, goesOn));
  const stride = pair("stride");
  const dilation = pair("dilation");
  const outputPadding = pair("output_padding");
  const rounding = choice("rounding", ["floor", "ceil"], (value) => handlers.editSpec({ rounding: /** @type {"floor"|"ceil"} */ (value) }));
  const input = pairField("input", (next, goesOn) => handlers.resize({ input: next }, goesOn));
  const kernel = pairField("kernel", (next, goesOn) => handlers.resize({ kernel: next }, goesOn));
  const channelsIn = pairField("channels_in", ([next], goesOn) => handlers.resize({ channelsIn: next }, goesOn), { isSingle: true });
  const channelsOut = pairField("channels_out", ([next], goesOn) => handlers.resize({ channelsOut: next }, goesOn), { isSingle: true });
  const biasInput = make("input", { type: "checkbox", role: "switch" });
  biasInput.addEventListener("change", () => handlers.setBias(biasInput.checked));
  const bias = make("label", { class: "switch", "data-tip": t("sliding.bias.tip"), "data-setting": "bias" }, [biasInput, make("span", { text: t("sliding.bias.label") })]);
  const fills = (/** @type {const} */ (["x", "w", "bias", "delta"])).map((part) => ({ part, field: fillField(part, handlers) }));
  const more = make("details", { class: "sliding-controls__more" }, [
    make("summary", { text: t("sliding.more") }),
    make("div", { class: "stack" }, [channelsIn.element, channelsOut.element, bias, ...fills.map(({ field }) => field.element)]),
  ]);
  root.append(
    modes.element, stride.element, padding, sides.element, dilation.element, outputPadding.element, rounding.element,
    input.element, kernel.element, size.element, more,
  );
  /** @type {SlidingState["trace"]} */
  let drawn = null;
  /** @type {TraceSpec|null} */
  let spec = null;

  function amounts() {
    return drawn?.geometry.padding ?? [[0, 0], [0, 0]];
  }

  return {
    /** @param {SlidingState} state */
    update(state) {
      const { trace, ranges } = state;
      if (!trace || !ranges || (trace === drawn && state.spec === spec)) return;
      drawn = trace;
      spec = state.spec;
      const { mode, geometry } = trace;
      const isGlobal = mode === "global_average_pool";
      const isPool = isGlobal || POOLS.includes(mode);
      modes.show(state.spec);
      size.show(state);
      stride.element.hidden = dilation.element.hidden = padding.hidden = kernel.element.hidden = isGlobal;
      dilation.element.hidden ||= isPool;
      outputPadding.element.hidden = mode !== "transposed";
      rounding.element.hidden = !isPool || isGlobal;
      channelsOut.element.hidden = isPool;
      bias.hidden = isPool || mode.startsWith("gradient");
      const { spec: asked } = state;
      const isSides = Array.isArray(asked.padding);
      paddings.select(isSides ? "sides" : String(asked.padding));
      sides.element.hidden = !isSides || isGlobal;
      sides.show(geometry.padding, threeOf(ranges, "padding"));
      stride.show(asked.stride, threeOf(ranges, "stride"));
      dilation.show(asked.dilation, threeOf(ranges, "dilation"));
      outputPadding.show(asked.output_padding, threeOf(ranges, "output_padding"));
      rounding.select(asked.rounding);
      input.show([asked.x.shape[1], asked.x.shape[2]], [ranges.input_rows, ranges.input_cols]);
      kernel.show([asked.w.shape[2], asked.w.shape[3]], [ranges.kernel_rows, ranges.kernel_cols]);
      channelsIn.show([asked.x.shape[0], 1], [ranges.channels_in, ranges.channels_in]);
      channelsOut.show([asked.w.shape[mode === "transposed" ? 1 : 0], 1], [ranges.channels_out, ranges.channels_out]);
      biasInput.checked = asked.bias !== null;
      for (const { part, field } of fills) {
        const isThere = trace.operands.some((one) => one.id === (part === "bias" ? "b" : part)) && !(part === "w" && isPool);
        field.element.hidden = !isThere;
        field.show(asked[part] ?? state.filled?.[part] ?? null);
      }
    },
  };
}

/**
 * @param {Ranges} ranges
 * @param {"stride"|"dilation"|"output_padding"|"padding"} name
 */
function threeOf(ranges, name) {
  return [ranges[`${name}_rows`], ranges[`${name}_cols`], ranges[name]];
}

/**
 * @param {string} name
 * @param {readonly string[]} choices
 * @param {(value: string) => void} choose
 */
function choice(name, choices, choose) {
  const options = choices.map((value) => ({ value, label: t(`sliding.${name}.${value}`), tip: t(`sliding.${name}.${value}.tip`) }));
  const group = segmented(t(`sliding.${name}.label`), options, choose);
  const label = make("span", { class: "field__label", text: t(`sliding.${name}.label`) });
  return { element: make("div", { class: "field", "data-setting": name }, [label, group.element]), select: group.select };
}
