/**
 * Time by key, wherever nothing else wants the key: Space plays and pauses, the arrows step, with Shift to the next output,
 * Home and End, [ and ] change the speed, Ctrl+Z takes back. A lecturer presses Space without looking for the focus first.
 *
 * @typedef {object} TimeHandlers
 * @property {() => void} toggle
 * @property {(direction: -1|1) => void} step
 * @property {(direction: -1|1) => void} jump
 * @property {() => void} seekStart
 * @property {() => void} seekEnd
 * @property {(direction: -1|1) => void} changeSpeed
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {Readonly<Record<string, () => void>>} [letters] what a page's own letters do
 */

/** @param {TimeHandlers} handlers */
export function listenForTimeKeys(handlers) {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || isTyping(event.target)) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      if (event.shiftKey) handlers.redo();
      else handlers.undo();
      return;
    }
    if (act(event)) event.preventDefault();
  });

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key meant something
   */
  function act({ key, shiftKey, target }) {
    const letter = handlers.letters?.[key.toLowerCase()];
    if (letter) letter();
    else if (key === "[" || key === "]") handlers.changeSpeed(key === "[" ? -1 : 1);
    else if (key === " " && !isPressed(target)) handlers.toggle();
    else if (usesArrows(target, shiftKey)) return false;
    else if (key === "ArrowLeft" || key === "ArrowRight") {
      const direction = key === "ArrowLeft" ? -1 : 1;
      if (shiftKey) handlers.jump(direction);
      else handlers.step(direction);
    } else if (key === "Home") handlers.seekStart();
    else if (key === "End") handlers.seekEnd();
    else return false;
    return true;
  }
}

/** @param {EventTarget|null} target */
function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=range],[type=radio],[type=checkbox]), textarea, select");
}

/** @param {EventTarget|null} target does Space already press it? A radio button that was just chosen has no use for it. */
function isPressed(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches("input[type=radio], input[type=range]")) return false;
  return target.closest("button, a, summary, label, input, [role=application], dialog, [popover]") !== null;
}

/**
 * @param {EventTarget|null} target
 * @param {boolean} isShifted
 */
function usesArrows(target, isShifted) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches("[data-scrubber]")) return !isShifted;
  return target.closest("input, [role=grid], [role=slider], [role=application], [role=tablist], [role=listbox], [role=menu], dialog, [popover]") !== null;
}
