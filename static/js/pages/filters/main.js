/** The Filters page: state, views, effects, clock and link, put together. */
import * as api from "../../api/filters.js";
import { ApiError } from "../../api/client.js";
import { readLink, writeLink } from "../../core/link.js";
import { createPlayback } from "../../core/playback.js";
import { createStore } from "../../core/store.js";
import { t } from "../../i18n/messages.js";
import { mountAnalysis } from "../../views/analysis.js";
import { mountCodeDialog } from "../../views/code_dialog.js";
import { mountControls } from "../../views/controls.js";
import { mountInspector } from "../../views/inspector.js";
import { mountKernelPanel } from "../../views/kernel_panel.js";
import { mountNotices } from "../../views/notices.js";
import { mountParameters } from "../../views/parameters.js";
import { mountPicturePanel } from "../../views/picture_panel.js";
import { mountPipeline } from "../../views/pipeline.js";
import { mountPresets } from "../../views/presets.js";
import { mountStage } from "../../views/stage.js";
import { mountToolbar } from "../../views/toolbar.js";
import { createFrameLoop } from "../frame_loop.js";
import { linkFault } from "../link_fault.js";
import { toast } from "../shell.js";
import { listenForTimeKeys } from "../time_keys.js";
import { createCamera } from "./camera_input.js";
import { createEffects } from "./effects.js";
import { createHandlers } from "./handlers.js";
import { keepLink } from "./history.js";
import { linked, linkFields } from "./link.js";
import { listenForPictures } from "./picture_input.js";
import { obstacle, sliceLink } from "./step_through.js";
import { assign, openingState, seekTerm, setPicture } from "./state.js";

/** @typedef {import("../../types.js").FiltersState} FiltersState */

// Products a second at speed 1.
const TERMS_PER_SECOND = 2.5;

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const catalog = JSON.parse(place("filter-catalog").textContent ?? "{}");
const defaults = openingState(catalog);
const FIELDS = linkFields(defaults.catalog.filters.map((one) => one.id));
const store = createStore(defaults);
const effects = createEffects(store, () => frames.ask(), () => {
  const { width = 0, height = 0 } = document.querySelector(".stage__view")?.getBoundingClientRect() ?? {};
  return { width, height, ratio: devicePixelRatio };
});
const handlers = createHandlers(store, effects);

const camera = createCamera(place("dialogs"), { send: handlers.sendFile, explain: (key) => toast(t(key)) });
const code = mountCodeDialog(place("dialogs"), { chooseTarget: (target) => void showCode(target), copyText: (text) => void handlers.copyText(text) });

const views = [
  mountNotices(place("notices"), handlers),
  mountPicturePanel(place("picture-panel"), { ...handlers, openCamera: () => void camera() }),
  mountPresets(place("presets"), handlers),
  mountToolbar(place("toolbar"), { ...handlers, openCode: () => void showCode("numpy"), stepThrough: () => void stepThrough(), obstacle }),
  mountStage(place("stage"), handlers),
  mountPipeline(place("pipeline"), handlers),
  mountInspector(place("inspector"), handlers),
  mountKernelPanel(place("kernel-panel"), handlers),
  mountParameters(place("parameters"), handlers),
  mountControls(place("controls"), handlers),
  mountAnalysis(place("analysis")),
];

/** The neighbourhood of the pixel, product by product, on the page that is made for it. */
async function stepThrough() {
  try {
    const query = await effects.awaited(sliceLink(store.get()));
    link.flush();
    location.assign(`sliding?${query}`);
  } catch (error) {
    effects.show(error);
  }
}

/** @param {import("../../views/code_dialog.js").Target} target */
async function showCode(target) {
  code.open(target);
  try {
    code.show((await api.exportCode(store.get().steps, target)).code);
  } catch (error) {
    effects.show(error);
  }
}

// ---- one frame draws whatever has changed -------------------------------------------------------------------------
const frames = createFrameLoop({
  draw() {
    const state = store.get();
    for (const view of views) view.update(state);
  },
  isIdle: () => effects.isIdle,
});

// ---- one clock plays the products of the inspected pixel ----------------------------------------------------------
const playback = createPlayback(store.get, {
  pace: ({ speed }) => TERMS_PER_SECOND * speed,
  advance(count) {
    store.run(seekTerm, (store.get().term ?? 0) + count);
    if (store.get().term === null) store.run(assign, { playing: false });
  },
});

store.subscribe((state, previous) => {
  effects.sync(state, previous);
  link.keep(state);
  playback.sync(state, previous);
  frames.ask();
});

// ---- the link -----------------------------------------------------------------------------------------------------
const link = keepLink(
  (state) => writeLink(FIELDS, linked(state), linked({ ...defaults, pixel: state.picture.telling })),
  () => void open(location.search),
);

/**
 * Show what a link says; whatever cannot be read keeps its default, and the page says so.
 * @param {string} query
 */
async function open(query) {
  const read = readLink(FIELDS, query);
  const { picture: id, ...fields } = read.values;
  const wanted = typeof id === "string" ? id : defaults.picture.id;
  let { picture } = store.get();
  let error = linkFault(read);
  if (picture.id !== wanted) {
    try {
      picture = catalog.samples.find((/** @type {{id: string}} */ sample) => sample.id === wanted) ?? (await effects.withPicture(wanted, () => api.describePicture(wanted)));
    } catch (refusal) {
      if (!(refusal instanceof ApiError)) throw refusal;
      error = refusal.info;
      picture = defaults.picture;
    }
    store.run(setPicture, picture);
  }
  const opened = { ...linked(defaults), ...fields };
  const { size, steps, active, layout, divider, viewport, pixel, channel, term } = /** @type {ReturnType<typeof linked>} */ (opened);
  const isPixelGiven = "pixel" in fields;
  effects.takeLinked(steps);
  store.run(assign, {
    ...{ size, steps, layout, divider, viewport, channel, term },
    active: Math.min(active, steps.length - 1),
    pixel: isPixelGiven ? pixel : picture.telling,
    pinned: isPixelGiven && pixel !== null,
    error,
    past: [],
    future: [],
    canUndo: false,
    canRedo: false,
  });
}

// What is copied or carried into the other language is what is shown now, not what was shown a moment ago.
for (const id of ["copy-link", "language-link"]) place(id).addEventListener("click", link.flush, { capture: true });
listenForTimeKeys(handlers);
listenForPictures({ send: handlers.sendFile, setDragging: (isDragging) => store.run(assign, { isDragging }) });
await open(location.search);
effects.sync(store.get(), null);
new ResizeObserver(() => effects.sharpen()).observe(place("stage"));
frames.run();
