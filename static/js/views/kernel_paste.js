/** The box into which a kernel is pasted, as it comes from a spreadsheet or out of code; the server reads it. */
import { t } from "../i18n/messages.js";
import { freshId, icon, make } from "./dom.js";
import { explained } from "./notices.js";

/** @param {import("./kernel_tools.js").ToolHandlers["pasteKernel"]} pasteKernel */
export function pasteDialog(pasteKernel) {
  const id = freshId("paste");
  const area = make("textarea", {
    class: "text kernel-paste__text",
    id, rows: "7", spellcheck: "false", placeholder: t("kernel.paste.example"), "aria-describedby": `${id}-note`,
  });
  const note = make("p", { class: "field__hint", text: t("kernel.paste.hint"), id: `${id}-note` });
  const problem = make("p", { class: "field__hint field__hint--error", role: "alert" });
  const read = make("button", { class: "button button--primary", text: t("kernel.paste.read"), type: "submit" });
  const close = make("button", { class: "button button--icon button--quiet", type: "button", "aria-label": t("kernel.paste.close") }, [
    icon("close"),
  ]);
  const form = make("form", { class: "dialog__body", method: "dialog" }, [
    make("div", { class: "field" }, [make("label", { text: t("kernel.paste.label"), for: id }), area, note, problem]),
    make("div", { class: "kernel-paste__actions" }, [read]),
  ]);
  const title = make("h2", { class: "dialog__title", text: t("kernel.paste"), id: `${id}-title` });
  const dialog = make("dialog", { class: "dialog kernel-paste", "aria-labelledby": `${id}-title` }, [
    make("div", { class: "dialog__head" }, [title, close]),
    form,
  ]);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (area.value.trim() === "") {
      problem.textContent = t("kernel.paste.empty");
      return;
    }
    const refusal = await pasteKernel(area.value);
    if (refusal) problem.textContent = explained(refusal);
    else dialog.close();
  });
  return {
    element: dialog,
    open() {
      problem.textContent = "";
      dialog.showModal();
      area.select();
    },
  };
}
