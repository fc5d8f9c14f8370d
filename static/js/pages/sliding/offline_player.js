/**
 * The player of an exported file: a slider, a button and the keys, around the same frames as on the page. The export puts
 * this module, the ones it imports and the trace into one HTML file that needs nothing else.
 */
import { frameSvg } from "../../draw/frame_svg.js";
import { frameOf } from "../../geometry/frame.js";

const STEP_MS = 400;

/**
 * @param {{trace: import("../../types_sliding.js").Trace, view: import("../../types_sliding.js").View, time: number,
 *   labels: import("../../draw/frame_svg.js").FrameLabels, theme: import("../../draw/theme.js").Theme, words: {play: string, pause: string}}} film
 */
export function playOffline({ trace, view, time, labels, theme, words }) {
  const place = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const slider = /** @type {HTMLInputElement} */ (place("time"));
  const button = place("play");
  const { duration } = frameOf(trace, view, 0);
  let now = time;
  let timer = 0;
  slider.max = String(duration);

  function show() {
    slider.value = String(now);
    place("stage").innerHTML = frameSvg(trace, frameOf(trace, view, now), { labels, theme }).svg;
    place("count").textContent = `${now} / ${duration}`;
    button.textContent = timer ? words.pause : words.play;
  }

  /** @param {number} next */
  function seek(next) {
    now = Math.max(0, Math.min(duration, next));
    show();
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    show();
  }

  function toggle() {
    if (timer) {
      stop();
      return;
    }
    if (now === duration) now = 0;
    timer = window.setInterval(() => (now < duration ? seek(now + 1) : stop()), STEP_MS);
    show();
  }

  button.addEventListener("click", toggle);
  slider.addEventListener("input", () => seek(slider.valueAsNumber));
  addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: duration };
    if (event.key === " ") toggle();
    else if (event.key in moves) seek(moves[/** @type {keyof typeof moves} */ (event.key)]);
    else return;
    event.preventDefault();
  });
  show();
}
