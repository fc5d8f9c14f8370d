/** Formulas set by KaTeX, which is fetched when the first of them comes into sight; so are the fonts it needs. */

/** @typedef {{displayMode?: boolean, done?: () => void}} FormulaOptions done: called when the formula stands, or never will */

/** @type {Promise<typeof import("katex").default>|null} */
let loading = null;
/** @type {typeof import("katex").default|null} */
let katex = null;
/** @type {WeakMap<Element, () => void>} */
const waiting = new WeakMap();
/** @type {IntersectionObserver|null} */
let sight = null;

/**
 * Without the library the source says the same.
 * @param {HTMLElement} place
 * @param {string} latex
 * @param {FormulaOptions} [options]
 */
export function setFormula(place, latex, options = {}) {
  if (katex) {
    write(place, latex, options);
    return;
  }
  waiting.set(place, () => void writeLater(place, latex, options));
  sight ??= new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      sight?.unobserve(target);
      waiting.get(target)?.();
    }
  }, { rootMargin: "200px" });
  sight.observe(place);
}

/** @param {HTMLElement} place @param {string} latex @param {FormulaOptions} options */
async function writeLater(place, latex, options) {
  const mine = waiting.get(place);
  try {
    loading ??= import("katex").then((module) => module.default);
    katex = await loading;
  } catch {
    if (place.textContent === "") place.textContent = latex;
    options.done?.();
    return;
  }
  // Another formula may have been asked of the same place since.
  if (waiting.get(place) === mine) write(place, latex, options);
}

/** @param {HTMLElement} place @param {string} latex @param {FormulaOptions} options */
function write(place, latex, { displayMode = false, done }) {
  waiting.delete(place);
  sight?.unobserve(place);
  katex?.render(latex, place, { displayMode, throwOnError: false, output: "htmlAndMathml" });
  done?.();
}
