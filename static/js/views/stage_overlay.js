/**
 * The stage's HTML: two canvases, labels, divider, zoom buttons, readout, what is said while waiting or dragging.
 *
 * @typedef {import("./stage_types.js").Desk} Desk
 * @typedef {import("./stage_types.js").StageState} StageState
 * @typedef {import("./stage_types.js").StageLayout} StageLayout
 */
import { CompareSlider } from "../elements/compare-slider.js";
import { hasMessage, t } from "../i18n/messages.js";
import { freshId, make, setAttribute, setText } from "./dom.js";
import { readout } from "./stage_readout.js";
import { ZOOM_STEP, zoomBy, zoomTo } from "./stage_keys.js";

/** @typedef {ReturnType<typeof buildStage>} StageElements */

/** @param {HTMLElement} root */
export function buildStage(root) {
  const stage = make("div", { class: "stage" });
  const help = make("p", { class: "visually-hidden", id: freshId("stage-help"), text: t("stage.help") });
  const view = make("div", {
    class: "stage__view", tabindex: 0, role: "application", "aria-roledescription": t("stage.role"), "aria-describedby": help.id,
  });
  const base = make("canvas", { class: "stage__canvas", "aria-hidden": "true" });
  const marks = make("canvas", { class: "stage__canvas", "aria-hidden": "true" });
  const source = label("source");
  const result = label("result");
  const divider = new CompareSlider();
  divider.className = "stage__divider";
  const busy = make("div", { class: "stage__busy", role: "status" }, [make("span", { class: "visually-hidden", text: t("stage.busy") })]);
  const waiting = make("p", { class: "stage__waiting", text: t("stage.waiting") });
  const drop = make("p", { class: "stage__drop", text: t("stage.drop") });
  const foot = make("div", { class: "stage__foot" });
  const text = make("p", { class: "stage__readout" });
  const zoom = make("div", { class: "stage__zoom", role: "group", "aria-label": t("stage.zoom.group") });
  const live = make("p", { class: "visually-hidden", "aria-live": "polite" });

  const zoomOut = button("−", t("stage.zoom.out"));
  const percent = button("100 %", t("stage.zoom.actual"));
  percent.classList.add("stage__percent");
  const zoomIn = button("+", t("stage.zoom.in"));
  const fit = button(t("stage.zoom.fit"), t("stage.zoom.fit_title"));
  zoom.append(zoomOut, percent, zoomIn, fit);

  view.append(base, marks, source.side, result.side, divider, busy, waiting, drop);
  foot.append(text, zoom);
  stage.append(view, foot, help, live);
  root.replaceChildren(stage);
  const labels = { source: source.text, result: result.text };
  return { stage, view, base, marks, ...labels, divider, waiting, drop, text, live, zoomOut, percent, zoomIn, fit };
}

/**
 * @param {StageElements} elements
 * @param {Desk} desk
 */
export function attachControls({ divider, zoomOut, percent, zoomIn, fit }, desk) {
  zoomOut.addEventListener("click", () => zoomBy(desk, 1 / ZOOM_STEP));
  zoomIn.addEventListener("click", () => zoomBy(desk, ZOOM_STEP));
  percent.addEventListener("click", () => zoomTo(desk, 1));
  fit.addEventListener("click", () => desk.handlers.setViewport(null));
  divider.addEventListener("divide", (event) => {
    if (event instanceof CustomEvent && typeof event.detail === "number") desk.handlers.setDivider(event.detail);
  });
}

/**
 * Writes what changed, and only that: reading nothing back, it costs no layout.
 * @param {StageElements} elements
 * @param {StageState} state
 * @param {StageLayout|null} layout
 */
export function updateOverlay(elements, state, layout) {
  const { stage, view, divider } = elements;
  const source = t("stage.source");
  const result = filterName(state);
  setText(elements.source, source);
  setText(elements.result, result);
  setAttribute(view, "aria-label", t("stage.label", { source, result }));
  setAttribute(divider, "aria-label", t("stage.divider", { source, result }));
  setAttribute(divider, "aria-valuetext", t("stage.divider.value", { source, percent: Math.round(state.divider * 100) }));
  stage.classList.toggle("is-busy", state.busy);
  stage.classList.toggle("is-empty", state.source === null);
  stage.classList.toggle("is-fit", state.viewport === null);
  elements.waiting.hidden = state.source !== null;
  elements.drop.hidden = !state.isDragging;
  if (state.source !== null) {
    const aspect = Math.min(Math.max(state.source.width / state.source.height, 0.6), 2.4);
    property(stage, "--picture-aspect", aspect.toFixed(3));
  }
  property(stage, "--divider", `${(state.divider * 100).toFixed(2)}%`);
  const words = readout(state);
  setText(elements.text, words);
  elements.text.classList.toggle("is-hint", state.pixel === null);
  // Spoken for those who move by keys; a mouse moving over the picture would talk without end.
  if (view.matches(":focus-visible")) setText(elements.live, words);
  if (layout === null) return;
  setAttribute(stage, "data-arrangement", layout.arrangement);
  divider.hidden = layout.arrangement !== "slider";
  setText(elements.percent, t("stage.zoom.percent", { percent: percentOf(layout.viewport.scale) }));
  setAttribute(elements.percent, "aria-label", t("stage.zoom.actual_now", { percent: percentOf(layout.viewport.scale) }));
}

/** @param {StageState} state */
function filterName({ steps, active }) {
  const key = `filter.${steps[active]?.filter}.name`;
  return hasMessage(key) ? t(key) : t("stage.result");
}

/** @param {number} scale */
function percentOf(scale) {
  const percent = scale * 100;
  return percent < 10 ? String(Math.round(percent * 10) / 10) : String(Math.round(percent));
}

/** @param {"source"|"result"} role */
function label(role) {
  const side = make("div", { class: `stage__side stage__side--${role}` });
  const text = make("span", { class: "stage__label" });
  side.append(text);
  return { side, text };
}

/** @param {string} text @param {string} name */
function button(text, name) {
  return make("button", { type: "button", class: "button button--quiet stage__button", text, title: name, "aria-label": text !== name && name });
}

/** @param {HTMLElement} element @param {string} name @param {string} value */
function property(element, name, value) {
  if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
}
