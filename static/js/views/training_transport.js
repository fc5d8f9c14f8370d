/** Time at the foot of the stage: run, pause, one step, slow motion, stop, and the way back over everything recorded. */
import { t } from "../i18n/messages.js";
import { icon, make, setAttribute, setText, wordButton } from "./dom.js";
import { countText, faultOf, isAlive, progressText, statusNote } from "./training_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").TrainingHandlers} TrainingHandlers */

/**
 * @param {HTMLElement} root
 * @param {TrainingHandlers & {toggle: () => void}} handlers
 */
export function mountTransport(root, handlers) {
  root.classList.add("training-transport");
  const play = make("button", { class: "button button--primary button--round training-transport__play", type: "button" });
  play.addEventListener("click", () => handlers.toggle());
  const progress = make("output", { class: "training-transport__progress numeric", "aria-live": "off" });
  const scrubber = make("input", {
    class: "slider training-transport__scrubber",
    "data-scrubber": "",
    ...{ type: "range", min: "0", max: "0", step: "1", "aria-label": t("training.time.scrubber"), "data-tip": t("training.time.scrubber.tip") },
  });
  const step = wordButton("step-forward", t("training.time.step"), t("training.time.step.tip"), () => handlers.step());
  const slow = wordButton("eye", t("training.time.slow"), t("training.time.slow.tip"), () => handlers.slow());
  const stop = wordButton("stop", t("training.time.stop"), t("training.time.stop.tip"), () => handlers.stop());
  const live = wordButton("next", t("training.time.live"), t("training.time.live.tip"), () => handlers.seekTo(null));
  const again = wordButton("replay", t("training.time.again"), t("training.time.again.tip"), () => handlers.run());
  again.classList.add("training-transport__again");
  const note = make("p", { class: "training-transport__note", role: "status" });
  const time = make("div", { class: "training-transport__time" }, [progress, scrubber]);
  const tools = make("div", { class: "training-transport__tools" }, [step, slow, stop, live]);
  root.append(make("div", { class: "training-transport__bar" }, [play, time, tools, make("div", { class: "training-transport__said" }, [note, again])]));

  // Space plays and pauses, whatever was pressed last with a mouse; who came by keyboard keeps the focus.
  root.addEventListener("click", ({ detail, target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (detail > 0 && button instanceof HTMLElement) button.blur();
  });

  // On a phone time lies over the page, which leaves as much room at its end as the note takes.
  new ResizeObserver(() => document.documentElement.style.setProperty("--time-height", `${root.offsetHeight}px`)).observe(root);

  /** Places of the recorded steps. @type {readonly number[]} */
  let recorded = [];
  scrubber.addEventListener("input", () => {
    const index = scrubber.valueAsNumber;
    handlers.seekTo(index >= recorded.length - 1 ? null : recorded[index]);
  });
  let drawing = "";

  /** @param {TrainingState} state */
  function showPlay(state) {
    const { run, isSubmitting } = state;
    // It stays to be pressed: the server's answer is the same sentence, and it is read aloud.
    setAttribute(play, "aria-disabled", faultOf(state) ? "true" : null);
    const goesOn = isAlive(run) && run?.status !== "paused" && run?.status !== "slow";
    const next = goesOn ? "pause" : !run || isAlive(run) ? "play" : "replay";
    setAttribute(play, "aria-busy", isSubmitting ? "true" : null);
    if (next === drawing) return;
    drawing = next;
    play.replaceChildren(icon(next));
    const label = t(`training.time.${next}`);
    play.setAttribute("aria-label", label);
    play.dataset.tip = t(`training.time.${next}.tip`);
  }

  /** @param {TrainingState} state @param {string} words */
  function showScrubber({ snapshots, rewind, isPreviewing }, words) {
    recorded = snapshots;
    const last = Math.max(0, snapshots.length - 1);
    const isOff = snapshots.length < 2 || isPreviewing;
    if (scrubber.disabled !== isOff) scrubber.disabled = isOff;
    if (scrubber.max !== String(last)) scrubber.max = String(last);
    const index = rewind === null ? last : placeOf(snapshots, rewind);
    if (scrubber.valueAsNumber !== index) scrubber.value = String(index);
    scrubber.style.setProperty("--done", last > 0 ? `${(100 * index) / last}%` : "0%");
    setAttribute(scrubber, "aria-valuetext", rewind === null ? words : t("training.time.step_of", { step: countText(rewind) }));
  }

  return {
    /** @param {TrainingState} state */
    update(state) {
      const { run, rewind, isPreviewing, spec } = state;
      const alive = isAlive(run);
      setAttribute(root, "data-status", run?.status ?? "none");
      showPlay(state);
      const words = progressText(state);
      setText(progress, words);
      showScrubber(state, words);
      const { text, kind } = statusNote(state);
      setText(note, text);
      setAttribute(note, "data-kind", kind);
      show(stop, alive);
      show(live, rewind !== null || (run !== null && isPreviewing));
      const isOther = alive && run !== null && isOtherRun(run.spec, spec);
      if (again.hidden !== !isOther) again.hidden = !isOther;
    },
  };
}

/** A button that has no use now keeps its place. @param {HTMLButtonElement} button @param {boolean} isOn */
function show(button, isOn) {
  if (button.disabled === isOn) button.disabled = !isOn;
}

/** @param {readonly number[]} ascending @param {number} step */
function placeOf(ascending, step) {
  const index = ascending.findLastIndex((one) => one <= step);
  return Math.max(0, index);
}

/**
 * Whether the left column holds another run than the one that goes on; what can be changed in flight makes no other.
 * @param {import("../types_training.js").TrainingSpec} running
 * @param {import("../types_training.js").TrainingSpec} edited
 */
function isOtherRun(running, edited) {
  return fixedText(running) !== fixedText(edited);
}

/** @type {WeakMap<object, string>} */
const texts = new WeakMap();

/** @param {import("../types_training.js").TrainingSpec} spec */
function fixedText(spec) {
  const known = texts.get(spec);
  if (known !== undefined) return known;
  const { data, network, optimizer, ...rest } = spec;
  const layers = network.layers.map((one) => (one.kind === "dropout" ? { kind: one.kind } : one));
  const { kind, form, beta2, weight_decay: decay } = optimizer;
  const { loss, initialization, batch_size: batch, epochs, seed } = rest;
  const text = JSON.stringify([data.name, data.train, data.validation, data.test, layers, kind, form, beta2, decay, loss, initialization, batch, epochs, seed]);
  texts.set(spec, text);
  return text;
}
