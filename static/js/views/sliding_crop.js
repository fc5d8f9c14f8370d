/** Which picture, and which part of it goes into the input: the frame is moved by pointer or by key, and seen close up. */
import { regionAround } from "../geometry/crop_region.js";
import { t } from "../i18n/messages.js";
import { iconButton, make, setText, textButton, wordButton } from "./dom.js";
import { fileInput, PICTURES } from "./file_input.js";
import { explained } from "./notices.js";
import { sampleButtons } from "./sample_buttons.js";

/** @typedef {import("../types.js").Picture} Picture */
/** @typedef {import("../types.js").Rect} Rect */
/** @typedef {import("../types.js").ErrorInfo} ErrorInfo */

/**
 * @typedef {object} CropHandlers
 * @property {(id: string, size: "thumbnail"|"preview") => string} pictureUrl
 * @property {(file: Blob) => void} send
 * @property {(picture: Picture, region: Rect) => void} take
 * @property {() => void} closed
 */

const NEAR_PX = 24;
/** @type {Record<string, [number, number]>} rows, columns */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * @param {HTMLElement} root of dialogs
 * @param {CropHandlers} handlers
 */
export function mountCrop(root, handlers) {
  const title = make("h2", { class: "dialog__title", id: "crop-title", text: t("crop.title") });
  const dialog = make("dialog", { class: "dialog dialog--wide", "aria-labelledby": "crop-title" });
  const close = iconButton("close", t("shell.close"), t("shell.close"), () => dialog.close());
  close.classList.add("button--quiet");
  const input = fileInput(PICTURES, ([file]) => handlers.send(file));
  const choose = wordButton("upload", t("crop.choose"), t("crop.choose.tip"), () => input.click());
  const samples = sampleButtons({ url: (id) => handlers.pictureUrl(id, "thumbnail"), choose: (sample) => show(sample) });
  const hint = make("p", { class: "field__hint crop__hint" });
  const image = make("img", { alt: "" });
  const frame = make("span", { class: "crop__frame" });
  const view = make("button", { class: "crop__view", type: "button", "data-tip": t("crop.view") }, [image, frame]);
  const near = make("canvas", { class: "crop__near", role: "img", "aria-label": t("crop.near"), "data-tip": t("crop.near.tip") });
  const place = make("p", { class: "field__hint numeric", role: "status" });
  const problem = make("p", { class: "field__hint field__hint--error crop__problem", role: "alert" });
  const take = textButton(t("crop.take"), t("crop.take.tip"), () => put());
  take.classList.add("button--primary");
  dialog.append(
    make("div", { class: "dialog__head" }, [title, close]),
    make("div", { class: "dialog__body" }, [
      make("div", { class: "cluster" }, [choose, input, hint]), problem, samples.element,
      make("div", { class: "crop__where" }, [view, make("div", { class: "stack stack--tight" }, [near, place])]),
    ]),
    make("div", { class: "dialog__foot" }, [take]),
  );
  root.append(dialog);
  dialog.addEventListener("close", handlers.closed);

  /** @type {{height: number, width: number}} */
  let wanted = { height: 1, width: 1 };
  /** @type {Picture|null} */
  let picture = null;
  /** @type {Rect} */
  let region = { row: 0, col: 0, height: 1, width: 1 };

  function put() {
    if (picture) handlers.take(picture, region);
  }

  /** @param {{row: number, col: number}} centre */
  function look(centre) {
    if (!picture) return;
    const { preview } = picture;
    region = regionAround(centre, wanted, preview);
    const share = (/** @type {number} */ part, /** @type {number} */ whole) => `${(100 * part) / whole}%`;
    Object.assign(frame.style, {
      top: share(region.row, preview.height), left: share(region.col, preview.width),
      width: share(region.width, preview.width), height: share(region.height, preview.height),
    });
    const words = t("crop.place", { row: region.row + 1, col: region.col + 1, height: region.height, width: region.width });
    setText(place, words);
    view.setAttribute("aria-label", `${t("crop.view")} (${words})`);
    paint();
  }

  function paint() {
    Object.assign(near, { width: region.width * NEAR_PX, height: region.height * NEAR_PX });
    const context = near.getContext("2d");
    if (!context || !image.complete || image.naturalWidth === 0) return;
    context.imageSmoothingEnabled = false;
    context.drawImage(image, region.col, region.row, region.width, region.height, 0, 0, near.width, near.height);
  }

  image.addEventListener("load", paint);
  view.addEventListener("click", (event) => {
    if (event.detail === 0 || !picture) return; // Enter and Space say “this”, the pointer says “there”
    const box = image.getBoundingClientRect();
    const { height, width } = picture.preview;
    look({ row: ((event.clientY - box.top) / box.height) * height, col: ((event.clientX - box.left) / box.width) * width });
  });
  // Space and arrows are the dialog's own, not time's.
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.target !== view) return;
    if (event.key === "Enter") put();
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const by = event.shiftKey ? 10 : 1;
    look({ row: region.row + region.height / 2 + by * arrow[0], col: region.col + region.width / 2 + by * arrow[1] });
  });

  /** @param {Picture} chosen */
  function show(chosen) {
    picture = chosen;
    problem.textContent = "";
    samples.press(chosen.id);
    image.src = handlers.pictureUrl(chosen.id, "preview");
    look(chosen.telling);
  }

  return {
    show,
    close: () => dialog.close(),
    /** @param {readonly number[]} shape of the input: (C, H, W) */
    open([channels, height, width]) {
      wanted = { height, width };
      problem.textContent = "";
      setText(hint, t(channels === 3 ? "crop.hint.colours" : "crop.hint", wanted));
      if (picture) show(picture);
      if (!dialog.open) dialog.showModal();
    },
    /** @param {readonly Picture[]} pictures the built-in ones; the first is shown until another is chosen */
    offer(pictures) {
      samples.offer(pictures);
      if (!picture) show(pictures[0]);
    },
    /** @param {ErrorInfo} error */
    refuse(error) {
      setText(place, "");
      problem.textContent = explained(error);
    },
    /** @param {string} words */
    say(words) {
      setText(place, words);
    },
  };
}
