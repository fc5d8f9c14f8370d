/** The runs of this server: watch one, lay another over its curves, hand its address on. */
import { curveStyle, swatch } from "../draw/curves_style.js";
import { readTheme } from "../draw/theme.js";
import { t, together } from "../i18n/messages.js";
import { iconButton, icon, make, setAttribute, setText } from "./dom.js";
import { amount, dataName, networkName, percent } from "./training_curves_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").TrainingHandlers} TrainingHandlers */
/** @typedef {import("../types_training.js").RunView} RunView */
/** @typedef {Pick<TrainingHandlers, "watch"|"compareWith"|"dropCompare"|"refreshRuns"|"copyRunLink">} RunHandlers */

/** Opened without being asked when there is something to compare with. */
const ENOUGH_TO_COMPARE = 2;

/**
 * @param {HTMLElement} root
 * @param {RunHandlers} handlers
 */
export function mountRuns(root, handlers) {
  root.classList.add("run-list");
  const count = make("span", { class: "chip" });
  const refresh = iconButton("replay", t("run_list.refresh"), t("run_list.refresh"), handlers.refreshRuns);
  refresh.classList.add("button--quiet");
  const summary = make("summary", { class: "panel__title" }, [make("span", { text: t("run_list.title") }), count]);
  const list = make("ul", { class: "run-list__runs" });
  const empty = make("p", { class: "muted small" });
  const hint = make("div", { class: "run-list__foot" }, [empty, refresh]);
  const details = make("details", {}, [summary, list, hint]);
  root.append(details);
  details.addEventListener("toggle", () => details.open && handlers.refreshRuns());
  let hasOpened = false;
  /** @type {Map<string, ReturnType<typeof makeItem>>} */
  const items = new Map();

  return {
    /** @param {TrainingState} state */
    update({ runs, run, compare }) {
      setText(count, String(runs.length));
      setText(empty, t(runs.length === 0 ? "run_list.none" : "run_list.hint"));
      if (!hasOpened && runs.length >= ENOUGH_TO_COMPARE) {
        hasOpened = true;
        details.open = true;
      }
      const ids = runs.map(({ id }) => id);
      for (const [id, item] of items) {
        if (ids.includes(id)) continue;
        item.element.remove();
        items.delete(id);
      }
      runs.forEach((one, i) => {
        const item = items.get(one.id) ?? makeItem(one, handlers);
        items.set(one.id, item);
        if (list.children[i] !== item.element) list.insertBefore(item.element, list.children[i] ?? null);
        const place = one.id === run?.id ? 0 : compare.findIndex(({ id }) => id === one.id) + 1 || null;
        item.show(one, place, run !== null);
      });
    },
  };
}

/**
 * @param {RunView} run
 * @param {RunHandlers} handlers
 */
function makeItem(run, handlers) {
  const { id, spec } = run;
  const sample = make("span", { class: "run-list__sample" });
  const name = make("a", { class: "run-list__name", href: `?run=${encodeURIComponent(id)}`, "data-tip": t("run_list.watch.tip"), text: t("run_list.name", { data: dataName(spec.data.name), network: networkName(run), id: id.slice(0, 4) }) });
  const state = make("span", { class: "chip run-list__status" });
  const facts = make("p", { class: "small muted" });
  const results = make("p", { class: "small run-list__results" });
  const compare = make("button", { type: "button", class: "button", "aria-pressed": "false" });
  const watch = make("button", { type: "button", class: "button", text: t("run_list.watch"), "data-tip": t("run_list.watch.tip") });
  const copy = make("button", { type: "button", class: "button button--icon", "aria-label": t("run_list.copy"), "data-tip": t("run_list.copy.tip") }, [icon("link")]);
  copy.addEventListener("click", () => handlers.copyRunLink(id));
  const tools = make("div", { class: "run-list__tools" }, [watch, compare, copy]);
  const element = make("li", { class: "run-list__run" }, [make("div", { class: "run-list__head" }, [sample, name, state]), facts, results, tools]);
  let isLaid = false;
  name.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    handlers.watch(id);
  });
  watch.addEventListener("click", () => handlers.watch(id));
  compare.addEventListener("click", () => (isLaid ? handlers.dropCompare(id) : handlers.compareWith(id)));
  let drawn = "";

  return {
    element,
    /**
     * @param {RunView} now
     * @param {number|null} place 0 watched, 1… laid over
     * @param {boolean} hasWatched
     */
    show(now, place, hasWatched) {
      const key = JSON.stringify([now.status, now.position, now.step, now.viewers, now.best, now.test_accuracy, place, hasWatched, document.documentElement.dataset.theme]);
      if (key === drawn) return;
      drawn = key;
      isLaid = place !== null && place > 0;
      setAttribute(element, "aria-current", place === 0 ? "true" : null);
      sample.innerHTML = place === null ? "" : swatch(curveStyle("validation", place, readTheme()));
      const isMoving = ["running", "paused", "slow"].includes(now.status);
      setText(state, t(`run_list.status.${now.status}`, { position: now.position ?? 1, share: percent(now.steps_total ? now.step / now.steps_total : 0, 0) }));
      setAttribute(state, "data-status", isMoving ? "moving" : now.status);
      const { optimizer, batch_size: batch, epochs, seed } = now.spec;
      setText(facts, t("run_list.facts", { rate: amount(optimizer.learning_rate), batch, epochs, seed, viewers: now.viewers }));
      const parts = [];
      if (now.best) parts.push(t("run_list.best", { accuracy: percent(now.best.validation_accuracy), epoch: now.best.epoch }));
      if (now.test_accuracy !== null) parts.push(t("run_list.test", { accuracy: percent(now.test_accuracy, 2) }));
      setText(results, together(parts));
      watch.hidden = place === 0;
      compare.hidden = place === 0;
      setText(compare, t(isLaid ? "run_list.drop" : "run_list.compare"));
      setAttribute(compare, "data-tip", t(isLaid ? "run_list.drop.tip" : "run_list.compare.tip"));
      setAttribute(compare, "aria-pressed", String(isLaid));
    },
  };
}
