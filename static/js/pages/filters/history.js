/**
 * The address bar follows the state. A change of picture or of the chain's filters is a step that “back” undoes;
 * whatever is dragged or hovered only rewrites the present entry.
 */

/** @typedef {import("../../types.js").FiltersState} FiltersState */

// Browsers refuse more than about a hundred rewrites in half a minute.
const REWRITE_MS = 400;

/**
 * @param {(state: FiltersState) => string} write
 * @param {() => void} reopen called when the visitor goes back or forward
 */
export function keepLink(write, reopen) {
  let milestone = "";
  /** @type {FiltersState|null} */
  let waiting = null;
  let timer = 0;

  addEventListener("popstate", () => {
    clearTimeout(timer);
    timer = 0;
    waiting = null;
    milestone = "";
    reopen();
  });

  function flush() {
    timer = 0;
    if (!waiting) return;
    const state = waiting;
    waiting = null;
    const query = write(state);
    const address = query ? `?${query}` : location.pathname;
    if (address === (location.search || location.pathname)) return;
    const next = milestoneOf(state);
    if (milestone && next !== milestone) history.pushState(null, "", address);
    else history.replaceState(history.state, "", address);
    milestone = next;
  }

  return {
    /** @param {FiltersState} state */
    keep(state) {
      milestone ||= milestoneOf(state);
      waiting = state;
      timer ||= window.setTimeout(flush, REWRITE_MS);
    },
    flush,
  };
}

/** @param {FiltersState} state */
function milestoneOf(state) {
  return [state.picture.id, ...state.steps.map((step) => step.filter)].join();
}
