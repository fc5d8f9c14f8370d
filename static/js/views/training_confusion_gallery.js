/** The pictures of one cell of the confusion matrix; each can be sent through the network. */
import { readTheme } from "../draw/theme.js";
import { drawChannel, sheetOf } from "../draw/training_levels.js";
import { t } from "../i18n/messages.js";
import { iconButton, make, setAttribute, setText } from "./dom.js";
import { counted } from "./training_curves_words.js";
import { className } from "./training_stage_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").SplitPicture} SplitPicture */
/**
 * @typedef {{cell: TrainingState["confusionCell"], pictures: TrainingState["confusionPictures"], isInk: boolean, probe: TrainingState["probe"],
 *   matrix: ReturnType<typeof import("../geometry/confusion_cells.js").readMatrix>|null, classes: TrainingState["shownClasses"]}} Shown
 */

/**
 * @param {HTMLElement} root
 * @param {Pick<import("../types_training.js").TrainingHandlers, "openConfusion"|"chooseProbe">} handlers
 * @returns {(shown: Shown) => void}
 */
export function mountGallery(root, handlers) {
  root.classList.add("confusion-gallery");
  root.hidden = true;
  const title = make("p", { class: "confusion-gallery__title", role: "status" });
  const close = iconButton("close", t("confusion.gallery.close"), t("confusion.gallery.close"), () => handlers.openConfusion(null));
  close.classList.add("button--quiet");
  const list = make("div", { class: "confusion-gallery__pictures", role: "group", "aria-label": t("confusion.gallery.title") });
  const hint = make("p", { class: "small muted" });
  root.append(make("div", { class: "confusion-gallery__head" }, [title, close]), list, hint);
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    handlers.openConfusion(null);
    event.stopPropagation();
  });
  /** @type {unknown} */
  let drawn = null;

  /** @param {SplitPicture} picture @param {Shown} shown */
  function thumbnail({ index, picture }, { isInk, classes, cell }) {
    const [, height, width] = picture.shape;
    const canvas = make("canvas", { width, height });
    const context = canvas.getContext("2d");
    const sheet = sheetOf(null, picture, isInk ? "ink" : "grey", readTheme());
    if (context) drawChannel(context, sheet, 0, { left: 0, top: 0, width, height });
    const words = { index: index + 1, truth: className(classes[cell?.truth ?? 0], cell?.truth ?? 0) };
    const button = make("button", { type: "button", "data-index": index, "aria-label": t("confusion.gallery.picture", words), "data-tip": t("confusion.gallery.picture.tip", words) }, [canvas]);
    button.addEventListener("click", () => handlers.chooseProbe({ split: "validation", index }));
    return button;
  }

  return (shown) => {
    const { cell, pictures, matrix, classes, probe } = shown;
    root.hidden = cell === null;
    if (!cell) {
      drawn = null;
      return;
    }
    const count = matrix?.cells[cell.truth]?.[cell.predicted]?.count ?? 0;
    const words = { truth: className(classes[cell.truth], cell.truth), predicted: className(classes[cell.predicted], cell.predicted), count: counted(count) };
    setText(title, t(cell.truth === cell.predicted ? "confusion.gallery.right" : "confusion.gallery.wrong", words));
    if (drawn !== pictures || pictures === null) {
      drawn = pictures;
      list.setAttribute("aria-busy", String(pictures === null));
      if (pictures) list.replaceChildren(...pictures.map((one) => thumbnail(one, shown)));
      else if (list.childElementCount === 0) list.replaceChildren(...Array.from({ length: Math.min(count, 6) }, () => make("span", { class: "confusion-gallery__wait" })));
    }
    const isPart = pictures !== null && pictures.length < count;
    setText(hint, isPart ? t("confusion.gallery.part", { shown: pictures.length }) : t("confusion.gallery.hint"));
    for (const button of list.querySelectorAll("button")) {
      const isChosen = probe.split === "validation" && Number(button.dataset.index) === probe.index;
      setAttribute(button, "aria-pressed", String(isChosen));
    }
  };
}
