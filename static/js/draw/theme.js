/**
 * The colours of the current theme, read once per theme change and handed to every drawing function.
 * @typedef {{paper: string, panel: string, ink: string, ink2: string, line: string, line2: string, window: string, windowSoft: string,
 *   neg: string, zero: string, pos: string, deltaNeg: string, deltaPos: string, stage: string, mono: string}} Theme
 */

/**
 * @param {Element} [element]
 * @returns {Theme}
 */
export function readTheme(element = document.documentElement) {
  const style = getComputedStyle(element);
  const token = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  return {
    paper: token("paper"),
    panel: token("panel"),
    ink: token("ink"),
    ink2: token("ink-2"),
    line: token("line"),
    line2: token("line-2"),
    window: token("window"),
    windowSoft: token("window-soft"),
    neg: token("neg"),
    zero: token("zero"),
    pos: token("pos"),
    deltaNeg: token("delta-neg"),
    deltaPos: token("delta-pos"),
    stage: token("stage"),
    mono: token("mono"),
  };
}
