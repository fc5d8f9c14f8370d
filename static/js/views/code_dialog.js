/** The chain as a program to take away: NumPy, OpenCV or PyTorch. */
import { t } from "../i18n/messages.js";
import { iconButton, make, segmented, textButton } from "./dom.js";

export const TARGETS = /** @type {const} */ (["numpy", "opencv", "pytorch"]);

/** @typedef {typeof TARGETS[number]} Target */

/**
 * @param {HTMLElement} root
 * @param {{chooseTarget: (target: Target) => void, copyText: (text: string) => void}} handlers
 */
export function mountCodeDialog(root, handlers) {
  const title = make("h2", { class: "dialog__title", text: t("filters.code.title"), id: "code-title" });
  const dialog = make("dialog", { class: "dialog dialog--wide", "aria-labelledby": "code-title" });
  const close = iconButton("close", t("shell.close"), t("shell.close"), () => dialog.close());
  close.classList.add("button--quiet");
  const target = segmented(
    t("filters.code.target"),
    TARGETS.map((value) => ({ value, label: t(`filters.code.${value}`), tip: t(`filters.code.${value}.tip`) })),
    handlers.chooseTarget,
  );
  const text = make("pre", { class: "code-export__text", tabindex: "0", "aria-label": t("filters.code.title") });
  const copy = textButton(t("filters.code.copy"), t("filters.code.copy.tip"), () => handlers.copyText(text.textContent ?? ""));
  copy.classList.add("button--primary");
  dialog.append(
    make("div", { class: "dialog__head" }, [title, close]),
    make("div", { class: "dialog__body code-export" }, [
      make("div", { class: "cluster cluster--apart" }, [target.element, copy]),
      text,
      make("p", { class: "small muted", text: t("filters.code.promise") }),
    ]),
  );
  root.append(dialog);

  return {
    /** @param {Target} first */
    open(first) {
      target.select(first);
      text.textContent = "";
      if (!dialog.open) dialog.showModal();
    },
    /** @param {string} code */
    show(code) {
      text.textContent = code;
    },
  };
}
