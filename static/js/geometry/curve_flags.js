/** Which changes of the settings stand under one flag: a slider that is dragged changes them dozens of times within a few steps. */

/**
 * @template {{step: number}} Change
 * @param {readonly Change[]} changes in their order
 * @param {number} near steps between two changes that one flag stands for
 * @returns {Change[][]} at least one change each
 */
export function gestures(changes, near) {
  /** @type {Change[][]} */
  const groups = [];
  for (const change of changes) {
    const last = groups.at(-1);
    if (last && change.step - last[last.length - 1].step <= near) last.push(change);
    else groups.push([change]);
  }
  return groups;
}
