/** Words in an SVG picture. An index such as that of δ_p is written below the line, as it is on the page. */

/** Width of a letter of the pictures' monospaced fonts, in its size. */
export const LETTER = 0.6;
const INDEX = /_([A-Za-z]|[0-9]{1,3})([^_]*)/g;
const INDEX_DOWN = 4;
const INDEX_SIZE = 10;

/** @param {string} content */
export function symbols(content) {
  const safe = content.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
  // What follows goes up again, be it nothing: only a character can carry the shift.
  return safe.replace(INDEX, `<tspan dy="${INDEX_DOWN}" font-size="${INDEX_SIZE}">$1</tspan><tspan dy="-${INDEX_DOWN}">\u200b$2</tspan>`);
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string} fill
 * @param {number} size
 * @param {"middle"|"start"} [anchor]
 */
export function text(x, y, content, fill, size, anchor = "middle") {
  if (content === "") return "";
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" text-anchor="${anchor}" dominant-baseline="central">${symbols(content)}</text>`;
}
