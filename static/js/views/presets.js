/** The gallery of filters, each with a small picture of its effect on the present photograph, cut from one sprite sheet. */

import { t } from "../i18n/messages.js";
import { make, setAttribute } from "./dom.js";

/**
 * @typedef {Pick<import("../types.js").FiltersState, "catalog"|"steps"|"active"|"sprites">} PresetsState
 * @typedef {{input: HTMLInputElement, picture: HTMLElement, card: HTMLElement}} Card
 */

const GROUPS = /** @type {const} */ (["course", "classic", "own"]);

/**
 * @param {HTMLElement} root
 * @param {{choosePreset: (id: string) => void}} handlers
 * @returns {{update: (state: PresetsState) => void}}
 */
export function mountPresets(root, handlers) {
  root.classList.add("presets");
  setAttribute(root, "role", "radiogroup");
  setAttribute(root, "aria-label", t("presets.label"));
  /** @type {Map<string, Card>} */
  const cards = new Map();
  /** @type {unknown} */
  let filters = null;
  /** @type {unknown} */
  let sprites = null;
  let chosen = "";

  /** @param {PresetsState["catalog"]["filters"]} list */
  function build(list) {
    cards.clear();
    const groups = GROUPS.map((group) => {
      const members = list.filter((filter) => filter.group === group);
      const strip = make("div", { class: "presets__strip" }, members.map((filter) => makeCard(filter.id)));
      return members.length === 0 ? null : make("fieldset", { class: "presets__group" }, [
        make("legend", { class: "presets__title" }, [t(`presets.group.${group}`)]),
        strip,
      ]);
    });
    root.replaceChildren(...groups.filter((group) => group !== null));
  }

  /** @param {string} id */
  function makeCard(id) {
    const hint = make("span", { class: "visually-hidden", id: `preset-hint-${id}` }, [t(`filter.${id}.hint`)]);
    const input = make("input", { type: "radio", name: "preset", value: id, class: "presets__input", "aria-describedby": hint.id });
    const picture = make("span", { class: "presets__picture", "data-filter": id, "aria-hidden": "true" });
    const name = make("span", { class: "presets__name" }, [t(`filter.${id}.name`)]);
    const label = make("label", { class: "presets__label", "data-tip": t(`filter.${id}.hint`) }, [input, picture, name]);
    const card = make("div", { class: "presets__card" }, [label, hint]);
    input.addEventListener("change", () => handlers.choosePreset(id));
    cards.set(id, { input, picture, card });
    return card;
  }

  /** @param {PresetsState["sprites"]} sheet */
  function paint(sheet) {
    for (const [id, { picture }] of cards) {
      const index = sheet ? sheet.order.indexOf(id) : -1;
      picture.classList.toggle("presets__picture--waiting", sheet === null);
      picture.classList.toggle("presets__picture--none", sheet !== null && index < 0);
      picture.style.backgroundImage = sheet && index >= 0 ? `url("${sheet.url}")` : "";
      if (!sheet || index < 0) continue;
      const rows = Math.ceil(sheet.order.length / sheet.columns);
      // In percent, so that a tile fills its picture at any size and density.
      const x = sheet.columns > 1 ? (100 * (index % sheet.columns)) / (sheet.columns - 1) : 0;
      const y = rows > 1 ? (100 * Math.floor(index / sheet.columns)) / (rows - 1) : 0;
      picture.style.backgroundSize = `${100 * sheet.columns}% ${100 * rows}%`;
      picture.style.backgroundPosition = `${x}% ${y}%`;
    }
    if (sheet) root.style.setProperty("--preset-ratio", `${sheet.width} / ${sheet.height}`);
  }

  /** @param {string} id */
  function choose(id) {
    cards.get(chosen)?.card.classList.remove("presets__card--chosen");
    chosen = id;
    const card = cards.get(id);
    for (const [key, { input }] of cards) input.checked = key === id;
    if (!card) return;
    card.card.classList.add("presets__card--chosen");
    reveal(card.card);
  }

  return {
    update(state) {
      const isNew = state.catalog.filters !== filters;
      if (isNew) {
        filters = state.catalog.filters;
        build(state.catalog.filters);
      }
      if (isNew || state.sprites !== sprites) {
        sprites = state.sprites;
        paint(state.sprites);
      }
      const id = state.steps[state.active]?.filter ?? "";
      if (isNew || id !== chosen || cards.get(id)?.input.checked === false) choose(id);
    },
  };
}

/**
 * Brings a card into view inside its own scrollers, never scrolling the page.
 * @param {HTMLElement} card
 */
function reveal(card) {
  for (const scroller of [card.closest(".presets__strip"), card.closest(".presets")]) {
    if (!scroller) continue;
    const outer = scroller.getBoundingClientRect();
    const inner = card.getBoundingClientRect();
    if (inner.left < outer.left || inner.right > outer.right) scroller.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
    const canScroll = scroller.scrollHeight > scroller.clientHeight + 1;
    if (canScroll && (inner.top < outer.top || inner.bottom > outer.bottom)) {
      scroller.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
    }
  }
}
