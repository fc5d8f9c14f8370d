/** One layer of the network as a row: what it is, what comes out of it, how much it learns; opened, everything about it. */
import { layerDetail, shapeText } from "../core/layer_list.js";
import { t } from "../i18n/messages.js";
import { freshId, icon, iconButton, make, setAttribute, setText } from "./dom.js";
import { setFormula } from "./formula.js";
import { explained } from "./notices.js";
import { layerField } from "./training_builder_fields.js";
import { countText } from "./training_words.js";

/** @typedef {import("../types_training.js").LayerSpec} LayerSpec */
/** @typedef {import("../types_training.js").LayerDescription} LayerDescription */
/** @typedef {import("../types.js").ErrorInfo} ErrorInfo */
/**
 * @typedef {object} RowHost
 * @property {(index: number) => void} toggle
 * @property {(index: number, by: number) => void} step to the place before or behind, the focus with it
 * @property {(index: number, by: number) => void} look move the focus alone
 * @property {(index: number) => void} remove
 * @property {(event: PointerEvent, index: number) => void} drag
 * @property {() => boolean} wasDragged
 * @property {(index: number, patch: Partial<LayerSpec>, isContinued?: boolean) => void} edit
 * @property {(index: number) => void} editTable
 * @property {() => boolean} isLive
 * @property {(index: number) => ((root: HTMLElement) => {update: (layer: LayerSpec, described: LayerDescription|null) => void})|null} inside
 *   a list for the layers of a residual block; null where blocks nest no deeper
 */
/** @typedef {{layer: LayerSpec, described: LayerDescription|null, error: ErrorInfo|null, isOpen: boolean, index: number, count: number}} RowView */

/** The short name of a kind. @param {import("../types_training.js").LayerKind} kind */
export const kindName = (kind) => t(`panel.layer.${kind}`);

/**
 * @param {number} index
 * @param {RowHost} host
 */
export function layerRow(index, host) {
  const id = freshId("layer");
  const name = make("span", { class: "layer__name" });
  const detail = make("span", { class: "layer__detail" });
  const facts = make("span", { class: "layer__facts numeric" });
  const head = make("button", { type: "button", class: "layer__head", "aria-controls": id, "aria-keyshortcuts": "Alt+ArrowUp Alt+ArrowDown Delete" }, [
    make("span", { class: "layer__what" }, [name, detail]), facts,
  ]);
  const grip = make("span", { class: "layer__grip", "aria-hidden": "true", "data-tip": t("panel.layer.grip") }, [icon("grip")]);
  const problem = make("p", { class: "layer__error", id: `${id}-error`, hidden: true });
  const body = make("div", { class: "layer__body", id, hidden: true });
  const element = make("li", { class: "layer" }, [make("div", { class: "layer__line" }, [grip, head]), problem, body]);

  head.addEventListener("click", () => {
    if (!host.wasDragged()) host.toggle(index);
  });
  head.addEventListener("pointerdown", (event) => {
    // A finger on the name scrolls; on the grip it drags.
    if (event.button === 0 && event.pointerType !== "touch") host.drag(event, index);
  });
  grip.addEventListener("pointerdown", (event) => {
    if (event.button === 0) host.drag(event, index);
  });
  head.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (by !== undefined) {
      if (event.altKey) host.step(index, by);
      else host.look(index, by);
    } else if (event.key === "Delete" || event.key === "Backspace") host.remove(index);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** What is built for the kind that the row has now. @type {{kind: string, show: (view: RowView) => void}|null} */
  let built = null;

  /** @param {LayerDescription} described */
  function build(described) {
    const { kind } = described;
    const hint = make("p", { class: "field__hint", text: t(`layer.${kind}.hint`) });
    const formula = make("div", { class: "layer__formula" });
    if (described.formula) setFormula(formula, described.formula);
    const fieldHost = { isLive: host.isLive, editTable: () => host.editTable(index) };
    const edit = (/** @type {Partial<LayerSpec>} */ patch, /** @type {boolean|undefined} */ isContinued) => host.edit(index, patch, isContinued);
    const fields = described.fields.map((field) => ({ id: field.id, ...layerField(field, { ...fieldHost, edit }) }));
    const within = kind === "residual" ? host.inside(index) : null;
    const nest = within ? make("div", { class: "layer__inside" }) : null;
    const list = within && nest ? within(nest) : null;
    const tool = (/** @type {string} */ drawing, /** @type {string} */ key, /** @type {() => void} */ act) => {
      const button = iconButton(drawing, t(key), t(key), () => {
        if (button.getAttribute("aria-disabled") !== "true") act();
      });
      button.classList.add("button--quiet", "layer__tool");
      return button;
    };
    const up = tool("arrow-up", "panel.layer.up", () => host.step(index, -1));
    const down = tool("arrow-down", "panel.layer.down", () => host.step(index, 1));
    const remove = tool("trash", "panel.layer.remove", () => host.remove(index));
    body.replaceChildren(hint, formula, ...(nest ? [nest] : []), ...fields.map((one) => one.element), make("div", { class: "layer__tools" }, [up, down, remove]));
    built = {
      kind,
      show({ layer, described: now, count }) {
        if (!now) return;
        for (const field of fields) {
          const found = now.fields.find((one) => one.id === field.id);
          if (found) field.show(found, layer, now);
        }
        list?.update(layer, now);
        setAttribute(up, "aria-disabled", index === 0 ? "true" : null);
        setAttribute(down, "aria-disabled", index === count - 1 ? "true" : null);
        setAttribute(remove, "aria-disabled", count === 1 ? "true" : null);
        setAttribute(remove, "data-tip", t(count === 1 ? "panel.layer.only" : "panel.layer.remove"));
      },
    };
  }

  return {
    element,
    head,
    body,
    /** @param {RowView} view */
    show(view) {
      const { layer, error, isOpen, count } = view;
      // An answer that is not yet there leaves the numbers of the last one standing.
      const described = view.described?.kind === layer.kind ? view.described : null;
      const words = layerDetail(layer, described);
      setText(name, kindName(layer.kind));
      setText(detail, words);
      const shape = shapeText(described?.output_shape);
      const learns = described && described.parameters > 0 ? countText(described.parameters) : "";
      if (described) setText(facts, [shape, learns].filter(Boolean).join(" · "));
      const says = t("panel.layer.says", { number: index + 1, count, name: t(`layer.${layer.kind}.name`), detail: words });
      const gives = shape ? t("panel.layer.gives", { shape, parameters: countText(described?.parameters ?? 0) }) : t("panel.layer.unknown");
      setAttribute(head, "aria-label", `${says} ${gives}`);
      setAttribute(head, "data-tip", isOpen ? null : `${t(`layer.${layer.kind}.hint`)} ${gives}`);
      setAttribute(head, "aria-expanded", String(isOpen));
      setAttribute(head, "aria-describedby", error ? problem.id : null);
      element.classList.toggle("layer--open", isOpen);
      element.classList.toggle("layer--wrong", error !== null);
      problem.hidden = error === null;
      if (error) setText(problem, explained(error));
      body.hidden = !isOpen;
      if (!isOpen || !described) return;
      if (built?.kind !== layer.kind) build(described);
      built?.show({ ...view, described });
    },
  };
}
