/** Colours that tell weights apart where they have no values. */
import { css, parseHex } from "./scale.js";

/**
 * So many colours from blue to orange.
 * @param {import("./theme.js").Theme} theme
 * @param {number} count
 */
export function paletteOf(theme, count) {
  const [from, to] = [parseHex(theme.neg), parseHex(theme.pos)];
  return Array.from({ length: count }, (_, i) => {
    const share = count > 1 ? i / (count - 1) : 0;
    const mixed = from.map((start, channel) => Math.round(start + (to[channel] - start) * share));
    return css([mixed[0], mixed[1], mixed[2]]);
  });
}
