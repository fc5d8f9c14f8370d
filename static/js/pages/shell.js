/**
 * What every page has: theme menu, copy link, language switch, the bubble for `data-tip`, toasts and announcements.
 * Pages import `toast` and `announce`; everything else works by itself.
 */
import { chooseTheme, currentThemeChoice, onThemeChosenElsewhere, parseThemeChoice } from "../core/theme_choice.js";
import { t } from "../i18n/messages.js";
import { mountTooltip } from "./shell_tooltip.js";

const toastMilliseconds = 2600;

/**
 * A sentence for screen readers only.
 * @param {string} text
 */
export function announce(text) {
  const region = document.getElementById("announcer");
  if (!region) return;
  region.textContent = "";
  // Two equal sentences in a row would not be read: the region has to change in between.
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}

/**
 * A sentence that shows itself for a moment; the region is live, so it is read out too.
 * @param {string} text
 */
export function toast(text) {
  const region = document.getElementById("toasts");
  if (!region) return;
  const bubble = document.createElement("p");
  bubble.className = "toast";
  bubble.textContent = text;
  region.replaceChildren(bubble);
  setTimeout(() => bubble.classList.add("toast--leaving"), toastMilliseconds);
  setTimeout(() => bubble.remove(), toastMilliseconds + 400);
}

/**
 * Puts text on the clipboard, over plain http too, where browsers hide the clipboard interface.
 * @param {string} text
 * @returns {Promise<boolean>} whether it is there
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyThroughSelection(text);
  }
}

/** @param {string} text */
function copyThroughSelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  field.readOnly = true;
  const before = document.activeElement;
  // Inside an open modal dialog only its own descendants can be focused.
  const host = document.querySelector("dialog:modal") ?? document.body;
  host.append(field);
  field.select();
  let copied;
  try {
    copied = document.execCommand("copy");
  } catch {
    copied = false;
  }
  field.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return copied;
}

function mountThemeMenu() {
  const menu = document.getElementById("theme-menu");
  if (!menu) return;
  const radios = /** @type {HTMLInputElement[]} */ ([...menu.querySelectorAll("input[name=theme]")]);
  const show = () => {
    for (const radio of radios) radio.checked = radio.value === currentThemeChoice();
  };
  show();
  menu.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement) chooseTheme(parseThemeChoice(event.target.value));
  });
  menu.addEventListener("toggle", () => {
    if (menu.matches(":popover-open")) radios.find((radio) => radio.checked)?.focus();
  });
  menu.addEventListener("click", (event) => {
    // A click on a choice closes the menu; moving through them by arrow keys (a click without coordinates) does not.
    if (event.detail > 0 && event.target instanceof Element && event.target.closest(".menu__item")) menu.hidePopover();
  });
  onThemeChosenElsewhere((choice) => {
    chooseTheme(choice);
    show();
  });
}

function mountCopyLink() {
  document.getElementById("copy-link")?.addEventListener("click", async () => {
    const copied = await copyText(location.href);
    toast(copied ? t("shell.link.copied") : t("shell.link.failed", { url: location.href }));
  });
}

/** The same state in the other language: path by the server, query and anchor as they are when the link is used. */
function mountLanguageLink() {
  const link = document.getElementById("language-link");
  if (!(link instanceof HTMLAnchorElement)) return;
  const carry = () => {
    link.search = location.search;
    link.hash = location.hash;
  };
  for (const type of ["pointerdown", "focus", "click"]) link.addEventListener(type, carry);
}

/** On a phone the row of pages scrolls: the current one has to be in sight. */
function showCurrentPage() {
  const current = document.querySelector(".bar__link[aria-current=page]");
  const row = current?.parentElement;
  if (current instanceof HTMLElement && row) row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
}

mountThemeMenu();
mountCopyLink();
mountLanguageLink();
showCurrentPage();
mountTooltip();
