/** The chain of filters from the picture on: choose a step, move it, copy it, take it out, add one. */

import { moved, placeAt } from "../geometry/reorder.js";
import { formatNumber, hasMessage, t } from "../i18n/messages.js";
import { icon, make, setAttribute, setText } from "./dom.js";

/**
 * @typedef {Pick<import("../types.js").FiltersState, "steps"|"active"|"description"|"stepThumbnails"|"catalog">} PipelineState
 * @typedef {{selectStep: (index: number) => void, moveStep: (from: number, to: number) => void, removeStep: (index: number) => void,
 *   addStep: () => void, duplicateStep: (index: number) => void}} PipelineHandlers
 * @typedef {{item: HTMLLIElement, choose: HTMLButtonElement, picture: HTMLElement, number: HTMLElement, name: HTMLElement, label: HTMLElement, value: HTMLElement,
 *   tools: Record<"earlier"|"later"|"copy"|"remove", HTMLButtonElement>}} Card
 */

const ICONS = {
  earlier: "chevron-left",
  later: "chevron-right",
  copy: "copy",
  remove: "close",
};
/** A press that moves less than this is a click. */
const DRAG_PX = 6;

/**
 * @param {HTMLElement} root
 * @param {PipelineHandlers} handlers
 * @returns {{update: (state: PipelineState) => void}}
 */
export function mountPipeline(root, handlers) {
  root.classList.add("pipeline");
  const start = make("li", { class: "pipeline__start" }, [t("pipeline.picture")]);
  const add = make("button", { type: "button", class: "button pipeline__add", "aria-describedby": "pipeline-limit" }, [icon("plus"), t("pipeline.add")]);
  const end = make("li", { class: "pipeline__end" }, [add]);
  const list = make("ol", { class: "pipeline__list", "aria-label": t("pipeline.label") }, [start, end]);
  const limit = make("p", { class: "field__hint pipeline__limit", id: "pipeline-limit" });
  const spoken = make("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  root.append(list, limit, spoken);
  /** @type {Card[]} */
  const cards = [];
  /** @type {PipelineState|null} */
  let state = null;
  /** Focus follows a moved step to its new place. */
  let follow = /** @type {{index: number, tool: "earlier"|"later"}|null} */ (null);
  let justDragged = false;

  const isFull = () => state !== null && state.steps.length >= state.catalog.limits.max_steps;
  add.addEventListener("click", () => {
    if (!isFull()) handlers.addStep();
  });

  /** @param {number} from @param {number} to */
  function move(from, to) {
    if (!state || to < 0 || to >= state.steps.length || from === to) return;
    setText(spoken, t("pipeline.moved", { name: nameOf(state.steps[from]?.filter ?? ""), number: to + 1, count: state.steps.length }));
    handlers.moveStep(from, to);
  }

  /** @param {number} index */
  function makeCard(index) {
    const picture = make("span", { class: "pipeline__picture", "aria-hidden": "true" });
    const number = make("span", { class: "pipeline__number" });
    const name = make("span", { class: "pipeline__name" });
    const label = make("span", { class: "pipeline__parameter" });
    const value = make("span");
    const detail = make("span", { class: "pipeline__detail" }, [label, value]);
    const words = make("span", { class: "pipeline__words" }, [number, name, detail]);
    const choose = make("button", { type: "button", class: "pipeline__choose", "data-tip": t("pipeline.choose.tip") }, [picture, words]);
    const tool = (/** @type {keyof typeof ICONS} */ kind, /** @type {() => void} */ act) => {
      const button = make("button", { type: "button", class: "button button--quiet button--icon pipeline__tool" }, [icon(ICONS[kind])]);
      button.addEventListener("click", () => {
        if (button.getAttribute("aria-disabled") !== "true") act();
      });
      return button;
    };
    const shift = (/** @type {"earlier"|"later"} */ which, /** @type {number} */ by) => () => {
      follow = { index: index + by, tool: which };
      move(index, index + by);
    };
    const tools = {
      earlier: tool("earlier", shift("earlier", -1)),
      later: tool("later", shift("later", 1)),
      copy: tool("copy", () => handlers.duplicateStep(index)),
      remove: tool("remove", () => handlers.removeStep(index)),
    };
    const bar = make("div", { class: "pipeline__tools" }, Object.values(tools));
    const item = make("li", { class: "pipeline__card" }, [choose, bar]);
    choose.addEventListener("click", () => {
      if (!justDragged) handlers.selectStep(index);
    });
    choose.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
      if (by === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.altKey) {
        move(index, index + by);
        cards[index + by]?.choose.focus();
      } else cards[index + by]?.choose.focus();
    });
    choose.addEventListener("pointerdown", (event) => startDrag(event, index));
    return { item, choose, picture, number, name, label, value, tools };
  }

  /**
   * The card follows the pointer, and the others show where it would land; nothing changes before it is let go.
   * @param {PointerEvent} down
   * @param {number} from
   */
  function startDrag(down, from) {
    justDragged = false;
    const card = cards[from];
    // A finger swipes the strip; there the arrow buttons move a step.
    if (!card || down.button !== 0 || down.pointerType === "touch" || !state || state.steps.length < 2) return;
    const boxes = cards.map(({ item }) => item.getBoundingClientRect());
    const stop = new AbortController();
    let to = from;
    let isDragging = false;
    const order = cards.map((_, index) => index);

    const finish = (/** @type {boolean} */ isDropped) => {
      stop.abort();
      for (const { item } of cards) {
        item.style.transform = "";
        item.classList.remove("pipeline__card--dragged");
      }
      root.classList.remove("pipeline--dragging");
      if (isDropped && isDragging) move(from, to);
    };
    const drag = (/** @type {PointerEvent} */ event) => {
      const dx = event.clientX - down.clientX;
      const dy = event.clientY - down.clientY;
      if (!isDragging && Math.hypot(dx, dy) < DRAG_PX) return;
      if (!isDragging) {
        isDragging = true;
        justDragged = true;
        card.choose.setPointerCapture(event.pointerId);
        card.item.classList.add("pipeline__card--dragged");
        root.classList.add("pipeline--dragging");
      }
      to = placeAt(boxes, event.clientX, event.clientY);
      moved(order, from, to).forEach((index, place) => {
        const here = boxes[index];
        const there = boxes[place];
        if (!here || !there || index === from) return;
        const target = cards[index];
        if (target) target.item.style.transform = `translate(${there.left - here.left}px, ${there.top - here.top}px)`;
      });
      card.item.style.transform = `translate(${dx}px, ${dy}px)`;
    };
    const { signal } = stop;
    window.addEventListener("pointermove", drag, { signal });
    window.addEventListener("pointerup", () => finish(true), { signal });
    window.addEventListener("pointercancel", () => finish(false), { signal });
    window.addEventListener("keydown", (event) => event.key === "Escape" && finish(false), { signal });
  }

  /** @param {Card} card @param {number} index @param {PipelineState} next */
  function show(card, index, next) {
    const step = next.steps[index];
    if (!step) return;
    const count = next.steps.length;
    const name = nameOf(step.filter);
    setText(card.number, String(index + 1));
    setText(card.name, name);
    const facts = next.description?.steps[index];
    const [label, value] = facts && facts.filter === step.filter ? detailOf(facts) : ["", ""];
    setText(card.label, label);
    setText(card.value, value);
    setAttribute(card.choose, "aria-current", index === next.active ? "step" : null);
    setAttribute(card.choose, "aria-label", t("pipeline.choose", { number: index + 1, count, name, detail: `${label} ${value}`.trim() }));
    card.item.classList.toggle("pipeline__card--active", index === next.active);
    const url = next.stepThumbnails[index] ?? null;
    const image = url ? `url("${url}")` : "";
    if (card.picture.dataset["url"] !== image) {
      card.picture.dataset["url"] = image;
      card.picture.style.backgroundImage = image;
    }
    const most = next.catalog.limits.max_steps;
    describe(card.tools.earlier, t("pipeline.earlier", { name }), index === 0 ? t("pipeline.earlier.first") : null);
    describe(card.tools.later, t("pipeline.later", { name }), index === count - 1 ? t("pipeline.later.last") : null);
    describe(card.tools.copy, t("pipeline.duplicate", { name }), isFull() ? t("pipeline.full", { count: most }) : null);
    describe(card.tools.remove, t("pipeline.remove", { name }), count === 1 ? t("pipeline.remove.only") : null);
  }

  return {
    update(next) {
      if (
        state && state.steps === next.steps && state.active === next.active && state.description === next.description &&
        state.stepThumbnails === next.stepThumbnails && state.catalog === next.catalog
      ) return;
      state = next;
      while (cards.length < next.steps.length) {
        const card = makeCard(cards.length);
        cards.push(card);
        list.insertBefore(card.item, end);
      }
      while (cards.length > next.steps.length) cards.pop()?.item.remove();
      cards.forEach((card, index) => show(card, index, next));
      const most = next.catalog.limits.max_steps;
      setAttribute(add, "aria-disabled", isFull() ? "true" : null);
      setText(limit, isFull() ? t("pipeline.full", { count: most }) : next.steps.length === 1 ? t("pipeline.hint") : "");
      if (follow) {
        const tools = cards[follow.index]?.tools;
        const wanted = tools?.[follow.tool];
        wanted?.focus();
        follow = null;
      }
    },
  };
}

/**
 * The button's words; one that cannot act now stays focusable and says why.
 * @param {HTMLButtonElement} button
 * @param {string} label
 * @param {string|null} reason why it cannot act
 */
function describe(button, label, reason) {
  setAttribute(button, "aria-label", reason === null ? label : `${label} · ${reason}`);
  setAttribute(button, "data-tip", reason ?? label);
  setAttribute(button, "aria-disabled", reason === null ? null : "true");
}

/** @param {string} id */
function nameOf(id) {
  return t(`filter.${id}.name`);
}

/**
 * The parameter that matters most, or the size of the kernel where there is none.
 * @param {import("../types.js").StepDescription} facts
 * @returns {[label: string, value: string]}
 */
function detailOf(facts) {
  const first = facts.parameters.find((parameter) => parameter.id !== "kernel");
  const kernel = facts.kernels[0];
  if (!first) return ["", kernel ? `${kernel.rows}×${kernel.cols}` : ""];
  const own = `filter.${facts.filter}.${first.id}.label`;
  const label = t(hasMessage(own) ? own : `parameter.${first.id}.label`);
  const choice = `choice.${first.value}.label`;
  const value = typeof first.value === "number" ? formatNumber(first.value) : hasMessage(choice) ? t(choice) : first.value;
  const unit = first.unit === "deg" ? "°" : first.unit === "" ? "" : `\u202f${first.unit}`;
  return [label, `${value}${unit}`];
}
