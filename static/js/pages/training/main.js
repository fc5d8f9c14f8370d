/** The Training page: state, views, effects, stream and link, put together. */
import * as api from "../../api/training.js";
import { ApiError } from "../../api/client.js";
import { readLink } from "../../core/link.js";
import { createStore } from "../../core/store.js";
import { language, t } from "../../i18n/messages.js";
import { segmented } from "../../views/dom.js";
import { mountNotices } from "../../views/notices.js";
import { mountNetworkBuilder } from "../../views/training_builder.js";
import { mountConfusion } from "../../views/training_confusion.js";
import { mountCurves } from "../../views/training_curves.js";
import { mountData } from "../../views/training_data.js";
import { mountDraw } from "../../views/training_draw.js";
import { mountHealth } from "../../views/training_health.js";
import { mountOptimizer } from "../../views/training_optimizer.js";
import { mountRuns } from "../../views/training_runs.js";
import { mountStage } from "../../views/training_stage.js";
import { mountTakeAway } from "../../views/training_take_away.js";
import { mountTransport } from "../../views/training_transport.js";
import { createCamera } from "../filters/camera_input.js";
import { createErrands } from "../errands.js";
import { createFrameLoop } from "../frame_loop.js";
import { keepLink } from "../history.js";
import { lateView } from "../late_view.js";
import { linkFault } from "../link_fault.js";
import { toast } from "../shell.js";
import { listenForTimeKeys } from "../time_keys.js";
import { createEffects, settling } from "./effects.js";
import { createHandlers } from "./handlers.js";
import { linkDefaults, linkFields, saysSpec, specOf, writeState } from "./link.js";
import { assign, openingState } from "./state.js";
import { createWatching } from "./watching.js";

/** @typedef {import("../../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../../types_training.js").Tab} Tab */

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const notices = mountNotices(place("notices"), { dismissError: () => store.run(assign, { error: null }) });
const written = JSON.parse(document.getElementById("training-data")?.textContent || "{}");
const presets = await loadPresets();
const store = settling(createStore(openingState(language, { presets, datasets: [], pausedSeconds: written.paused_seconds })));
const effects = createEffects(store, () => frames.ask());
const errands = createErrands(() => frames.ask(), effects.show);
const watching = createWatching(store, { show: effects.show, arrived, ended: () => frames.ask() });
const handlers = createHandlers(store, effects, watching);
const FIELDS = linkFields(presets);

const tabs = segmented(
  t("training.tabs"),
  /** @type {Tab[]} */ (["data", "network", "curves"]).map((value) => ({ value, label: t(`training.tab.${value}`) })),
  handlers.chooseTab,
);
place("tabs").append(tabs.element);

const views = [
  notices,
  mountData(place("data"), handlers, written.limits, openCamera),
  mountNetworkBuilder(place("network-builder"), handlers, place("dialogs")),
  mountOptimizer(place("optimizer"), handlers, written.limits),
  // Time first: the stage is made to fit above it.
  mountTransport(place("transport"), handlers),
  mountStage(place("stage"), handlers, () => place("transport").offsetHeight),
  lateView(({ run }) => run !== null, async () => (await import("../../views/training_moments.js")).mountMoments(place("moments")), errands),
  lateView(({ unit }) => unit !== null, async () => (await import("../../views/training_unit.js")).mountUnit(place("unit"), handlers), errands),
  mountDraw(place("draw"), handlers),
  mountCurves(place("curves"), handlers),
  mountConfusion(place("confusion"), { ...handlers, chooseProbe: lookAt }),
  mountHealth(place("health")),
  mountRuns(place("runs"), handlers),
  mountTakeAway(place("take-away"), handlers),
];

/** A picture that was found on the right is looked at in the middle. @param {import("../../types_training.js").ProbePicture} picture */
function lookAt(picture) {
  handlers.chooseTab("network");
  handlers.chooseProbe(picture);
  requestAnimationFrame(() => place("stage").scrollIntoView({ block: "nearest" }));
}

/** Where pictures go that are taken now. @type {(picture: Blob) => void} */
let takePicture = () => undefined;
/** @type {ReturnType<typeof createCamera>|null} */
let camera = null;

/** The dialog comes with the first wish for it. @param {(picture: Blob) => void} done */
function openCamera(done) {
  takePicture = done;
  camera ??= createCamera(
    place("dialogs"),
    { send: (picture) => takePicture(picture), explain: (key) => toast(t(key)) },
    { tip: t("panel.own.shoot.tip"), taken: (count) => t("panel.own.taken", { count }) },
  );
  void camera();
}

/** The presets stand in the page; where they do not, the server is asked. */
async function loadPresets() {
  if (written.presets) return /** @type {import("../../types_training.js").Preset[]} */ (written.presets);
  try {
    return await api.fetchPresets();
  } catch (error) {
    if (error instanceof ApiError) notices.update({ error: error.info });
    throw error;
  }
}

/** The data sets, with a few pictures of each, come when the stage is already alive. */
async function loadDatasets() {
  try {
    const datasets = await api.fetchDatasets();
    const own = store.get().datasets.filter((one) => !datasets.some(({ name }) => name === one.name));
    store.run(assign, { datasets: [...datasets, ...own] });
  } catch (error) {
    effects.show(error);
  }
}

// ---- one frame draws whatever has changed -------------------------------------------------------------------------
const frames = createFrameLoop({
  draw() {
    const state = store.get();
    place("training").dataset.tab = state.tab;
    tabs.select(state.tab);
    for (const view of views) view.update(state);
  },
  isIdle() {
    const { connection, shown, datasets } = store.get();
    return effects.isIdle && watching.isIdle && errands.isIdle && connection !== "opening" && shown !== null && datasets.length > 0;
  },
});

store.subscribe((state) => {
  effects.sync(state);
  // What a link asks of a run that has not told anything yet stays in the address until it is there.
  if (wished?.id !== watching.followed || wished === null) link.keep(state);
  frames.ask();
});

// ---- the link -----------------------------------------------------------------------------------------------------
/** What a link says of a run that has not told anything yet. @type {{id: string, rewind: number|null, takesSpec: boolean}|null} */
let wished = null;

const link = keepLink(
  (/** @type {TrainingState} */ state) => writeState(FIELDS, state),
  () => open(location.search),
  (/** @type {TrainingState} */ state) => `${state.run?.id ?? ""} ${state.spec.network.preset ?? ""}`,
);

/**
 * Show what a link says; whatever cannot be read keeps its default, and the page says so.
 * @param {string} query
 */
function open(query) {
  const { run, runs } = store.get();
  const read = readLink(FIELDS, query);
  const { values } = read;
  const wanted = { ...linkDefaults(presets, /** @type {string|null} */ (values.preset ?? null)), ...values };
  const { probe, unit, confusionCell, tab } = wanted;
  const spec = specOf(wanted, values, presets);
  store.run(assign, {
    ...{ spec, possible: "layers" in values || "data" in values ? null : spec, past: [], future: [], isPreviewing: false },
    ...{ probe, unit, unitView: null, confusionCell, confusionPictures: null, tab, drawing: { pixels: null, activations: null } },
    error: linkFault(read),
  });
  const compare = wanted.compare.filter((id) => id !== wanted.run);
  if (wanted.run === null) {
    if (watching.followed) watching.leave();
  } else if (run?.id === wanted.run) {
    handlers.seekTo(wanted.rewind);
  } else {
    wished = { id: wanted.run, rewind: wanted.rewind, takesSpec: !saysSpec(values) };
    watching.watch(wanted.run, runs.find((one) => one.id === wanted.run) ?? null);
    store.run(assign, { unit, confusionCell });
  }
  void layOver(compare);
}

/** The run of a link has told what there is. @param {import("../../types_training.js").History} history */
function arrived({ run }) {
  const said = wished;
  wished = null;
  if (!said) return;
  if (said.takesSpec) store.run(assign, { spec: run.spec });
  if (said.rewind !== null) handlers.seekTo(said.rewind);
}

/** @param {string[]} ids of runs that a link lays over the watched one */
async function layOver(ids) {
  for (const one of store.get().compare) if (!ids.includes(one.id)) handlers.dropCompare(one.id);
  if (ids.length === 0) return;
  try {
    const runs = await api.fetchRuns();
    store.run(assign, { runs });
    for (const id of ids) handlers.compareWith(id);
  } catch (error) {
    effects.show(error);
  }
}

// What is copied or carried into the other language is what is shown now, not what was shown a moment ago.
for (const id of ["copy-link", "language-link"]) place(id).addEventListener("click", link.flush, { capture: true });
listenForTimeKeys({
  ...{ toggle: handlers.toggle, step: handlers.stepBy, jump: handlers.jump, undo: handlers.undo, redo: handlers.redo },
  seekStart: () => handlers.seekTo(store.get().snapshots[0] ?? null),
  seekEnd: () => handlers.seekTo(null),
  changeSpeed: () => undefined,
  letters: { s: handlers.step },
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog:modal, :popover-open")) return;
  const { unit, confusionCell } = store.get();
  if (unit) handlers.openUnit(null);
  else if (confusionCell) handlers.openConfusion(null);
});
open(location.search);
effects.sync(store.get());
frames.run();
void loadDatasets();
