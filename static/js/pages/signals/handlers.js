/** What the views can ask of the page: each turns into an action on the state. */
import { durationOf, timeOfOutput, timeOfTerm } from "../../geometry/signals_moment.js";
import { playOrder } from "../../geometry/frame.js";
import { t } from "../../i18n/messages.js";
import { copyText, toast } from "../shell.js";
import * as actions from "./state.js";

/** @typedef {import("../../types_signals.js").SignalsState} SignalsState */

/**
 * @param {ReturnType<typeof import("../../core/store.js").createStore<SignalsState>>} store
 */
export function createHandlers(store) {
  const { run } = store;
  /** @param {Partial<SignalsState>} fields */
  const assign = (fields) => run(actions.assign, fields);

  /** @param {number} time */
  function seek(time) {
    run(actions.seek, time);
    assign({ playing: false });
  }

  /** @param {(points: number[]) => number[]} change @param {boolean} [isContinued] */
  function changePoints(change, isContinued = false) {
    const points = /** @type {number[]} */ (store.get().specs.density.points);
    run(actions.editSpec, { points: change(points) }, isContinued);
  }

  return {
    chooseKind: (/** @type {import("../../types_signals.js").Kind} */ kind) => run(actions.chooseKind, kind),
    editSpec: (/** @type {import("../../types_signals.js").Spec} */ fields, isContinued = false) => run(actions.editSpec, fields, isContinued),
    undo: () => run(actions.undo),
    redo: () => run(actions.redo),

    toggle() {
      const { playing, answer, time } = store.get();
      if (!answer || time === null) return;
      if (!playing && time === durationOf(answer)) run(actions.seek, 0);
      assign({ playing: !playing, hover: null });
    },
    step(/** @type {-1|1} */ direction) {
      run(actions.step, direction);
      assign({ playing: false });
    },
    stepOutput(/** @type {-1|1} */ direction) {
      run(actions.step, direction, "output");
      assign({ playing: false });
    },
    seek,
    seekOutput(/** @type {number} */ output) {
      const { answer } = store.get();
      if (answer) seek(timeOfOutput(answer, output));
    },
    seekTerm(/** @type {number} */ output, /** @type {number} */ term) {
      const { answer } = store.get();
      if (answer) seek(timeOfTerm(answer, output, term));
    },
    seekCarry(/** @type {number} */ carry) {
      const { answer } = store.get();
      if (answer) seek(playOrder(answer.trace, "gather").duration + carry);
    },
    setPace: (/** @type {import("../../types_signals.js").Pace} */ pace) => assign({ pace }),
    changeSpeed: (/** @type {-1|1} */ direction) => run(actions.changeSpeed, direction),
    hover: (/** @type {import("../../types_signals.js").Hover|null} */ hover) => run(actions.setHover, hover),

    movePoint: (/** @type {number} */ index, /** @type {number} */ value, /** @type {boolean} */ isContinued) =>
      changePoints((points) => points.with(index, value), isContinued),
    addPoint: (/** @type {number} */ value) => changePoints((points) => [...points, value]),
    removePoint: (/** @type {number} */ index) => changePoints((points) => points.toSpliced(index, 1)),

    async copyText(/** @type {string} */ text) {
      toast(t((await copyText(text)) ? "signals.copied" : "signals.copy_failed"));
    },
    dismissError: () => assign({ error: null }),
  };
}
