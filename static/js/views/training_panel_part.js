/** A part of the left column: a title with a word beside it, to be folded away. */
import { make, setText } from "./dom.js";

/**
 * @param {HTMLElement} root
 * @param {string} title
 */
export function panelPart(root, title) {
  const aside = make("span", { class: "panel-part__aside" });
  const summary = make("summary", { class: "panel-part__head" }, [make("h2", { class: "panel-part__title", text: title }), aside]);
  const body = make("div", { class: "panel-part__body" });
  root.classList.add("panel-part");
  root.append(make("details", { open: true }, [summary, body]));
  return {
    body,
    /** @param {string} text */
    beside: (text) => setText(aside, text),
  };
}

/**
 * Something more, folded away until it is wanted.
 * @param {string} title
 * @param {readonly (Node|string)[]} children
 */
export function fold(title, children) {
  const words = make("span", { class: "panel-fold__words" });
  const element = make("details", { class: "panel-fold" }, [make("summary", {}, [make("span", { text: title }), words]), make("div", { class: "panel-fold__body" }, children)]);
  return {
    element,
    /** What is inside, in a few words. @param {string} text */
    say: (text) => setText(words, text),
  };
}
