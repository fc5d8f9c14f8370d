/** A view that few visits need: its module is fetched when there is something to show. */

/**
 * @template State
 * @typedef {{update: (state: State) => void}} View
 */

/**
 * @template State
 * @param {(state: State) => boolean} isNeeded
 * @param {() => Promise<View<State>>} fetchView
 * @param {Pick<ReturnType<typeof import("./errands.js").createErrands>, "awaited">} errands
 * @returns {View<State>}
 */
export function lateView(isNeeded, fetchView, errands) {
  /** @type {View<State>|null} */
  let view = null;
  let isAsked = false;
  /** @type {State} */
  let newest;

  async function fetchOnce() {
    isAsked = true;
    view = await errands.awaited(fetchView());
    isAsked = false; // what has failed is tried again when it is needed again
    view?.update(newest);
  }

  return {
    update(state) {
      newest = state;
      if (view) view.update(state);
      else if (!isAsked && isNeeded(state)) void fetchOnce();
    },
  };
}
