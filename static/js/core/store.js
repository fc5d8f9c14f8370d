/**
 * The page's one state: replaced, never changed; subscribers are told once per microtask.
 * @template State
 * @param {State} initial
 */
export function createStore(initial) {
  let state = initial;
  let told = initial;
  let isScheduled = false;
  /** @type {Set<(state: State, previous: State) => void>} */
  const subscribers = new Set();

  function tell() {
    isScheduled = false;
    const previous = told;
    told = state;
    for (const subscriber of subscribers) subscriber(told, previous);
  }

  return {
    get: () => state,

    /**
     * Run a pure action: `(state, ...inputs) → state`.
     * @template {unknown[]} Inputs
     * @param {(state: State, ...inputs: Inputs) => State} action
     * @param {Inputs} inputs
     */
    run(action, ...inputs) {
      const next = action(state, ...inputs);
      if (Object.is(next, state)) return;
      state = next;
      if (isScheduled) return;
      isScheduled = true;
      queueMicrotask(tell);
    },

    /** @param {(state: State, previous: State) => void} subscriber */
    subscribe(subscriber) {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
  };
}
