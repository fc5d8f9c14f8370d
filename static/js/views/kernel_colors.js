/** The law of colour for cells that are elements, told again whenever the theme changes. */
import { css, divergingScale, inkOn } from "../draw/scale.js";
import { readTheme } from "../draw/theme.js";

/** @typedef {(value: number, range: number) => {background: string, ink: string}} ColorOf */

/** @param {(colorOf: ColorOf, theme: import("../draw/theme.js").Theme) => void} apply at once and after each change of theme */
export function watchColors(apply) {
  const read = () => {
    const theme = readTheme();
    const scale = divergingScale(theme);
    apply((value, range) => {
      const color = scale(value, range);
      return { background: css(color), ink: inkOn(color) };
    }, theme);
  };
  new MutationObserver(read).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", read);
  read();
}
