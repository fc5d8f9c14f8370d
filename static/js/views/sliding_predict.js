/** Guess first, then see: the next output is hidden until an answer has been typed. */
import { frameOf } from "../geometry/frame.js";
import { formatNumber, t } from "../i18n/messages.js";
import { make } from "./dom.js";
import { readEntry } from "./sliding_cell_edit.js";
import { cellName, full } from "./sliding_words.js";

/** @typedef {import("../types_sliding.js").SlidingState} SlidingState */
/** @typedef {import("../types_sliding.js").Answer} Answer */
/** @typedef {import("../types_sliding.js").Entry} Entry */

/**
 * @param {HTMLElement} root
 * @param {{answer: (reduction: number, answer: Answer) => void, nextQuestion: () => void, setPredicting: (isOn: boolean) => void}} handlers
 */
export function mountPredict(root, handlers) {
  root.classList.add("predict");
  const question = make("label", { class: "predict__question", for: "predict-answer" });
  const input = make("input", { class: "number predict__answer", id: "predict-answer", type: "text", autocomplete: "off", inputmode: "text" });
  const check = make("button", { class: "button button--primary", text: t("sliding.predict.check"), type: "submit" });
  const form = make("form", { class: "predict__form" }, [question, input, check]);
  const verdict = make("p", { class: "predict__verdict", role: "status" });
  const next = make("button", { class: "button button--primary", text: t("sliding.predict.next"), type: "button" });
  const score = make("span", { class: "predict__score" });
  const stop = make("button", { class: "button button--quiet", text: t("sliding.predict.stop"), type: "button" });
  root.append(form, verdict, next, score, stop);
  root.hidden = true;
  /** @type {SlidingState|null} */
  let drawn = null;
  let asked = -1;
  next.addEventListener("click", handlers.nextQuestion);
  stop.addEventListener("click", () => handlers.setPredicting(false));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const one = drawn?.trace?.reductions[asked];
    if (!one || !drawn?.trace || input.value.trim() === "") return;
    const answer = judge(input.value, one.result);
    if (answer) handlers.answer(asked, answer);
    else input.setAttribute("aria-invalid", "true");
  });
  input.addEventListener("input", () => input.removeAttribute("aria-invalid"));

  return {
    /** @param {SlidingState} state */
    update(state) {
      const { trace, predict } = state;
      const isSame = drawn?.trace === trace && drawn?.time === state.time && drawn.predict === predict;
      drawn = state;
      if (isSame) return;
      root.hidden = !predict.isOn || !trace;
      if (root.hidden || !trace) {
        asked = -1;
        return;
      }
      const frame = frameOf(trace, state.view, state.time);
      const one = trace.reductions[frame.reduction];
      const answer = predict.answers[frame.reduction];
      const isNew = asked !== frame.reduction || !predict.answers;
      asked = frame.reduction;
      question.textContent = t("sliding.predict.question", { name: cellName(trace.output.id, trace.output.shape, one.output) });
      form.hidden = answer !== undefined;
      verdict.hidden = answer === undefined;
      next.hidden = answer === undefined || frame.reduction + 1 >= trace.reductions.length;
      score.textContent = predict.asked > 0 ? t("sliding.predict.score", { right: predict.right, asked: predict.asked }) : "";
      if (answer) {
        const numbers = { answer: answer.text, result: full(one.result), off: answer.off };
        const key = answer.isRight ? "right" : answer.off ? "off" : "wrong";
        verdict.textContent = t(`sliding.predict.${key}`, numbers);
        verdict.dataset.right = String(answer.isRight);
        if (document.activeElement === document.body || form.contains(document.activeElement)) next.focus();
      } else if (isNew) {
        input.value = "";
        input.removeAttribute("aria-invalid");
        input.focus({ preventScroll: true });
      }
    },
  };
}

/**
 * Right means: the same number as far as the page shows it, or letter for letter the same.
 * @param {string} typed
 * @param {Entry} result
 * @returns {Answer|null} null: what was typed is no answer
 */
export function judge(typed, result) {
  if (typeof result === "string") {
    const bare = (/** @type {string} */ text) => text.normalize("NFKC").replace(/[\s*·]/g, "").replaceAll("−", "-");
    return { text: typed.trim(), isRight: bare(typed) === bare(result), off: "" };
  }
  const entry = readEntry(typed, false);
  if (typeof entry !== "number") return null;
  const off = Math.abs(entry - result);
  const isRight = off <= 1e-9 || full(entry) === full(result);
  return { text: full(entry), isRight, off: isRight ? "" : formatNumber(off, 4) };
}
