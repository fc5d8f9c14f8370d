/** The runs: the watched one told by its stream, those laid over it asked for now and then. */
import * as api from "../../api/training.js";
import { ApiError } from "../../api/client.js";
import { newestWins } from "../../core/newest.js";
import { createCommands } from "./commands.js";
import * as record from "./record.js";
import { assign, isAlive } from "./state.js";
import { openStream } from "./stream.js";

/** @typedef {import("../../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../../types_training.js").RunView} RunView */
/** @typedef {import("../../types_training.js").History} History */

// How often the curves laid over are asked for while their runs go on.
const COMPARE_MS = 2_000;
const COMPARE_ROWS = 5_000;

/**
 * @param {ReturnType<typeof import("./effects.js").settling>} store
 * @param {{show: (error: unknown) => void, arrived: (history: History) => void, ended: () => void}} page ended: all that was commanded has been answered
 */
export function createWatching(store, { show, arrived, ended }) {
  const commands = createCommands(store, { show, ended });
  /** @type {ReturnType<typeof openStream>|null} */
  let stream = null;
  /** @type {string|null} */
  let followed = null;

  /** @param {string} id */
  function follow(id) {
    stream?.close();
    commands.release();
    followed = id;
    /**
     * @template Value
     * @param {(state: TrainingState, value: Value) => TrainingState} action
     * @returns {(value: Value) => void}
     */
    const told = (action) => (value) => store.run(action, value);
    stream = openStream(id, {
      history(history) {
        store.run(record.takeHistory, history);
        arrived(history);
        if (isAlive(store.get())) commands.follow(); // of a run that is over, the sliders tell how it began
      },
      state: told(record.takeRun),
      started: told(record.takeStarted),
      steps: told(record.takeSteps),
      epoch: told(record.takeEpoch),
      snapshot: told(record.takeSnapshot),
      recorded: told(record.addRecordedStep),
      moment: told(record.takeMoment),
      settings: commands.takeSettings,
      ended: told(record.takeEnded),
      gone: () => store.run(record.takeGone),
      connection: (connection) => store.run(assign, { connection }),
      isStillThere: () => isStillThere(id),
    });
  }

  /** The stream was refused: a run that is no more is said to be so; a server that does not answer is asked again. @param {string} id */
  async function isStillThere(id) {
    try {
      await api.fetchRun(id);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 404) return true;
      if (followed !== id) return false;
      // What was told stays in sight; a run that told nothing is left, and the page is as usable as without it.
      if (store.get().started) store.run(record.takeGone);
      else leave();
      show(error);
      return false;
    }
  }

  function leave() {
    stream?.close();
    stream = null;
    followed = null;
    store.run(record.watch, null);
    store.run(assign, { connection: "none" });
  }

  // ---- runs laid over -----------------------------------------------------------------------------------------------
  let timer = 0;
  let isComparing = false;
  let isAskedAgain = false;

  async function compare() {
    clearTimeout(timer);
    timer = 0;
    isAskedAgain = isComparing;
    if (isComparing) return;
    isComparing = true;
    for (const one of store.get().compare) {
      const isNew = one.steps.step.length === 0 && one.ended === null;
      if (!isNew && !record.isGrowing(one)) continue;
      try {
        store.run(record.takeCompared, await api.fetchHistory(one.id));
      } catch (error) {
        store.run(record.dropCompared, one.id);
        show(error);
      }
    }
    isComparing = false;
    if (isAskedAgain) {
      void compare(); // another was laid over while this one was on its way
      return;
    }
    const growing = store.get().compare.filter(record.isGrowing);
    if (growing.length === 0) return;
    // Each answer is the whole curve: the longer it is, the less one more point shows, and the more it costs.
    const longest = Math.max(...growing.map((one) => one.steps.step.length));
    timer = window.setTimeout(() => void compare(), COMPARE_MS * Math.max(1, longest / COMPARE_ROWS));
  }

  const list = newestWins(async () => api.fetchRuns(), { done: (runs) => store.run(assign, { runs }), failed: show });

  return {
    /** @param {string} id @param {RunView|null} run as far as it is known */
    watch(id, run) {
      store.run(record.watch, run);
      follow(id);
      list.request(undefined);
    },
    leave,
    /** The run that is watched or about to be. */
    get followed() {
      return followed;
    },
    command: commands.command,
    set: commands.set,
    /** Whether everything that was commanded has been answered. */
    get isIdle() {
      return commands.isIdle;
    },
    compare: () => void compare(),
    refresh: () => list.request(undefined),
  };
}
