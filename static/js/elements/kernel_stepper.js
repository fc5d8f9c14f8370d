/**
 * The row of large buttons beneath a touched cell: walk, − value +, change of sign. (The decimal keyboard of phones has no
 * minus, and a cell of a 31×31 kernel is smaller than a finger.)
 * @typedef {{walk: Record<"ArrowLeft"|"ArrowUp"|"ArrowDown"|"ArrowRight", string>, decrease: string, increase: string,
 *   negate: string, value: string}} StepperLabels
 */

/** Cells smaller than a finger are walked to with buttons. */
const FINGER_PX = 32;

const walks = /** @type {const} */ ([
  ["ArrowLeft", "←"],
  ["ArrowUp", "↑"],
  ["ArrowDown", "↓"],
  ["ArrowRight", "→"],
]);

export class KernelStepper {
  element = document.createElement("div");
  input = document.createElement("input");
  #walk = document.createElement("div");
  /** @type {Map<string, HTMLButtonElement>} */
  #buttons = new Map();

  /**
   * @param {{walk: (key: string) => void, change: (by: number) => void, negate: () => void, commit: (text: string) => void}} actions
   */
  constructor({ walk, change, negate, commit }) {
    this.element.className = "kernel-stepper";
    this.element.hidden = true;
    this.element.setAttribute("role", "group");
    this.#walk.className = "kernel-stepper__walk";
    for (const [key, sign] of walks) this.#walk.append(this.#button(key, sign, () => walk(key)));
    this.input.className = "kernel-stepper__value";
    this.input.type = "text";
    this.input.inputMode = "decimal";
    this.input.autocomplete = "off";
    this.input.addEventListener("change", () => commit(this.input.value));
    this.input.addEventListener("focus", () => this.input.select());
    const line = document.createElement("div");
    line.className = "kernel-stepper__line";
    line.append(
      this.#button("decrease", "\u2212", () => change(-1)),
      this.input,
      this.#button("increase", "+", () => change(1)),
      this.#button("negate", "±", negate),
    );
    this.element.append(this.#walk, line);
  }

  /** @param {string} name @param {string} sign @param {() => void} act */
  #button(name, sign, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--icon kernel-stepper__button";
    button.textContent = sign;
    button.addEventListener("click", act);
    this.#buttons.set(name, button);
    return button;
  }

  /** @param {StepperLabels} labels @param {string} cell name of the cell */
  describe(labels, cell) {
    this.element.setAttribute("aria-label", cell);
    this.input.setAttribute("aria-label", `${labels.value} ${cell}`);
    const names = { ...labels.walk, decrease: labels.decrease, increase: labels.increase, negate: labels.negate };
    for (const [key, name] of Object.entries(names)) this.#buttons.get(key)?.setAttribute("aria-label", name);
  }

  /** @param {number} value @param {boolean} isInvalid @param {number} cell_px */
  show(value, isInvalid, cell_px) {
    this.element.hidden = false;
    this.#walk.hidden = cell_px >= FINGER_PX;
    if (!isInvalid) this.input.value = String(value);
    this.input.setAttribute("aria-invalid", String(isInvalid));
  }

  hide() {
    this.element.hidden = true;
  }
}
