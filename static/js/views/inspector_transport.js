/** Play, pause, step and scrub over the terms of one sum. The clock is the page's; here are only its handles. */

import { t } from "../i18n/messages.js";
import { element, icon, setAttribute, setText } from "./inspector_dom.js";

/** @typedef {import("./inspector_types.js").View} View */

const PLAY = "M8 5.5v13l10.5-6.5z";
const PAUSE = "M8.5 5.5v13M15.5 5.5v13";

/**
 * @param {HTMLElement} root
 * @param {{toggle: () => void, step: (by: 1|-1) => void, seek: (term: number|null) => void, nextPixel: ((by: 1|-1) => void)|null}} handlers
 */
export function mountTransport(root, handlers) {
  root.classList.add("inspector__transport");
  const play = element("button", { type: "button", class: "button button--primary button--round" });
  const back = stepButton("inspector.transport.back", "M14.5 6l-6 6 6 6", () => handlers.step(-1));
  const on = stepButton("inspector.transport.on", "M9.5 6l6 6-6 6", () => handlers.step(1));
  const scrubber = element("input", { type: "range", class: "slider inspector__scrubber", min: 0, step: 1, "aria-label": t("inspector.transport.scrubber") });
  const text = element("output", { class: "inspector__progress numeric", "aria-live": "off" });
  root.append(play, back, on, scrubber, text);
  if (handlers.nextPixel) {
    const { nextPixel } = handlers;
    root.append(
      element("span", { class: "inspector__pixels" }, [
        stepButton("inspector.transport.previous_pixel", "M18 6l-6 6 6 6M6 6v12", () => nextPixel(-1)),
        stepButton("inspector.transport.next_pixel", "M6 6l6 6-6 6M18 6v12", () => nextPixel(1)),
      ]),
    );
  }
  play.addEventListener("click", handlers.toggle);
  scrubber.addEventListener("input", () => {
    const position = Number(scrubber.value);
    handlers.seek(position >= Number(scrubber.max) ? null : position);
  });
  let isPlaying = /** @type {boolean|null} */ (null);

  return {
    /** @param {View} view @param {boolean} playing */
    update(view, playing) {
      const count = view.reduction.terms.length;
      if (isPlaying !== playing) {
        isPlaying = playing;
        play.replaceChildren(icon(playing ? PAUSE : PLAY));
        const label = t(playing ? "inspector.transport.pause" : "inspector.transport.play");
        setAttribute(play, "aria-label", label);
        setAttribute(play, "data-tip", label);
      }
      // The last position, one past the last term, is “all done”: nothing is outlined as current any more.
      setAttribute(scrubber, "max", String(count));
      const position = String(view.term ?? count);
      if (scrubber.value !== position) scrubber.value = position;
      const words =
        view.term === null
          ? t("inspector.progress.done", { count })
          : t("inspector.progress", { number: view.term + 1, count });
      setText(text, words);
      setAttribute(scrubber, "aria-valuetext", words);
      setAttribute(back, "aria-disabled", view.term === 0 ? "true" : null);
      setAttribute(on, "aria-disabled", view.term === null ? "true" : null);
    },
  };
}

/**
 * @param {string} label message key
 * @param {string} path
 * @param {() => void} press
 */
function stepButton(label, path, press) {
  const button = element("button", { type: "button", class: "button button--quiet button--icon", "aria-label": t(label), "data-tip": t(label) }, [icon(path)]);
  button.addEventListener("click", press);
  return button;
}
