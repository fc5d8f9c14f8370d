/** What the views can ask of the page: each turns into an action on the state, a command to the run, or a request. */
import * as api from "../../api/training.js";
import { t } from "../../i18n/messages.js";
import { saveFile } from "../save_file.js";
import { announce, copyText, toast } from "../shell.js";
import { createOwn } from "./own.js";
import { addCompared, dropCompared } from "./record.js";
import * as actions from "./state.js";

/** @typedef {import("../../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../../types_training.js").TrainingHandlers} TrainingHandlers */

/**
 * @param {ReturnType<typeof import("./effects.js").settling>} store
 * @param {ReturnType<typeof import("./effects.js").createEffects>} effects
 * @param {ReturnType<typeof import("./watching.js").createWatching>} watching
 * @returns {TrainingHandlers & {toggle: () => void, stepBy: (direction: -1|1) => void, jump: (direction: -1|1) => void}}
 */
export function createHandlers(store, effects, watching) {
  const { run: act, get } = store;

  /** @param {Partial<TrainingState>} fields */
  const assign = (fields) => act(actions.assign, fields);

  /** A new run of the spec as it stands. @param {string} [command] what it is told as soon as it is there */
  async function submit(command) {
    if (get().isSubmitting) return;
    assign({ isSubmitting: true, error: null });
    try {
      const { spec, probe } = get();
      const run = await api.submitRun(spec);
      watching.watch(run.id, run);
      // Every field as the server has filled it in, unless somebody has gone on editing meanwhile.
      if (get().spec === spec) assign({ spec: run.spec });
      const isOpening = probe.split === actions.OPENING_PROBE.split && probe.index === actions.OPENING_PROBE.index;
      if (!isOpening) watching.command({ command: "probe", probe });
      if (command) watching.command({ command });
    } catch (error) {
      effects.show(error);
    }
    assign({ isSubmitting: false });
  }

  /** @param {string} command to the run that goes on, or to a new one */
  function tell(command) {
    act(actions.seekTo, null);
    if (actions.isAlive(get())) watching.command({ command });
    else void submit(command);
  }

  /** What a step back or on shows is said. */
  function say() {
    const { rewind, snapshot } = get();
    const step = rewind ?? snapshot?.step;
    if (step !== undefined) announce(t(rewind === null ? "training.time.said_live" : "training.time.said", { step }));
  }

  const own = createOwn(store, effects.show);

  const pause = () => watching.command({ command: "pause" });

  function resume() {
    act(actions.seekTo, null);
    watching.command({ command: "resume" });
  }

  return {
    // ---- what is trained
    editSpec: (patch, isContinued) => act(actions.editSpec, patch, isContinued),
    choosePreset: (id) => act(actions.choosePreset, id),
    chooseData: (name) => act(actions.chooseData, name),
    addLayer: (index, kind) => act(actions.addLayer, index, kind),
    removeLayer: (index) => act(actions.removeLayer, index),
    moveLayer: (from, to) => act(actions.moveLayer, from, to),
    editLayer: (index, patch, isContinued) => act(actions.editLayer, index, patch, isContinued),
    undo: () => act(actions.undo),
    redo: () => act(actions.redo),
    uploadZip: own.uploadZip,
    addOwnPictures: own.addPictures,
    cancelOwn: own.cancel,

    // ---- time
    run: () => void submit(),
    pause,
    resume,
    toggle() {
      const { run } = get();
      if (!run || !actions.isAlive(get())) void submit();
      else if (run.status === "paused" || run.status === "slow") resume();
      else pause();
    },
    step: () => tell("step"),
    slow: () => tell("slow"),
    stop: () => watching.command({ command: "stop" }),
    set(values, isContinued) {
      act(setInFlight, values, isContinued);
      if (actions.isAlive(get())) watching.set(values);
    },
    seekTo: (step) => act(actions.seekTo, step),
    stepBy(direction) {
      act(actions.stepSnapshot, direction);
      say();
    },
    jump(direction) {
      act(actions.jumpEpoch, direction);
      say();
    },

    // ---- looking
    chooseProbe(probe) {
      assign({ probe, drawing: { pixels: null, activations: null } });
      const { rewind } = get();
      if (rewind === null && actions.isAlive(get())) watching.command({ command: "probe", probe });
    },
    draw: (pixels) => assign({ drawing: { pixels, activations: pixels ? get().drawing.activations : null } }),
    openUnit: (unit) => act(actions.openUnit, unit),
    hoverUnit: (unit) => act(actions.hoverUnit, unit),
    openConfusion: (cell) => act(actions.openConfusion, cell),
    chooseTab: (tab) => assign({ tab }),

    // ---- runs
    compareWith(id) {
      const run = get().runs.find((one) => one.id === id);
      if (!run) return;
      act(addCompared, run);
      watching.compare();
    },
    dropCompare: (id) => act(dropCompared, id),
    watch: (id) => watching.watch(id, get().runs.find((one) => one.id === id) ?? null),
    refreshRuns: watching.refresh,
    copyRunLink(id) {
      const url = new URL(`?run=${encodeURIComponent(id)}`, location.href).href;
      void copyText(url).then((isCopied) => toast(t(isCopied ? "shell.link.copied" : "shell.link.failed", { url })));
    },
    takeAway(kind) {
      const { run, rewind } = get();
      if (!run) return;
      const name = { weights: `convscope-${run.id}.npz`, run: `convscope-${run.id}.json`, pytorch: `convscope-${run.id}.py` }[kind];
      api.fetchTakeAway(run.id, kind, rewind).then((blob) => saveFile(blob, name), effects.show);
    },
    dismissError: () => assign({ error: null }),
  };
}

/**
 * What can be changed while a run goes on is changed in the spec too, so that the sliders stand where they were put.
 * @param {TrainingState} state
 * @param {import("../../types_training.js").Levers} values
 * @param {boolean} [isContinued]
 */
function setInFlight(state, { dropout, ...optimizer }, isContinued) {
  const { layers } = state.spec.network;
  const dropped = layers.map((one) => (one.kind === "dropout" && dropout !== undefined ? { ...one, rate: dropout } : one));
  const network = dropout === undefined ? {} : { network: { layers: dropped } };
  return actions.editSpec(state, { optimizer, ...network }, isContinued);
}
