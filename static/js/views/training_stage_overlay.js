/**
 * Words and focus over the drawn network: the heads of the columns, and for every map, strip and bar an element that a keyboard,
 * a finger and a screen reader can reach. One of them is the tab stop; arrow keys walk, Shift + arrows walk inside a map.
 */
import { focusBy } from "../geometry/training_focus.js";
import { rectOf } from "../geometry/training_hit.js";
import { rangeOf } from "../draw/training_levels.js";
import { t, together } from "../i18n/messages.js";
import { make, setText } from "./dom.js";
import { brief, className, layerHint, layerName, shapeText } from "./training_stage_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").Unit} Unit */
/** @typedef {import("../geometry/training_layout.js").NetworkLayout} NetworkLayout */
/** @typedef {import("../geometry/training_layout.js").Rect} Rect */
/** @typedef {import("../geometry/training_hit.js").Hit} Hit */
/** @typedef {import("../geometry/training_columns.js").Column} Column */
/** @typedef {{hit: Hit, rect: Rect, element: HTMLElement}} Stop */

/** Below the words of a head: px. */
const HEAD_GAP = 5;

/**
 * @typedef {object} OverlayEvents
 * @property {(hit: Hit|null) => void} focus
 * @property {(hit: Hit) => void} press
 * @property {(hit: Hit) => string} name what a screen reader hears now
 * @property {(unit: Unit, key: string) => Unit|null} walk inside a map or strip
 */

/**
 * @param {HTMLElement} board
 * @param {OverlayEvents} events
 */
export function mountOverlay(board, events) {
  const heads = make("div", { class: "living__heads" });
  const units = make("div", { class: "living__units", role: "group", "aria-label": t("living.units"), "aria-describedby": "living-guide" });
  board.append(heads, units);
  /** @type {Stop[]} */
  let stops = [];
  let tabStop = 0;
  /** @type {{element: HTMLElement, column: Column}[]} */
  let ranges = [];

  /** @param {Event} event */
  function stopOf(event) {
    const found = event.target instanceof Element ? event.target.closest("[data-stop]") : null;
    return found instanceof HTMLElement ? Number(found.dataset.stop) : null;
  }

  /** @param {number} index */
  function setTabStop(index) {
    if (stops[tabStop]) stops[tabStop].element.tabIndex = -1;
    tabStop = index;
    if (stops[index]) stops[index].element.tabIndex = 0;
  }

  units.addEventListener("focusin", (event) => {
    const index = stopOf(event);
    if (index === null) return;
    setTabStop(index);
    const { hit, element } = stops[index];
    element.setAttribute("aria-label", events.name(hit));
    if (element.matches(":focus-visible")) events.focus(hit);
  });
  units.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && units.contains(event.relatedTarget))) events.focus(null);
  });
  units.addEventListener("keydown", (event) => {
    const index = stopOf(event);
    if (index === null || event.ctrlKey || event.metaKey || event.altKey || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    event.stopPropagation();
    const { hit, element } = stops[index];
    if (event.shiftKey) {
      const unit = hit.kind === "unit" ? events.walk(hit.unit, event.key) : null;
      if (!unit) return;
      stops[index].hit = { kind: "unit", unit };
      element.setAttribute("aria-label", events.name(stops[index].hit));
      events.focus(stops[index].hit);
      return;
    }
    const next = focusBy(stops.map(({ rect }) => rect), index, event.key);
    if (next !== null) stops[next].element.focus();
  });
  // A pointer means the point it presses, which the stage looks up; this is Enter, Space and what a screen reader does.
  units.addEventListener("click", (event) => {
    const index = stopOf(event);
    if (index === null) return;
    if (event.detail === 0) events.press(stops[index].hit);
  });

  /**
   * @param {TrainingState} state
   * @param {NetworkLayout} layout
   */
  function build(state, layout) {
    const hadFocus = units.contains(document.activeElement) ? keyOf(stops[tabStop]?.hit) : "";
    stops = stopsOf(state, layout);
    for (const [index, { element, rect }] of stops.entries()) {
      Object.assign(element.style, { left: `${rect.left}px`, top: `${rect.top}px`, width: `${rect.width}px`, height: `${rect.height}px` });
      element.dataset.stop = String(index);
      element.tabIndex = -1;
    }
    units.replaceChildren(...stops.map(({ element }) => element));
    const again = stops.findIndex(({ hit }) => keyOf(hit) === hadFocus);
    setTabStop(again >= 0 ? again : Math.min(tabStop, stops.length - 1));
    if (hadFocus !== "" && again >= 0) stops[again].element.focus();
    ranges = [];
    heads.replaceChildren(...headsOf(state, layout, ranges));
    heads.dataset.flow = layout.flow;
  }

  /** Words that are wider than their column are written smaller. */
  function fitHeads() {
    for (const cell of heads.children) {
      const widest = Math.max(...[...cell.children].map((line) => Math.max(line.scrollWidth, line.getBoundingClientRect().width)));
      cell.classList.toggle("living__head-cell--narrow", widest > cell.clientWidth + 1);
    }
  }

  /** What the words above the columns take: px. */
  function headHeight() {
    const heights = [...heads.children].map((cell) => [...cell.children].reduce((sum, line) => sum + line.getBoundingClientRect().height, 0));
    return Math.ceil(Math.max(0, ...heights)) + HEAD_GAP;
  }

  return {
    /**
     * Put the words where a layout has them, and make the layout again with the room they then take; other columns may break
     * them otherwise.
     * @param {TrainingState} state
     * @param {(head: number|undefined) => NetworkLayout} layoutFor what the words above the columns take: px
     */
    fit(state, layoutFor) {
      /** @type {number|undefined} */
      let head;
      for (let tries = 0; ; tries += 1) {
        const layout = layoutFor(head);
        build(state, layout);
        if (layout.flow === "across") fitHeads();
        const needed = headHeight();
        if (layout.flow === "down" || tries === 3 || (head !== undefined && needed <= head)) return layout;
        head = needed;
      }
    },
    /** The range under each layer's name: that of what is drawn there. @param {import("../draw/training_network.js").Look} look */
    update({ maps, kernels, showsKernels }) {
      for (const { element, column: { layer, members } } of ranges) {
        const kernel = showsKernels ? members.find((one) => kernels[one]) : undefined;
        const levels = kernel === undefined ? maps[layer] : kernels[kernel];
        setText(element, levels ? `\u00b1${brief(rangeOf(levels))}` : "");
      }
    },
    element: units,
  };
}

/** “Conv 2 + ReLU”: what shares a column needs its number once. @param {TrainingState["shownLayers"]} layers @param {readonly number[]} members */
function groupName(layers, [first, ...others]) {
  return [layerName(layers, first), ...others.map((one) => t(`living.short.${layers[one].kind}`))].join(" + ");
}

/** @param {Hit|undefined} hit */
function keyOf(hit) {
  if (!hit) return "";
  return hit.kind === "unit" ? `unit ${hit.unit.layer} ${hit.unit.channel}` : `${hit.kind} ${hit.kind === "bar" ? hit.index : hit.layer}`;
}

/**
 * @param {TrainingState} state
 * @param {NetworkLayout} layout
 * @returns {Stop[]}
 */
function stopsOf({ shownLayers, shownClasses }, layout) {
  /** @type {Stop[]} */
  const stops = [];
  const put = (/** @type {Hit} */ hit, /** @type {Rect} */ rect, /** @type {string} */ name, /** @type {string} */ kind, text = "") => {
    const element = make("button", { type: "button", class: `living__unit living__unit--${kind}`, "aria-label": name, text });
    stops.push({ hit, rect, element });
    return element;
  };
  const unit = (/** @type {number} */ layer, /** @type {number} */ channel) => /** @type {Hit} */ ({ kind: "unit", unit: { layer, channel, row: 0, col: 0 } });
  put(unit(-1, 0), layout.picture.rect, t("living.input"), "picture");
  for (const { layer, members, form, shape, tiles, body, shown, more } of layout.columns) {
    const name = groupName(shownLayers, members);
    if (form === "pass") {
      const element = put({ kind: "pass", layer }, body, name, "pass");
      element.append(make("span", { text: `${name} ${shapeText(shape)}` }));
      element.dataset.tip = together(members.map((one) => layerHint(shownLayers[one])));
      continue;
    }
    if (form === "strip") put(unit(layer, 0), body, t("living.strip", { name, count: shape[0] }), "strip");
    for (const { channel } of tiles) {
      const rect = rectOf(layout, layer, channel);
      if (rect) put(unit(layer, channel), rect, t("living.map", { name, channel: channel + 1, channels: shape[0], shape: shapeText(shape.slice(1)) }), "map");
    }
    if (more) {
      const hidden = shape[0] - shown;
      const words = hidden > 0 ? t("living.more", { count: hidden }) : t("living.less");
      const element = put({ kind: "more", layer }, more, hidden > 0 ? t("living.more.name", { name, count: hidden }) : t("living.less.name", { name }), "more", words);
      element.dataset.tip = hidden > 0 ? t("living.more.name", { name, count: hidden }) : t("living.less.name", { name });
    }
  }
  for (const { index, rect } of layout.bars.rows) put({ kind: "bar", index }, rect, t("living.bar", { name: className(shownClasses[index], index) }), "bar");
  return stops;
}

/**
 * @param {TrainingState} state
 * @param {NetworkLayout} layout
 * @param {{element: HTMLElement, column: Column}[]} ranges filled: where each layer's range is written
 */
function headsOf({ shownLayers, shown, started }, layout, ranges) {
  const at = (/** @type {Rect} */ { left, top, width, height }) => `left:${left}px;top:${top}px;width:${width}px;height:${height}px`;
  const input = shown?.picture.shape ?? started?.input_shape ?? [];
  const first = make("div", { class: "living__head-cell living__head-cell--input", style: at(layout.picture.head), "data-tip": t("living.input.hint") }, [
    make("strong", { text: t("living.input") }),
    make("span", { class: "numeric", text: shapeText(input) }),
  ]);
  const heads = layout.columns.filter(({ form }) => form !== "pass").map((column) => {
    const { members, shape, head } = column;
    const range = make("span", { class: "numeric living__range" });
    ranges.push({ element: range, column });
    const tip = together(members.map((one) => layerHint(shownLayers[one])));
    return make("div", { class: "living__head-cell", style: at(head), "data-tip": tip }, [
      // In a narrow column lines break before a plus, and nowhere else.
      make("strong", { text: groupName(shownLayers, members).replace(/ (?!\+)/g, "\u00a0") }),
      make("span", { class: "numeric" }, shapeText(shape).split(/(?<=^\d+×)/).flatMap((part) => [part, make("wbr")])),
      range,
    ]);
  });
  const last = make("div", { class: "living__head-cell living__head-cell--bars", style: at(layout.bars.head), "data-tip": t("living.output.hint") }, [
    make("strong", { text: t("living.output") }),
  ]);
  return [first, ...heads, last];
}
