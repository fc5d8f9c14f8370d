/**
 * The confusion matrix of the epoch that is shown: rows are the truth, columns what the network said. The diagonal is right; what is
 * wrong stands out on a scale of its own. A cell opens its pictures.
 */
import { cellAfterKey, depthOf, epochShown, mistakes, readMatrix } from "../geometry/confusion_cells.js";
import { t } from "../i18n/messages.js";
import { make, segmented, setAttribute, setText } from "./dom.js";
import { mountGallery } from "./training_confusion_gallery.js";
import { counted, percent } from "./training_curves_words.js";
import { className } from "./training_stage_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").TrainingHandlers} TrainingHandlers */
/** @typedef {import("../geometry/confusion_cells.js").Cell} Cell */

const MISTAKES_NAMED = 3;
/** Above this many letters the names of the columns stand upright. */
const SHORT_NAME = 2;

/**
 * @param {HTMLElement} root
 * @param {Pick<TrainingHandlers, "openConfusion"|"chooseProbe">} handlers
 */
export function mountConfusion(root, handlers) {
  root.classList.add("confusion");
  const title = make("h2", { class: "panel__title", text: t("confusion.title"), "data-tip": t("confusion.tip") });
  const unit = segmented(t("confusion.unit"), ["count", "share"].map((value) => ({ value, label: t(`confusion.unit.${value}`), tip: t(`confusion.unit.${value}.tip`) })), (value) => redraw({ unit: value }));
  const source = segmented(t("confusion.source"), ["validation", "test"].map((value) => ({ value, label: t(`confusion.source.${value}`), tip: t(`confusion.source.${value}.tip`) })), (value) => redraw({ source: value }));
  const options = make("div", { class: "confusion__options" }, [unit.element, source.element]);
  const summary = make("p", { class: "confusion__summary" });
  const table = make("table", { class: "confusion__matrix", role: "grid", "aria-label": t("confusion.title") });
  const axes = make("div", { class: "confusion__axes" }, [
    make("span", { class: "confusion__predicted", text: t("confusion.predicted") }),
    make("span", { class: "confusion__truth", text: t("confusion.truth") }),
    make("div", { class: "confusion__scroll" }, [table]),
  ]);
  const readout = make("p", { class: "confusion__readout small muted", "aria-live": "off" });
  const worst = make("div", { class: "confusion__worst" });
  const gallery = make("div", {});
  root.append(title, summary, options, axes, readout, worst, gallery);
  const showGallery = mountGallery(gallery, handlers);

  const choice = { unit: "count", source: "validation" };
  /** @type {TrainingState|null} */
  let state = null;
  /** @type {unknown[]} */
  let drawn = [];
  /** @type {ReturnType<typeof readMatrix>|null} */
  let matrix = null;
  /** @type {HTMLTableCellElement[][]} */
  let boxes = [];
  let labels = "";
  let focused = { truth: 0, predicted: 0 };
  /** @type {{truth: number, predicted: number}|null} */
  let pointed = null;
  unit.select(choice.unit);
  source.select(choice.source);

  /** @param {Partial<typeof choice>} change */
  function redraw(change) {
    Object.assign(choice, change);
    drawn = [];
    if (state) view.update(state);
  }

  /** @param {number} index */
  const nameOf = (index) => className(state?.shownClasses[index], index);

  function build() {
    const names = state?.shownClasses.map((one, i) => className(one, i)) ?? [];
    const key = names.join("\n");
    if (key === labels && boxes.length === names.length) return;
    labels = key;
    focused = { truth: 0, predicted: 0 };
    const isUpright = names.some((name) => name.length > SHORT_NAME);
    table.classList.toggle("confusion__matrix--upright", isUpright);
    table.style.setProperty("--classes", String(names.length));
    const head = make("tr", {}, [make("td", {}), ...names.map((name) => make("th", { scope: "col", "data-tip": t("confusion.column", { name }) }, [make("span", { text: name })]))]);
    boxes = names.map((_, truth) => names.map((__, predicted) =>
      make("td", { role: "gridcell", tabindex: truth + predicted === 0 ? 0 : -1, "data-truth": truth, "data-predicted": predicted })));
    const rows = boxes.map((row, truth) => make("tr", {}, [make("th", { scope: "row", "data-tip": t("confusion.row", { name: names[truth] }) }, [make("span", { text: names[truth] })]), ...row]));
    table.replaceChildren(make("thead", {}, [head]), make("tbody", {}, rows));
  }

  /** @param {EventTarget|null} target @returns {Cell|null} */
  function cellOf(target) {
    const box = target instanceof Element ? /** @type {HTMLElement|null} */ (target.closest("[data-truth]")) : null;
    return (box && matrix?.cells[Number(box.dataset.truth)]?.[Number(box.dataset.predicted)]) ?? null;
  }

  /** @param {Cell|null} cell */
  const open = (cell) => {
    if (cell && cell.count > 0 && choice.source === "validation") handlers.openConfusion({ truth: cell.truth, predicted: cell.predicted });
  };

  /** @param {{truth: number, predicted: number}|null} at what is pointed at, or has the focus */
  function say(at) {
    pointed = at;
    const cell = at && (matrix?.cells[at.truth]?.[at.predicted] ?? null);
    if (cell) {
      const words = { truth: nameOf(cell.truth), predicted: nameOf(cell.predicted), count: counted(cell.count), share: percent(cell.share) };
      const sentence = t(cell.truth === cell.predicted ? "confusion.cell.right" : "confusion.cell.wrong", words);
      setText(readout, sentence);
    } else setText(readout, t(!matrix ? "confusion.hint.later" : choice.source === "test" ? "confusion.hint.test" : "confusion.hint"));
    for (const one of table.querySelectorAll(".confusion__lit")) one.classList.remove("confusion__lit");
    if (!cell) return;
    boxes[cell.truth][cell.predicted].parentElement?.firstElementChild?.classList.add("confusion__lit");
    table.tHead?.rows[0]?.cells[cell.predicted + 1]?.classList.add("confusion__lit");
  }

  table.addEventListener("pointerover", (event) => say(cellOf(event.target)));
  table.addEventListener("pointerleave", () => say(null));
  table.addEventListener("focusin", (event) => say(cellOf(event.target)));
  table.addEventListener("focusout", () => say(null));
  table.addEventListener("click", (event) => open(cellOf(event.target)));
  table.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state?.confusionCell) handlers.openConfusion(null);
    else if (event.key === "Enter" || event.key === " ") open(cellOf(event.target));
    else {
      const next = cellAfterKey(event.key, focused, boxes.length);
      if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
      boxes[focused.truth][focused.predicted].tabIndex = -1;
      focused = next;
      boxes[next.truth][next.predicted].tabIndex = 0;
      boxes[next.truth][next.predicted].focus();
    }
    event.preventDefault();
    event.stopPropagation();
  });

  /** @param {ReturnType<typeof readMatrix>|null} of @param {TrainingState["confusionCell"]} opened */
  function fill(of, opened) {
    boxes.flat().forEach((box) => {
      const [truth, predicted] = [Number(box.dataset.truth), Number(box.dataset.predicted)];
      const cell = of?.cells[truth]?.[predicted];
      const isRight = truth === predicted;
      const { depth, isDeep } = depthOf(!cell ? 0 : isRight ? cell.share : of.worst > 0 ? Math.sqrt(cell.share / of.worst) : 0);
      const isOpen = opened?.truth === truth && opened.predicted === predicted && choice.source === "validation";
      const kind = `${isRight ? "is-right" : "is-wrong"}${isDeep ? " is-deep" : ""}${cell?.count ? "" : " is-empty"}${isOpen ? " is-open" : ""}`;
      setAttribute(box, "class", kind);
      box.style.setProperty("--depth", `${Math.round(100 * depth)}%`);
      setText(box, !cell || cell.count === 0 ? "" : choice.unit === "count" ? String(cell.count) : String(Math.round(100 * cell.share)));
      const words = cell && { truth: nameOf(truth), predicted: nameOf(predicted), count: counted(cell.count), share: percent(cell.share) };
      setAttribute(box, "aria-label", words ? t(isRight ? "confusion.cell.right" : "confusion.cell.wrong", words) : t("confusion.cell.none"));
    });
  }

  /** @param {ReturnType<typeof readMatrix>|null} of */
  function nameMistakes(of) {
    const found = of ? mistakes(of.cells, MISTAKES_NAMED) : [];
    worst.replaceChildren(...(found.length > 0 ? [make("span", { class: "small muted", text: t("confusion.worst") })] : []), ...found.map((cell) => {
      const words = { truth: nameOf(cell.truth), predicted: nameOf(cell.predicted), count: cell.count };
      const chip = make("button", { type: "button", class: "chip", text: t("confusion.mistake", words), disabled: choice.source === "test", "data-tip": t("confusion.mistake.tip", words) });
      chip.addEventListener("click", () => open(cell));
      return chip;
    }));
  }

  const view = {
    /** @param {TrainingState} next */
    update(next) {
      state = next;
      const { epochs, rewind, ended, shownClasses, confusionCell, confusionPictures, probe, run } = next;
      const epoch = epochShown(epochs, rewind);
      const hasTest = (ended?.test_confusion.length ?? 0) > 0;
      if (!hasTest && choice.source === "test") {
        choice.source = "validation";
        source.select("validation");
      }
      source.element.hidden = !hasTest;
      options.hidden = epoch === null && !hasTest;
      const seen = [epoch, ended, shownClasses, confusionCell, run?.id, choice.source, choice.unit];
      if (drawn.length === 0 || seen.some((one, i) => one !== drawn[i])) {
        drawn = seen;
        build();
        const counts = choice.source === "test" ? ended?.test_confusion : epoch?.confusion;
        matrix = counts && counts.length === boxes.length ? readMatrix(counts) : null;
        fill(matrix, confusionCell);
        nameMistakes(matrix);
        const words = matrix && { right: counted(matrix.right), total: counted(matrix.total), share: percent(matrix.right / (matrix.total || 1)), epoch: epoch?.epoch ?? 0, best: ended?.best_epoch ?? 0 };
        setText(summary, words ? t(`confusion.summary.${choice.source}`, words) : t(run ? "confusion.later" : "confusion.before"));
        say(pointed);
      }
      showGallery({ cell: choice.source === "validation" ? confusionCell : null, pictures: confusionPictures, matrix, classes: shownClasses, isInk: next.shownIsInk, probe });
    },
  };
  return view;
}
