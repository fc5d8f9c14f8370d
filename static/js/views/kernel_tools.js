/** The tools of the kernel panel: turn and mirror, resize, paint, paste, copy. They say what is wanted; the server does it. */
import { readNumber } from "../elements/kernel_input.js";
import { t } from "../i18n/messages.js";
import { iconButton, make, numberField, textButton } from "./dom.js";

/**
 * @typedef {"rotate_left"|"rotate_right"|"rotate_180"|"flip_horizontal"|"flip_vertical"|"transpose"|"negate"|"normalize"|"resize"} Operation
 * @typedef {import("../types.js").ErrorInfo} Refusal what the server says it cannot read
 * @typedef {{transformKernel: (operation: Operation, extra?: {rows: number, cols: number}) => void,
 *   pasteKernel: (text: string) => Promise<Refusal|null>, pasteIntoGrid: (text: string) => void, copyText: (text: string) => void}} ToolHandlers
 */

const BRUSHES = [-1, 0, 1];

const operations = /** @type {const} */ ([
  ["rotate_left", "rotate-left"],
  ["rotate_right", "rotate-right"],
  ["flip_horizontal", "flip-horizontal"],
  ["flip_vertical", "flip-vertical"],
  ["transpose", "transpose"],
]);

/**
 * @param {ToolHandlers} handlers
 * @param {() => string} kernelAsText
 * @param {() => void} openPaste
 * @param {HTMLElement} paint the toggle of the brush
 */
export function transformTools(handlers, kernelAsText, openPaste, paint) {
  const drawn = operations.map(([operation, drawing]) =>
    iconButton(drawing, t(`kernel.tool.${operation}`), t(`kernel.tool.${operation}.tip`), () => handlers.transformKernel(operation)),
  );
  const negate = textButton("±", t("kernel.tool.negate.tip"), () => handlers.transformKernel("negate"));
  negate.classList.add("button--icon");
  negate.setAttribute("aria-label", t("kernel.tool.negate"));
  const normalize = textButton(t("kernel.tool.normalize"), t("kernel.tool.normalize.tip"), () => handlers.transformKernel("normalize"));
  const paste = iconButton("paste", t("kernel.paste"), t("kernel.paste.tip"), openPaste);
  const copy = iconButton("copy", t("kernel.copy"), t("kernel.copy.tip"), () => handlers.copyText(kernelAsText()));
  const attributes = { role: "group", "aria-label": t("kernel.tools") };
  return make("div", { class: "kernel-tools", ...attributes }, [...drawn, negate, normalize, paint, paste, copy]);
}

/** @param {ToolHandlers} handlers */
export function sizeFields(handlers) {
  let shown = { rows: 1, cols: 1 };
  let largest = 1;
  const read = (/** @type {string} */ text) => {
    const { value } = readNumber(text);
    const isSide = value !== null && Number.isInteger(value) && value >= 1 && value <= largest;
    return isSide ? { value } : { problem: t("kernel.size.limit", { value: text.trim(), limit: largest }) };
  };
  const side = (/** @type {"rows"|"cols"} */ name) =>
    numberField({
      label: t(`kernel.${name}`),
      class: "kernel-size__side",
      mode: "numeric",
      read,
      commit: (value) => value !== shown[name] && handlers.transformKernel("resize", { ...shown, [name]: value }),
    });
  const [rows, cols] = [side("rows"), side("cols")];
  const attributes = { role: "group", "aria-label": t("kernel.size") };
  const element = make("div", { class: "kernel-size", "data-tip": t("kernel.size.tip"), ...attributes }, [rows.element, cols.element]);
  return {
    element,
    /** @param {{rows: number, cols: number}} shape @param {number} limit the largest side that the server takes */
    show(shape, limit) {
      [shown, largest] = [shape, limit];
      rows.show(shape.rows);
      cols.show(shape.cols);
    },
  };
}

/** @param {import("../elements/kernel-editor.js").KernelEditor} editor */
export function paintTool(editor) {
  const toggle = make("button", {
    class: "button",
    text: t("kernel.paint"),
    "data-tip": t("kernel.paint.tip"),
    type: "button", "aria-pressed": "false",
  });
  const brush = numberField({
    label: t("kernel.brush"),
    class: "field--inline kernel-paint__brush",
    read: (text) => {
      const reading = readNumber(text);
      return reading.problem === null ? { value: reading.value } : { problem: t(`kernel.problem.${reading.problem}`, { text, kept: editor.brush }) };
    },
    commit: (value) => choose(value),
  });
  const quick = BRUSHES.map((value) => {
    const button = textButton(String(value).replace("-", "\u2212"), t("kernel.brush.tip", { value }), () => choose(value));
    button.classList.add("kernel-paint__quick");
    return button;
  });
  const options = make("div", { class: "kernel-paint__options" }, [brush.element, ...quick]);
  options.hidden = true;
  const choose = (/** @type {number} */ value) => {
    editor.brush = value;
    brush.show(value);
    quick.forEach((button, index) => button.setAttribute("aria-pressed", String(BRUSHES[index] === value)));
  };
  const set = (/** @type {boolean} */ isOn) => {
    toggle.setAttribute("aria-pressed", String(isOn));
    options.hidden = !isOn;
    editor.painting = isOn;
  };
  toggle.addEventListener("click", () => set(toggle.getAttribute("aria-pressed") !== "true"));
  choose(editor.brush);
  return { toggle, options, stop: () => set(false) };
}
