/** The export menu: pictures and films of what is on the stage, formulas and programs of what is computed. */
import { t } from "../i18n/messages.js";
import { icon, make } from "./dom.js";

const FILES = /** @type {const} */ (["svg", "png", "gif", "html"]);
const TEXTS = /** @type {const} */ (["latex_sum", "latex_result", "numpy", "pytorch"]);

/**
 * @param {HTMLElement} root
 * @param {{takeFile: (kind: typeof FILES[number]) => void, takeText: (kind: typeof TEXTS[number]) => void, cancel: () => void}} handlers
 */
export function mountExport(root, { takeFile, takeText, cancel }) {
  const opener = make("button", { class: "button", "data-tip": t("sliding.export.tip"), type: "button", popovertarget: "export-menu" }, [
    icon("download"),
    make("span", { text: t("sliding.export.open") }),
  ]);
  const menu = make("div", { class: "menu", id: "export-menu", popover: "auto" });
  for (const kind of FILES) menu.append(menuItem(kind, () => takeFile(kind), menu));
  for (const kind of TEXTS) menu.append(menuItem(kind, () => takeText(kind), menu));
  const bar = make("progress", { max: "1", "aria-label": t("sliding.export.making") });
  const stop = make("button", { class: "button button--quiet", text: t("sliding.export.cancel"), type: "button" });
  stop.addEventListener("click", cancel);
  const progress = make("div", { class: "cluster" }, [make("span", { class: "small muted", text: t("sliding.export.making") }), bar, stop]);
  progress.hidden = true;
  root.append(opener, menu, progress);

  return {
    /** @param {number|null} share 0 … 1; null when nothing is being made */
    showProgress(share) {
      progress.hidden = share === null;
      if (share !== null) bar.value = share;
    },
  };
}

/**
 * @param {string} kind
 * @param {() => void} act
 * @param {HTMLElement} menu
 */
function menuItem(kind, act, menu) {
  const item = make("button", { class: "menu__item", text: t(`sliding.export.${kind}`), "data-export": kind, type: "button" });
  item.addEventListener("click", () => {
    menu.hidePopover();
    act();
  });
  return item;
}
