/**
 * The page's one clock: `tick(seconds since the last frame)` while it runs. No other module keeps a timer.
 * @param {(seconds: number) => void} tick
 */
export function createClock(tick) {
  let last = 0;
  let frame = 0;

  /** @param {number} now milliseconds */
  function onFrame(now) {
    // A tab that slept wakes with one ordinary frame, not with all it missed.
    const seconds = Math.min(0.1, (now - last) / 1000);
    last = now;
    frame = requestAnimationFrame(onFrame);
    tick(seconds);
  }

  return {
    start() {
      if (frame) return;
      last = performance.now();
      frame = requestAnimationFrame(onFrame);
    },
    stop() {
      cancelAnimationFrame(frame);
      frame = 0;
    },
  };
}
