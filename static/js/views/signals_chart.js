/** The chart of the present moment: point at it to look at another output, drag to go there; points of a density can be moved. */
import { CHARTED, drawChart } from "../draw/signals_curves.js";
import { linksOf } from "../geometry/signals_moment.js";
import { nearest } from "../geometry/signals_plot.js";
import { formatNumber, t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { exact } from "./inspector_words.js";
import { outputName } from "./signals_words.js";

/** @typedef {import("../types_signals.js").Answer} Answer */
/** @typedef {import("../types_signals.js").Details} Details */
/** @typedef {import("../types_signals.js").Hover} Hover */
/** @typedef {import("../geometry/signals_moment.js").Moment} Moment */

// Shares of the screen's height: on a low projector the transport has to stay in sight.
const HEIGHT = { moving_average: 0.32, density: 0.35, dice: 0.32, continuous: 0.52 };
const LEAST_HEIGHT = 220;
const MOST_HEIGHT = 640;

/**
 * @param {HTMLElement} root
 * @param {{hover: (hover: Hover|null) => void, seekOutput: (output: number) => void,
 *   movePoint: (index: number, value: number, isContinued: boolean) => void, addPoint: (value: number) => void, removePoint: (index: number) => void}} handlers
 */
export function mountChart(root, handlers) {
  root.classList.add("chart");
  const picture = make("div", { class: "chart__picture", role: "img" });
  const points = make("div", { class: "chart__points" });
  const legend = make("p", { class: "chart__legend small" });
  const readout = make("output", { class: "chart__readout", "aria-live": "off" });
  root.append(readout, make("div", { class: "chart__stage" }, [picture, points]), legend);
  /** @type {import("../draw/signals_curves.js").Chart} */
  let chart = { svg: "", xs: [], plot: null };
  /** @type {[Answer, Moment, Hover|null]|null} */
  let last = null;
  let isDragging = false;
  let kind = "";

  const observer = new ResizeObserver(() => last && draw(...last));
  observer.observe(root);

  /** @param {PointerEvent} event */
  const xOf = (event) => event.clientX - picture.getBoundingClientRect().left;
  picture.addEventListener("pointermove", (event) => {
    const index = nearest(chart.xs, xOf(event));
    if (isDragging) handlers.seekOutput(index);
    else if (event.pointerType !== "touch") handlers.hover({ row: "y", index });
  });
  picture.addEventListener("pointerleave", () => handlers.hover(null));
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    isDragging = true;
    picture.setPointerCapture(event.pointerId);
    handlers.seekOutput(nearest(chart.xs, xOf(event)));
  });
  for (const type of ["pointerup", "pointercancel"]) picture.addEventListener(type, () => (isDragging = false));
  picture.addEventListener("dblclick", (event) => {
    if (kind === "density" && chart.plot) handlers.addPoint(rounded(chart.plot.valueAt(event.offsetX)));
  });

  /** @param {Answer} answer @param {Moment} moment @param {Hover|null} hover */
  function draw(answer, moment, hover) {
    const { output } = linksOf(answer, moment.output, hover?.row === "y" ? hover : null);
    const width = Math.max(280, Math.floor(root.clientWidth));
    const share = HEIGHT[/** @type {keyof typeof HEIGHT} */ (answer.kind)];
    const height = Math.round(Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, share * innerHeight)));
    const words = { upper: t("signals.chart.upper"), lower: t("signals.chart.lower") };
    chart = drawChart(answer, moment, output, { width, height, number: (value) => formatNumber(value, 4), words });
    picture.innerHTML = chart.svg;
    const sentence = readoutText(answer, moment, output);
    readout.textContent = sentence;
    picture.setAttribute("aria-label", `${t(`signals.chart.${answer.kind}`)} ${sentence}`);
    placePoints(answer);
  }

  /** @param {Answer} answer */
  function placePoints(answer) {
    const { plot } = chart;
    const values = answer.kind === "density" ? /** @type {number[]} */ (answer.spec.points) : [];
    while (points.children.length > values.length) points.lastElementChild?.remove();
    while (points.children.length < values.length) points.append(makePoint(points.children.length));
    if (!plot) return;
    const { axis } = /** @type {Details["density"]} */ (answer.details);
    values.forEach((value, i) => {
      const handle = /** @type {HTMLElement} */ (points.children[i]);
      handle.style.setProperty("--x", `${plot.x(value)}px`);
      handle.style.setProperty("--y", `${plot.y(0)}px`);
      for (const [name, content] of Object.entries({ min: axis[0], max: axis[1], now: value })) handle.setAttribute(`aria-value${name}`, String(content));
    });
  }

  /** @param {number} index */
  function makePoint(index) {
    const attributes = { type: "button", role: "slider", "aria-label": t("signals.chart.point", { number: index + 1 }) };
    const handle = make("button", { class: "chart__point", "data-tip": t("signals.chart.point.tip"), ...attributes });
    let isContinued = false;
    let isHeld = false;
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      isHeld = true;
      isContinued = false;
    });
    handle.addEventListener("pointermove", (event) => {
      if (!isHeld || !chart.plot) return;
      const [low, high] = [Number(handle.getAttribute("aria-valuemin")), Number(handle.getAttribute("aria-valuemax"))];
      handlers.movePoint(index, Math.max(low, Math.min(high, rounded(chart.plot.valueAt(xOf(event))))), isContinued);
      isContinued = true;
    });
    for (const type of ["pointerup", "pointercancel"]) handle.addEventListener(type, () => (isHeld = false));
    handle.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: -0.1, ArrowDown: -0.1, ArrowRight: 0.1, ArrowUp: 0.1, PageDown: -1, PageUp: 1 };
      const now = Number(handle.getAttribute("aria-valuenow"));
      if (event.key in steps) {
        const [low, high] = [Number(handle.getAttribute("aria-valuemin")), Number(handle.getAttribute("aria-valuemax"))];
        const value = now + steps[/** @type {keyof typeof steps} */ (event.key)];
        handlers.movePoint(index, Math.max(low, Math.min(high, rounded(value))), event.repeat);
      } else if (event.key === "Delete" || event.key === "Backspace") handlers.removePoint(index);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    return handle;
  }

  return {
    /** @param {Answer} answer @param {Moment} moment @param {Hover|null} hover */
    update(answer, moment, hover) {
      root.hidden = !CHARTED.has(answer.kind);
      if (root.hidden) return;
      if (kind !== answer.kind) {
        kind = answer.kind;
        legend.replaceChildren(...legendOf(kind));
      }
      last = [answer, moment, hover];
      draw(answer, moment, hover);
    },
  };
}

const KEYS = {
  moving_average: ["v", "clean", "result", "band"],
  density: ["bump", "window", "exact", "result"],
  dice: [],
  continuous: ["f", "g", "product", "cell", "exact", "result"],
};

/** @param {string} kind */
function legendOf(kind) {
  return KEYS[/** @type {keyof typeof KEYS} */ (kind)].map((key) =>
    make("span", { class: "chart__key" }, [make("i", { class: `chart__swatch chart__swatch--${key}` }), t(`signals.key.${kind}.${key}`)]),
  );
}

/** @param {Answer} answer @param {Moment} moment @param {number} output */
function readoutText(answer, moment, output) {
  const name = outputName(answer, output);
  if (output >= moment.outputsDone) return t("signals.readout.pending", { output: name });
  const value = exact(Number(answer.trace.reductions[output].result));
  if (answer.kind === "dice") {
    const { stages, stage } = /** @type {Details["dice"]} */ (answer.details);
    const { fractions, reduced, probabilities } = stages[stage - 1];
    return t("signals.readout.dice", { output: name, fraction: fractions[output], reduced: reduced[output], percent: formatNumber(probabilities[output] * 100, 2) });
  }
  if (answer.kind === "moving_average") return t("signals.readout.moving_average", { output: name, value });
  const details = /** @type {Details["density"] | Details["continuous"]} */ (answer.details);
  const truth = "exact_at" in details ? details.exact_at[output] : details.exact_at_grid[output];
  return t("signals.readout.exact", { output: name, value, exact: exact(truth) });
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * 10) / 10;
}
