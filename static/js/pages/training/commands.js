/** What a viewer tells the watched run: in the order given, and without a lever jumping back under the hand that moves it. */
import * as api from "../../api/training.js";
import * as record from "./record.js";

/** @typedef {import("../../types_training.js").Levers} Levers */
/** @typedef {import("../../types_training.js").SettingsChanged} SettingsChanged */

// So long after the run told of another value than the hand's, it is taken for somebody else's.
const ECHO_MS = 1_000;

/**
 * @param {ReturnType<typeof import("./effects.js").settling>} store
 * @param {{show: (error: unknown) => void, ended: () => void}} page ended: all that was commanded has been answered
 */
export function createCommands(store, { show, ended }) {
  let waiting = 0;
  /** @type {Promise<void>} */
  let last = Promise.resolve();
  /** Levers whose command has not been sent: a drag waits as one command, not as a hundred. @type {Levers|null} */
  let unsent = null;
  /** Levers that were moved here and of which the run has not yet told. @type {Levers} */
  let held = {};
  let echo = 0;

  /** @param {(id: string) => Promise<void>} send */
  function queue(send) {
    const { run } = store.get();
    if (!run) return;
    waiting += 1;
    last = last.then(async () => {
      try {
        await send(run.id);
      } catch (error) {
        release();
        show(error);
      }
      waiting -= 1;
      if (waiting === 0) ended();
    });
  }

  function release() {
    clearTimeout(echo);
    held = {};
    unsent = null; // what is turned from now on may be another run's
  }

  /** The sliders stand where the run said it stands; the hand's own values come back late, and so do those it has left behind. */
  function follow() {
    const told = store.get().settings.at(-1);
    if (!told) return;
    held = record.stillHeld(held, told);
    store.run(record.followSettings, held);
    clearTimeout(echo);
    if (Object.keys(held).length === 0) return;
    echo = window.setTimeout(() => {
      release();
      store.run(record.followSettings, held);
    }, ECHO_MS);
  }

  return {
    /** @param {Parameters<typeof api.sendCommand>[1]} body */
    command(body) {
      unsent = null; // what is turned after this command is told after it
      queue(async (id) => {
        const next = await api.sendCommand(id, body);
        if (store.get().run?.id === id) store.run(record.takeRun, next);
      });
    },

    /** @param {Levers} values */
    set(values) {
      held = { ...held, ...values };
      if (unsent) {
        Object.assign(unsent, values);
        return;
      }
      const mine = { ...values };
      unsent = mine;
      queue(async (id) => {
        if (unsent === mine) unsent = null;
        await api.sendCommand(id, { command: "set", ...mine });
      });
    },

    /** The run tells what holds from now on. @param {SettingsChanged} changed */
    takeSettings(changed) {
      store.run(record.takeSettings, changed);
      follow();
    },

    follow,

    /** Another run is watched. */
    release,
    get isIdle() {
      return waiting === 0;
    },
  };
}
