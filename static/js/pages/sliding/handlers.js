/** What the views can ask of the page: each turns into an action on the state or a request to the server. */
import * as api from "../../api/traces.js";
import { frameOf, playOrder } from "../../geometry/frame.js";
import { stepSentence } from "../../views/sliding_words.js";
import { announce } from "../shell.js";
import * as specs from "./spec.js";
import * as actions from "./state.js";

/** @typedef {import("../../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("../../types_sliding.js").TraceSpec} TraceSpec */
/** @typedef {import("../../types_sliding.js").Entry} Entry */
/** @typedef {import("./spec.js").Part} Part */
/** @typedef {ReturnType<typeof createHandlers>} SlidingHandlers */

/**
 * @param {ReturnType<typeof import("../../core/store.js").createStore<SlidingState>>} store
 * @param {ReturnType<typeof import("./effects.js").createEffects>} effects
 */
export function createHandlers(store, effects) {
  const { run } = store;

  /** @param {Partial<SlidingState>} fields */
  const assign = (fields) => run(actions.assign, fields);

  /**
   * @param {(spec: TraceSpec) => TraceSpec} change
   * @param {boolean} [isContinued]
   */
  const edit = (change, isContinued = false) => run(actions.setSpec, change(store.get().spec), isContinued);

  /** A screen reader hears every step; nobody hears a whole animation. */
  function say() {
    const sentence = stepSentence(store.get());
    if (sentence) announce(sentence);
  }

  /** @param {number} time */
  function moveTo(time) {
    assign({ playing: false });
    run(actions.seekTo, time);
    say();
  }

  function duration() {
    const { trace, view } = store.get();
    return trace ? playOrder(trace, view).duration : 0;
  }

  function nextQuestion() {
    const { trace, view, time } = store.get();
    if (!trace) return;
    const frame = frameOf(trace, view, time);
    run(actions.askFor, frame.isDone(frame.reduction) ? frame.reduction + 1 : frame.reduction);
  }

  return {
    // ---- time
    toggle() {
      const { playing, predict, time } = store.get();
      if (predict.isOn) nextQuestion();
      else if (playing) {
        assign({ playing: false });
        say();
      } else {
        if (time >= duration()) run(actions.seekTo, 0);
        assign({ playing: true });
      }
    },
    step: (/** @type {-1|1} */ direction) => moveTo(store.get().time + direction),
    jump(/** @type {-1|1} */ direction) {
      assign({ playing: false });
      run(actions.jumpRun, direction);
      say();
    },
    seekStart: () => moveTo(0),
    seekEnd: () => moveTo(duration()),
    seekTo: (/** @type {number} */ time) => {
      assign({ playing: false });
      run(actions.seekTo, time);
    },
    seekOutput(/** @type {number} */ output) {
      const index = store.get().trace?.reductions.findIndex((one) => one.output === output) ?? -1;
      if (index < 0) return;
      assign({ playing: false });
      run(actions.seekOutput, index);
      say();
    },
    changeSpeed: (/** @type {-1|1} */ direction) => run(actions.changeSpeed, direction),
    setView: (/** @type {import("../../types_sliding.js").View} */ view) => run(actions.setView, view),

    // ---- looking
    hover: (/** @type {import("../../types_sliding.js").Hover|null} */ hover) => run(actions.setHover, hover),
    setUnflipped: (/** @type {boolean} */ isUnflipped) => assign({ isUnflipped }),
    openDrawer: (/** @type {string|null} */ drawer) => assign({ drawer }),
    fetchPictureMatrix: api.makePictureMatrix,
    exportTrace: api.exportTrace,

    // ---- what is computed
    chooseCase: (/** @type {string} */ id) => run(actions.chooseCase, id),
    setMode(/** @type {import("../../types_sliding.js").Mode} */ mode) {
      edit((spec) => specs.withMode(spec, mode));
      // Another mode is another story: it opens where there is something to see.
      assign({ isFresh: true });
    },
    editSpec: (/** @type {Partial<TraceSpec>} */ fields, isContinued = false) => edit((spec) => ({ ...spec, ...fields }), isContinued),
    resize: (/** @type {Parameters<typeof specs.resized>[1]} */ sizes, isContinued = false) => edit((spec) => specs.resized(spec, sizes), isContinued),
    setBias(/** @type {boolean} */ isOn) {
      edit((spec) => ({ ...spec, bias: isOn ? specs.newOperand([specs.channelsOutOf(spec)], "ones") : null }));
    },
    fill(/** @type {Part} */ part, /** @type {import("../../types_sliding.js").Fill} */ fill) {
      edit((spec) => ({ ...spec, [part]: { ...operandOf(store.get(), part), fill, values: null, values_shape: null } }));
    },
    reseed(/** @type {Part} */ part) {
      edit((spec) => {
        const operand = operandOf(store.get(), part);
        return { ...spec, [part]: { ...operand, fill: "random", seed: (operand.seed % 9999) + 1, values: null, values_shape: null } };
      });
    },
    setEntry(/** @type {import("../../types_sliding.js").OperandId} */ id, /** @type {number} */ index, /** @type {Entry} */ entry) {
      const operand = store.get().trace?.operands.find((one) => one.id === id);
      if (!operand || operand.values[index] === entry) return;
      const part = id === "b" ? "bias" : id;
      const written = specs.withEntry({ ...operandOf(store.get(), part), shape: operand.shape }, operand.values, index, entry);
      edit((spec) => ({ ...spec, [part]: written }));
    },
    undo: () => run(actions.undo),
    redo: () => run(actions.redo),

    // ---- guessing and proving
    setPredicting: (/** @type {boolean} */ isOn) => run(actions.setPredicting, isOn),
    answer(/** @type {number} */ reduction, /** @type {import("../../types_sliding.js").Answer} */ answer) {
      run(actions.takeAnswer, reduction, answer);
    },
    nextQuestion,
    prove: effects.prove,
    closeProof: () => assign({ proof: null }),
    dismissError: () => assign({ error: null }),
  };
}

/**
 * @param {SlidingState} state
 * @param {Part} part
 */
function operandOf(state, part) {
  return state.spec[part] ?? state.filled?.[part] ?? specs.newOperand([1]);
}
