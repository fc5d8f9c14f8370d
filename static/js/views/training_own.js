/** Pictures of one's own: a zip of class folders, or pictures taken and chosen one after the other into named classes. */
import { t } from "../i18n/messages.js";
import { freshId, icon, make, segmented, setAttribute, setText, wordButton } from "./dom.js";
import { fileInput, PICTURES } from "./file_input.js";
import { explained } from "./notices.js";
import { classChips, skippedList } from "./training_own_lists.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").TrainingHandlers} TrainingHandlers */
/** @typedef {import("../types_training.js").DatasetInfo} DatasetInfo */

const FIRST_SIZE = "28";

/**
 * @param {HTMLElement} root
 * @param {TrainingHandlers} handlers
 * @param {(done: (picture: Blob) => void) => void} openCamera
 */
export function mountOwn(root, handlers, openCamera) {
  root.classList.add("own");
  const id = freshId("own");
  /** @type {TrainingState|null} */
  let state = null;
  let size = FIRST_SIZE;
  let color = "grey";
  const options = () => ({ size: Number(size), color: color === "color" });

  // ---- a zip
  const zip = fileInput(".zip,application/zip", ([file]) => handlers.uploadZip(file, options()));
  const drop = make("button", { type: "button", class: "own__drop", "data-tip": t("panel.own.zip.tip") }, [icon("upload"), make("span", { text: t("panel.own.zip") })]);
  drop.addEventListener("click", () => zip.click());
  const sizes = segmented(t("panel.own.size"), ["28", "32"].map((value) => ({ value, label: `${value}×${value}`, tip: t(`panel.own.size.${value}.tip`) })), (value) => (size = value));
  const colors = segmented(t("panel.own.color"), ["grey", "color"].map((value) => ({ value, label: t(`panel.own.color.${value}`), tip: t(`panel.own.color.${value}.tip`) })), (value) => (color = value));
  for (const one of [sizes, colors]) one.element.classList.add("panel-choice");
  sizes.select(size);
  colors.select(color);

  // ---- pictures one after the other
  const name = make("input", { class: "text own__name", id, type: "text", maxlength: "60", autocomplete: "off", placeholder: t("panel.own.class.example"), "aria-describedby": `${id}-say` });
  const say = make("p", { class: "field__hint", id: `${id}-say`, role: "status" });
  const files = fileInput(PICTURES, send, { multiple: true });
  const camera = wordButton("camera", t("panel.own.camera"), t("panel.own.camera.tip"), () => {
    if (className()) openCamera((picture) => send([picture]));
  });
  const choose = wordButton("picture", t("panel.own.choose"), t("panel.own.choose.tip"), () => {
    if (className()) files.click();
  });
  name.addEventListener("keydown", (event) => event.stopPropagation());
  name.addEventListener("input", () => setText(say, ""));

  /** The class that pictures go into; without one the box asks for it. */
  function className() {
    const given = name.value.trim();
    if (given === "") {
      setText(say, t("panel.own.class.missing"));
      name.focus();
    }
    return given;
  }

  /** @param {Blob[]} pictures */
  function send(pictures) {
    const given = className();
    if (given && pictures.length > 0) handlers.addOwnPictures(pictures, given, currentSet()?.name ?? null, options());
  }

  /** The set that is being made or was chosen: pictures go on into it. @returns {DatasetInfo|null} */
  function currentSet() {
    if (!state) return null;
    const wanted = state.own.name ?? state.spec.data.name;
    return state.datasets.find((one) => one.name === wanted && wanted.startsWith("own-")) ?? null;
  }

  // ---- dropping: a zip, or pictures for the class that is named
  root.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    drop.classList.add("own__drop--over");
  });
  root.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node && root.contains(event.relatedTarget))) drop.classList.remove("own__drop--over");
  });
  root.addEventListener("drop", (event) => {
    drop.classList.remove("own__drop--over");
    const dropped = [...(event.dataTransfer?.files ?? [])];
    if (dropped.length === 0) return;
    event.preventDefault();
    if (dropped.every((file) => file.type.startsWith("image/"))) send(dropped);
    else handlers.uploadZip(dropped[0], options());
  });

  // ---- what comes of it
  const bar = make("progress", { class: "progress", max: "1", "aria-label": t("panel.own.progress") });
  const cancel = wordButton("close", t("panel.own.cancel"), t("panel.own.cancel"), () => handlers.cancelOwn());
  cancel.classList.add("button--quiet");
  const busy = make("div", { class: "own__busy", role: "status", hidden: true }, [bar, cancel]);
  const chips = classChips((chosen) => {
    name.value = chosen;
    setText(say, "");
  });
  const problem = make("p", { class: "layer__error", role: "status" });
  const skipped = skippedList();
  const sets = make("select", { class: "select panel-select", "aria-label": t("panel.own.sets") });
  sets.addEventListener("change", () => handlers.chooseData(sets.value));

  root.append(
    make("p", { class: "field__hint", text: t("panel.own.promise") }), drop, zip,
    make("div", { class: "own__look" }, [sizes.element, colors.element]),
    make("div", { class: "panel-field own__class" }, [make("label", { class: "panel-field__label", text: t("panel.own.class"), for: id }), name]), say,
    make("div", { class: "own__ways" }, [camera, choose]), files, busy, problem, chips.element, skipped.element, sets,
  );

  return {
    /** @param {TrainingState} next */
    update(next) {
      if (state && state.own === next.own && state.datasets === next.datasets && state.spec.data === next.spec.data) return;
      state = next;
      const { own, datasets, spec } = next;
      busy.hidden = !own.isBusy;
      if (own.progress === null) bar.removeAttribute("value");
      else bar.value = own.progress;
      const set = currentSet();
      problem.hidden = set?.error === null || set === null;
      setText(problem, set?.error ? explained(set.error) : "");
      chips.show(set?.classes ?? []);
      skipped.show(own.skipped);
      const usable = datasets.filter((one) => one.name.startsWith("own-") && one.is_available);
      sets.hidden = usable.length < 2;
      const words = usable.map((one) => one.name).join();
      if (sets.dataset["offered"] !== words) {
        sets.dataset["offered"] = words;
        sets.replaceChildren(...usable.map((one, index) => make("option", { value: one.name, text: t("panel.own.set", { number: index + 1, classes: one.classes.map((each) => each.id).slice(0, 4).join(t("glossary.comma")) }) })));
      }
      if (sets.value !== spec.data.name) sets.value = spec.data.name;
      setAttribute(root, "aria-busy", own.isBusy ? "true" : null);
    },
  };
}
