/** “Prove it”: what an independent method and finite differences say about the numbers on the stage. */
import { t } from "../i18n/messages.js";
import { icon, iconButton, make } from "./dom.js";

/** @typedef {import("../types_sliding.js").Proof} Proof */

/**
 * @param {HTMLElement} root
 * @param {{closeProof: () => void}} handlers
 */
export function mountProof(root, handlers) {
  root.classList.add("proof");
  root.setAttribute("role", "status");
  /** @type {Proof|"busy"|null} */
  let shown = null;
  return {
    /** @param {{proof: Proof|"busy"|null}} state */
    update({ proof }) {
      if (proof === shown) return;
      shown = proof;
      if (proof === null) root.replaceChildren();
      else if (proof === "busy") root.replaceChildren(make("p", { class: "notice" }, [make("span", { class: "spinner" }), t("sliding.proof.busy")]));
      else root.replaceChildren(told(proof, handlers.closeProof));
    },
  };
}

/**
 * @param {Proof} proof
 * @param {() => void} dismiss
 */
function told({ independent, finite_differences: differences }, dismiss) {
  const method = t(independent.method);
  const lines = [t(independent.largest_error === 0 ? "sliding.proof.exact" : "sliding.proof.independent", { method, error: tiny(independent.largest_error) })];
  if (differences) {
    const numbers = { step: tiny(differences.step), error: tiny(differences.largest_error), relative: tiny(differences.relative) };
    lines.push(t("sliding.proof.differences", numbers));
  }
  const close = iconButton("close", t("shell.close"), t("shell.close"), dismiss);
  close.classList.add("button--quiet");
  const body = make("div", { class: "notice__body" }, [make("strong", { text: t("sliding.proof.title") }), ...lines.map((text) => make("p", { text }))]);
  return make("div", { class: "notice" }, [icon("check"), body, close]);
}

/** @param {number} value as 2.2 × 10⁻¹⁶ */
function tiny(value) {
  if (value === 0 || Math.abs(value) >= 1e-3) return String(value);
  const [digits, exponent] = value.toExponential(1).split("e");
  const raised = [...exponent].map((sign) => (sign === "-" ? "⁻" : sign === "+" ? "" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)])).join("");
  return `${digits} × 10${raised}`;
}
