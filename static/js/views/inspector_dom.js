/** The few lines that building elements by hand needs. */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Readonly<Record<string, string|number|boolean|null|undefined>>} [attributes] false, null, undefined: left out
 * @param {readonly (Node|string)[]} [children]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, children = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

/**
 * An icon drawn in strokes on a 24 × 24 field; it says nothing to a screen reader.
 * @param {string} path
 */
export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
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

/**
 * Radio buttons side by side, one of which is chosen.
 * @param {{name: string, label: string, options: readonly {value: string, label: string}[], choose: (value: string) => void}} wanted
 */
export function segmented({ name, label, options, choose }) {
  const root = element("div", { class: "segmented", role: "radiogroup", "aria-label": label });
  for (const option of options) {
    const input = element("input", { type: "radio", name, value: option.value });
    input.addEventListener("change", () => choose(option.value));
    root.append(element("label", {}, [input, element("span", {}, [option.label])]));
  }
  return root;
}

/**
 * @param {Element} root made by `segmented`
 * @param {string} value
 */
export function chooseSegment(root, value) {
  for (const input of root.querySelectorAll("input")) if (input.checked !== (input.value === value)) input.checked = input.value === value;
}
