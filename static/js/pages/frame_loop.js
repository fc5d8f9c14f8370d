/**
 * One frame draws whatever has changed since the last.
 * @param {{draw: () => void, isIdle: () => boolean}} page isIdle: everything that was asked of the server has been answered
 */
export function createFrameLoop({ draw, isIdle }) {
  const root = document.documentElement;
  let isAsked = false;

  function run() {
    isAsked = false;
    draw();
    requestAnimationFrame(settle); // after a view that draws a frame later
  }

  /** Tests, and programs that take pictures of the page, wait until what is shown belongs together. */
  function settle() {
    root.dataset.settled = String(isIdle() && !isAsked);
  }

  // Two keys may come between two frames: the second counts from what the first one made.
  addEventListener("keydown", () => isAsked && run(), { capture: true });

  return {
    ask() {
      root.dataset.settled = "false";
      if (isAsked) return;
      isAsked = true;
      requestAnimationFrame(run);
    },
    run,
  };
}
