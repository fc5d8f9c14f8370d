/** From the page's state to what is painted of the network. */
import { className } from "./training_stage_words.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */

/**
 * @param {TrainingState} state
 * @param {boolean} showsKernels
 * @returns {import("../draw/training_network.js").Look}
 */
export function lookOf({ shown, shownLayers, shownClasses, shownIsInk }, showsKernels) {
  const kernels = new Map((shown?.kernels ?? []).map((one) => [one.name, one]));
  return {
    picture: shown?.picture ?? null,
    isInk: shownIsInk,
    maps: shownLayers.map((_, i) => shown?.maps[i] ?? null),
    kernels: shownLayers.map(({ name }) => kernels.get(name) ?? null),
    scores: shown?.scores ?? [],
    scoreKind: shown?.score_kind ?? "probability",
    classes: shownClasses.map(className),
    label: shown?.probe.label ?? null,
    showsKernels,
  };
}
