/** The drawers under the stage: the same computation as matrices, edges and memory, in step with the animation. At most one is open. */
import { cellColors } from "../draw/cell_colors.js";
import { frameOf } from "../geometry/frame.js";
import { t } from "../i18n/messages.js";
import { freshId, iconButton, make, setAttribute, setText } from "./dom.js";
import { makeToeplitz } from "./drawer_toeplitz.js";
import { DRAWERS, needsMatrices, reasonAgainst } from "./drawer_words.js";
import { watchColors } from "./kernel_colors.js";
import { hoverSentence } from "./sliding_words.js";

/** @typedef {import("../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("./drawer_words.js").DrawerId} DrawerId */
/** @typedef {import("./drawer_words.js").DrawerHandlers} DrawerHandlers */
/** @typedef {{element: HTMLElement, after?: HTMLElement, update: (moment: import("./drawer_words.js").Moment) => void}} Drawer */

/** @typedef {(handlers: DrawerHandlers) => Drawer} Maker */
/** @typedef {{awaited: (maker: Promise<Maker>) => Promise<Maker|null>}} Errands */

/** The first stands open when the page is first seen; the others come when they are opened. @type {Record<DrawerId, () => Promise<Maker>>} */
const MAKERS = {
  toeplitz: async () => makeToeplitz,
  im2col: async () => (await import("./drawer_im2col.js")).makeIm2col,
  col2im: async () => (await import("./drawer_col2im.js")).makeCol2im,
  sharing: async () => (await import("./drawer_sharing.js")).makeSharing,
  memory: async () => (await import("./drawer_memory.js")).makeMemory,
};

/** @type {import("../types_sliding.js").Matrices} */
const NO_MATRICES = { toeplitz: null, im2col: null, kernel_rows: null, product: null, col2im: null };

/**
 * @param {HTMLElement} root
 * @param {DrawerHandlers & Errands} handlers
 */
export function mountDrawers(root, handlers) {
  /** @type {Map<DrawerId, Drawer>} */
  const made = new Map();
  /** @type {Set<DrawerId>} */
  const coming = new Set();
  const panelId = freshId("drawer");
  const tabs = DRAWERS.map((id) => {
    const tab = make("button", { class: "drawers__tab", type: "button", role: "tab", id: `${panelId}-${id}`, text: t(`drawers.${id}`), "data-tip": t(`drawers.${id}.tip`), "data-drawer": id });
    tab.addEventListener("click", () => handlers.openDrawer(state?.drawer === id ? null : id));
    return tab;
  });
  const list = make("div", { class: "drawers__tabs", role: "tablist", "aria-label": t("drawers.label") }, tabs);
  const close = iconButton("close", t("drawers.close"), t("drawers.close"), () => {
    const open = tabs.find((tab) => tab.dataset.drawer === state?.drawer);
    handlers.openDrawer(null);
    (open ?? tabs[0]).focus();
  });
  close.classList.add("button--quiet");
  const note = make("p", { class: "drawer__words" });
  const readout = make("p", { class: "drawer__readout" });
  const panel = make("div", { class: "drawers__panel", role: "tabpanel", id: panelId, tabindex: "-1" });
  root.classList.add("drawers");
  root.append(make("div", { class: "drawers__head" }, [list, close]), panel);

  /** @type {SlidingState|null} */
  let state = null;
  /** @type {SlidingState|null} */
  let drawn = null;
  /** @type {ReturnType<typeof cellColors>} */
  let colorOf;
  /** @type {import("../draw/theme.js").Theme} */
  let theme;

  watchColors((_, next) => {
    theme = next;
    colorOf = cellColors(next);
    redraw();
  });
  new ResizeObserver(redraw).observe(panel);

  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const last = tabs.length - 1;
    const next = { ArrowLeft: at === 0 ? last : at - 1, ArrowRight: at === last ? 0 : at + 1, Home: 0, End: last }[event.key];
    if (at < 0 || next === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    tabs[next].focus();
    // Walking along the tabs turns the open drawer's pages; a closed one stays closed until it is asked for.
    if (openOne() !== null) handlers.openDrawer(DRAWERS[next]);
  });

  function openOne() {
    return DRAWERS.find((id) => id === state?.drawer) ?? null;
  }

  function redraw() {
    drawn = null;
    if (state) draw(state);
  }

  /** @param {HTMLElement[]} parts */
  function fill(parts) {
    if (panel.childElementCount === parts.length && parts.every((part, i) => panel.children[i] === part)) return;
    panel.replaceChildren(...parts);
  }

  /** @param {DrawerId} id */
  async function bring(id) {
    if (coming.has(id)) return;
    coming.add(id);
    const maker = await handlers.awaited(MAKERS[id]());
    coming.delete(id);
    if (!maker) return;
    made.set(id, maker(handlers));
    redraw();
  }

  /** @param {SlidingState} now */
  function draw(now) {
    const open = openOne();
    for (const tab of tabs) {
      const isOpen = tab.dataset.drawer === open;
      setAttribute(tab, "aria-selected", String(isOpen));
      setAttribute(tab, "aria-controls", isOpen ? panelId : null);
      tab.tabIndex = isOpen || (open === null && tab === tabs[0]) ? 0 : -1;
    }
    close.hidden = open === null;
    panel.hidden = open === null;
    setAttribute(root, "data-open", open ?? "");
    const { trace } = now;
    if (open === null || !trace) return;
    setAttribute(panel, "aria-labelledby", `${panelId}-${open}`);
    const reason = reasonAgainst(open, trace.mode);
    const isWaiting = needsMatrices(open) && !now.matrices;
    const drawer = made.get(open);
    if (!drawer && reason === null) void bring(open);
    if (reason !== null || isWaiting || !drawer) {
      setText(note, t(reason ?? "drawers.waiting"));
      fill([note]);
      return;
    }
    fill([drawer.element, readout, ...(drawer.after ? [drawer.after] : [])]);
    const frame = frameOf(trace, now.view, now.time);
    setText(readout, hoverSentence(now, frame) || t("drawers.readout"));
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    drawer.update({ state: now, trace, matrices: now.matrices ?? NO_MATRICES, frame, colorOf, theme, width: panel.clientWidth, rem });
  }

  return {
    /** @param {SlidingState} next */
    update(next) {
      state = next;
      const isSame = drawn !== null && ["drawer", "trace", "matrices", "time", "view", "hover", "predict"].every((key) => {
        const name = /** @type {"drawer"|"trace"|"matrices"|"time"|"view"|"hover"|"predict"} */ (key);
        return drawn?.[name] === next[name];
      });
      if (isSame) return;
      drawn = next;
      draw(next);
    },
  };
}
