/**
 * The kernel of the step that is being edited: its numbers, its tools, what is really applied, divisor and offset.
 * A tap that is lit up (`state.hoverTap`) counts in the kernel as applied; under convolution the typed kernel shows it mirrored.
 *
 * @typedef {import("../types.js").Kernel} Kernel
 * @typedef {import("../types.js").Pixel} Tap row and column of a weight
 * @typedef {import("../types.js").Step} Step
 * @typedef {Step["operation"]} Mode
 * @typedef {Pick<import("../types.js").FiltersState, "catalog"|"steps"|"active"|"description"|"kernelIndex"|"hoverTap"|"analysis"
 *   |"canUndo"|"canRedo">} KernelState the part of the page's state read here
 * @typedef {import("./kernel_tools.js").ToolHandlers & {editKernel: (kernel: Kernel, stroke: number|null) => void,
 *   setOperation: (operation: Mode) => void, setDivisor: (value: number) => void, setOffset: (value: number) => void,
 *   selectKernel: (index: 0|1) => void, copyToCustom: () => void, hoverTap: (tap: Tap|null) => void,
 *   undo: () => void, redo: () => void}} KernelHandlers editKernel: changes of one stroke belong to one undo
 */
import { symmetricRange } from "../draw/scale.js";
import { KernelEditor } from "../elements/kernel-editor.js";
import { kernelText, readNumber } from "../elements/kernel_input.js";
import { t } from "../i18n/messages.js";
import { watchColors } from "./kernel_colors.js";
import { icon, iconButton, make, numberField, segmented, textButton } from "./dom.js";
import { pasteDialog } from "./kernel_paste.js";
import { paintTool, sizeFields, transformTools } from "./kernel_tools.js";

/** @returns {import("../elements/kernel_labels.js").Labels} */
function editorLabels() {
  return {
    grid: t("kernel.grid"),
    cell: (row, col, value) => t("kernel.cell", { row: row + 1, col: col + 1, value }),
    idle: t("kernel.idle"),
    problem: (problem, text, kept) => t(`kernel.problem.${problem}`, { text, kept }),
    stepper: {
      walk: { ArrowLeft: t("kernel.walk.left"), ArrowUp: t("kernel.walk.up"), ArrowDown: t("kernel.walk.down"), ArrowRight: t("kernel.walk.right") },
      decrease: t("kernel.step.decrease"),
      increase: t("kernel.step.increase"),
      negate: t("kernel.step.negate"),
      value: t("kernel.step.value"),
    },
  };
}

/** @param {(value: number) => void} commit @param {"divisor"|"offset"} name */
function scalarField(name, commit) {
  return numberField({
    label: t(`kernel.${name}`),
    hint: t(`kernel.${name}.hint`),
    read: (text) => {
      const reading = readNumber(text);
      if (reading.problem !== null) return { problem: t(`kernel.scalar.${reading.problem}`, { text }) };
      if (name === "divisor" && reading.value === 0) return { problem: t("kernel.divisor.zero") };
      return { value: reading.value };
    },
    commit,
  });
}

/** @param {HTMLElement} root @param {KernelHandlers} handlers */
export function mountKernelPanel(root, handlers) {
  const editor = new KernelEditor();
  const applied = new KernelEditor();
  const paste = pasteDialog(handlers.pasteKernel);
  const title = make("h2", { class: "panel__title kernel-panel__title" });
  const undo = iconButton("undo", t("kernel.undo"), t("kernel.undo.tip"), handlers.undo);
  const redo = iconButton("redo", t("kernel.redo"), t("kernel.redo.tip"), handlers.redo);
  const hint = make("p", { class: "kernel-panel__hint" });
  const pairChoice = segmented(
    t("kernel.pair"),
    [
      { value: "0", label: "Gx", tip: t("kernel.pair.x") },
      { value: "1", label: "Gy", tip: t("kernel.pair.y") },
    ],
    (value) => handlers.selectKernel(value === "1" ? 1 : 0),
  );
  const editCopy = textButton(t("kernel.edit_copy"), t("kernel.edit_copy.tip"), handlers.copyToCustom);
  const pair = make("div", { class: "kernel-pair" }, [pairChoice.element, editCopy, make("p", { class: "field__hint", text: t("kernel.pair.hint") })]);
  const typedCaption = make("p", { class: "kernel-flip__caption", text: t("kernel.typed") });
  const turn = make("div", { class: "kernel-flip__turn", "data-tip": t("kernel.flip.tip"), tabindex: "0", role: "note" }, [
    icon("rotate-180"),
    make("span", { text: t("kernel.flip") }),
  ]);
  const copy = make("div", { class: "kernel-flip__side" }, [make("p", { class: "kernel-flip__caption", text: t("kernel.applied") }), applied]);
  const flip = make("div", { class: "kernel-flip" }, [make("div", { class: "kernel-flip__side" }, [typedCaption, editor]), turn, copy]);
  const operation = segmented(
    t("kernel.operation"),
    [
      { value: "convolve", label: t("kernel.convolve"), tip: t("kernel.convolve.tip") },
      { value: "correlate", label: t("kernel.correlate"), tip: t("kernel.correlate.tip") },
    ],
    handlers.setOperation,
  );
  const same = make("p", { class: "field__hint", text: t("kernel.flip.same") });
  const paint = paintTool(editor);
  const tools = transformTools(handlers, () => kernelText(editor.kernel), paste.open, paint.toggle);
  const size = sizeFields(handlers);
  const divisor = scalarField("divisor", handlers.setDivisor);
  const offset = scalarField("offset", handlers.setOffset);
  const changing = make("div", { class: "kernel-panel__changing" }, [tools, paint.options, size.element]);
  root.classList.add("kernel-panel");
  root.append(
    make("div", { class: "kernel-panel__head" }, [title, undo, redo]),
    hint, pair, flip, operation.element, same, changing,
    make("div", { class: "kernel-scalars" }, [divisor.element, offset.element]),
    paste.element,
  );

  for (const grid of [editor, applied]) grid.labels = editorLabels();
  applied.readOnly = true;
  watchColors((colorOf) => {
    for (const grid of [editor, applied]) grid.colorOf = colorOf;
  });

  let isTurned = false;
  /** @param {Tap|null} tap @returns {Tap|null} */
  const mirrored = (tap) => {
    if (!tap || !isTurned) return tap;
    return { row: editor.kernel.length - 1 - tap.row, col: (editor.kernel[0]?.length ?? 1) - 1 - tap.col };
  };
  listen(root, handlers);
  editor.addEventListener("tap-hover", (event) => handlers.hoverTap(mirrored(detailOf(event))));
  applied.addEventListener("tap-hover", (event) => handlers.hoverTap(detailOf(event)));

  return {
    /** @param {KernelState} state */
    update(state) {
      const step = state.steps[state.active];
      const description = state.description?.steps[state.active];
      if (!step || !description) return;
      const isPair = description.kernels.length > 1;
      const kernel = description.kernels[isPair ? state.kernelIndex : 0];
      if (!kernel) return;
      const weights = isPair ? kernel.weights : (typedKernel(step) ?? kernel.weights);
      const mode = step.operation;
      isTurned = mode === "convolve";

      title.textContent = t("kernel.title", { rows: weights.length, cols: weights[0]?.length ?? 0 });
      hint.textContent = t(`filter.${step.filter}.hint`);
      undo.disabled = !state.canUndo;
      redo.disabled = !state.canRedo;
      pair.hidden = !isPair;
      changing.hidden = isPair;
      if (isPair) paint.stop();
      pairChoice.select(state.kernelIndex === 1 ? "1" : "0");

      editor.readOnly = isPair;
      editor.range = isPair ? symmetricRange(description.kernels.flatMap((one) => one.weights.flat())) : null;
      editor.kernel = weights;
      editor.showFlip = isTurned ? "first" : null;
      editor.highlight = mirrored(state.hoverTap);
      applied.range = isPair ? symmetricRange(description.kernels.flatMap((one) => one.weights.flat())) : null;
      applied.kernel = kernel.applied;
      applied.showFlip = "last";
      applied.highlight = state.hoverTap;
      for (const part of [turn, copy, typedCaption]) part.hidden = !isTurned;
      flip.classList.toggle("kernel-flip--beside", isTurned && (weights[0]?.length ?? 0) <= 3);

      operation.select(mode);
      same.hidden = !state.analysis?.symmetric.rotational;
      size.show({ rows: weights.length, cols: weights[0]?.length ?? 0 }, state.catalog.limits.max_kernel);
      divisor.show(step.divisor ?? description.divisor);
      offset.show(step.offset ?? description.offset);
    },
  };
}

/** @param {HTMLElement} root @param {KernelHandlers} handlers */
function listen(root, handlers) {
  root.addEventListener("kernel-change", (event) => {
    if (!(event instanceof CustomEvent)) return;
    handlers.editKernel(event.detail.kernel, event.detail.stroke);
  });
  root.addEventListener("kernel-paste", (event) => {
    if (event instanceof CustomEvent) handlers.pasteIntoGrid(event.detail.text);
  });
  root.addEventListener("keydown", (event) => {
    const isText = event.target instanceof HTMLInputElement && event.target.type === "text";
    if (isText || event.target instanceof HTMLTextAreaElement || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    event.stopPropagation(); // the page undoes too where no panel has the focus
    if (key === "y" || event.shiftKey) handlers.redo();
    else handlers.undo();
  });
}

/**
 * The kernel of a step of one's own: newer than the server's description of it while a stroke is being painted.
 * @param {Step} step
 */
function typedKernel(step) {
  const kernel = step.filter === "custom" ? step.parameters.kernel : undefined;
  return Array.isArray(kernel) && Array.isArray(kernel[0]) ? /** @type {Kernel} */ (kernel) : null;
}

/** @param {Event} event @returns {Tap|null} */
function detailOf(event) {
  return event instanceof CustomEvent ? event.detail : null;
}
