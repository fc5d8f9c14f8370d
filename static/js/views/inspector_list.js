/** The terms of one kernel row as a table to read or to copy: the numbers of grids too large to hold them. Filled only while open. */

import { t } from "../i18n/messages.js";
import { make, setText } from "./dom.js";
import { exact, inFormula, origin } from "./inspector_words.js";

/** @typedef {import("./inspector_types.js").View} View */

const COLUMNS = ["tap", "origin", "value", "weight", "product", "sum"];

/** @param {HTMLDetailsElement} root */
export function mountList(root) {
  root.classList.add("inspector__list");
  const summary = make("summary");
  const body = make("tbody");
  const head = make("tr", {}, COLUMNS.map((name) => make("th", { scope: "col" }, [t(`inspector.list.${name}`)])));
  const table = make("table", { class: "inspector__table" }, [make("thead", {}, [head]), body]);
  root.append(summary, make("div", { class: "scroll-x", tabindex: 0, role: "region", "aria-label": t("inspector.list.label") }, [table]));
  /** @type {View|null} */
  let view = null;
  /** @type {unknown} */
  let filled = null;
  let filledRow = -1;
  /** The kernel row that was pointed at last. */
  let row = 0;

  function fill() {
    if (!view) return;
    const index = view.lit ?? view.term;
    row = index === null ? Math.min(row, view.rows - 1) : Math.floor(index / view.cols);
    setText(summary, t("inspector.list.title", { row, count: view.cols }));
    if (!root.open) return;
    if (filled !== view.reduction || filledRow !== row) {
      filled = view.reduction;
      filledRow = row;
      const terms = view.reduction.terms.slice(row * view.cols, (row + 1) * view.cols);
      body.replaceChildren(
        ...terms.map((term) => {
          const cells = [`(${term.row}, ${term.col})`, origin(term), exact(term.value), inFormula(term.weight), exact(term.product), exact(term.partial_sum)];
          return make("tr", {}, cells.map((text) => make("td", {}, [text])));
        }),
      );
    }
    [...body.rows].forEach((line, col) => line.classList.toggle("inspector__line--lit", view !== null && index === row * view.cols + col));
  }

  root.addEventListener("toggle", fill);
  return {
    /** @param {View} next */
    update(next) {
      view = next;
      fill();
    },
  };
}
