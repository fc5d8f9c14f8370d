/** Time at the foot of the stage: play, step, jump, scrub, speed. The clock is the page's; here are only its handles. */
import { frameOf } from "../geometry/frame.js";
import { formatNumber, t } from "../i18n/messages.js";
import { icon, iconButton, make } from "./dom.js";
import { progressText } from "./sliding_words.js";

/** @typedef {import("../types_sliding.js").SlidingState} SlidingState */

/**
 * @param {HTMLElement} root
 * @param {{toggle: () => void, step: (direction: -1|1) => void, jump: (direction: -1|1) => void, seekTo: (time: number) => void,
 *   changeSpeed: (direction: -1|1) => void, setPredicting: (isOn: boolean) => void, prove: () => void}} handlers
 */
export function mountTransport(root, handlers) {
  root.classList.add("transport");
  const play = make("button", { class: "button button--primary button--round transport__play", type: "button" });
  play.addEventListener("click", handlers.toggle);
  const progress = make("output", { class: "transport__progress", "aria-live": "off" });
  const scrubber = make("input", {
    class: "slider transport__scrubber",
    "data-scrubber": "",
    type: "range", min: "0", step: "1", "aria-label": t("sliding.time.scrubber"), "data-tip": t("sliding.time.scrubber.tip"),
  });
  scrubber.addEventListener("input", () => handlers.seekTo(scrubber.valueAsNumber));
  const button = (/** @type {string} */ drawing, /** @type {string} */ key, /** @type {() => void} */ act) => {
    const one = iconButton(drawing, t(`sliding.time.${key}`), t(`sliding.time.${key}.tip`), act);
    one.classList.add("button--quiet");
    return one;
  };
  const previous = button("step-back", "previous", () => handlers.jump(-1));
  const back = button("arrow-left", "back", () => handlers.step(-1));
  const on = button("arrow-right", "on", () => handlers.step(1));
  const next = button("step-forward", "next", () => handlers.jump(1));
  const speed = make("output", { class: "transport__speed", "aria-live": "off", "aria-label": t("sliding.time.speed") });
  const speeds = make("span", { class: "transport__speeds", "data-tip": t("sliding.time.speed.tip") }, [
    button("minus", "slower", () => handlers.changeSpeed(-1)), speed, button("plus", "faster", () => handlers.changeSpeed(1)),
  ]);
  const steps = make("span", { class: "transport__steps" }, [previous, back, on, next]);
  const predict = make("button", { class: "button", text: t("sliding.predict.start"), "data-tip": t("sliding.predict.start.tip"), type: "button" });
  const prove = make("button", { class: "button", text: t("sliding.prove"), "data-tip": t("sliding.prove.tip"), type: "button" });
  const tools = make("span", { class: "transport__tools" }, [predict, prove]);
  const bar = make("div", { class: "transport__bar" }, [play, steps, make("span", { class: "transport__time" }, [progress, scrubber])]);
  root.append(bar, make("div", { class: "transport__extra" }, [speeds, tools]));
  /** @type {boolean|null} */
  let isPlaying = null;
  let isPredicting = false;
  predict.addEventListener("click", () => handlers.setPredicting(!isPredicting));
  prove.addEventListener("click", handlers.prove);

  return {
    /** @param {SlidingState} state */
    update({ trace, view, time, playing, speed: factor, predict: { isOn }, proof }) {
      if (playing !== isPlaying) {
        isPlaying = playing;
        play.replaceChildren(icon(playing ? "pause" : "play"));
        const label = t(playing ? "sliding.time.pause" : "sliding.time.play");
        play.setAttribute("aria-label", label);
        play.dataset.tip = label;
      }
      isPredicting = isOn;
      predict.setAttribute("aria-pressed", String(isOn));
      prove.disabled = proof === "busy" || trace?.is_symbolic === true;
      const text = `${formatNumber(factor)}×`;
      if (speed.textContent !== text) speed.textContent = text;
      if (!trace) return;
      const frame = frameOf(trace, view, time);
      if (scrubber.max !== String(frame.duration)) scrubber.max = String(frame.duration);
      if (scrubber.value !== String(frame.time)) scrubber.value = String(frame.time);
      const words = progressText(trace, view, frame);
      if (progress.textContent !== words) {
        progress.textContent = words;
        scrubber.setAttribute("aria-valuetext", words);
      }
    },
  };
}
