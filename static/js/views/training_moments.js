/**
 * Slow motion: the four moments of one step, each with its numbers and pictures. What is past of this step stays, what is to come is
 * announced; the moment that is now is framed.
 */
import { t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { backwardCard, forwardCard, lossCard, updateCard } from "./training_moments_cards.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").Moment} Moment */
/** @typedef {import("../types_training.js").MomentName} MomentName */

/** @type {readonly MomentName[]} */
const ORDER = ["forward", "loss", "backward", "update"];
const CARDS = { forward: forwardCard, loss: lossCard, backward: backwardCard, update: updateCard };

/** @param {HTMLElement} root */
export function mountMoments(root) {
  root.classList.add("moments");
  const said = make("p", { class: "visually-hidden", role: "status" });
  const cards = ORDER.map((moment) => {
    const body = make("div", { class: "moment__body" });
    const element = make("li", { class: "moment" }, [make("h3", { class: "moment__title", text: t(`moments.${moment}`) }), body]);
    return { moment, element, body };
  });
  root.append(
    make("div", { class: "moments__head" }, [make("h2", { class: "panel__title", text: t("moments.title") }), make("p", { class: "moments__hint", text: t("moments.hint") })]),
    make("ol", { class: "moments__list" }, cards.map(({ element }) => element)),
    said,
  );
  /** @type {Map<MomentName, Moment>} of the step that is shown */
  let passed = new Map();
  /** @type {Moment|null} */
  let drawn = null;
  let theme = "";
  let wasRunning = false;

  /** @param {TrainingState & {moment: Moment}} state */
  function write(state) {
    const { moment } = state;
    if (passed.size > 0 && [...passed.values()][0].step !== moment.step) passed = new Map();
    passed.set(moment.moment, moment);
    const now = ORDER.indexOf(moment.moment);
    for (const [i, { moment: name, element, body }] of cards.entries()) {
      const known = i <= now ? passed.get(name) : undefined;
      element.dataset.when = i === now ? "now" : i < now ? "past" : "later";
      if (i === now) element.setAttribute("aria-current", "step");
      else element.removeAttribute("aria-current");
      body.replaceChildren(...(known ? CARDS[name](state, known) : [make("p", { class: "moment__says", text: t(`moments.${name}.wait`) })]));
    }
    said.textContent = cards[now].body.querySelector(".moment__says")?.textContent ?? "";
  }

  /** The card that is now, from its heading on. */
  function showNow() {
    const now = cards.find(({ element }) => element.dataset.when === "now")?.element;
    now?.scrollIntoView({ block: now.offsetHeight > innerHeight / 2 ? "start" : "nearest" });
  }

  return {
    /** @param {TrainingState} state */
    update(state) {
      const { moment, run } = state;
      const isHidden = moment === null || run?.status !== "slow";
      // Whoever asks for slow motion is to see it; whoever opens a link to it is left at the top of the page.
      const isAsked = !isHidden && wasRunning && (root.hidden || drawn !== null);
      wasRunning = run !== null;
      root.hidden = isHidden;
      const now = `${document.documentElement.dataset.theme ?? ""} ${matchMedia("(prefers-color-scheme: dark)").matches}`;
      if (root.hidden || !moment || (moment === drawn && now === theme)) return;
      theme = now;
      drawn = moment;
      write(/** @type {TrainingState & {moment: Moment}} */ (state));
      if (isAsked) showNow();
    },
  };
}
