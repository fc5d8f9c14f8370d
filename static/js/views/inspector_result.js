/** The last line: from the sum over divisor, offset and display mapping to the byte in the picture, each step shown even where it does nothing. */

import { t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { exact, inFormula } from "./inspector_words.js";

/**
 * @typedef {import("./inspector_types.js").ChannelInspection} ChannelInspection
 * @typedef {import("./inspector_types.js").Reduction} Reduction
 * @typedef {import("./inspector_types.js").Inspection} Inspection
 */

/** @param {HTMLElement} root */
export function mountResult(root) {
  root.classList.add("inspector__result");
  /** @type {ChannelInspection|null} */
  let shown = null;
  let shownKernel = 0;
  return {
    /**
     * @param {Inspection} inspection
     * @param {ChannelInspection} channel
     * @param {number} kernelIndex
     * @param {number} offset of the step: a pair's is added after the two are combined
     */
    update(inspection, channel, kernelIndex, offset) {
      if (shown === channel && shownKernel === kernelIndex) return;
      shown = channel;
      shownKernel = kernelIndex;
      const isPair = channel.reductions.length > 1;
      const lines = channel.reductions.map((reduction, index) => sumLine(reduction, isPair ? index : null, index === kernelIndex));
      if (isPair) lines.push(...pairLines(channel, offset));
      root.replaceChildren(make("div", { class: "inspector__steps" }, lines), outcome(inspection, channel));
    },
  };
}

/**
 * sum ÷ divisor + offset = value
 * @param {Reduction} reduction
 * @param {number|null} index of a pair's kernel
 * @param {boolean} isShown whether its terms are the ones above
 */
function sumLine(reduction, index, isShown) {
  const { sum, divisor, offset, value } = reduction;
  const name = index === null ? t("inspector.result.sum") : t(`inspector.kernel.${index}`);
  return make("p", { class: `inspector__step${isShown ? "" : " inspector__step--other"}` }, [
    make("span", { class: "inspector__name" }, [`${name} =`]),
    quantity(exact(sum), "inspector.tip.sum"),
    quantity(`÷ ${inFormula(divisor)}`, divisor === 1 ? "inspector.tip.divisor_one" : "inspector.tip.divisor", divisor === 1),
    quantity(`+ ${inFormula(offset)}`, offset === 0 ? "inspector.tip.offset_zero" : "inspector.tip.offset", offset === 0),
    make("span", { class: "inspector__equals" }, ["="]),
    make("b", {}, [exact(value)]),
  ]);
}

/**
 * √(gx² + gy²) + offset = magnitude, and for directions the angle.
 * @param {ChannelInspection} channel
 * @param {number} offset
 */
function pairLines(channel, offset) {
  const [x, y] = channel.reductions;
  const root = `√(${inFormula(x?.value ?? 0)}² + ${inFormula(y?.value ?? 0)}²)`;
  const lines = [
    make("p", { class: "inspector__step" }, [
      make("span", { class: "inspector__name" }, [`${t("inspector.combine.magnitude")} =`]),
      quantity(root, "inspector.tip.magnitude"),
      quantity(`+ ${inFormula(offset)}`, offset === 0 ? "inspector.tip.offset_zero" : "inspector.tip.offset", offset === 0),
      make("span", { class: "inspector__equals" }, ["="]),
      make("b", {}, [exact(channel.combined)]),
    ]),
  ];
  if (channel.combine === "direction" && channel.angle !== null) {
    lines.push(
      make("p", { class: "inspector__step" }, [
        make("span", { class: "inspector__name" }, [`${t("inspector.combine.direction")} =`]),
        quantity(`atan2(${exact(y?.value ?? 0)}, ${exact(x?.value ?? 0)})`, "inspector.tip.direction"),
        make("span", { class: "inspector__equals" }, ["="]),
        make("b", {}, [`${exact(channel.angle)}°`]),
      ]),
    );
  }
  return lines;
}

/**
 * Display mapping, rounding, clipping, and the byte itself.
 * @param {Inspection} inspection
 * @param {ChannelInspection} channel
 */
function outcome(inspection, channel) {
  const { combined, display, displayed, low, high, clipped, result } = channel;
  /** @type {HTMLElement[]} */
  const parts = [];
  if (channel.combine === "direction") parts.push(quantity(t("inspector.display.hue"), "inspector.tip.hue"));
  if (display === "absolute") parts.push(quantity(`|${exact(combined)}| = ${exact(displayed)}`, "inspector.tip.absolute"));
  if (display === "stretch" && low !== null && high !== null) {
    const range = { low: exact(low), high: exact(high) };
    const text = t("inspector.display.stretch", { ...range, from: exact(combined), to: exact(displayed) });
    parts.push(quantity(text, "inspector.tip.stretch", false, range));
  }
  if (clipped === "no" && displayed !== result) {
    const text = t("inspector.display.rounded", { from: exact(displayed), to: exact(result) });
    parts.push(quantity(text, "inspector.tip.rounded"));
  }
  const value = exact(clipped === "no" ? result : displayed);
  parts.push(
    make(
      "span",
      { class: `inspector__clip${clipped === "no" ? "" : " inspector__clip--yes"}`, "data-tip": t("inspector.tip.clipped") },
      [t(`inspector.clipped.${clipped}`, { value })],
    ),
  );
  const [red, green, blue] = inspection.output_rgb;
  const swatch = make("span", {
    class: "inspector__swatch",
    role: "img",
    "aria-label": t("inspector.result.colour", { red, green, blue }),
    "data-tip": t("inspector.result.colour", { red, green, blue }),
  });
  swatch.style.background = `rgb(${red} ${green} ${blue})`;
  return make("p", { class: "inspector__outcome" }, [
    ...parts,
    make("span", { class: "inspector__final" }, [
      make("span", { class: "inspector__arrow", "aria-hidden": "true" }, ["→"]),
      make("span", { class: "inspector__name" }, [t(`inspector.channel.${channel.channel}`)]),
      make("output", { class: "inspector__value", "aria-live": "off", "aria-label": t("inspector.result.label", { value: result }) }, [
        exact(result),
      ]),
      swatch,
    ]),
  ]);
}

/**
 * One quantity of the line with what it means; dimmed where it changes nothing.
 * @param {string} text
 * @param {string} tip message key
 * @param {boolean} [isIdle]
 * @param {Readonly<Record<string, string>>} [values] of the tip
 */
function quantity(text, tip, isIdle = false, values = {}) {
  return make("span", { class: `inspector__quantity${isIdle ? " inspector__quantity--idle" : ""}`, "data-tip": t(tip, values) }, [text]);
}
