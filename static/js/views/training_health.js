/**
 * How each layer is doing at the moment that is shown: does a gradient reach it, how fast does it change, is it alive; its
 * histograms on demand. What is ill is said in a sentence.
 */
import { histogramSvg } from "../draw/health_histogram.js";
import { GRADIENT_POWERS, HEALTHY_RATIO, isOdd, powerShare, RATIO_POWERS, signsOf } from "../geometry/health_signs.js";
import { t } from "../i18n/messages.js";
import { freshId, make, setAttribute, setText } from "./dom.js";
import { amount, percent, power } from "./training_curves_words.js";
import { layerName } from "./training_stage_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").LayerHealth} LayerHealth */
/** @typedef {import("../types_training.js").LayerInfo} LayerInfo */

const SATURATING = new Set(["sigmoid", "tanh", "scaled_tanh"]);

/** @param {HTMLElement} root */
export function mountHealth(root) {
  root.classList.add("health");
  const title = make("h2", { class: "panel__title", text: t("health.title") });
  const signs = make("div", { class: "health__signs", role: "status" });
  const rows = make("div", { class: "health__rows" });
  const note = make("p", { class: "small muted" });
  const band = `--from: ${share(HEALTHY_RATIO[0])}; --to: ${share(HEALTHY_RATIO[1])}`;
  const head = make("div", { class: "health__head small", style: band }, [
    make("span", {}),
    make("span", { class: "explained", tabindex: 0, text: t("health.gradient"), "data-tip": t("health.gradient.tip") }),
    make("span", { class: "explained", tabindex: 0, text: t("health.ratio"), "data-tip": t("health.ratio.tip") }),
  ]);
  rows.style.cssText = band;
  root.append(title, signs, head, rows, note);
  /** @type {Map<string, ReturnType<typeof makeRow>>} */
  const known = new Map();
  let shape = "";
  /** @type {unknown} */
  let drawn = null;

  return {
    /** @param {TrainingState} state */
    update({ shown, shownLayers, run, shownFrom }) {
      const health = shownFrom === "run" ? (shown?.health ?? []) : [];
      if (health === drawn && health.length > 0) return;
      drawn = health;
      const layers = health.length > 0 ? health.map(({ name }) => name) : shownLayers.filter(({ parameters, kind }) => parameters > 0 || kind === "relu").map(({ name }) => name);
      if (layers.join() !== shape) {
        shape = layers.join();
        known.clear();
        for (const name of layers) known.set(name, makeRow(nameOf(shownLayers, name), !shownLayers.some((one) => one.name === name && one.parameters > 0)));
        rows.replaceChildren(...[...known.values()].map(({ element }) => element));
      }
      for (const name of layers) known.get(name)?.show(health.find((one) => one.name === name) ?? null);
      const found = signsOf(health).map((sign) => {
        const words = { layer: nameOf(shownLayers, sign.layer), other: sign.other ? nameOf(shownLayers, sign.other) : "", value: sign.kind === "dead" ? percent(sign.value, 0) : amount(sign.value) };
        const isSaturating = sign.kind === "vanishing" && shownLayers.some(({ kind }) => SATURATING.has(kind));
        return t(isSaturating ? "health.sign.vanishing.saturating" : `health.sign.${sign.kind}`, words);
      });
      const text = found.join("\n");
      if (signs.dataset.text !== text) {
        signs.dataset.text = text;
        signs.replaceChildren(...found.map((sentence) => make("p", { class: "health__sign", text: sentence })));
      }
      const hasGradient = health.some((one) => one.gradient_norm !== null);
      setText(note, hasGradient ? t("health.scale", { low: tenTo(GRADIENT_POWERS[0]), high: tenTo(GRADIENT_POWERS[1]), least: tenTo(RATIO_POWERS[0]), most: "1" }) : t(run ? "health.later" : "health.before"));
    },
  };
}

/** @param {number} exponent */
const tenTo = (exponent) => power(10 ** exponent).replace(/^1×/, "").replace(/^1\.0×/, "");

/** @param {number} ratio */
const share = (ratio) => `${(100 * powerShare(ratio, RATIO_POWERS)).toFixed(1)}%`;

/** @param {readonly LayerInfo[]} layers @param {string} name */
function nameOf(layers, name) {
  const index = layers.findIndex((one) => one.name === name);
  return index < 0 ? name : layerName(layers, index);
}

/** @param {string} name of the layer, in words @param {boolean} isRelu it has no parameters, but may sleep */
function makeRow(name, isRelu) {
  const id = freshId("health");
  const button = make("button", { type: "button", class: "health__name", "aria-expanded": "false", "aria-controls": id, "data-tip": t("health.open") }, [make("span", { text: name })]);
  const [gradient, ratio] = [bar("gradient"), bar("ratio")];
  const dead = make("span", { class: "health__dead", hidden: !isRelu, "data-tip": t("health.dead.tip") });
  gradient.element.hidden = isRelu;
  ratio.element.hidden = isRelu;
  const charts = make("div", { class: "health__charts", id, hidden: true });
  const element = make("div", { class: "health__row" }, [button, gradient.element, ratio.element, dead, charts]);
  /** @type {LayerHealth|null} */
  let health = null;
  button.addEventListener("click", () => {
    charts.hidden = !charts.hidden;
    button.setAttribute("aria-expanded", String(!charts.hidden));
    draw();
  });

  function draw() {
    if (charts.hidden) return;
    if (!health) {
      charts.replaceChildren(make("p", { class: "small muted", text: t("health.later") }));
      return;
    }
    const { activation_histogram: activation, weight_histogram: weights } = health;
    const kinds = /** @type {const} */ ([["activation", activation], ["weight", weights]]);
    charts.replaceChildren(...kinds.flatMap(([kind, histogram]) => (histogram && histogram.counts.length > 0 ? [chart(kind, histogram)] : [])));
  }

  return {
    element,
    /** @param {LayerHealth|null} now */
    show(now) {
      health = now;
      const [norm, update, asleep] = [now?.gradient_norm ?? null, now?.update_ratio ?? null, now?.dead_share ?? null];
      gradient.show(norm, norm === null ? 0 : powerShare(norm, GRADIENT_POWERS));
      ratio.show(update, update === null ? 0 : powerShare(update, RATIO_POWERS));
      setAttribute(ratio.element, "data-state", update === null ? null : isOdd(update) ? "odd" : "healthy");
      setText(dead, asleep === null ? "–" : t("health.dead", { share: percent(asleep, 0) }));
      setAttribute(dead, "data-state", (asleep ?? 0) >= 0.5 ? "odd" : null);
      draw();
    },
  };
}

/** @param {"gradient"|"ratio"} kind */
function bar(kind) {
  const fill = make("i", {});
  const number = make("b", {});
  const element = make("span", { class: `health__bar health__bar--${kind}` }, [make("span", { class: "health__track" }, [fill]), number]);
  return {
    element,
    /** @param {number|null} value @param {number} length */
    show(value, length) {
      element.style.setProperty("--length", `${(100 * length).toFixed(1)}%`);
      setText(number, value === null ? "–" : value < 0.001 && value > 0 ? power(value) : amount(value));
    },
  };
}

/** @param {"activation"|"weight"} kind @param {{edges: number[], counts: number[]}} histogram */
function chart(kind, histogram) {
  const { edges, counts } = histogram;
  const words = { low: amount(edges[0]), high: amount(edges[edges.length - 1]), count: counts.reduce((a, b) => a + b, 0) };
  const picture = make("div", { role: "img", "aria-label": t(`health.${kind}.spoken`, words), "data-tip": t(`health.${kind}.tip`) });
  picture.innerHTML = histogramSvg(histogram);
  const ends = make("span", { class: "health__ends" }, [make("span", { text: words.low }), make("span", { text: words.high })]);
  return make("figure", { class: "health__chart" }, [make("figcaption", { text: t(`health.${kind}`) }), picture, ends]);
}
