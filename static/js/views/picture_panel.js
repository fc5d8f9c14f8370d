/** The picture: built-in, chosen, dropped, pasted or from the camera; its size, what was done to it, and its upload. */
import { t, together } from "../i18n/messages.js";
import { make, segmented, wordButton } from "./dom.js";
import { fileInput, PICTURES } from "./file_input.js";
import { sampleButtons } from "./sample_buttons.js";

/** @typedef {import("../types.js").FiltersState} FiltersState */
/** @typedef {import("../types.js").Picture} Picture */

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
  const samples = sampleButtons({ url: handlers.thumbnailUrl, choose: handlers.choosePicture });
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
    make("div", { class: "picture-panel" }, [make("div", { class: "cluster" }, [choose, camera, input]), progress.element, samples.element, facts, size.element]),
  );

  /** @type {Picture|null} */
  let shown = null;

  return {
    /** @param {FiltersState} state */
    update(state) {
      if (shown === null) samples.offer(state.catalog.samples);
      progress.show(state.upload);
      size.select(state.size);
      if (state.picture === shown) return;
      shown = state.picture;
      samples.press(state.picture.id);
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
