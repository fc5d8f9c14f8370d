/** Play, pause, step, jump and scrub. The clock is the page's; here are only its handles. */
import { carryCount } from "../geometry/signals_moment.js";
import { t } from "../i18n/messages.js";
import { icon, iconButton, make, segmented } from "./dom.js";

/** @typedef {import("../types_signals.js").Answer} Answer */
/** @typedef {import("../geometry/signals_moment.js").Moment} Moment */

/**
 * @param {HTMLElement} root
 * @param {{toggle: () => void, step: (direction: -1|1) => void, stepOutput: (direction: -1|1) => void, seek: (time: number) => void,
 *   changeSpeed: (direction: -1|1) => void, setPace: (pace: import("../types_signals.js").Pace) => void}} handlers
 */
export function mountTransport(root, handlers) {
  root.classList.add("transport");
  const play = make("button", { class: "button button--primary button--round", type: "button" });
  play.addEventListener("click", handlers.toggle);
  const quiet = (/** @type {string} */ drawing, /** @type {string} */ key, /** @type {() => void} */ act) => {
    const button = iconButton(drawing, t(key), t(key), act);
    button.classList.add("button--quiet");
    return button;
  };
  const back = quiet("chevron-left", "signals.transport.back", () => handlers.step(-1));
  const on = quiet("chevron-right", "signals.transport.on", () => handlers.step(1));
  const before = quiet("previous", "signals.transport.previous", () => handlers.stepOutput(-1));
  const after = quiet("next", "signals.transport.following", () => handlers.stepOutput(1));
  const scrubber = make("input", { class: "slider transport__scrubber", type: "range", min: "0", step: "1", "aria-label": t("signals.transport.scrubber"), "data-tip": t("signals.transport.scrubber.tip") });
  scrubber.addEventListener("input", () => handlers.seek(scrubber.valueAsNumber));
  const progress = make("output", { class: "transport__progress numeric", "aria-live": "off" });
  const slower = quiet("minus", "signals.transport.slower", () => handlers.changeSpeed(-1));
  const faster = quiet("plus", "signals.transport.faster", () => handlers.changeSpeed(1));
  const speed = make("output", { class: "transport__speed numeric" });
  const pace = segmented(
    t("signals.pace"),
    [
      { value: /** @type {const} */ ("product"), label: t("signals.pace.product"), tip: t("signals.pace.product.tip") },
      { value: /** @type {const} */ ("output"), label: t("signals.pace.output"), tip: t("signals.pace.output.tip") },
    ],
    handlers.setPace,
  );
  pace.element.classList.add("transport__pace");
  root.append(
    make("div", { class: "transport__line" }, [play, back, on, scrubber, before, after]),
    make("div", { class: "transport__line transport__line--second" }, [
      progress,
      pace.element,
      make("span", { class: "transport__speeds", role: "group", "aria-label": t("signals.transport.speed") }, [slower, speed, faster]),
    ]),
  );
  /** @type {string} */
  let shown = "";

  return {
    /** @param {Answer} answer @param {Moment} moment @param {import("../types_signals.js").SignalsState} state */
    update(answer, moment, state) {
      const isAtEnd = moment.time === moment.duration;
      const drawing = state.playing ? "pause" : isAtEnd ? "replay" : "play";
      if (shown !== drawing) {
        shown = drawing;
        play.replaceChildren(icon(drawing));
        play.setAttribute("aria-label", t(`signals.transport.${drawing}`));
        play.dataset.tip = t(`signals.transport.${drawing}`);
      }
      scrubber.max = String(moment.duration);
      scrubber.value = String(moment.time);
      const words = progressText(answer, moment);
      if (progress.textContent !== words) progress.textContent = words;
      scrubber.setAttribute("aria-valuetext", words);
      speed.textContent = `${state.speed}×`;
      pace.select(state.pace);
      for (const [button, isOff] of /** @type {const} */ ([[back, moment.time === 0], [before, moment.time === 0], [on, isAtEnd], [after, isAtEnd]])) {
        button.setAttribute("aria-disabled", String(isOff));
      }
    },
  };
}

/** @param {Answer} answer @param {Moment} moment */
function progressText(answer, moment) {
  if (moment.carries > 0) return t("signals.progress.carry", { number: moment.carries, count: carryCount(answer) });
  return t("signals.progress", {
    output: moment.output + 1,
    outputs: answer.trace.reductions.length,
    term: moment.terms,
    terms: answer.trace.reductions[moment.output].products.length,
  });
}
