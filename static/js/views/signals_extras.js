/** What only one of the computations has: the carrying, the other operation, the dice before, the error as h shrinks. */
import { formatNumber, t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { exact } from "./inspector_words.js";
import { carrySentence } from "./signals_words.js";

/** @typedef {import("../types_signals.js").Answer} Answer */
/** @typedef {import("../types_signals.js").Details} Details */
/** @typedef {import("../geometry/signals_moment.js").Moment} Moment */

/**
 * @param {HTMLElement} root
 * @param {{seekCarry: (carry: number) => void, editSpec: (fields: import("../types_signals.js").Spec) => void}} handlers
 */
export function mountExtras(root, handlers) {
  root.classList.add("extras");
  /** @type {Answer|null} */
  let answer = null;
  let carries = -1;
  return {
    /** @param {Answer} next @param {Moment} moment */
    update(next, moment) {
      if (next === answer && moment.carries === carries) return;
      answer = next;
      carries = moment.carries;
      const make_ = { integer: carrying, sequence: otherOperation, dice: stages, continuous: errors, moving_average: roughness, density: densityError };
      const build = make_[/** @type {keyof typeof make_} */ (next.kind)];
      root.hidden = !build;
      root.replaceChildren(...(build ? build(next, moment) : []));
    },
  };

  /** @param {Answer} next @param {Moment} moment */
  function carrying({ details, ...rest }, moment) {
    const { carries: all, product } = /** @type {Details["integer"]} */ (details);
    const columns = all.toReversed().map((one) => {
      const isDone = one.position < moment.carries;
      const isNow = one.position === moment.carries - 1;
      const name = isNow ? "carry carry--now" : isDone ? "carry carry--done" : "carry";
      const incoming = isDone && one.carry_in > 0 ? `+${one.carry_in}` : "";
      const button = make("button", { class: name, type: "button", "aria-label": carrySentence({ details, ...rest }, one.position) }, [
        make("span", { class: "carry__in", text: incoming }),
        make("span", { class: "carry__column", text: String(one.column) }),
        make("span", { class: "carry__total", text: isDone ? `= ${one.total}` : "" }),
        make("b", { class: "carry__digit", text: isDone ? String(one.digit) : "·" }),
      ]);
      button.addEventListener("click", () => handlers.seekCarry(one.position + 1));
      return button;
    });
    const isWhole = moment.carries === all.length;
    const sentence = moment.carries > 0 ? carrySentence({ details, ...rest }, moment.carries - 1) : t("signals.carry.start");
    return [
      heading("signals.carry.title"),
      make("div", { class: "carries scroll-x" }, [...columns, make("output", { class: "carries__product", text: isWhole ? `= ${product}` : "" })]),
      make("p", { class: "extras__sentence", text: sentence }),
    ];
  }

  /** @param {Answer} next */
  function otherOperation({ details, trace }) {
    const { other, other_values, is_same, lengths } = /** @type {Details["sequence"]} */ (details);
    const row = (/** @type {string} */ name, /** @type {readonly unknown[]} */ values) =>
      make("tr", {}, [make("th", { text: t(`signals.operation.${name}`), scope: "row" }), ...values.map((value) => make("td", { class: "numeric", text: formatNumber(Number(value)) }))]);
    const ours = row(trace.mode, trace.output.values);
    ours.className = "table__row--now";
    const widths = lengths.map(({ padding, length }) => {
      const button = make("button", { class: "chip", type: "button" }, [`${t(`signals.padding.${padding}`)} ${t(`signals.length.${padding}`)} = ${length ?? 0}`]);
      button.disabled = length === null;
      button.addEventListener("click", () => handlers.editSpec({ padding }));
      return button;
    });
    return [
      heading("signals.other.title"),
      make("div", { class: "scroll-x", tabindex: "0", role: "region", "aria-label": t("signals.other.title") }, [make("table", { class: "table extras__table" }, [make("tbody", {}, [ours, row(other, other_values)])])]),
      make("p", { class: "small muted", text: t(is_same ? "signals.other.same" : "signals.other.different") }),
      make("div", { class: "cluster" }, widths),
    ];
  }

  /** @param {Answer} next */
  function stages({ details }) {
    const { stages: all, stage, mean, variance } = /** @type {Details["dice"]} */ (details);
    const tiles = all.slice(1).map((one) => {
      const peak = Math.max(...one.probabilities);
      const bars = one.probabilities.map((p) => make("i", { style: `--share:${p / peak}` }));
      const attributes = { type: "button", "aria-pressed": String(one.dice === stage) };
      const tile = make("button", { class: "stage-tile", ...attributes }, [make("span", { class: "stage-tile__bars", "aria-hidden": "true" }, bars), t("signals.stage.name", { dice: one.dice })]);
      tile.addEventListener("click", () => handlers.editSpec({ stage: one.dice }));
      return tile;
    });
    return [heading("signals.stage.title"), make("div", { class: "stage-tiles" }, tiles), make("p", { class: "small muted", text: t("signals.stage.moments", { mean, variance, dice: all.length }) })];
  }

  /** @param {Answer} next */
  function errors({ details, spec }) {
    const { errors: all } = /** @type {Details["continuous"]} */ (details);
    const rows = all.map((one) =>
      make("tr", { class: one.samples === spec.samples ? "table__row--now" : "" }, [
        make("td", { class: "numeric", text: `1/${one.samples}` }),
        make("td", { class: "numeric", text: scientific(one.largest_error) }),
      ]),
    );
    const head = make("tr", {}, [make("th", { text: t("signals.error.step"), scope: "col" }), make("th", { text: t("signals.error.largest"), scope: "col" })]);
    return [heading("signals.error.title"), make("table", { class: "table extras__table" }, [make("thead", {}, [head]), make("tbody", {}, rows)]), make("p", { class: "small muted", text: t("signals.error.note") })];
  }

  /** @param {Answer} next */
  function roughness({ details }) {
    const { roughness_before, roughness_after, edge } = /** @type {Details["moving_average"]} */ (details);
    const words = t("signals.rough", { before: formatNumber(roughness_before, 2), after: formatNumber(roughness_after, 2) });
    const atEdge = edge[0] || edge[1] ? t("signals.rough.edge", { before: edge[0], after: edge[1] }) : t("signals.rough.no_edge");
    return [heading("signals.rough.title"), make("p", { text: words }), make("p", { class: "small muted", text: atEdge })];
  }

  /** @param {Answer} next */
  function densityError({ details }) {
    const { largest_error, step } = /** @type {Details["density"]} */ (details);
    return [heading("signals.grid.title"), make("p", { text: t("signals.grid.error", { step: exact(step), error: scientific(largest_error) }) })];
  }
}

/** @param {string} key */
function heading(key) {
  return make("h2", { class: "panel__title", text: t(key) });
}

/** @param {number} value */
function scientific(value) {
  return value < 1e-12 ? t("signals.error.none") : exact(value);
}
