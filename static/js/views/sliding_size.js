/** How large the output is: the server's formula with its numbers, and the geometry in one sentence. */
import { t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { setFormula } from "./formula.js";

/** @typedef {import("../types_sliding.js").SlidingState} SlidingState */

export function mountSize() {
  const formulas = make("div", { class: "size__formulas" });
  const sentence = make("p", { class: "size__sentence" });
  const element = make("div", { class: "size", role: "group", "aria-label": t("sliding.size.label") }, [formulas, sentence]);
  let written = "";
  return {
    element,
    /** @param {Pick<SlidingState, "trace"|"formulas">} state */
    show({ trace, formulas: given }) {
      if (!trace) return;
      const { rows = "", cols = "" } = given ?? {};
      const lines = rows === cols ? [rows] : [rows, cols];
      const next = lines.join("\n");
      if (next !== written) {
        written = next;
        formulas.replaceChildren(...lines.filter((line) => line !== "").map(formula));
      }
      const { input, kernel, output, effective } = trace.geometry;
      const isDilated = effective[0] !== kernel[0] || effective[1] !== kernel[1];
      const isBackward = trace.mode.startsWith("gradient") || trace.mode.endsWith("backward");
      const isMultiplied = trace.counts.multiplications > 0;
      const forward = !isMultiplied ? "pool" : isDilated ? "dilated" : "plain";
      const key = !isBackward ? forward : isMultiplied ? "backward" : "backward_sum";
      sentence.textContent = t(`sliding.size.${key}`, {
        input: input.join("×"), kernel: kernel.join("×"), output: output.join("×"), effective: effective.join("×"),
        count: trace.counts.multiplications,
      });
    },
  };
}

/** @param {string} latex */
function formula(latex) {
  const line = make("div", { class: "size__formula" });
  setFormula(line, latex);
  return line;
}
