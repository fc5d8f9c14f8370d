/** A slider with its name, its value and the reason for its ends. */
import { formatNumber } from "../i18n/messages.js";
import { freshId, make } from "./dom.js";

/**
 * A slider with its value. One drag is one gesture: all but its first event say so.
 * @param {{label: string, hint: string, unit: string, input: (value: number, isContinued: boolean) => void}} options
 */
export function rangeField({ label, hint, unit, input }) {
  const id = freshId("range");
  const value = make("output", { class: "field__value", for: id });
  const slider = make("input", { class: "slider", id, type: "range", "aria-describedby": `${id}-hint` });
  const note = make("p", { class: "field__hint", text: hint, id: `${id}-hint` });
  const element = make("div", { class: "field" }, [make("label", { text: label, for: id }), value, slider, note]);
  let isContinued = false;
  const write = () => {
    value.textContent = unit ? `${formatNumber(slider.valueAsNumber)} ${unit}` : formatNumber(slider.valueAsNumber);
  };
  slider.addEventListener("input", () => {
    performance.mark("convscope:moved");
    write();
    input(slider.valueAsNumber, isContinued);
    isContinued = true;
  });
  slider.addEventListener("change", () => {
    isContinued = false;
  });
  return {
    element,
    /** @param {string} text */
    hint: (text) => {
      note.textContent = text;
    },
    /**
     * @param {number} minimum
     * @param {number} maximum
     * @param {number} step
     */
    limit(minimum, maximum, step) {
      Object.assign(slider, { min: String(minimum), max: String(maximum), step: String(step) });
      slider.disabled = minimum === maximum;
    },
    /** @param {number} next */
    show(next) {
      // While it is dragged the slider is ahead of the server.
      if (!isContinued) slider.value = String(next);
      write();
    },
  };
}
