/** The picture: built-in, chosen, dropped, pasted or from the camera; its size, what was done to it, and its upload. */
import { t, together } from "../i18n/messages.js";
import { make, segmented, wordButton } from "./dom.js";
import { fileInput, PICTURES } from "./file_input.js";

/** @typedef {import("../types.js").FiltersState} FiltersState */
/** @typedef {import("../types.js").Picture} Picture */

// Without HEIC in the list a phone converts its photographs to JPEG by itself.

/**
 * @typedef {object} PictureHandlers
 * @property {(picture: Picture) => void} choosePicture
 * @property {(file: Blob) => void} sendFile
 * @property {() => void} openCamera
 * @property {() => void} cancelUpload
 * @property {(size: "preview"|"full") => void} setSize
 * @property {(id: string) => string} thumbnailUrl
 */

/**
 * @param {HTMLElement} root
 * @param {PictureHandlers} handlers
 */
export function mountPicturePanel(root, handlers) {
  const input = fileInput(PICTURES, ([file]) => handlers.sendFile(file));
  const choose = wordButton("upload", t("filters.picture.choose"), t("filters.picture.choose.tip"), () => input.click());
  const camera = wordButton("camera", t("filters.picture.camera"), t("filters.picture.camera.tip"), handlers.openCamera);
  const samples = make("div", { class: "picture-panel__samples", role: "group", "aria-label": t("filters.picture.samples") });
  const facts = make("p", { class: "picture-panel__facts", role: "status" });
  const progress = uploadProgress(handlers.cancelUpload);
  const size = segmented(
    t("filters.size.label"),
    [
      { value: "preview", label: t("filters.size.preview"), tip: t("filters.size.preview.tip") },
      { value: "full", label: t("filters.size.full"), tip: t("filters.size.full.tip") },
    ],
    (value) => handlers.setSize(/** @type {"preview"|"full"} */ (value)),
  );
  root.append(
    make("div", { class: "picture-panel" }, [make("div", { class: "cluster" }, [choose, camera, input]), progress.element, samples, facts, size.element]),
  );

  /** @type {Map<string, HTMLButtonElement>} */
  const buttons = new Map();
  /** @type {Picture|null} */
  let shown = null;

  /** @param {Picture} sample */
  function sampleButton(sample) {
    const name = t(`picture.${sample.id}.name`);
    const image = make("img", { src: handlers.thumbnailUrl(sample.id), alt: "", loading: "lazy", decoding: "async" });
    const attributes = { type: "button", "aria-label": name };
    const button = make("button", { class: "picture-panel__sample", "data-tip": `${name} — ${t(`picture.${sample.id}.hint`)}`, ...attributes }, [image]);
    button.addEventListener("click", () => handlers.choosePicture(sample));
    buttons.set(sample.id, button);
    return button;
  }

  return {
    /** @param {FiltersState} state */
    update(state) {
      if (buttons.size === 0) samples.append(...state.catalog.samples.map(sampleButton));
      progress.show(state.upload);
      size.select(state.size);
      if (state.picture === shown) return;
      shown = state.picture;
      for (const [id, button] of buttons) button.setAttribute("aria-pressed", String(id === state.picture.id));
      facts.textContent = describe(state.picture);
      size.element.hidden = state.picture.preview.width === state.picture.width;
    },
  };
}

/** @param {Picture} picture */
function describe(picture) {
  const { width, height, format, source, preview } = picture;
  const name = source === "sample" ? t(`picture.${picture.id}.name`) : t("filters.picture.yours");
  const parts = [t("filters.picture.facts", { name, width, height, format })];
  if (preview.width !== width) parts.push(t("filters.picture.works_at", { width: preview.width, height: preview.height }));
  parts.push(...picture.notes.map((note) => t(`picture.note.${note}`)));
  return together(parts);
}

/** @param {() => void} cancel */
function uploadProgress(cancel) {
  const bar = make("progress", { class: "picture-panel__progress", "aria-label": t("filters.upload.label") });
  const text = make("span", { class: "small muted" });
  const stop = make("button", { class: "button button--quiet", text: t("filters.upload.cancel"), type: "button" });
  stop.addEventListener("click", cancel);
  const element = make("div", { class: "stack stack--tight" }, [bar, make("div", { class: "cluster cluster--apart" }, [text, stop])]);
  return {
    element,
    /** @param {{loaded: number, total: number}|null} upload */
    show(upload) {
      element.hidden = upload === null;
      if (!upload) return;
      bar.max = upload.total;
      bar.value = upload.loaded;
      text.textContent = upload.loaded < upload.total ? t("filters.upload.sending") : t("filters.upload.decoding");
    },
  };
}
