/**
 * What a kernel is: its sum, its rank and factors, its symmetries, its frequencies, and how the server computes with it.
 *
 * @typedef {import("../types.js").Analysis} Analysis
 * @typedef {import("../types.js").Plan} Plan
 * @typedef {import("../types.js").StepDescription} Description
 * @typedef {Pick<import("../types.js").FiltersState, "steps"|"active"|"analysis"|"description"|"result">} AnalysisState
 */
import { formatNumber, t } from "../i18n/messages.js";
import { drawFactors } from "./analysis_factors.js";
import { frequencyPlot } from "./analysis_frequency.js";
import { watchColors } from "./kernel_colors.js";
import { make } from "./dom.js";

const symmetries = /** @type {const} */ (["horizontal", "vertical", "rotational"]);

/** @param {HTMLElement} root */
export function mountAnalysis(root) {
  const sum = fact("sum");
  const rank = fact("rank");
  const symmetry = fact("symmetry");
  const factors = make("div", { class: "factors" });
  const plot = frequencyPlot();
  const cost = make("div", { class: "cost" });
  const time = make("p", { class: "analysis__time" });
  const executor = make("p", { class: "analysis__text" });
  const program = programLines();
  root.classList.add("analysis");
  const numbers = [
    make("dl", { class: "analysis__facts" }, [...sum.parts, ...rank.parts]),
    factors,
    make("dl", { class: "analysis__facts" }, symmetry.parts),
    make("h3", { class: "panel__title", text: t("analysis.plan.title") }), executor, cost, program.element, time,
  ];
  const frequency = [make("h3", { class: "panel__title", text: t("analysis.frequency.title") }), plot.element];
  root.append(
    make("div", { class: "analysis__columns" }, [
      make("div", { class: "analysis__part" }, numbers),
      make("div", { class: "analysis__part analysis__part--frequency" }, frequency),
    ]),
  );

  /** @type {import("./kernel_colors.js").ColorOf} */
  let colorOf = () => ({ background: "", ink: "" });
  /** @type {import("../draw/theme.js").Theme|null} */
  let theme = null;
  /** @type {Analysis|null} */
  let drawn = null;

  /** @param {Analysis} analysis */
  const draw = (analysis) => {
    drawFactors(factors, analysis.factors, colorOf);
    if (theme) plot.draw(analysis.frequency, theme);
  };
  watchColors((nextColorOf, nextTheme) => {
    [colorOf, theme] = [nextColorOf, nextTheme];
    if (drawn) draw(drawn);
  });

  return {
    /** @param {AnalysisState} state */
    update(state) {
      const { analysis, result } = state;
      const description = state.description?.steps[state.active];
      root.hidden = !analysis;
      if (!analysis) return;
      sum.show(formatNumber(analysis.sum, 6), sumSentence(analysis, description ?? null));
      rank.show(String(analysis.rank), t(rankKey(analysis), { rank: analysis.rank }));
      symmetry.fill(symmetryChips(analysis));
      if (analysis !== drawn) {
        drawn = analysis;
        draw(analysis);
      }
      if (description) {
        executor.textContent = t(`analysis.plan.${description.plan.executor}`);
        drawCost(cost, description.plan);
        program.show(description.plan.lines);
      }
      const key = state.steps.length > 1 ? "analysis.time.pipeline" : "analysis.time";
      time.textContent = result
        ? t(key, { width: result.width, height: result.height, milliseconds: formatNumber(result.elapsedMs, result.elapsedMs < 10 ? 1 : 0) })
        : "";
    },
  };
}

/** A row of facts: its name explains it. @param {"sum"|"rank"|"symmetry"} name */
function fact(name) {
  const term = make("dt", { text: t(`analysis.${name}`), "data-tip": t(`analysis.${name}.tip`), tabindex: "0" });
  const detail = make("dd");
  return {
    parts: [term, detail],
    /** @param {string} value @param {string} sentence */
    show(value, sentence) {
      const whole = `${value} ${sentence}`;
      if (detail.dataset.shown === whole) return;
      detail.dataset.shown = whole;
      detail.replaceChildren(make("strong", { class: "numeric", text: value }), " ", sentence);
    },
    /** @param {HTMLElement[]} parts */
    fill(parts) {
      const whole = parts.map((part) => part.textContent).join();
      if (detail.dataset.shown === whole) return;
      detail.dataset.shown = whole;
      detail.replaceChildren(make("span", { class: "analysis__chips" }, parts));
    },
  };
}

/** The passes over the picture, folded up until somebody asks. */
function programLines() {
  const summary = make("summary");
  const lines = make("pre", { class: "program__lines numeric", tabindex: "0", role: "group", "aria-label": t("analysis.program.label") });
  const hint = make("p", { class: "field__hint", text: t("analysis.program.hint") });
  const element = make("details", { class: "program", hidden: "" }, [summary, hint, lines]);
  return {
    element,
    /** @param {string[]} program */
    show(program) {
      const whole = program.join("\n");
      if (lines.textContent === whole) return;
      element.hidden = program.length === 0;
      summary.textContent = t("analysis.program.summary", { count: program.length });
      lines.textContent = whole;
    },
  };
}

/** @param {Analysis} analysis @param {Description|null} description */
function sumSentence({ sum, sum_meaning: meaning }, description) {
  const divisor = description?.divisor ?? 1;
  const offset = description?.offset ?? 0;
  const numbers = { sum: formatNumber(sum, 6), divisor: formatNumber(divisor, 6) };
  let sentence = t(`analysis.sum.${meaning}`, numbers);
  if (meaning !== "flat_to_zero" && divisor !== 1) sentence = t(sum === divisor ? "analysis.sum.divided_to_one" : "analysis.sum.divided", numbers);
  return offset === 0 ? sentence : `${sentence} ${t("analysis.sum.offset", { offset: formatNumber(offset, 6) })}`;
}

/** @param {Analysis} analysis */
function rankKey({ rank, separable }) {
  if (rank === 0) return "analysis.rank.zero";
  if (separable) return "analysis.rank.separable";
  return rank > 3 ? "analysis.rank.many" : "analysis.rank.few";
}

/** @param {Analysis} analysis */
function symmetryChips({ symmetric, antisymmetric, rank }) {
  const same = symmetries.filter((name) => symmetric[name]);
  // a kernel of zeros is its own negative too; saying so helps nobody
  const opposite = rank === 0 ? [] : symmetries.filter((name) => antisymmetric[name]).map((name) => `opposite_${name}`);
  const names = [...same, ...opposite];
  return (names.length === 0 ? ["none"] : names).map(chip);
}

/** @param {string} name */
function chip(name) {
  return make("span", { class: "chip", text: t(`analysis.symmetry.${name}`), "data-tip": t(`analysis.symmetry.${name}.tip`), tabindex: "0" });
}

/**
 * Two bars on one scale: what multiplying tap by tap would cost a pixel, and what is really done.
 * @param {HTMLElement} root
 * @param {Plan} plan
 */
function drawCost(root, plan) {
  const whole = JSON.stringify(plan);
  if (root.dataset.shown === whole) return;
  root.dataset.shown = whole;
  const numbers = { multiplications: formatNumber(plan.multiplications, 1), additions: formatNumber(plan.additions, 1) };
  const largest = Math.max(plan.plain_multiplications, plan.multiplications, 1);
  const bar = (/** @type {string} */ name, /** @type {number} */ count, /** @type {string} */ text) => {
    const fill = make("span", { class: `cost__bar cost__bar--${name}` });
    fill.style.inlineSize = `${(count / largest) * 100}%`;
    const tip = t(`analysis.cost.${name}.tip`, { count: formatNumber(count, 1), additions: numbers.additions });
    return make("div", { class: "cost__row", "data-tip": tip, tabindex: "0", role: "note" }, [
      make("span", { class: "cost__name", text: t(`analysis.cost.${name}`) }),
      make("span", { class: "cost__track" }, [fill]),
      make("span", { class: "cost__count numeric", text }),
    ]);
  };
  root.replaceChildren(
    bar("plain", plan.plain_multiplications, t("analysis.cost.times", { count: formatNumber(plan.plain_multiplications, 1) })),
    bar("here", plan.multiplications, t("analysis.cost.times", { count: numbers.multiplications })),
    make("p", { class: "field__hint", text: t("analysis.cost.sentence", numbers) }),
  );
}
