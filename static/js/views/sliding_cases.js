/** The head of the stage: which case is open, the menu of all of them, undo and redo. */
import { hasMessage, t } from "../i18n/messages.js";
import { icon, iconButton, make } from "./dom.js";

/** @typedef {import("../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("../types_sliding.js").Case} Case */

const GROUPS = /** @type {const} */ (["course", "arithmetic"]);

/**
 * @param {HTMLElement} root
 * @param {{chooseCase: (id: string) => void, undo: () => void, redo: () => void}} handlers
 */
export function mountCases(root, handlers) {
  root.classList.add("cases");
  const name = make("span", { class: "cases__name" });
  const attributes = { type: "button", popovertarget: "case-menu", "aria-haspopup": "dialog" };
  const open = make("button", { class: "button cases__open", ...attributes, "data-tip": t("sliding.cases.tip") }, [name, icon("chevron-down")]);
  const hint = make("p", { class: "cases__hint" });
  const undo = iconButton("undo", t("sliding.undo"), t("sliding.undo.tip"), handlers.undo);
  const redo = iconButton("redo", t("sliding.redo"), t("sliding.redo.tip"), handlers.redo);
  for (const one of [undo, redo]) one.classList.add("button--quiet");
  const menu = make("div", { class: "menu case-menu", id: "case-menu", popover: "", role: "dialog", "aria-label": t("sliding.cases.label") });
  root.append(open, hint, make("span", { class: "cases__history" }, [undo, redo]), menu);
  /** @type {Map<string, HTMLElement>} */
  const items = new Map();
  let shown = "";

  /** @param {Case[]} cases */
  function fill(cases) {
    for (const group of GROUPS) {
      const list = cases.filter((one) => one.group === group).map((one) => {
        const parts = [make("span", { class: "case-menu__name" }, [caseName(one), make("small", { class: "case-menu__id", text: one.curriculum })])];
        if (hasMessage(`case.${one.id}.hint`)) parts.push(make("span", { class: "case-menu__hint", text: t(`case.${one.id}.hint`) }));
        const item = make("button", { class: "case-menu__item", type: "button", "data-case": one.id }, parts);
        item.addEventListener("click", () => {
          menu.hidePopover();
          handlers.chooseCase(one.id);
        });
        items.set(one.id, item);
        return make("li", {}, [item]);
      });
      const title = make("h3", { class: "case-menu__title", text: t(`sliding.cases.${group}`) });
      menu.append(make("section", {}, [title, make("ul", { class: "case-menu__list" }, list)]));
    }
  }

  menu.addEventListener("toggle", () => {
    if (menu.matches(":popover-open")) items.get(shown)?.focus();
  });

  return {
    /** @param {SlidingState} state */
    update({ cases, caseId, spec, canUndo, canRedo }) {
      if (items.size === 0) fill(cases);
      undo.disabled = !canUndo;
      redo.disabled = !canRedo;
      const chosen = cases.find((one) => one.id === caseId);
      if (!chosen) return;
      const words = spec === chosen.spec ? caseName(chosen) : t("sliding.cases.changed", { name: caseName(chosen) });
      if (name.textContent !== words) name.textContent = words;
      // What the hint says is true as long as it is still that computation.
      hint.hidden = spec.mode !== chosen.spec.mode;
      if (caseId === shown) return;
      items.get(shown)?.removeAttribute("aria-current");
      items.get(caseId)?.setAttribute("aria-current", "true");
      shown = caseId;
      hint.textContent = hasMessage(`case.${caseId}.hint`) ? t(`case.${caseId}.hint`) : "";
    },
  };
}

/** @param {Case} one */
function caseName({ id }) {
  return t(`case.${id}.name`);
}
