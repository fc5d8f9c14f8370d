/** What the One dimension page asks of the server, and what becomes of the answers. */
import { compute } from "../../api/signals.js";
import { ApiError } from "../../api/client.js";
import { newestWins } from "../../core/newest.js";
import { askedOf, assign, OPENING_SPECS, receive } from "./state.js";

/** @typedef {import("../../types_signals.js").SignalsState} SignalsState */
/** @typedef {import("../../types_signals.js").Asked} Asked */

/**
 * @param {ReturnType<typeof import("../../core/store.js").createStore<SignalsState>>} store
 * @param {() => void} ended called when nothing is under way any more
 */
export function createEffects(store, ended) {
  /** The last request of each kind that the server has answered. @type {Partial<Record<string, import("../../types_signals.js").Spec>>} */
  const accepted = {};

  const computation = newestWins(compute, {
    done(answer, asked) {
      accepted[asked.kind] = asked.spec;
      store.run(receive, answer);
      store.run(assign, { busy: computation.isWaiting });
      requestAnimationFrame(() => performance.mark("convscope:shown"));
    },
    failed(error, asked) {
      if (!(error instanceof ApiError)) throw error;
      const isRefused = error.status >= 400 && error.status < 500;
      const { specs } = store.get();
      // What is refused is taken back: the page shows what it showed, and says why.
      const good = accepted[asked.kind] ?? OPENING_SPECS[asked.kind];
      const isOurs = isRefused && asked.spec === specs[asked.kind] && good !== asked.spec;
      store.run(assign, { error: error.info, busy: false, ...(isOurs ? { specs: { ...specs, [asked.kind]: good } } : {}) });
    },
    ended,
  });

  return {
    get isIdle() {
      return computation.isIdle;
    },
    /**
     * @param {SignalsState} state
     * @param {SignalsState|null} previous null on the first call
     */
    sync(state, previous) {
      const asked = askedOf(state);
      if (previous && state.kind === previous.kind && asked.spec === previous.specs[previous.kind]) return;
      if (!previous || state.kind !== previous.kind) computation.drop();
      if (!state.busy) store.run(assign, { busy: true });
      computation.request(asked);
    },
  };
}
