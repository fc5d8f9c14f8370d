/** The frequency response as a heat map with axes; a pointer or the arrow keys read out one frequency and its gain. */
import { drawHeatmap, elementByKey, frequencyAt, indexAt } from "../draw/heatmap.js";
import { formatNumber, t } from "../i18n/messages.js";
import { make } from "./dom.js";

/** @typedef {import("../types.js").Analysis["frequency"]} Frequency */

const ticks = ["\u2212½", "0", "½"];

export function frequencyPlot() {
  const canvas = make("canvas", { class: "frequency__canvas" });
  const cross = make("span", { class: "frequency__cross" });
  cross.hidden = true;
  const attributes = { tabindex: "0", role: "application", "aria-roledescription": t("analysis.frequency.role") };
  const plot = make("div", { class: "frequency__plot", ...attributes, "data-tip": t("analysis.frequency.tip") }, [canvas, cross]);
  const readout = make("p", { class: "frequency__readout", role: "status" });
  const scale = make("div", { class: "legend frequency__legend", "data-tip": t("analysis.frequency.legend"), tabindex: "0", role: "note" }, [
    "0", make("span", { class: "legend__scale frequency__scale" }),
  ]);
  const peak = make("span");
  scale.append(peak);
  const map = make("div", { class: "frequency" }, [
    make("div", { class: "frequency__axis frequency__axis--rows", "aria-hidden": "true" }, ticks.map((text) => make("span", { text }))),
    plot,
    make("div", { class: "frequency__axis frequency__axis--cols", "aria-hidden": "true" }, ticks.map((text) => make("span", { text }))),
    make("p", { class: "frequency__unit", text: t("analysis.frequency.unit") }),
    scale,
  ]);
  const element = make("div", {}, [map, readout]);

  /** @type {Frequency|null} */
  let shown = null;
  /** @type {{row: number, col: number}|null} */
  let at = null;

  /** @param {{row: number, col: number}|null} next */
  const point = (next) => {
    at = next;
    cross.hidden = !next || !shown;
    if (!next || !shown) {
      readout.textContent = shown ? characterWords(shown) : "";
      return;
    }
    const { size, magnitude } = shown;
    cross.style.left = `${((next.col + 0.5) / size) * 100}%`;
    cross.style.top = `${((next.row + 0.5) / size) * 100}%`;
    readout.textContent = t("analysis.frequency.readout", {
      horizontal: formatNumber(frequencyAt(next.col, size)),
      vertical: formatNumber(frequencyAt(next.row, size)),
      percent: formatNumber((magnitude[next.row]?.[next.col] ?? 0) * 100, 1),
    });
  };
  plot.addEventListener("pointermove", (event) => {
    if (!shown) return;
    const box = plot.getBoundingClientRect();
    point({
      row: indexAt((event.clientY - box.top) / box.height, shown.size),
      col: indexAt((event.clientX - box.left) / box.width, shown.size),
    });
  });
  plot.addEventListener("pointerleave", () => point(null));
  plot.addEventListener("blur", () => point(null));
  plot.addEventListener("focus", () => shown && point(at ?? elementByKey({ row: 0, col: 0 }, { key: "Home", shiftKey: false }, shown.size)));
  plot.addEventListener("keydown", (event) => {
    const next = shown && elementByKey(at ?? { row: 0, col: 0 }, event, shown.size);
    if (!next || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    point(next);
  });

  return {
    element,
    /** @param {Frequency} frequency @param {import("../draw/theme.js").Theme} theme */
    draw(frequency, theme) {
      shown = frequency;
      canvas.width = canvas.height = frequency.size;
      const context = canvas.getContext("2d");
      if (context) drawHeatmap(context, frequency.magnitude, theme);
      plot.setAttribute("aria-label", t("analysis.frequency.label", { character: characterWords(frequency) }));
      peak.textContent = formatNumber(frequency.peak);
      point(at);
    },
  };
}

/** A kernel of zeros passes nothing and has no character. @param {Frequency} frequency */
function characterWords({ character }) {
  return t(`analysis.frequency.${character ?? "nothing"}`);
}
