/** What the Sliding window page asks of the server, when, and what becomes of the answers. */
import * as api from "../../api/traces.js";
import { ApiError } from "../../api/client.js";
import { newestWins } from "../../core/newest.js";
import { assign, openingState, takeTrace } from "./state.js";

/** @typedef {import("../../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("../../types_sliding.js").TraceSpec} TraceSpec */
/** @typedef {import("../../types_sliding.js").Moment} Moment */
/** @typedef {Moment & {needsMatrices: boolean}} Asked */

/** Modes that are no matrix product; the drawers say why. */
const NO_MATRICES = new Set(["max_pool", "average_pool", "global_average_pool", "gradient_bias", "max_pool_backward", "average_pool_backward"]);

/**
 * @param {ReturnType<typeof import("../../core/store.js").createStore<SlidingState>>} store
 * @param {() => void} ended called whenever one kind of request has been answered for good
 */
export function createEffects(store, ended) {
  /** The last spec that the server took. @type {Moment|null} */
  let accepted = null;
  /** The spec that was shown when the present error was told: that it works is no news. @type {TraceSpec|null} */
  let toldSpec = null;

  /** @param {unknown} error */
  function show(error) {
    if (error instanceof ApiError) store.run(assign, { error: error.info, busy: false });
    else throw error;
  }

  const traces = newestWins(
    async (/** @type {Asked} */ { spec, needsMatrices }, signal) => {
      const [answer, matrices] = await Promise.all([api.makeTrace(spec, signal), needsMatrices ? matricesOf(spec, signal) : null]);
      return { answer, matrices };
    },
    {
      done({ answer, matrices }, asked) {
        const told = store.get().error;
        const isStillTrue = asked.spec === toldSpec && told?.code !== "network";
        accepted = { caseId: asked.caseId, spec: asked.spec };
        store.run(takeTrace, answer);
        store.run(assign, { matrices, busy: traces.isWaiting, error: isStillTrue ? told : null });
        requestAnimationFrame(() => performance.mark("convscope:shown"));
      },
      failed(error, asked) {
        const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500;
        // What the server refuses is taken back: the page shows what it showed, and says why.
        if (isRefused && asked.spec !== accepted?.spec) store.run(takeBack, accepted);
        show(error);
      },
      ended,
    },
  );

  const matrices = newestWins((/** @type {TraceSpec} */ spec, signal) => matricesOf(spec, signal), {
    done: (next) => store.run(assign, { matrices: next }),
    failed: show,
    ended,
  });

  const proof = newestWins((/** @type {TraceSpec} */ spec, signal) => api.prove(spec, signal), {
    done(next, spec) {
      if (store.get().spec === spec) store.run(assign, { proof: next });
    },
    failed(error) {
      store.run(assign, { proof: null });
      show(error);
    },
    ended,
  });

  return {
    /** Whether everything that was asked has been answered. */
    get isIdle() {
      return traces.isIdle && matrices.isIdle && proof.isIdle;
    },

    /**
     * Ask for whatever the change makes necessary.
     * @param {SlidingState} state
     * @param {SlidingState|null} previous null on the first call
     */
    sync(state, previous) {
      if (state.error && state.error !== previous?.error) toldSpec = state.spec;
      const needsMatrices = state.drawer !== null || state.view === "matrix";
      if (state.spec !== previous?.spec) {
        if (state.spec === accepted?.spec && !state.isFresh) traces.drop();
        if (!state.busy) store.run(assign, { busy: true });
        traces.request({ caseId: state.caseId, spec: state.spec, needsMatrices });
      } else if (state.isFresh && !previous.isFresh) {
        traces.request({ caseId: state.caseId, spec: state.spec, needsMatrices });
      } else if (needsMatrices && state.trace && !state.matrices && traces.isIdle && !(previous.drawer !== null || previous.view === "matrix")) {
        matrices.request(state.spec);
      }
    },

    prove() {
      store.run(assign, { proof: "busy" });
      proof.request(store.get().spec);
    },
    show,
  };
}

/**
 * @param {SlidingState} state
 * @param {Moment|null} accepted
 * @returns {SlidingState}
 */
function takeBack(state, accepted) {
  const back = accepted ?? openingState(state.cases);
  const isLast = state.past.at(-1)?.spec === back.spec;
  const past = isLast ? state.past.slice(0, -1) : state.past;
  const { caseId, spec } = back;
  return { ...state, caseId, spec, past, canUndo: past.length > 0, isFresh: !state.trace };
}

/**
 * @param {TraceSpec} spec
 * @param {AbortSignal} signal
 */
async function matricesOf(spec, signal) {
  if (NO_MATRICES.has(spec.mode)) return null;
  try {
    return await api.makeMatrices(spec, signal);
  } catch (error) {
    // What the trace's own refusal says need not be said twice.
    if (error instanceof ApiError && error.status === 422) return null;
    throw error;
  }
}
