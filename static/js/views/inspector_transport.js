/** Play, pause, step and scrub over the terms of one sum. The clock is the page's; here are only its handles. */

import { t } from "../i18n/messages.js";
import { icon, iconButton, make, setAttribute, setText } from "./dom.js";

/** @typedef {import("./inspector_types.js").View} View */

/**
 * @param {HTMLElement} root
 * @param {{toggle: () => void, step: (by: 1|-1) => void, seek: (term: number|null) => void, nextPixel: (by: 1|-1) => void}} handlers
 */
export function mountTransport(root, handlers) {
  root.classList.add("inspector__transport");
  const play = make("button", { type: "button", class: "button button--primary button--round" });
  const back = stepButton("inspector.transport.back", "chevron-left", () => handlers.step(-1));
  const on = stepButton("inspector.transport.on", "chevron-right", () => handlers.step(1));
  const scrubber = make("input", { type: "range", class: "slider inspector__scrubber", min: 0, step: 1, "aria-label": t("inspector.transport.scrubber") });
  const text = make("output", { class: "inspector__progress numeric", "aria-live": "off" });
  const pixels = make("span", { class: "inspector__pixels" }, [
    stepButton("inspector.transport.previous_pixel", "previous", () => handlers.nextPixel(-1)),
    stepButton("inspector.transport.next_pixel", "next", () => handlers.nextPixel(1)),
  ]);
  root.append(play, back, on, scrubber, text, pixels);
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
        play.replaceChildren(icon(playing ? "pause" : "play"));
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
 * @param {string} drawing
 * @param {() => void} press
 */
function stepButton(label, drawing, press) {
  const button = iconButton(drawing, t(label), t(label), press);
  button.classList.add("button--quiet");
  return button;
}
