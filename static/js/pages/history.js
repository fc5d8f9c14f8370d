/**
 * The address bar follows the state. A milestone (another picture, another case) is a step that “back” undoes; whatever is
 * dragged, played or hovered only rewrites the present entry.
 */

// Browsers refuse more than about a hundred rewrites in half a minute.
const REWRITE_MS = 400;

/**
 * @template State
 * @param {(state: State) => string} write the state as a query
 * @param {() => void} reopen called when the visitor goes back or forward
 * @param {(state: State) => string} milestoneOf what makes a new entry when it changes
 */
export function keepLink(write, reopen, milestoneOf) {
  let milestone = "";
  /** @type {{state: State}|null} */
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
    const { state } = waiting;
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
    /** @param {State} state */
    keep(state) {
      milestone ||= milestoneOf(state);
      waiting = { state };
      timer ||= window.setTimeout(flush, REWRITE_MS);
    },
    flush,
  };
}
