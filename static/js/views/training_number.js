/** Numbers in a narrow column: a box to type in, one or two with − and +, a slider with its value. Every limit says why. */
import { numberEntry, readNumber } from "../core/number_entry.js";
import { t, together } from "../i18n/messages.js";
import { freshId, icon, make, setAttribute, setText } from "./dom.js";

/** @typedef {{minimum: number, maximum: number, reason?: string, below?: string}} Range reason: why no more; below: why no less, where it is not the house that says so */
/** @typedef {ReturnType<typeof import("../core/number_entry.js").evenScale>} Scale */

/**
 * A box for one number. Arrows count up and down; what cannot be is refused with its reason and put back.
 * @param {{label: string, isWhole: boolean, note: string, commit: (value: number) => void, say: (problem: string) => void,
 *   step?: (value: number, direction: -1|1, isFast: boolean) => number}} options note: id of the line that `say` writes
 */
export function numberBox({ label, isWhole, note, commit, say, step = (value, direction, isFast) => value + direction * (isFast ? 10 : 1) }) {
  const input = make("input", {
    class: "number panel-number", type: "text", inputmode: isWhole ? "numeric" : "decimal", autocomplete: "off",
    ...{ role: "spinbutton", "aria-label": label, "aria-describedby": note },
  });
  let last = 0;
  /** @type {Range} */
  let range = { minimum: -Infinity, maximum: Infinity };

  /** @param {number} value @returns {string} what is wrong with it */
  function problemWith(value) {
    if (isWhole && !Number.isInteger(value)) return t("panel.number.whole");
    if (value > range.maximum) return beyond(range);
    return value < range.minimum ? short(range) : "";
  }

  function read() {
    const value = readNumber(input.value);
    const problem = value === null ? t("panel.number.unreadable") : problemWith(value);
    say(problem);
    input.setAttribute("aria-invalid", String(problem !== ""));
    if (problem === "" && value !== null && value !== last) {
      last = value;
      commit(value);
    }
  }

  input.addEventListener("change", read);
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const direction = { ArrowUp: 1, PageUp: 1, ArrowDown: -1, PageDown: -1 }[event.key];
    if (event.key === "Escape") {
      input.value = numberEntry(last);
      say("");
      input.setAttribute("aria-invalid", "false");
    } else if (event.key === "Enter") read();
    else if (direction === 1 || direction === -1) {
      event.preventDefault();
      const next = step(readNumber(input.value) ?? last, direction, event.key.startsWith("Page"));
      input.value = numberEntry(Math.min(range.maximum, Math.max(range.minimum, next)));
      read();
      if (next > range.maximum) say(beyond(range));
    }
  });
  input.addEventListener("blur", () => {
    if (input.getAttribute("aria-invalid") !== "true") return;
    input.value = numberEntry(last);
    input.setAttribute("aria-invalid", "false");
  });
  return {
    input,
    /** @param {Range} next */
    limit(next) {
      range = next;
      setAttribute(input, "aria-valuemin", spoken(next.minimum));
      setAttribute(input, "aria-valuemax", spoken(next.maximum));
    },
    /** @param {number} value */
    show(value) {
      last = value;
      setAttribute(input, "aria-valuenow", spoken(value));
      const isTyped = document.activeElement === input && readNumber(input.value) !== value && input.getAttribute("aria-invalid") === "true";
      if (!isTyped && readNumber(input.value) !== value) input.value = numberEntry(value);
    },
  };
}

/** An end that can be read aloud. @param {number} end */
const spoken = (end) => (Number.isFinite(end) && !String(end).includes("e") ? String(end) : null);

/** @param {Range} range */
const beyond = ({ maximum, reason = "" }) => together([t("panel.number.at_most", { limit: numberEntry(maximum) }), reason].filter(Boolean));

/** @param {Range} range */
const short = ({ minimum, below }) => below ?? t("panel.number.at_least", { limit: numberEntry(minimum) });

/**
 * A line with a name, and one whole number or a pair of them (rows × columns) between − and +, which change both.
 * @param {{label: string, tip?: string, names: readonly string[], step?: number, change: (values: number[]) => void}} options
 *   names: of each box, read aloud; step: what − and + count by
 */
export function stepperField({ label, tip, names, step = 1, change }) {
  const id = freshId("stepper");
  const note = make("p", { class: "field__hint panel-field__note", id, role: "status" });
  const say = (/** @type {string} */ problem) => setText(note, problem);
  /** @type {number[]} */
  let values = names.map(() => 0);
  /** @type {Range} */
  let range = { minimum: 0, maximum: 0 };
  const boxes = names.map((name, index) =>
    numberBox({ label: name, isWhole: true, note: id, say, step: count, commit: (value) => take(values.with(index, value)) }));

  /** @param {number} value @param {-1|1} direction @param {boolean} isFast */
  function count(value, direction, isFast) {
    return value + direction * step * (isFast ? 10 : 1);
  }

  /** @param {number[]} next */
  function take(next) {
    values = next;
    change(next);
    showEnds();
  }

  /** @param {-1|1} direction */
  function button(direction) {
    const words = t(direction < 0 ? "panel.number.less" : "panel.number.more", { name: label });
    const made = make("button", { type: "button", class: "panel-stepper__button", "aria-label": words }, [icon(direction < 0 ? "minus" : "plus")]);
    made.addEventListener("click", () => {
      if (made.getAttribute("aria-disabled") === "true") {
        say(direction > 0 ? beyond(range) : short(range));
        return;
      }
      say("");
      take(values.map((value) => Math.min(range.maximum, Math.max(range.minimum, count(value, direction, false)))));
      boxes.forEach((box, index) => box.show(values[index]));
    });
    return { made, direction, words };
  }
  const buttons = [button(-1), button(1)];

  function showEnds() {
    for (const { made, direction, words } of buttons) {
      const isOff = direction > 0 ? values.every((value) => value >= range.maximum) : values.every((value) => value <= range.minimum);
      setAttribute(made, "aria-disabled", isOff ? "true" : null);
      setAttribute(made, "data-tip", !isOff ? words : direction > 0 ? beyond(range) : short(range));
    }
  }

  const inside = boxes.flatMap(({ input }, index) => (index > 0 ? [make("span", { class: "panel-stepper__by", text: "×", "aria-hidden": "true" }), input] : [input]));
  const group = make("div", { class: "panel-stepper", role: "group", "aria-label": label }, [buttons[0].made, ...inside, buttons[1].made]);
  const element = make("div", { class: "panel-field" }, [make("span", { class: "panel-field__label", text: label, "data-tip": tip }), group, note]);
  return {
    element,
    group,
    /** @param {number[]} next @param {Range} limits */
    show(next, limits) {
      values = next;
      range = limits;
      boxes.forEach((box, index) => {
        box.limit(limits);
        box.show(next[index]);
      });
      showEnds();
    },
    /** @param {boolean} isOff */
    disable(isOff) {
      for (const { made } of buttons) made.disabled = isOff;
      for (const { input } of boxes) input.disabled = isOff;
    },
  };
}

/**
 * A slider, its name, and its value to be typed. One drag is one gesture: all but its first event say so.
 * @param {{label: string, tip?: string, scale: Scale, change: (value: number, isContinued: boolean) => void}} options
 */
export function sliderField({ label, tip, scale, change }) {
  const id = freshId("slider");
  const note = make("p", { class: "field__hint panel-field__note", id: `${id}-note` });
  const problem = make("p", { class: "field__hint field__hint--error panel-field__note", id: `${id}-problem`, role: "status" });
  const slider = make("input", {
    class: "slider", type: "range", id, min: String(scale.minimum), max: String(scale.maximum), step: String(scale.step), "aria-describedby": note.id,
  });
  const name = make("label", { class: "panel-field__label", text: label, for: id, "data-tip": tip });
  const box = numberBox({
    label,
    ...{ isWhole: false, note: problem.id },
    say: (text) => setText(problem, text),
    step: (value, direction, isFast) => scale.valueAt(scale.positionOf(value) + direction * scale.step * (isFast ? 10 : 1)),
    commit(value) {
      slider.value = String(scale.positionOf(value));
      change(value, false);
    },
  });
  let isContinued = false;
  slider.addEventListener("input", () => {
    const value = scale.valueAt(slider.valueAsNumber);
    setAttribute(slider, "aria-valuetext", numberEntry(value));
    setText(problem, "");
    box.show(value);
    change(value, isContinued);
    isContinued = true;
  });
  slider.addEventListener("change", () => {
    isContinued = false;
  });
  const element = make("div", { class: "panel-field panel-field--slider" }, [name, box.input, slider, problem, note]);
  return {
    element,
    /** @param {number} value @param {Range} range what may be typed, beyond the slider's ends too */
    show(value, range) {
      box.limit(range);
      box.show(value);
      if (!isContinued) slider.value = String(scale.positionOf(value));
      setAttribute(slider, "aria-valuetext", numberEntry(value));
    },
    /** @param {string} text */
    rename(text) {
      setText(name, text);
      setAttribute(box.input, "aria-label", text);
    },
    /** @param {string} text */
    hint: (text) => setText(note, text),
  };
}
