/** The connection table of a convolution as a grid of switches: which input maps each output map sees (C3 of LeNet-5). */
import { toggled } from "../core/layer_list.js";
import { t } from "../i18n/messages.js";
import { freshId, iconButton, make, setAttribute, setText, textButton } from "./dom.js";

/** @typedef {import("../types_training.js").LayerSpec} LayerSpec */
/** @typedef {import("../types_training.js").LayerDescription} LayerDescription */

/** More maps than this nobody connects by hand. */
const MOST_SIDE = 64;

/** @param {HTMLElement} root of dialogs */
export function mountTableDialog(root) {
  const id = freshId("table");
  const title = make("h2", { class: "dialog__title", id, text: t("panel.table.title") });
  const dialog = make("dialog", { class: "dialog table-dialog", "aria-labelledby": id });
  const close = iconButton("close", t("shell.close"), t("shell.close"), () => dialog.close());
  close.classList.add("button--quiet");
  const hint = make("p", { class: "small muted", text: t("panel.table.hint") });
  const says = make("p", { class: "small table-dialog__says", role: "status" });
  const place = make("div", { class: "scroll-x table-dialog__place", tabindex: "0", role: "region", "aria-label": t("panel.table.title") });
  const tools = make("div", { class: "cluster" });
  dialog.append(make("div", { class: "dialog__head" }, [title, close]), make("div", { class: "dialog__body stack stack--tight" }, [hint, place, says, tools]));
  root.append(dialog);

  /** @type {number[][]} */
  let rows = [];
  /** @type {HTMLButtonElement[][]} [output][input] */
  let cells = [];
  /** @type {(patch: Partial<LayerSpec>) => void} */
  let put = () => undefined;

  /** @param {number[][]} next */
  function take(next) {
    rows = next;
    put({ table: next });
    show();
  }

  function show() {
    rows.forEach((row, p) => row.forEach((on, d) => setAttribute(cells[p][d], "aria-pressed", String(on === 1))));
    const count = rows.flat().filter(Boolean).length;
    setText(says, t("panel.table.count", { count, all: rows.length * (rows[0]?.length ?? 0) }));
  }

  /** @param {number} p @param {number} d */
  function cell(p, d) {
    const words = t("panel.table.cell", { output: p + 1, input: d + 1 });
    const button = make("button", { type: "button", class: "table-dialog__cell", "aria-label": words, "data-tip": words, tabindex: p + d === 0 ? "0" : "-1" });
    button.addEventListener("click", () => {
      const next = toggled(rows, p, d);
      if (next) take(next);
      else setText(says, t("panel.table.last", { output: p + 1 }));
    });
    button.addEventListener("keydown", (event) => {
      const [down, right] = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key] ?? [0, 0];
      const target = cells[p + down]?.[d + right];
      if (!target || (down === 0 && right === 0)) return;
      event.preventDefault();
      setAttribute(button, "tabindex", "-1");
      setAttribute(target, "tabindex", "0");
      target.focus();
    });
    return button;
  }

  // As the paper prints it: a column for each output map, a row for each input map.
  function build() {
    cells = rows.map((row, p) => row.map((_, d) => cell(p, d)));
    const number = (/** @type {number} */ index) => make("span", { class: "table-dialog__number numeric", text: String(index + 1), "aria-hidden": "true" });
    const lines = (rows[0] ?? []).map((_, d) => make("div", { class: "table-dialog__line" }, [number(d), ...cells.map((column) => column[d])]));
    const head = make("div", { class: "table-dialog__line" }, [make("span", { class: "table-dialog__number" }), ...rows.map((_, p) => number(p))]);
    place.replaceChildren(make("div", { class: "table-dialog__grid" }, [head, ...lines]));
  }

  return {
    /**
     * @param {LayerSpec} layer
     * @param {LayerDescription} described
     * @param {(patch: Partial<LayerSpec>) => void} edit
     */
    open(layer, described, edit) {
      const field = described.fields.find((one) => one.id === "table");
      const filters = described.fields.find((one) => one.id === "filters")?.value;
      const outputs = typeof filters === "number" ? filters : (described.output_shape?.[0] ?? 0);
      const inputs = described.input_shape?.[0] ?? 0;
      const given = Array.isArray(layer.table) ? layer.table : (field?.rows ?? null);
      const isFit = given?.length === outputs && given[0]?.length === inputs;
      const all = Array.from({ length: outputs }, () => Array.from({ length: inputs }, () => 1));
      put = edit;
      rows = given && isFit ? given : all;
      const isTooLarge = outputs === 0 || inputs === 0 || outputs > MOST_SIDE || inputs > MOST_SIDE;
      const choices = [textButton(t("panel.table.all"), t("panel.table.all.tip"), () => take(all))];
      if (field?.choices?.includes("lenet5")) {
        choices.push(textButton(t("layer.table.lenet5"), t("panel.table.lenet5.tip"), () => {
          edit({ table: "lenet5" });
          dialog.close();
        }));
      }
      choices.push(textButton(t("panel.table.none"), t("panel.table.none.tip"), () => {
        edit({ table: null });
        dialog.close();
      }));
      tools.replaceChildren(...(isTooLarge ? [] : choices));
      if (isTooLarge) {
        place.replaceChildren();
        setText(says, t(inputs === 0 ? "panel.table.unknown" : "panel.table.too_large", { count: MOST_SIDE }));
      } else {
        build();
        show();
        // What is seen is what is trained.
        if (!isFit || layer.table === null || layer.table === undefined) edit({ table: rows });
      }
      dialog.showModal();
    },
  };
}
