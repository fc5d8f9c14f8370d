/**
 * `<compare-slider>`: the divider between before and after. It lies over its parent's whole height; its `value` 0..1 is the
 * share of the parent's width to its left. Dragged, or moved with the arrow keys, it tells the new value by a `divide` event
 * (detail: number) and waits to be given it.
 */

const STEP = 0.01;
const LEAP = 0.1;

export class CompareSlider extends HTMLElement {
  #value = 0.5;
  /** Where the line was held, as a share of the width, so that it does not jump under the pointer. */
  #grip = 0;

  connectedCallback() {
    this.tabIndex = 0;
    this.setAttribute("role", "slider");
    this.setAttribute("aria-orientation", "horizontal");
    this.setAttribute("aria-valuemin", "0");
    this.setAttribute("aria-valuemax", "100");
    this.value = this.#value;
    this.addEventListener("pointerdown", this.#hold);
    this.addEventListener("pointermove", this.#drag);
    this.addEventListener("keydown", this.#press);
    // A double press on the divider is no press on the picture below.
    for (const type of ["pointerup", "pointercancel"]) this.addEventListener(type, (event) => event.stopPropagation());
  }

  get value() {
    return this.#value;
  }

  set value(value) {
    this.#value = Math.min(Math.max(value, 0), 1);
    this.style.setProperty("--at", `${this.#value * 100}%`);
    this.setAttribute("aria-valuenow", String(Math.round(this.#value * 100)));
  }

  #hold = (/** @type {PointerEvent} */ event) => {
    event.stopPropagation();
    if (event.button !== 0) return;
    this.setPointerCapture(event.pointerId);
    this.#grip = this.#shareAt(event) - this.#value;
  };

  #drag = (/** @type {PointerEvent} */ event) => {
    event.stopPropagation();
    if (this.hasPointerCapture(event.pointerId)) this.#propose(this.#shareAt(event) - this.#grip);
  };

  #press = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = this.#valueFor(event);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.#propose(next);
  };

  /** @param {KeyboardEvent} event */
  #valueFor(event) {
    const step = event.shiftKey ? LEAP : STEP;
    switch (event.key) {
      case "ArrowLeft":
      case "ArrowDown":
        return this.#value - step;
      case "ArrowRight":
      case "ArrowUp":
        return this.#value + step;
      case "PageDown":
        return this.#value - LEAP;
      case "PageUp":
        return this.#value + LEAP;
      case "Home":
        return 0;
      case "End":
        return 1;
      default:
        return null;
    }
  }

  /** @param {PointerEvent} event */
  #shareAt(event) {
    const box = (this.parentElement ?? this).getBoundingClientRect();
    return (event.clientX - box.left) / box.width;
  }

  /** @param {number} value */
  #propose(value) {
    const detail = Math.min(Math.max(Math.round(value * 1000) / 1000, 0), 1);
    if (detail !== this.#value) this.dispatchEvent(new CustomEvent("divide", { detail, bubbles: true }));
  }
}

if (customElements.get("compare-slider") === undefined) customElements.define("compare-slider", CompareSlider);
