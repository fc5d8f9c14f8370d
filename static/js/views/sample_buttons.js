/** The pictures that the program draws itself, as small buttons; the one that is looked at is pressed. */
import { t } from "../i18n/messages.js";
import { make } from "./dom.js";

/** @typedef {import("../types.js").Picture} Picture */

/** @param {{url: (id: string) => string, choose: (picture: Picture) => void}} handlers url: of a thumbnail */
export function sampleButtons({ url, choose }) {
  const element = make("div", { class: "samples", role: "group", "aria-label": t("filters.picture.samples") });

  /** @param {Picture} sample */
  function button(sample) {
    const name = t(`picture.${sample.id}.name`);
    const image = make("img", { src: url(sample.id), alt: "", loading: "lazy", decoding: "async" });
    const attributes = { type: "button", "data-sample": sample.id, "aria-label": name, "data-tip": `${name} — ${t(`picture.${sample.id}.hint`)}` };
    const made = make("button", { class: "samples__one", ...attributes }, [image]);
    made.addEventListener("click", () => choose(sample));
    return made;
  }

  return {
    element,
    /** @param {readonly Picture[]} pictures */
    offer: (pictures) => element.replaceChildren(...pictures.map(button)),
    /** @param {string} id of any picture: an upload leaves none of them pressed */
    press(id) {
      for (const one of element.querySelectorAll("button")) one.setAttribute("aria-pressed", String(one.dataset.sample === id));
    },
  };
}
