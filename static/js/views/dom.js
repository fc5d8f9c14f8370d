/**
 * Small builders of the kernel panel and the analysis: an element with its class, words and children in one expression.
 * @typedef {{class?: string, text?: string, title?: string, data?: Record<string, string>, attributes?: Record<string, string>}} Parts
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Parts} [parts]
 * @param {readonly (Node|string)[]} [children]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, parts = {}, children = []) {
  const element = document.createElement(tag);
  if (parts.class) element.className = parts.class;
  if (parts.text !== undefined) element.textContent = parts.text;
  if (parts.title) element.title = parts.title;
  for (const [name, value] of Object.entries(parts.data ?? {})) element.dataset[name] = value;
  for (const [name, value] of Object.entries(parts.attributes ?? {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
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
  const attributes = { type: "button", "aria-label": label };
  const button = make("button", { class: "button button--icon", data: { tip }, attributes }, [icon(drawing)]);
  button.addEventListener("click", act);
  return button;
}

/**
 * @param {string} text
 * @param {string} tip
 * @param {() => void} act
 */
export function textButton(text, tip, act) {
  const button = make("button", { class: "button", text, data: { tip }, attributes: { type: "button" } });
  button.addEventListener("click", act);
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
 * @param {readonly {value: Value, label: string, tip: string}[]} options
 * @param {(value: Value) => void} choose
 */
export function segmented(legend, options, choose) {
  const group = freshId("choice");
  /** @type {Map<Value, HTMLInputElement>} */
  const inputs = new Map();
  const labels = options.map(({ value, label, tip }) => {
    const input = make("input", { attributes: { type: "radio", name: group, value } });
    input.addEventListener("change", () => choose(value));
    inputs.set(value, input);
    return make("label", { data: { tip } }, [input, make("span", { text: label })]);
  });
  const element = make("div", { class: "segmented", attributes: { role: "radiogroup", "aria-label": legend } }, labels);
  const select = (/** @type {Value} */ value) => {
    const input = inputs.get(value);
    if (input) input.checked = true;
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
  const input = make("input", { class: "number", attributes });
  const note = make("p", { class: "field__hint", text: hint ?? "", attributes: { id: `${id}-hint`, role: "status" } });
  const element = make("div", { class: `field ${name}` }, [make("label", { text: label, attributes: { for: id } }), input, note]);
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
