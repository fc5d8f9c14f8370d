/** Sliders for the sizes: one for both axes until somebody wants them apart; four for the sides of the padding. */
import { hasMessage, t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { rangeField } from "./range_field.js";

/** @typedef {import("../types_sliding.js").Pair} Pair */
/** @typedef {import("../types_sliding.js").Sides} Sides */
/** @typedef {import("../types_sliding.js").Range} Range */

const SIDES = /** @type {const} */ (["top", "bottom", "left", "right"]);

/**
 * @param {string} name
 * @param {(pair: Pair, isContinued: boolean) => void} change
 * @param {{isSingle?: boolean}} [options] isSingle: there is only one number
 */
export function pairField(name, change, { isSingle = false } = {}) {
  /** @type {Pair} */
  let pair = [1, 1];
  let isApart = false;
  const field = (/** @type {string} */ label, /** @type {(value: number) => Pair} */ next) =>
    rangeField({ label, hint: "", unit: "", input: (value, goesOn) => set(next(value), goesOn) });
  const both = field(t(`sliding.${name}.label`), (value) => [value, value]);
  const rows = field(t("sliding.axis.rows", { name: t(`sliding.${name}.label`) }), (value) => [value, pair[1]]);
  const cols = field(t("sliding.axis.cols", { name: t(`sliding.${name}.label`) }), (value) => [pair[0], value]);
  const toggle = make("button", { class: "sliding-controls__apart", "data-tip": t("controls.apart.tip"), type: "button" });
  toggle.hidden = isSingle;
  toggle.addEventListener("click", () => {
    isApart = !isApart;
    if (!isApart && pair[0] !== pair[1]) set([pair[0], pair[0]], false);
    arrange();
  });
  const element = make("div", { class: "pair-field", "data-setting": name }, [both.element, rows.element, cols.element, toggle]);

  /**
   * @param {Pair} next
   * @param {boolean} isContinued
   */
  function set(next, isContinued) {
    pair = next;
    change(next, isContinued);
  }

  function arrange() {
    toggle.textContent = t(isApart ? "sliding.apart.together" : "sliding.apart.apart");
    toggle.setAttribute("aria-pressed", String(isApart));
    toggle.setAttribute("aria-label", `${t(`sliding.${name}.label`)}: ${toggle.textContent}`);
    both.element.hidden = isApart;
    rows.element.hidden = cols.element.hidden = !isApart;
  }

  arrange();
  return {
    element,
    /**
     * @param {Pair} next
     * @param {readonly Range[]} ranges of rows and columns, and of both at once where the server gives that
     */
    show(next, ranges) {
      pair = next;
      if (next[0] !== next[1] && !isSingle) isApart = true;
      const narrower = ranges[0].maximum <= ranges[1].maximum ? ranges[0] : ranges[1];
      for (const { one, range, value } of [
        { one: both, range: ranges[2] ?? narrower, value: next[0] },
        { one: rows, range: ranges[0], value: next[0] },
        { one: cols, range: ranges[1], value: next[1] },
      ]) {
        one.limit(range.minimum, range.maximum, 1);
        one.hint(reasonOf(range, value));
        one.show(value);
      }
      if (isApart && ranges[0].reason === ranges[1].reason) rows.hint("");
      arrange();
    },
  };
}

/** @param {(sides: Sides, isContinued: boolean) => void} change */
export function sidesField(change) {
  /** @type {Sides} */
  let sides = [[0, 0], [0, 0]];
  let isApart = false;
  const all = rangeField({ label: t("sliding.padding.all"), hint: "", unit: "", input: (value, goesOn) => set([[value, value], [value, value]], goesOn) });
  const each = SIDES.map((side, i) =>
    rangeField({
      label: t(`controls.padding.${side}`),
      hint: "",
      unit: "",
      input(value, goesOn) {
        const [top, bottom, left, right] = sides.flat().with(i, value);
        set([[top, bottom], [left, right]], goesOn);
      },
    }),
  );
  const toggle = make("button", { class: "sliding-controls__apart", "data-tip": t("sliding.padding.apart.tip"), type: "button" });
  const grid = make("div", { class: "sliding-controls__sides" }, each.map((field) => field.element));
  toggle.addEventListener("click", () => {
    isApart = !isApart;
    if (!isApart) set([[sides[0][0], sides[0][0]], [sides[0][0], sides[0][0]]], false);
    arrange();
  });
  const element = make("div", { class: "pair-field", "data-setting": "sides" }, [all.element, grid, toggle]);

  /**
   * @param {Sides} next
   * @param {boolean} isContinued
   */
  function set(next, isContinued) {
    sides = next;
    change(next, isContinued);
  }

  function arrange() {
    toggle.textContent = t(isApart ? "sliding.padding.together" : "sliding.padding.apart");
    toggle.setAttribute("aria-pressed", String(isApart));
    all.element.hidden = isApart;
    grid.hidden = !isApart;
  }

  arrange();
  return {
    element,
    /**
     * @param {Sides} next
     * @param {readonly Range[]} ranges of top and bottom, of left and right, of all
     */
    show(next, [vertical, horizontal, range]) {
      sides = next;
      const flat = next.flat();
      if (flat.some((amount) => amount !== flat[0])) isApart = true;
      all.limit(range.minimum, range.maximum, 1);
      all.hint(reasonOf(range, flat[0]));
      all.show(flat[0]);
      for (const [i, field] of each.entries()) {
        const { minimum, maximum } = i < 2 ? vertical : horizontal;
        field.limit(minimum, maximum, 1);
        field.show(flat[i]);
      }
      arrange();
    },
  };
}

/**
 * Why the range ends where it does. That the house allows no more is only news at that end.
 * @param {Range} range
 * @param {number} value
 */
function reasonOf({ reason, values, maximum }, value) {
  if (!reason || !hasMessage(reason) || (reason.endsWith(".house") && value < maximum)) return "";
  return t(reason, values);
}
