/**
 * Which theme the reader chose. "system" is the absence of a choice: no attribute on the root element, nothing stored, and the
 * style sheet follows `prefers-color-scheme`. Storage may be missing (blocked in a frame); the choice then lasts as long as the page.
 * @typedef {"system"|"light"|"dark"|"projector"} ThemeChoice
 */

const key = "convscope.theme";

/** @type {readonly ThemeChoice[]} */
export const themeChoices = ["system", "light", "dark", "projector"];

/**
 * @param {string|null|undefined} text
 * @returns {ThemeChoice} what the text names, "system" where it names nothing
 */
export function parseThemeChoice(text) {
  return themeChoices.find((choice) => choice === text) ?? "system";
}

/** @returns {ThemeChoice} the choice in force on this page */
export function currentThemeChoice() {
  return parseThemeChoice(document.documentElement.dataset.theme);
}

/** @param {ThemeChoice} choice put on the page at once and remembered where that is possible */
export function chooseTheme(choice) {
  const root = document.documentElement;
  if (choice === "system") delete root.dataset.theme;
  else root.dataset.theme = choice;
  try {
    if (choice === "system") localStorage.removeItem(key);
    else localStorage.setItem(key, choice);
  } catch {
    // Remembering is a courtesy; the theme itself is already set.
  }
}

/**
 * Calls `listener` whenever the colours may have changed: by choice here, in another tab, or by the system.
 * @param {() => void} listener
 * @returns {() => void} stops listening
 */
export function onThemeChange(listener) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  system.addEventListener("change", listener);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", listener);
  };
}

/**
 * Follows the choice made in another tab of the same browser.
 * @param {(choice: ThemeChoice) => void} listener
 */
export function onThemeChosenElsewhere(listener) {
  window.addEventListener("storage", (event) => {
    if (event.key === key) listener(parseThemeChoice(event.newValue));
  });
}
