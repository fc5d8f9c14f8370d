import { createClock } from "./clock.js";

/**
 * Time that goes on by whole steps while the state says that it is playing.
 * @template {{playing: boolean}} State
 * @param {() => State} get
 * @param {{pace: (state: State) => number, advance: (count: number) => void}} how pace: steps a second; advance: by so many, ≥ 1
 */
export function createPlayback(get, { pace, advance }) {
  let owed = 0;
  const clock = createClock((seconds) => {
    owed += seconds * pace(get());
    const count = Math.floor(owed);
    owed -= count;
    if (count > 0) advance(count);
  });

  return {
    /** The clock starts and stops as the state does. @param {State} state @param {State} previous */
    sync(state, previous) {
      if (state.playing && !previous.playing) {
        owed = 0;
        clock.start();
      }
      if (!state.playing && previous.playing) clock.stop();
    },
  };
}
