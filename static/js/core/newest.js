/**
 * One request at a time, and of those that wait only the newest: an answer can never be overtaken by an older one,
 * and a slider that is dragged asks as fast as answers come, not faster.
 *
 * @template Input, Output
 * @param {(input: Input, signal: AbortSignal) => Promise<Output>} run
 * @param {{done: (output: Output, input: Input) => void, failed: (error: unknown, input: Input) => void, ended?: () => void}} told
 *   ended: nothing runs any more and nothing waits
 */
export function newestWins(run, told) {
  /** @type {AbortController|null} */
  let running = null;
  /** @type {{input: Input}|null} */
  let waiting = null;

  /** @param {Input} input */
  async function start(input) {
    const mine = new AbortController();
    running = mine;
    try {
      const output = await run(input, mine.signal);
      if (!mine.signal.aborted) told.done(output, input);
    } catch (error) {
      if (!mine.signal.aborted && !waiting) told.failed(error, input);
    }
    if (running !== mine) return;
    running = null;
    const next = waiting;
    waiting = null;
    if (next) void start(next.input);
    else told.ended?.();
  }

  return {
    /** @param {Input} input */
    request(input) {
      if (running) waiting = { input };
      else void start(input);
    },
    /** Forget what runs and what waits: their answers are of no use any more. */
    drop() {
      waiting = null;
      running?.abort();
      running = null;
    },
    /** Whether another request follows the one that runs. */
    get isWaiting() {
      return waiting !== null;
    },
    get isIdle() {
      return running === null;
    },
  };
}
