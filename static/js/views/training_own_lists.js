/** What is in a set of one's own, class by class, and what was left out of it and why. */
import { hasMessage, t } from "../i18n/messages.js";
import { make, setText } from "./dom.js";
import { sentence } from "./notices.js";
import { countText } from "./training_words.js";

/** @typedef {import("../types_training.js").DatasetClass} DatasetClass */
/** @typedef {import("../types_training.js").SkippedFile} SkippedFile */

/** How many files are named; the rest are counted. */
const MOST_NAMED = 50;

/** A chip for each class with how many pictures it has; a press makes it the one that pictures go into. @param {(name: string) => void} choose */
export function classChips(choose) {
  const element = make("div", { class: "own__classes", role: "group", "aria-label": t("panel.own.classes") });
  /** @type {readonly DatasetClass[]|null} */
  let shown = null;
  return {
    element,
    /** @param {readonly DatasetClass[]} classes */
    show(classes) {
      if (classes === shown) return;
      shown = classes;
      element.hidden = classes.length === 0;
      element.replaceChildren(...classes.map(({ id, count }) => {
        const pictures = countText(count ?? 0);
        const chip = make("button", { type: "button", class: "chip", "aria-label": t("panel.own.chip", { name: id, count: pictures }), "data-tip": t("panel.own.chip.tip", { name: id, count: pictures }) }, [
          make("span", { class: "own__class-name", text: id }), make("span", { class: "numeric muted", text: pictures }),
        ]);
        chip.addEventListener("click", () => choose(id));
        return chip;
      }));
    },
  };
}

/** Every file that was left out, by name and reason. */
export function skippedList() {
  const title = make("summary");
  const list = make("ul", { class: "own__skipped-list", tabindex: "0", "aria-label": t("panel.own.skipped.label") });
  const element = make("details", { class: "own__skipped", hidden: true, open: true }, [title, list]);
  /** @type {readonly SkippedFile[]|null} */
  let shown = null;
  return {
    element,
    /** @param {readonly SkippedFile[]} skipped */
    show(skipped) {
      if (skipped === shown) return;
      shown = skipped;
      element.hidden = skipped.length === 0;
      setText(title, t("panel.own.skipped", { count: countText(skipped.length) }));
      const named = skipped.slice(0, MOST_NAMED).map(({ file, code, error }) => {
        const why = error ? sentence(error, "message") : hasMessage(`error.${code}.message`) ? t(`error.${code}.message`) : code;
        return make("li", { "data-code": code }, [make("strong", { text: file || t("panel.own.photo") }), " ", why]);
      });
      if (skipped.length > MOST_NAMED) named.push(make("li", { text: t("panel.own.skipped.more", { count: skipped.length - MOST_NAMED }) }));
      list.replaceChildren(...named);
    },
  };
}
