/** What an operand is filled with: a ramp, random integers from a seed, letters, of the input a crop of a picture; typing overrides it. */
import { t } from "../i18n/messages.js";
import { freshId, iconButton, make } from "./dom.js";

/** @typedef {import("../types_sliding.js").Fill} Fill */

const FILLS = /** @type {const} */ (["ramp", "random", "one_hot", "zeros", "ones", "letters"]);

/**
 * @param {"x"|"w"|"bias"|"delta"} part
 * @param {{fill: (part: "x"|"w"|"bias"|"delta", fill: Fill) => void, reseed: (part: "x"|"w"|"bias"|"delta") => void, openCrop: () => void}} handlers
 */
export function fillField(part, handlers) {
  const id = freshId("fill");
  const name = t(`sliding.name.${part === "bias" ? "b" : part}`);
  const typed = make("option", { text: t("sliding.fill.typed"), value: "typed" });
  const options = FILLS.map((fill) => make("option", { text: t(`sliding.fill.${fill}`), value: fill }));
  const crop = part === "x" ? [make("option", { text: t("sliding.fill.crop"), value: "crop" })] : [];
  const select = make("select", { class: "select", id, "data-tip": t("sliding.fill.tip") }, [typed, ...options, ...crop]);
  let shown = "";
  select.addEventListener("change", () => {
    if (select.value === "crop") {
      // Nothing is filled yet: which picture, and where?
      select.value = shown;
      handlers.openCrop();
    } else if (select.value !== "typed") handlers.fill(part, /** @type {Fill} */ (select.value));
  });
  const again = iconButton("shuffle", t("sliding.fill.reseed", { name }), t("sliding.fill.reseed.tip"), () => handlers.reseed(part));
  const row = make("div", { class: "fill-field__row" }, [select, again]);
  const element = make("div", { class: "field", "data-setting": `fill-${part}` }, [make("label", { text: t("sliding.fill.label", { name }), for: id }), row]);
  return {
    element,
    /** @param {import("../types_sliding.js").OperandSpec|null} operand */
    show(operand) {
      if (!operand) return;
      typed.hidden = operand.values === null;
      shown = operand.values ? "typed" : operand.fill;
      select.value = shown;
    },
  };
}
