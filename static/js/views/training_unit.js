/**
 * One number of one map, opened: what it is, its arithmetic product by product, its gradient, and the way to the Sliding window page.
 * The arithmetic is the server's; stepping through it is local to this panel.
 */
import { t } from "../i18n/messages.js";
import { icon, make, setText } from "./dom.js";
import { mountDenseSum } from "./training_unit_dense.js";
import { mountUnitSum } from "./training_unit_sum.js";
import { brief, layerHint, layerName, unitName } from "./training_stage_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").Snapshot} Snapshot */
/** @typedef {import("../types_training.js").UnitAnswer} UnitAnswer */
/** @typedef {Pick<import("../types_training.js").TrainingHandlers, "openUnit"|"hoverUnit">} UnitHandlers */

const POINTWISE = new Set(["relu", "leaky_relu", "sigmoid", "tanh", "scaled_tanh"]);
const PASSING = new Set(["flatten", "dropout"]);

/**
 * @param {HTMLElement} root
 * @param {UnitHandlers} handlers
 */
export function mountUnit(root, handlers) {
  root.classList.add("opened");
  const title = make("h2", { class: "opened__title", tabindex: "-1" });
  const hint = make("p", { class: "opened__hint" });
  const link = make("a", { class: "button opened__link", "data-tip": t("opened.sliding.tip") }, [make("span", { text: t("opened.sliding") }), icon("arrow-right")]);
  const close = make("button", { type: "button", class: "button button--icon", "aria-label": t("opened.close"), "data-tip": t("opened.close.tip") }, [icon("close")]);
  close.addEventListener("click", () => handlers.openUnit(null));
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    handlers.openUnit(null);
  });
  const facts = make("dl", { class: "opened__facts" });
  const says = make("p", { class: "opened__says" });
  const sumRoot = make("div", { class: "opened__sum" });
  const denseRoot = make("div", { class: "opened__dense" });
  root.append(
    make("div", { class: "opened__head" }, [make("div", { class: "opened__name" }, [title, hint]), make("div", { class: "opened__tools" }, [link, close])]),
    facts,
    says,
    sumRoot,
    denseRoot,
  );
  const sum = mountUnitSum(sumRoot);
  const dense = mountDenseSum(denseRoot, handlers);
  /** @type {TrainingState|null} */
  let drawn = null;
  /** @type {HTMLElement|null} the map that was opened, to go back to */
  let opener = null;
  /** @type {"sight"|"focus"|null} what the answer will bring once it is there: whoever pressed a key goes on reading here */
  let promised = null;

  /** @param {TrainingState} state @param {TrainingState|null} before */
  function follow(state, before) {
    const active = document.activeElement;
    if (state.unit && state.unit !== before?.unit && active instanceof HTMLElement && active.closest(".living__units")) {
      opener = active;
      promised = active.matches(":focus-visible") ? "focus" : before?.unit ? null : "sight";
    }
    if (state.unit === null && before?.unit && root.contains(active)) opener?.focus();
    if (state.unitView === null || promised === null || root.hidden) return;
    root.scrollIntoView({ block: "nearest" });
    if (promised === "focus") title.focus({ preventScroll: true });
    promised = null;
  }

  /** @param {TrainingState & {shown: Snapshot}} state */
  function write(state) {
    const { unit, unitView: view, shownLayers, shown } = state;
    if (!unit) return;
    setText(title, unitName(shownLayers, shown, unit));
    setText(hint, shownLayers[unit.layer] ? layerHint(shownLayers[unit.layer]) : "");
    link.hidden = !view?.sliding_link;
    if (view?.sliding_link) link.href = slidingAddress(view.sliding_link);
    // What was opened before stays until the new answer is there, so that nothing jumps.
    root.dataset.busy = String(view === null);
    if (!view) {
      if (facts.childElementCount === 0) setText(says, t("opened.busy"));
      return;
    }
    facts.replaceChildren(...factsOf(state, view));
    setText(says, sentenceOf(state, view));
    says.hidden = says.textContent === "";
    sumRoot.hidden = view.trace === null;
    const isFirst = unit.layer === 0;
    if (view.trace) sum.show(view.trace, view, { name: layerName(shownLayers, unit.layer - 1), channel: unit.channel, picture: isFirst ? shown.picture : null, isInk: state.shownIsInk });
    denseRoot.hidden = view.dense === null;
    if (view.dense) dense.show(view.dense, unit.layer - 1, shown.maps[unit.layer - 1]?.shape ?? shown.picture.shape, view);
  }

  return {
    /** @param {TrainingState} state */
    update(state) {
      const before = drawn;
      drawn = state;
      const isOpen = state.unit !== null && state.shown !== null;
      // The focus goes back before what holds it disappears.
      if (!isOpen) follow(state, before);
      root.hidden = !isOpen;
      if (!isOpen) {
        if (before?.unit) facts.replaceChildren();
        return;
      }
      const isSame = before?.unit === state.unit && before?.unitView === state.unitView && before?.shownLayers === state.shownLayers;
      if (!isSame) write(/** @type {TrainingState & {shown: Snapshot}} */ (state));
      follow(state, before);
    },
  };
}

/** The Sliding window page in this language, with the numbers of this unit. @param {string} query */
function slidingAddress(query) {
  const bar = document.querySelector("a.bar__link[href$='/sliding']");
  const page = bar instanceof HTMLAnchorElement ? bar.href : new URL("sliding", location.href).href;
  return `${page}${query.startsWith("?") ? query : `?${query}`}`;
}

/**
 * @param {TrainingState} state
 * @param {UnitAnswer} view
 */
function factsOf({ unit, shown, shownLayers }, { z, a, delta, receptive_field: field, kind }) {
  const facts = [];
  const next = unit ? shownLayers[unit.layer + 1] : undefined;
  const isActivated = z !== null && a !== null && (z !== a || POINTWISE.has(kind) || POINTWISE.has(next?.kind ?? ""));
  const activation = POINTWISE.has(kind) ? kind : POINTWISE.has(next?.kind ?? "") ? next?.kind : null;
  if (isActivated && z !== null && a !== null && activation) {
    facts.push(fact(t("opened.z"), brief(z), signOf(z)), fact(t("opened.a", { name: t(`living.short.${activation}`) }), brief(a), signOf(a)));
  } else if (a !== null || z !== null) facts.push(fact(t("opened.value"), brief(a ?? z ?? 0), signOf(a ?? z ?? 0)));
  if (delta !== null) facts.push(fact(t("opened.delta"), brief(delta), `delta-${signOf(delta)}`, t("opened.delta.tip")));
  if (field) {
    facts.push(fact(t("opened.field"), fieldText(field, shown?.picture.shape ?? []), "field", t("opened.field.tip")));
  }
  return facts;
}

/**
 * Rows and columns of the picture, from 1; what lies in the padding around it is not counted.
 * @param {NonNullable<UnitAnswer["receptive_field"]>} field
 * @param {readonly number[]} shape of the picture
 */
function fieldText(field, [, rows = Infinity, cols = Infinity]) {
  const [top, left, bottom, right] = [Math.max(0, field.top), Math.max(0, field.left), Math.min(rows, field.bottom), Math.min(cols, field.right)];
  if (top === 0 && left === 0 && bottom === rows && right === cols) return t("opened.field.all");
  return t("opened.field.value", { top: top + 1, bottom, left: left + 1, right });
}

/** @param {string} name @param {string} value @param {string} kind @param {string} [tip] */
function fact(name, value, kind, tip) {
  return make("div", { class: `opened__fact opened__fact--${kind}`, "data-tip": tip, tabindex: tip ? "0" : null }, [make("dt", { text: name }), make("dd", { class: "numeric", text: value })]);
}

/** @param {number} value */
function signOf(value) {
  return value < 0 ? "negative" : value > 0 ? "positive" : "zero";
}

/** @param {TrainingState} state @param {UnitAnswer} view */
function sentenceOf({ unit, shownLayers }, { kind, z, a, trace, dense }) {
  const name = unit ? layerName(shownLayers, unit.layer) : "";
  if (kind === "max_pool") return t("opened.max");
  if (kind === "average_pool" || kind === "global_average_pool") return t("opened.mean");
  if (POINTWISE.has(kind) && z !== null && a !== null) return t("opened.pointwise", { name, z: brief(z), a: brief(a) });
  if (PASSING.has(kind) && a !== null) return t("opened.passed", { name, a: brief(a) });
  return trace || dense ? "" : t("opened.nothing");
}
