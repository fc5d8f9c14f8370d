/** The opening state of the Filters page and the pure actions that replace it. */

/** @typedef {import("../../types.js").FiltersState} FiltersState */
/** @typedef {import("../../types.js").Step} Step */
/** @typedef {import("../../types.js").Kernel} Kernel */
/** @typedef {import("../../types.js").Pixel} Pixel */
/** @typedef {import("../../types.js").Catalog} Catalog */

/** @type {Omit<Step, "filter"|"parameters">} */
export const STEP_DEFAULTS = {
  operation: "correlate",
  padding: "same",
  padding_mode: "reflect",
  stride: [1, 1],
  dilation: [1, 1],
  channels: "each",
  divisor: null,
  offset: null,
  display: null,
};

export const OPENING_PICTURE = "still_life";
const LONGEST_HISTORY = 100;

/**
 * @param {string} filter
 * @param {Step["parameters"]} [parameters]
 * @returns {Step}
 */
export function newStep(filter, parameters = {}) {
  return { filter, parameters, ...STEP_DEFAULTS };
}

/**
 * The state every visit starts from, before the link is read.
 * @param {Catalog} catalog
 * @returns {FiltersState}
 */
export function openingState(catalog) {
  const picture = catalog.samples.find((sample) => sample.id === OPENING_PICTURE) ?? catalog.samples[0];
  return {
    catalog,
    picture,
    size: "preview",
    steps: [newStep("emboss")],
    active: 0,
    layout: "slider",
    divider: 0.5,
    viewport: null,
    pixel: picture.telling,
    pinned: false,
    channel: "red",
    kernelIndex: 0,
    term: null,
    playing: false,
    speed: 1,
    hoverTap: null,
    result: null,
    source: null,
    stepThumbnails: [],
    description: null,
    inspection: null,
    analysis: null,
    sprites: null,
    exact: null,
    busy: true,
    upload: null,
    isDragging: false,
    error: null,
    past: [],
    future: [],
    canUndo: false,
    canRedo: false,
  };
}

/**
 * Change some fields.
 * @param {FiltersState} state
 * @param {Partial<FiltersState>} fields
 * @returns {FiltersState}
 */
export function assign(state, fields) {
  return { ...state, ...fields };
}

/**
 * Replace the chain and remember the one before, for undo.
 * @param {FiltersState} state
 * @param {Step[]} steps
 * @param {{active?: number, isContinued?: boolean}} [options] isContinued: part of the same gesture as the change before
 * @returns {FiltersState}
 */
export function setSteps(state, steps, { active = state.active, isContinued = false } = {}) {
  const past = isContinued && state.past.length > 0 ? state.past : [...state.past, state.steps].slice(-LONGEST_HISTORY);
  return withHistory({ ...state, steps, active: clamp(active, 0, steps.length - 1), past, future: [], term: null });
}

/**
 * @param {FiltersState} state
 * @param {Partial<Step>} fields
 * @param {boolean} [isContinued]
 */
export function editStep(state, fields, isContinued = false) {
  const steps = state.steps.map((step, i) => (i === state.active ? { ...step, ...fields } : step));
  return setSteps(state, steps, { isContinued });
}

/**
 * Another filter in the active step; how it meets the picture (padding, stride, channels …) stays.
 * @param {FiltersState} state
 * @param {string} filter
 */
export function choosePreset(state, filter) {
  const next = editStep(state, { filter, parameters: {}, divisor: null, offset: null, display: null });
  return { ...next, kernelIndex: /** @type {0} */ (0) };
}

/**
 * @param {FiltersState} state
 * @param {string} id
 * @param {number|string} value
 * @param {boolean} isContinued
 */
export function setParameter(state, id, value, isContinued) {
  const { parameters } = state.steps[state.active];
  return editStep(state, { parameters: { ...parameters, [id]: value } }, isContinued);
}

/**
 * A kernel of one's own; divisor, offset and display are kept as they were shown.
 * @param {FiltersState} state
 * @param {Kernel} kernel
 * @param {{divisor?: number, isContinued?: boolean}} [options]
 */
export function setKernel(state, kernel, { divisor, isContinued = false } = {}) {
  const shown = state.description?.steps[state.active];
  const step = state.steps[state.active];
  const fields = {
    filter: "custom",
    parameters: { kernel },
    divisor: divisor ?? step.divisor ?? shown?.divisor ?? null,
    offset: step.offset ?? shown?.offset ?? null,
    display: step.display ?? shown?.display ?? null,
  };
  return { ...editStep(state, fields, isContinued), kernelIndex: /** @type {0} */ (0) };
}

/** @param {FiltersState} state */
export function undo(state) {
  const steps = state.past.at(-1);
  if (!steps) return state;
  const moved = { ...state, steps, past: state.past.slice(0, -1), future: [state.steps, ...state.future] };
  return withHistory({ ...moved, active: clamp(state.active, 0, steps.length - 1), kernelIndex: /** @type {0} */ (0) });
}

/** @param {FiltersState} state */
export function redo(state) {
  const [steps, ...future] = state.future;
  if (!steps) return state;
  const moved = { ...state, steps, past: [...state.past, state.steps], future };
  return withHistory({ ...moved, active: clamp(state.active, 0, steps.length - 1), kernelIndex: /** @type {0} */ (0) });
}

/** @param {FiltersState} state */
export function addStep(state) {
  if (state.steps.length >= state.catalog.limits.max_steps) return state;
  const steps = state.steps.toSpliced(state.active + 1, 0, newStep("gaussian"));
  return selected(setSteps(state, steps, { active: state.active + 1 }));
}

/**
 * @param {FiltersState} state
 * @param {number} index
 */
export function duplicateStep(state, index) {
  if (state.steps.length >= state.catalog.limits.max_steps) return state;
  const steps = state.steps.toSpliced(index + 1, 0, state.steps[index]);
  return selected(setSteps(state, steps, { active: index + 1 }));
}

/**
 * @param {FiltersState} state
 * @param {number} index
 */
export function removeStep(state, index) {
  if (state.steps.length === 1) return state;
  const active = index < state.active || state.active === state.steps.length - 1 ? state.active - 1 : state.active;
  return selected(setSteps(state, state.steps.toSpliced(index, 1), { active: Math.max(0, active) }));
}

/**
 * @param {FiltersState} state
 * @param {number} from
 * @param {number} to
 */
export function moveStep(state, from, to) {
  if (to < 0 || to >= state.steps.length || from === to) return state;
  const steps = state.steps.toSpliced(from, 1).toSpliced(to, 0, state.steps[from]);
  return selected(setSteps(state, steps, { active: to }));
}

/**
 * @param {FiltersState} state
 * @param {number} index
 */
export function selectStep(state, index) {
  return selected({ ...state, active: clamp(index, 0, state.steps.length - 1) });
}

/**
 * Another picture: the view starts afresh, the filters stay.
 * @param {FiltersState} state
 * @param {import("../../types.js").Picture} picture
 */
export function setPicture(state, picture) {
  const fresh = { viewport: null, exact: null, pixel: picture.telling, pinned: false, inspection: null, sprites: null };
  return { ...state, picture, size: /** @type {"preview"} */ ("preview"), upload: null, error: null, ...fresh };
}

/**
 * The playhead inside the reduction; null when all terms are done.
 * @param {FiltersState} state
 * @param {number|null} term
 */
export function seekTerm(state, term) {
  const count = state.inspection?.channels[0]?.reductions[0]?.terms.length ?? 0;
  return { ...state, term: term === null || term >= count ? null : Math.max(0, term) };
}

/** @param {FiltersState} state */
function selected(state) {
  return { ...state, kernelIndex: /** @type {0} */ (0), term: null, playing: false, exact: null };
}

/** @param {FiltersState} state */
function withHistory(state) {
  return { ...state, canUndo: state.past.length > 0, canRedo: state.future.length > 0 };
}

/**
 * @param {number} value
 * @param {number} minimum
 * @param {number} maximum
 */
function clamp(value, minimum, maximum) {
  return Math.min(maximum, Math.max(minimum, value));
}
