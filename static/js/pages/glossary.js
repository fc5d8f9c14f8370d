/** The glossary: formulas set by KaTeX where it is installed, and a filter box whose query is part of the link (`?q=`). */
import { t } from "../i18n/messages.js";

const field = /** @type {HTMLInputElement} */ (document.getElementById("glossary-query"));
const terms = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".term")]);
const groups = [...document.querySelectorAll(".glossary__group")].map((section) => ({
  section: /** @type {HTMLElement} */ (section),
  link: document.querySelector(`.glossary__nav a[href="#${section.getAttribute("aria-labelledby")}"]`),
}));
const searchable = terms.map((term) => ({ term, text: searchText(term) }));

mountFilter();
keepTargetInSight();
setFormulas();

/** @param {HTMLElement} term */
function searchText(term) {
  const definition = term.querySelector(".term__definition")?.textContent ?? "";
  return `${term.dataset.words ?? ""} ${definition}`.toLowerCase().replaceAll(/\s+/g, " ");
}

async function setFormulas() {
  const formulas = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-tex]")]);
  try {
    const { default: katex } = await import("katex");
    for (const formula of formulas) {
      katex.render(formula.dataset.tex ?? "", formula, { displayMode: true, throwOnError: false, output: "htmlAndMathml" });
    }
  } catch {
    // The source text of the formula is readable and stays.
  }
  const mark = () => formulas.forEach(markScrollable);
  mark();
  document.fonts.addEventListener("loadingdone", mark);
  window.addEventListener("resize", mark);
}

/** Formulas and fonts arrive late and move what is below them: the term that the link names is found again until the reader acts. */
function keepTargetInSight() {
  const list = document.querySelector(".glossary__groups");
  if (!list || !location.hash) return;
  const observer = new ResizeObserver(() => document.querySelector(":target")?.scrollIntoView({ behavior: "instant" }));
  observer.observe(list);
  for (const type of ["wheel", "pointerdown", "keydown", "touchstart"]) {
    window.addEventListener(type, () => observer.disconnect(), { once: true, passive: true });
  }
}

/**
 * What scrolls sideways must be reachable by keyboard, and nothing else should be.
 * @param {HTMLElement} formula
 */
function markScrollable(formula) {
  if (formula.scrollWidth <= formula.clientWidth) {
    for (const attribute of ["tabindex", "role", "aria-label"]) formula.removeAttribute(attribute);
    return;
  }
  const name = formula.closest(".term")?.querySelector(".term__anchor")?.textContent?.trim() ?? "";
  formula.tabIndex = 0;
  formula.setAttribute("role", "region");
  formula.setAttribute("aria-label", t("glossary.formula", { term: name }));
}

function mountFilter() {
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  if (field.value) apply();
  field.addEventListener("input", () => {
    apply();
    remember();
  });
  document.getElementById("glossary-search")?.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("glossary-clear")?.addEventListener("click", () => {
    clear();
    field.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
  // A link to a term that the filter hides brings it back.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href^="#term-"]') : null;
    const target = link && document.getElementById(link.getAttribute("href")?.slice(1) ?? "");
    if (target?.hidden) clear();
  });
}

function clear() {
  field.value = "";
  apply();
  remember();
}

function remember() {
  const address = new URL(location.href);
  if (field.value.trim()) address.searchParams.set("q", field.value.trim());
  else address.searchParams.delete("q");
  history.replaceState(history.state, "", address);
}

/** Shows the terms that contain every word of the query, in either language. */
function apply() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const { term, text } of searchable) {
    term.hidden = !words.every((word) => text.includes(word));
    if (!term.hidden) count += 1;
  }
  for (const { section, link } of groups) {
    const inGroup = section.querySelectorAll(".term:not([hidden])").length;
    section.hidden = inGroup === 0;
    link?.toggleAttribute("data-empty", inGroup === 0);
    const number = link?.querySelector("[data-count]");
    if (number) number.textContent = String(inGroup);
  }
  const output = document.getElementById("glossary-count");
  if (output) output.textContent = t(words.length ? "glossary.found" : "glossary.count", { count });
  const none = document.getElementById("glossary-none");
  const noneText = document.getElementById("glossary-none-text");
  if (none) none.hidden = count > 0;
  if (noneText) noneText.textContent = t("glossary.none", { query: field.value.trim() });
  highlight(words);
}

/**
 * Marks what was found without touching the document (CSS custom highlights; where there are none, nothing is marked).
 * @param {readonly string[]} words
 */
function highlight(words) {
  if (!("highlights" in CSS)) return;
  CSS.highlights.delete("glossary-found");
  if (words.length === 0) return;
  /** @type {Range[]} */
  const ranges = [];
  for (const term of terms) {
    if (term.hidden) continue;
    for (const part of term.querySelectorAll(".term__name, .term__definition")) ranges.push(...rangesOf(part, words));
  }
  CSS.highlights.set("glossary-found", new Highlight(...ranges));
}

/** @param {Element} element @param {readonly string[]} words @returns {Range[]} */
function rangesOf(element, words) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  /** @type {Range[]} */
  const ranges = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = (node.textContent ?? "").toLowerCase();
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        ranges.push(range);
      }
    }
  }
  return ranges;
}
