/** Above the stage: how the two pictures are compared, what is on the screen, and what can be taken away. */
import { t, formatNumber } from "../i18n/messages.js";
import { make, segmented, setAttribute, wordButton } from "./dom.js";

/** @typedef {import("../types.js").FiltersState} FiltersState */

export const DOWNLOAD_TYPES = /** @type {const} */ ({ PNG: "image/png", JPEG: "image/jpeg", WebP: "image/webp" });

/**
 * @typedef {object} ToolbarHandlers
 * @property {(layout: "slider"|"side") => void} setLayout
 * @property {(name: keyof typeof DOWNLOAD_TYPES) => void} download
 * @property {() => void} openCode
 * @property {() => void} stepThrough
 * @property {(state: FiltersState) => string|null} obstacle why it cannot be stepped through, as a message key
 */

/**
 * @param {HTMLElement} root
 * @param {ToolbarHandlers} handlers
 */
export function mountToolbar(root, handlers) {
  const layout = segmented(
    t("filters.layout.label"),
    [
      { value: "slider", label: t("filters.layout.slider"), tip: t("filters.layout.slider.tip") },
      { value: "side", label: t("filters.layout.side"), tip: t("filters.layout.side.tip") },
    ],
    (value) => handlers.setLayout(/** @type {"slider"|"side"} */ (value)),
  );
  const facts = make("p", { class: "workbench__facts numeric" });
  const menu = downloadMenu(handlers.download);
  const code = wordButton("code", t("filters.code.open"), t("filters.code.open.tip"), handlers.openCode);
  const through = wordButton("step-forward", t("filters.step_through"), t("filters.step_through.tip"), () => {
    if (through.getAttribute("aria-disabled") !== "true") handlers.stepThrough();
  });
  root.append(layout.element, facts, through, ...menu, code);

  return {
    /** @param {FiltersState} state */
    update(state) {
      layout.select(state.layout);
      const reason = handlers.obstacle(state);
      setAttribute(through, "aria-disabled", String(reason !== null));
      setAttribute(through, "data-tip", t(reason ?? "filters.step_through.tip"));
      const step = state.description?.steps[state.active];
      if (!step || !state.result) return;
      const { input, output } = step;
      const text = t("filters.facts", {
        input: `${input.width}×${input.height}`,
        output: `${output.width}×${output.height}`,
        milliseconds: formatNumber(state.result.elapsedMs, 1),
      });
      if (facts.textContent !== text) facts.textContent = text;
    },
  };
}

/** @param {(name: keyof typeof DOWNLOAD_TYPES) => void} download */
function downloadMenu(download) {
  const id = "download-menu";
  const opener = wordButton("download", t("filters.download.open"), t("filters.download.tip"));
  opener.setAttribute("popovertarget", id);
  const items = Object.keys(DOWNLOAD_TYPES).map((name) => {
    const label = t(`filters.download.${name.toLowerCase()}`);
    const item = make("button", { class: "menu__item", text: label, type: "button" });
    item.addEventListener("click", () => {
      list.hidePopover();
      download(/** @type {keyof typeof DOWNLOAD_TYPES} */ (name));
    });
    return item;
  });
  const list = make("div", { class: "menu menu--download", id, popover: "auto" }, items);
  return [opener, list];
}
