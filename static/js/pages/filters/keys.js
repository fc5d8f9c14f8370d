/** Keys that work wherever nothing else wants them: a lecturer presses Space without looking for the focus first. */

/**
 * @param {{play: () => void, pause: () => void, seekTerm: (term: number|null) => void, nextPixel: (direction: -1|1) => void,
 *   changeSpeed: (direction: -1|1) => void, undo: () => void, redo: () => void}} handlers
 * @param {() => import("../../types.js").FiltersState} get
 */
export function listenForKeys(handlers, get) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || isEditing(event.target)) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      if (event.shiftKey) handlers.redo();
      else handlers.undo();
      return;
    }
    if (event.key === "[" || event.key === "]") handlers.changeSpeed(event.key === "[" ? -1 : 1);
    if (event.target === document.body && play(event)) event.preventDefault();
  });

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key meant something
   */
  function play({ key, shiftKey }) {
    const { playing, term, inspection } = get();
    const count = inspection?.channels[0]?.reductions[0]?.terms.length ?? 0;
    if (key === " ") {
      if (playing) handlers.pause();
      else handlers.play();
    } else if (shiftKey && (key === "ArrowLeft" || key === "ArrowRight")) handlers.nextPixel(key === "ArrowLeft" ? -1 : 1);
    else if (key === "ArrowLeft") handlers.seekTerm(term === null ? count - 1 : Math.max(0, term - 1));
    else if (key === "ArrowRight") handlers.seekTerm(term === null || term + 1 >= count ? null : term + 1);
    else if (key === "Home") handlers.seekTerm(0);
    else if (key === "End") handlers.seekTerm(null);
    else return false;
    return true;
  }
}

/** @param {EventTarget|null} target */
function isEditing(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=range],[type=radio],[type=checkbox]), textarea, select");
}
