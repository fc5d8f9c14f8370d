/** Layers below each other: open one, move it by drag, keys or buttons, take it out, add one. A residual block has a list inside. */
import { KIND_GROUPS, openAfterMove, placeFor } from "../core/layer_list.js";
import { t } from "../i18n/messages.js";
import { freshId, icon, make, setAttribute, setText } from "./dom.js";
import { startDrag } from "./training_builder_drag.js";
import { kindName, layerRow } from "./training_builder_row.js";

/** @typedef {import("../types_training.js").LayerSpec} LayerSpec */
/** @typedef {import("../types_training.js").LayerKind} LayerKind */
/** @typedef {import("../types_training.js").LayerDescription} LayerDescription */
/** @typedef {import("../types.js").ErrorInfo} ErrorInfo */
/**
 * @typedef {object} ListHandlers
 * @property {(index: number, kind: LayerKind) => void} add
 * @property {(index: number) => void} remove
 * @property {(from: number, to: number) => void} move
 * @property {(index: number, patch: Partial<LayerSpec>, isContinued?: boolean) => void} edit
 * @property {(layer: LayerSpec, described: LayerDescription, edit: (patch: Partial<LayerSpec>) => void) => void} editTable
 * @property {() => boolean} isLive
 */

const MOST_LAYERS = 40;

/**
 * @param {HTMLElement} root
 * @param {ListHandlers} handlers
 * @param {number} [depth] of residual blocks around it
 */
export function mountLayerList(root, handlers, depth = 0) {
  const list = make("ol", { class: "layers", "aria-label": t(depth > 0 ? "panel.layers.inside" : "panel.layers") });
  const menuId = freshId("kinds");
  const add = make("button", { type: "button", class: "button layers__add", "aria-expanded": "false", "aria-controls": menuId, "data-tip": t("panel.add.tip") }, [icon("plus"), t("panel.add")]);
  const where = make("p", { class: "field__hint layers__where" });
  const menu = make("div", { class: "layers__menu", id: menuId, hidden: true }, [where]);
  const spoken = make("p", { class: "visually-hidden", role: "status" });
  root.append(list, add, menu, spoken);
  /** @type {ReturnType<typeof layerRow>[]} */
  const rows = [];
  /** @type {readonly LayerSpec[]} */
  let layers = [];
  /** @type {readonly LayerDescription[]|null} */
  let described = null;
  /** @type {number|null} */
  let open = null;
  /** Whose name gets the focus once it is there. @type {number|null} */
  let focus = null;
  let justDragged = false;
  /** What was shown last, to be shown again when only this list changed. */
  let again = () => {};

  /** @param {number} from @param {number} to */
  function move(from, to) {
    if (to < 0 || to >= layers.length || from === to) return;
    open = openAfterMove(open, from, to);
    setText(spoken, t("panel.moved", { name: kindName(layers[from].kind), number: to + 1, count: layers.length }));
    handlers.move(from, to);
  }

  /** @type {import("./training_builder_row.js").RowHost} */
  const host = {
    toggle(index) {
      open = open === index ? null : index;
      again();
    },
    step(index, by) {
      focus = index + by;
      move(index, index + by);
    },
    look: (index, by) => rows[index + by]?.head.focus(),
    remove(index) {
      if (layers.length === 1) return;
      open = open === null || open === index ? null : open > index ? open - 1 : open;
      focus = Math.min(index, layers.length - 2);
      setText(spoken, t("panel.removed", { name: kindName(layers[index].kind) }));
      handlers.remove(index);
    },
    drag(down, from) {
      justDragged = false;
      startDrag({ down, from, items: rows.map((row) => row.element), began: () => (justDragged = true), drop: (to) => move(from, to) });
    },
    // The click that ends a drag is none; any later one is.
    wasDragged() {
      const was = justDragged;
      justDragged = false;
      return was;
    },
    edit: handlers.edit,
    editTable(index) {
      const now = described?.[index];
      if (now) handlers.editTable(layers[index], now, (patch) => handlers.edit(index, patch));
    },
    isLive: handlers.isLive,
    inside: (index) => (depth >= 2 ? null : (place) => insideOf(place, index)),
  };

  /** The layers of the block at `index`: each change is one of the block. @param {HTMLElement} place @param {number} index */
  function insideOf(place, index) {
    const body = () => layers[index]?.layers ?? [];
    const put = (/** @type {LayerSpec[]} */ next, isContinued = false) => handlers.edit(index, { layers: next }, isContinued);
    const inner = mountLayerList(place, {
      add: (at, kind) => put(body().toSpliced(at, 0, { kind, ...(kind === "residual" ? { layers: [{ kind: "relu" }] } : {}) })),
      remove: (at) => put(body().toSpliced(at, 1)),
      move: (from, to) => put(body().toSpliced(from, 1).toSpliced(to, 0, body()[from])),
      edit: (at, patch, isContinued) => put(body().with(at, { ...body()[at], ...patch }), isContinued),
      ...{ editTable: handlers.editTable, isLive: handlers.isLive },
    }, depth + 1);
    return {
      /** @param {LayerSpec} layer @param {LayerDescription|null} now */
      update: (layer, now) => inner.update({ layers: layer.layers ?? [], described: now?.layers ?? null, errors: (now?.layers ?? []).map((one) => one.error) }),
    };
  }

  /** @param {LayerKind} kind */
  function kindButton(kind) {
    const button = make("button", { type: "button", class: "chip", text: kindName(kind), "data-kind": kind, "data-tip": t(`layer.${kind}.hint`) });
    button.addEventListener("click", () => {
      if (layers.length >= MOST_LAYERS) return;
      const place = placeFor(kind, layers, described, open);
      open = place;
      focus = place;
      showMenu(false);
      setText(spoken, t("panel.added", { name: kindName(kind), number: place + 1 }));
      handlers.add(place, kind);
    });
    return button;
  }

  /** @param {boolean} isShown */
  function showMenu(isShown) {
    if (isShown && menu.childElementCount === 1) {
      menu.append(...KIND_GROUPS.map(({ id, kinds }) => {
        const offered = depth >= 2 ? kinds.filter((kind) => kind !== "residual") : kinds;
        return make("div", { class: "layers__group", role: "group", "aria-label": t(`panel.group.${id}`) }, [make("span", { class: "layers__group-name", text: t(`panel.group.${id}`), "aria-hidden": "true" }), ...offered.map(kindButton)]);
      }));
    }
    menu.hidden = !isShown;
    setAttribute(add, "aria-expanded", String(isShown));
    sayWhere();
  }

  function sayWhere() {
    const isFull = layers.length >= MOST_LAYERS;
    const behind = open === null ? undefined : layers[open];
    const words = behind ? t("panel.add.behind", { number: (open ?? 0) + 1, name: kindName(behind.kind) }) : t("panel.add.before_last");
    setText(where, isFull ? t("panel.add.full", { count: MOST_LAYERS }) : words);
  }

  add.addEventListener("click", () => showMenu(menu.hidden === true));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    showMenu(false);
    add.focus();
  });

  return {
    /** @param {{layers: readonly LayerSpec[], described: readonly LayerDescription[]|null, errors: readonly (ErrorInfo|null)[]}} next */
    update(next) {
      again = () => this.update(next);
      ({ layers, described } = next);
      const { length } = layers;
      if (open !== null && open >= length) open = null;
      while (rows.length < length) {
        const row = layerRow(rows.length, host);
        rows.push(row);
        list.append(row.element);
      }
      while (rows.length > length) rows.pop()?.element.remove();
      // While an answer is awaited that has more or fewer layers, what is known of the same place may be of another layer.
      const isCurrent = described?.length === length;
      rows.forEach((row, index) => row.show({
        layer: layers[index], described: isCurrent ? (described?.[index] ?? null) : null,
        ...{ error: next.errors[index] ?? null, isOpen: index === open, index, count: length },
      }));
      if (menu.hidden === false) sayWhere();
      if (focus !== null && rows[focus]) {
        rows[focus].head.focus({ preventScroll: true });
        rows[focus].element.scrollIntoView({ block: "nearest" });
      }
      focus = null;
    },
  };
}
