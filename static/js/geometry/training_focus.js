/**
 * Where an arrow key leads among things that lie anywhere on a plane: to the nearest one that lies that way, those straight ahead first.
 *
 * @typedef {{left: number, top: number, width: number, height: number}} Rect
 * @param {readonly Rect[]} rects
 * @param {number} from
 * @param {string} key
 * @returns {number|null} null: not an arrow key, or nothing lies there
 */
export function focusBy(rects, from, key) {
  const way = WAYS[key];
  const at = rects[from];
  if (!way || !at) return null;
  let best = null;
  let least = Infinity;
  for (const [index, rect] of rects.entries()) {
    if (index === from) continue;
    const ahead = way.isAcross ? distance(at.left, at.width, rect.left, rect.width) * way.sign : distance(at.top, at.height, rect.top, rect.height) * way.sign;
    if (ahead <= 0) continue;
    const aside = way.isAcross ? apart(at.top, at.height, rect.top, rect.height) : apart(at.left, at.width, rect.left, rect.width);
    const cost = ahead + aside * 6;
    if (cost < least) [best, least] = [index, cost];
  }
  return best;
}

/** @type {Readonly<Record<string, {isAcross: boolean, sign: 1|-1}>>} */
const WAYS = {
  ArrowLeft: { isAcross: true, sign: -1 },
  ArrowRight: { isAcross: true, sign: 1 },
  ArrowUp: { isAcross: false, sign: -1 },
  ArrowDown: { isAcross: false, sign: 1 },
};

/** From the one's near edge to the other's far edge, signed; 0 where they share the line. @param {number} a @param {number} wide @param {number} b @param {number} broad */
function distance(a, wide, b, broad) {
  if (b >= a + wide - 0.5) return b - a - wide + 1;
  return b + broad <= a + 0.5 ? b + broad - a - 1 : 0;
}

/** How far apart two intervals are, and a little for their middles. @param {number} a @param {number} wide @param {number} b @param {number} broad */
function apart(a, wide, b, broad) {
  const gap = Math.max(0, b - a - wide, a - b - broad);
  return gap + Math.abs(a + wide / 2 - b - broad / 2) * 0.05;
}
