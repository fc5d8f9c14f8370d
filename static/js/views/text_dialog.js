/** A text to take away: a formula or a program. */
import { t } from "../i18n/messages.js";
import { iconButton, make, textButton } from "./dom.js";

/**
 * @param {HTMLElement} root
 * @param {{copyText: (text: string) => void}} handlers
 */
export function mountTextDialog(root, { copyText }) {
  const title = make("h2", { class: "dialog__title", id: "text-dialog-title" });
  const dialog = make("dialog", { class: "dialog dialog--wide", "aria-labelledby": "text-dialog-title" });
  const close = iconButton("close", t("shell.close"), t("shell.close"), () => dialog.close());
  close.classList.add("button--quiet");
  const body = make("pre", { class: "code text-dialog__code", tabindex: "0", "aria-labelledby": "text-dialog-title" });
  const copy = textButton(t("sliding.export.copy"), t("sliding.export.copy.tip"), () => copyText(body.textContent ?? ""));
  copy.classList.add("button--primary");
  dialog.append(make("div", { class: "dialog__head" }, [title, close]), make("div", { class: "dialog__body stack" }, [body, make("div", { class: "cluster" }, [copy])]));
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  root.append(dialog);
  return {
    /**
     * @param {string} name
     * @param {string} text
     */
    open(name, text) {
      title.textContent = name;
      body.textContent = text;
      dialog.showModal();
    },
  };
}
