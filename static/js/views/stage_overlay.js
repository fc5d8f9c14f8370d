/**
 * The stage's HTML: two canvases, labels, divider, zoom buttons, readout, what is said while waiting or dragging.
 *
 * @typedef {import("./stage_types.js").Desk} Desk
 * @typedef {import("./stage_types.js").StageState} StageState
 * @typedef {import("./stage_types.js").StageLayout} StageLayout
 */
import { CompareSlider } from "../elements/compare-slider.js";
import { hasMessage, t } from "../i18n/messages.js";
import { readout } from "./stage_readout.js";
import { ZOOM_STEP, zoomBy, zoomTo } from "./stage_keys.js";

/** @typedef {ReturnType<typeof buildStage>} StageElements */

/** Two stages on one page need different ids. */
let count = 0;

/** @param {HTMLElement} root */
export function buildStage(root) {
  const stage = make("div", "stage");
  const view = make("div", "stage__view");
  const base = make("canvas", "stage__canvas");
  const marks = make("canvas", "stage__canvas");
  const source = label("source");
  const result = label("result");
  const divider = new CompareSlider();
  divider.className = "stage__divider";
  const busy = make("div", "stage__busy");
  const waiting = make("p", "stage__waiting");
  const drop = make("p", "stage__drop");
  const foot = make("div", "stage__foot");
  const text = make("p", "stage__readout");
  const zoom = make("div", "stage__zoom");
  const help = make("p", "visually-hidden");
  const live = make("p", "visually-hidden");

  for (const canvas of [base, marks]) canvas.setAttribute("aria-hidden", "true");
  help.id = `stage-help-${(count += 1)}`;
  help.textContent = t("stage.help");
  live.setAttribute("aria-live", "polite");
  view.tabIndex = 0;
  view.setAttribute("role", "application");
  view.setAttribute("aria-roledescription", t("stage.role"));
  view.setAttribute("aria-describedby", help.id);
  busy.setAttribute("role", "status");
  busy.append(hidden(t("stage.busy")));
  waiting.textContent = t("stage.waiting");
  drop.textContent = t("stage.drop");
  zoom.setAttribute("role", "group");
  zoom.setAttribute("aria-label", t("stage.zoom.group"));

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
  const source = state.names?.source ?? t("stage.source");
  const result = state.names?.result ?? filterName(state);
  write(elements.source, source);
  write(elements.result, result);
  attribute(view, "aria-label", t("stage.label", { source, result }));
  attribute(divider, "aria-label", t("stage.divider", { source, result }));
  attribute(divider, "aria-valuetext", t("stage.divider.value", { source, percent: Math.round(state.divider * 100) }));
  stage.classList.toggle("is-busy", state.busy);
  stage.classList.toggle("is-empty", state.source === null);
  stage.classList.toggle("is-fit", state.viewport === null);
  elements.waiting.hidden = state.source !== null;
  elements.drop.hidden = state.isDragging !== true;
  if (state.source !== null) {
    const aspect = Math.min(Math.max(state.source.width / state.source.height, 0.6), 2.4);
    property(stage, "--picture-aspect", aspect.toFixed(3));
  }
  property(stage, "--divider", `${(state.divider * 100).toFixed(2)}%`);
  const words = readout(state);
  write(elements.text, words);
  elements.text.classList.toggle("is-hint", state.pixel === null);
  // Spoken for those who move by keys; a mouse moving over the picture would talk without end.
  if (view.matches(":focus-visible")) write(elements.live, words);
  if (layout === null) return;
  attribute(stage, "data-arrangement", layout.arrangement);
  divider.hidden = layout.arrangement !== "slider";
  write(elements.percent, t("stage.zoom.percent", { percent: percentOf(layout.viewport.scale) }));
  attribute(elements.percent, "aria-label", t("stage.zoom.actual_now", { percent: percentOf(layout.viewport.scale) }));
}

/** @param {StageState} state */
function filterName({ steps, active }) {
  const key = `filter.${steps?.[active]?.filter}.name`;
  return hasMessage(key) ? t(key) : t("stage.result");
}

/** @param {number} scale */
function percentOf(scale) {
  const percent = scale * 100;
  return percent < 10 ? String(Math.round(percent * 10) / 10) : String(Math.round(percent));
}

/** @param {"source"|"result"} role */
function label(role) {
  const side = make("div", `stage__side stage__side--${role}`);
  const text = make("span", "stage__label");
  side.append(text);
  return { side, text };
}

/** @param {string} text @param {string} name */
function button(text, name) {
  const element = make("button", "button button--quiet stage__button");
  element.type = "button";
  element.textContent = text;
  element.title = name;
  if (text !== name) element.setAttribute("aria-label", name);
  return element;
}

/** @param {string} text */
function hidden(text) {
  const element = make("span", "visually-hidden");
  element.textContent = text;
  return element;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {string} className
 */
function make(name, className) {
  const element = document.createElement(name);
  element.className = className;
  return element;
}

/** @param {Element} element @param {string} text */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {Element} element @param {string} name @param {string} value */
function attribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** @param {HTMLElement} element @param {string} name @param {string} value */
function property(element, name, value) {
  if (element.style.getPropertyValue(name) !== value) element.style.setProperty(name, value);
}
