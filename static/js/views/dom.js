/**
 * Builders that the views share: an element with its attributes, words and children in one expression.
 * @typedef {Readonly<Record<string, string|number|boolean|null|undefined>>} Parts attributes, and `text` for its words;
 *   false, null and undefined leave an attribute out
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Parts} [parts]
 * @param {readonly (Node|string)[]} [children]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, { text, ...attributes } = {}, children = []) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = String(text);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/**
 * Writes only what differs, so that an update that changes nothing touches nothing.
 * @param {Element} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * @param {Element} target
 * @param {string} name
 * @param {string|null} value null removes the attribute
 */
export function setAttribute(target, name, value) {
  if (value === null) target.removeAttribute(name);
  else if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}

const svg = "http://www.w3.org/2000/svg";

/** @param {string} name of a symbol in templates/components/icons.html */
export function icon(name) {
  const drawing = document.createElementNS(svg, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(svg, "use");
  use.setAttribute("href", `#icon-${name}`);
  drawing.append(use);
  return drawing;
}

/**
 * A button that is only a drawing: its words are its name, the explanation is its bubble.
 * @param {string} drawing
 * @param {string} label
 * @param {string} tip
 * @param {() => void} act
 */
export function iconButton(drawing, label, tip, act) {
  const button = make("button", { type: "button", class: "button button--icon", "aria-label": label, "data-tip": tip }, [icon(drawing)]);
  button.addEventListener("click", act);
  return button;
}

/**
 * @param {string} text
 * @param {string} tip
 * @param {() => void} act
 */
export function textButton(text, tip, act) {
  const button = make("button", { type: "button", class: "button", text, "data-tip": tip });
  button.addEventListener("click", act);
  return button;
}

/**
 * A drawing and a word.
 * @param {string} drawing
 * @param {string} text
 * @param {string} tip
 * @param {() => void} [act]
 */
export function wordButton(drawing, text, tip, act) {
  const button = make("button", { type: "button", class: "button", "data-tip": tip }, [icon(drawing), make("span", { text })]);
  if (act) button.addEventListener("click", act);
  return button;
}

let count = 0;

/** @param {string} stem an id that no other element of the page has */
export function freshId(stem) {
  count += 1;
  return `${stem}-${count}`;
}

/**
 * Radio buttons side by side; `choose` is told, `select` shows a choice.
 * @template {string} Value
 * @param {string} legend
 * @param {readonly {value: Value, label: string, tip?: string}[]} options
 * @param {(value: Value) => void} choose
 * @param {string} [group] the buttons' name, when something else has to know it
 */
export function segmented(legend, options, choose, group = freshId("choice")) {
  /** @type {Map<Value, HTMLInputElement>} */
  const inputs = new Map();
  const labels = options.map(({ value, label, tip }) => {
    const input = make("input", { type: "radio", name: group, value });
    input.addEventListener("change", () => choose(value));
    inputs.set(value, input);
    return make("label", { "data-tip": tip }, [input, make("span", { text: label })]);
  });
  const element = make("div", { class: "segmented", role: "radiogroup", "aria-label": legend }, labels);
  const select = (/** @type {Value} */ value) => {
    const input = inputs.get(value);
    if (input && !input.checked) input.checked = true;
  };
  return { element, select };
}

/**
 * A labelled box for one number. What cannot be read marks the box and leaves the last good value in force; leaving puts it back.
 * @param {{label: string, hint?: string, class?: string, mode?: "decimal"|"numeric", read: (text: string) => {value: number}|{problem: string},
 *   commit: (value: number) => void}} options
 */
export function numberField({ label, hint, class: name = "", mode = "decimal", read, commit }) {
  const id = freshId("number");
  const attributes = { id, type: "text", inputmode: mode, autocomplete: "off", "aria-describedby": `${id}-hint` };
  const input = make("input", { class: "number", ...attributes });
  const note = make("p", { class: "field__hint", text: hint ?? "", id: `${id}-hint`, role: "status" });
  const element = make("div", { class: `field ${name}`.trim() }, [make("label", { text: label, for: id }), input, note]);
  let last = "";
  const problemWith = (/** @type {string} */ problem) => {
    input.setAttribute("aria-invalid", String(problem !== ""));
    note.classList.toggle("field__hint--error", problem !== "");
    note.textContent = problem || (hint ?? "");
  };
  input.addEventListener("input", () => {
    const reading = read(input.value);
    if ("value" in reading) problemWith("");
  });
  input.addEventListener("change", () => {
    const reading = read(input.value);
    problemWith("problem" in reading ? reading.problem : "");
    if ("value" in reading) commit(reading.value);
  });
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    input.value = last;
    problemWith("");
  });
  input.addEventListener("blur", () => {
    if (input.getAttribute("aria-invalid") === "true") input.value = last;
    input.setAttribute("aria-invalid", "false");
  });
  return {
    element,
    input,
    /** @param {number} value the good value, as the server has it */
    show(value) {
      last = String(value);
      if (document.activeElement === input && input.getAttribute("aria-invalid") === "true") return;
      if (document.activeElement !== input || Number(input.value) === value) input.value = last;
    },
  };
}
