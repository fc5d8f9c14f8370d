/**
 * The pixel inspector: the arithmetic that made one output pixel. Window × kernel = products, their running sum, and
 * what became of the sum. Every number comes from the server's inspection; this lays it out and plays it.
 *
 * Keys, while the focus is inside: Space plays and pauses, ← → step, Shift+← → the neighbouring output pixel, Home, End.
 * In a grid the arrows walk over the cells instead, and Enter sets the playhead to the cell.
 */

import { t } from "../i18n/messages.js";
import { icon, make, segmented, setAttribute, setText } from "./dom.js";
import { mountFormula } from "./inspector_formula.js";
import { mountGrids } from "./inspector_grids.js";
import { mountList } from "./inspector_list.js";
import { mountResult } from "./inspector_result.js";
import { mountTransport } from "./inspector_transport.js";
import { stepSentence, termSentence } from "./inspector_words.js";

/**
 * @typedef {import("./inspector_types.js").InspectorState} InspectorState
 * @typedef {import("./inspector_types.js").InspectorHandlers} InspectorHandlers
 * @typedef {import("./inspector_types.js").Channel} Channel
 * @typedef {import("./inspector_types.js").View} View
 */

/**
 * @param {HTMLElement} root
 * @param {InspectorHandlers} handlers
 * @returns {{update: (state: InspectorState) => void}}
 */
export function mountInspector(root, handlers) {
  root.classList.add("inspector");
  const heading = make("h2", { class: "panel__title inspector__heading", "data-tip": t("inspector.heading.tip") });
  const unpin = make("button", { type: "button", class: "chip inspector__pin", "data-tip": t("inspector.unpin.tip") }, [
    icon("pin"),
    t("inspector.unpin"),
  ]);
  unpin.addEventListener("click", () => handlers.pinPixel(null));
  const kernels = segmented(
    t("inspector.kernels.label"),
    ["0", "1"].map((value) => ({ value, label: t(`inspector.kernel.${value}`) })),
    (value) => handlers.chooseKernel(value === "1" ? 1 : 0),
    "inspector-kernel",
  );
  const channels = make("div", { class: "inspector__channels" });
  const head = make("div", { class: "inspector__head" }, [heading, unpin, make("div", { class: "inspector__choices" }, [kernels.element, channels])]);
  const empty = make("p", { class: "inspector__empty" }, [t("inspector.empty")]);
  const body = make("div", { class: "inspector__body" });
  const grids = make("div");
  const formula = make("div");
  const result = make("div");
  const transport = make("div");
  const readout = make("p", { class: "inspector__readout" });
  const list = make("details");
  const spoken = make("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  body.append(grids, readout, formula, result, transport, list, spoken);
  root.append(head, empty, body);

  /** @type {InspectorState|null} */
  let state = null;
  /** @type {View|null} */
  let view = null;
  let channelNames = "";
  let selectChannel = (/** @type {Channel} */ _channel) => {};
  let isStepped = false;

  /** @param {number} index */
  function seek(index) {
    isStepped = true;
    handlers.seekTerm(index);
  }
  /** @param {1|-1} by */
  function step(by) {
    if (!view) return;
    const count = view.reduction.terms.length;
    const next = (view.term ?? count) + by;
    if (next < 0 || next > count) return;
    isStepped = true;
    view = { ...view, term: next === count ? null : next }; // the next key counts from it, before the page has drawn it
    handlers.seekTerm(view.term);
  }
  const toggle = () => (state?.playing ? handlers.pause() : handlers.play());

  const parts = {
    grids: mountGrids(grids, { hoverTap: handlers.hoverTap, seek }),
    formula: mountFormula(formula, { hoverTap: handlers.hoverTap, seek }),
    result: mountResult(result),
    transport: mountTransport(transport, { toggle, step, seek: handlers.seekTerm, nextPixel: handlers.nextPixel }),
    list: mountList(list),
  };

  root.addEventListener("keydown", (event) => {
    if (!view || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = event.target instanceof Element ? event.target : null;
    const isInput = target?.matches("input, select, textarea") ?? false;
    const isPressable = target?.matches("button, summary, a") ?? false;
    if (event.key === " " && !isInput && !isPressable) toggle();
    else if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      handlers.nextPixel(event.key === "ArrowLeft" ? -1 : 1);
    } else if (isInput || event.shiftKey) return;
    else if (event.key === "ArrowLeft") step(-1);
    else if (event.key === "ArrowRight") step(1);
    else if (event.key === "Home") seek(0);
    else if (event.key === "End") handlers.seekTerm(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // A finger has no hover: what it touched stays lit until it touches something else.
  document.addEventListener("pointerdown", (event) => {
    const isElsewhere = !(event.target instanceof Node && (grids.contains(event.target) || formula.contains(event.target)));
    if (event.pointerType === "touch" && isElsewhere && view !== null && view.lit !== null) handlers.hoverTap(null);
  });

  /** @param {readonly Channel[]} names */
  function showChannels(names) {
    if (channelNames === names.join()) return;
    channelNames = names.join();
    const options = names.map((value) => ({ value, label: t(`inspector.channel.${value}`) }));
    const choice = segmented(t("inspector.channels.label"), options, handlers.chooseChannel, "inspector-channel");
    selectChannel = choice.select;
    channels.replaceChildren(choice.element);
    channels.hidden = names.length < 2;
  }

  /** @param {InspectorState} next */
  function viewOf(next) {
    const inspection = next.inspection;
    const channel = inspection?.channels.find((candidate) => candidate.channel === next.channel) ?? inspection?.channels[0];
    if (!inspection || !channel) return null;
    const index = Math.min(next.kernelIndex, channel.reductions.length - 1);
    const reduction = channel.reductions[index];
    const last = reduction?.terms.at(-1);
    if (!reduction || !last) return null;
    const count = reduction.terms.length;
    const cols = last.col + 1;
    const tap = next.hoverTap;
    const lit = tap && tap.col < cols && tap.row <= last.row ? tap.row * cols + tap.col : null;
    const term = next.term === null || next.term >= count ? null : Math.max(0, next.term);
    return { reduction, channel, index, rows: last.row + 1, cols, term, lit };
  }

  /** @param {InspectorState} next @param {View} now */
  function titles(next, now) {
    const facts = next.description?.steps[next.inspection?.step ?? next.active];
    const values = { rows: now.rows, cols: now.cols, dilation: facts ? Math.max(...facts.dilation) : 1 };
    const isFlipped = (facts?.operation ?? next.steps[next.active]?.operation) === "convolve";
    return {
      value: t(values.dilation > 1 ? "inspector.grid.value_dilated" : "inspector.grid.value", values),
      weight: t(isFlipped ? "inspector.grid.weight_flipped" : "inspector.grid.weight", values),
      product: t("inspector.grid.product", { count: now.reduction.terms.length }),
      sum: t("inspector.grid.sum"),
    };
  }

  return {
    update(next) {
      state = next;
      view = viewOf(next);
      empty.hidden = view !== null || next.pixel !== null;
      body.hidden = view === null;
      root.classList.toggle("inspector--waiting", view === null && next.pixel !== null);
      head.hidden = view === null;
      const inspection = next.inspection;
      setAttribute(root, "aria-busy", String(next.pixel !== null && (next.pixel.row !== inspection?.row || next.pixel.col !== inspection?.col)));
      unpin.hidden = !next.pinned;
      if (!view || !inspection) return;

      const names = inspection.channels.map((channel) => channel.channel);
      showChannels(names);
      selectChannel(view.channel.channel);
      kernels.element.hidden = view.channel.reductions.length < 2;
      kernels.select(String(view.index));
      setText(heading, t("inspector.heading", { row: inspection.row, col: inspection.col, channel: t(`inspector.channel.${view.channel.channel}`) }));

      parts.grids.update(view, titles(next, view));
      parts.formula.update(view);
      parts.result.update(inspection, view.channel, view.index, next.description?.steps[inspection.step]?.offset ?? 0);
      parts.transport.update(view, next.playing);
      parts.list.update(view);

      const at = view.lit ?? view.term;
      const term = at === null ? undefined : view.reduction.terms[at];
      setText(readout, term && at !== null ? termSentence(term, at) : t("inspector.readout.hint"));
      readout.classList.toggle("inspector__readout--hint", !term);
      if (isStepped) {
        const current = view.term === null ? undefined : view.reduction.terms[view.term];
        setText(spoken, current && view.term !== null ? stepSentence(current, view.term) : t("inspector.progress.done", { count: view.reduction.terms.length }));
        isStepped = false;
      }
    },
  };
}
