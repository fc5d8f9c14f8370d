/** What went wrong, in a sentence that says what to do; it stays until it is closed or something works again. */
import { hasMessage, language, t, together } from "../i18n/messages.js";
import { iconButton, icon, make } from "./dom.js";

/** @typedef {import("../types.js").ErrorInfo} ErrorInfo */

/**
 * @param {HTMLElement} root
 * @param {{dismissError: () => void}} handlers
 */
export function mountNotices(root, handlers) {
  root.setAttribute("role", "alert");
  /** @type {ErrorInfo|null} */
  let shown = null;
  return {
    /** @param {{error: ErrorInfo|null}} state */
    update({ error }) {
      if (error === shown) return;
      shown = error;
      root.replaceChildren(...(error ? [notice(error, handlers.dismissError)] : []));
    },
  };
}

/**
 * @param {ErrorInfo} error
 * @param {() => void} dismiss
 */
function notice(error, dismiss) {
  const body = make("p", { class: "notice__body", "data-code": error.code }, [
    make("strong", { text: sentence(error, "message") }),
    sentence(error, "remedy"),
  ]);
  const close = iconButton("close", t("shell.close"), t("shell.close"), dismiss);
  close.classList.add("button--quiet");
  return make("div", { class: "notice notice--error" }, [icon("warning"), body, close]);
}

/** What went wrong and what to do, in one line. @param {ErrorInfo} error */
export function explained(error) {
  return together([sentence(error, "message"), sentence(error, "remedy")]);
}

/**
 * @param {ErrorInfo} error
 * @param {"message"|"remedy"} part
 */
export function sentence(error, part) {
  const key = `error.${error.code}.${part}`;
  const isPseudo = document.documentElement.dataset.language === "keys";
  if (isPseudo && hasMessage(key)) return t(key);
  return error[part][language] ?? t(key, { value: String(error.value), limit: String(error.limit) });
}
