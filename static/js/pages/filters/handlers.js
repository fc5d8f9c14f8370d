/** What the views can ask of the page: each turns into an action on the state or a request to the server. */
import * as api from "../../api/filters.js";
import { ApiError, apiUrl } from "../../api/client.js";
import { t } from "../../i18n/messages.js";
import { DOWNLOAD_TYPES } from "../../views/toolbar.js";
import { copyText, toast } from "../shell.js";
import * as actions from "./state.js";

/** @typedef {import("../../types.js").FiltersState} FiltersState */
/** @typedef {import("../../types.js").Kernel} Kernel */
/** @typedef {import("../../types.js").Pixel} Pixel */

// A row of six across the panel: twice what a common screen shows of each.
const THUMBNAIL_PIXELS = 68 * 52;

/**
 * @param {ReturnType<typeof import("../../core/store.js").createStore<FiltersState>>} store
 * @param {ReturnType<typeof import("./effects.js").createEffects>} effects
 */
export function createHandlers(store, effects) {
  const { run } = store;
  /** @type {number|null} the paint stroke that the last kernel edit belonged to */
  let lastStroke = null;
  let transforming = Promise.resolve();

  /** @param {Partial<FiltersState>} fields */
  const assign = (fields) => run(actions.assign, fields);

  /** The kernel as it stands in the editor: one's own may be newer than the server's description of it. */
  function shown() {
    const { steps, description, active, kernelIndex } = store.get();
    const described = description?.steps[active];
    if (!described) return null;
    const { filter, parameters, divisor } = steps[active];
    const own = filter === "custom" && Array.isArray(parameters.kernel) ? parameters.kernel : null;
    return { kernel: own ?? described.kernels[kernelIndex].weights, divisor: divisor ?? described.divisor };
  }

  /**
   * @param {() => Promise<{kernel: Kernel, divisor: number}>} ask
   * @returns {Promise<import("../../types.js").ErrorInfo|null>} why there is no new kernel
   */
  async function takeKernel(ask) {
    try {
      const { kernel, divisor } = await effects.awaited(ask());
      run(actions.setKernel, kernel, { divisor });
      assign({ error: null });
      return null;
    } catch (error) {
      if (error instanceof ApiError) return error.info;
      throw error;
    }
  }

  /** @param {import("../../types.js").ErrorInfo|null} error */
  function tell(error) {
    if (error) assign({ error });
  }

  /** @param {string} text */
  async function copy(text) {
    toast((await copyText(text)) ? t("filters.copied") : t("filters.copy_failed"));
  }

  const handlers = {
    choosePicture: (/** @type {import("../../types.js").Picture} */ picture) => run(actions.setPicture, picture),
    sendFile: (/** @type {Blob} */ file) => void effects.send(file),
    cancelUpload: effects.cancelUpload,
    setSize: (/** @type {"preview"|"full"} */ size) => assign({ size, viewport: null, exact: null }),
    thumbnailUrl: (/** @type {string} */ id) => apiUrl(`pictures/${id}/image?size=thumbnail&pixels=${THUMBNAIL_PIXELS}`),

    choosePreset: (/** @type {string} */ id) => run(actions.choosePreset, id),
    setParameter: (/** @type {string} */ id, /** @type {number|string} */ value, /** @type {boolean} */ isContinued) =>
      run(actions.setParameter, id, value, isContinued),
    editStep: (/** @type {Partial<import("../../types.js").Step>} */ fields, isContinued = false) =>
      run(actions.editStep, fields, isContinued),

    selectStep: (/** @type {number} */ index) => run(actions.selectStep, index),
    moveStep: (/** @type {number} */ from, /** @type {number} */ to) => run(actions.moveStep, from, to),
    removeStep: (/** @type {number} */ index) => run(actions.removeStep, index),
    duplicateStep: (/** @type {number} */ index) => run(actions.duplicateStep, index),
    addStep: () => run(actions.addStep),

    editKernel(/** @type {Kernel} */ kernel, /** @type {number|null} */ stroke = null) {
      run(actions.setKernel, kernel, { isContinued: stroke !== null && stroke === lastStroke });
      lastStroke = stroke;
    },
    transformKernel(/** @type {string} */ operation, /** @type {{rows: number, cols: number}|undefined} */ extra) {
      // One after the other: the second of two quick turns turns what the first one made.
      transforming = transforming.then(async () => {
        const now = shown();
        if (now) tell(await takeKernel(() => api.transformKernel({ ...now, operation, ...extra })));
      });
    },
    // The dialog shows a refusal itself and stays open; a paste into the grid has only the page's notice.
    pasteKernel: (/** @type {string} */ text) => takeKernel(() => api.parseKernel(text)),
    pasteIntoGrid: (/** @type {string} */ text) => void takeKernel(() => api.parseKernel(text)).then(tell),
    copyToCustom() {
      const now = shown();
      if (now) run(actions.setKernel, now.kernel);
    },
    setOperation: (/** @type {"correlate"|"convolve"} */ operation) => run(actions.editStep, { operation }),
    setDivisor: (/** @type {number} */ divisor) => run(actions.editStep, { divisor }),
    setOffset: (/** @type {number} */ offset) => run(actions.editStep, { offset }),
    selectKernel: (/** @type {number} */ index) => assign({ kernelIndex: index === 1 ? 1 : 0, term: null }),
    chooseKernel: (/** @type {number} */ index) => assign({ kernelIndex: index === 1 ? 1 : 0, term: null }),
    undo: () => run(actions.undo),
    redo: () => run(actions.redo),

    setLayout: (/** @type {"slider"|"side"} */ layout) => assign({ layout, viewport: null }),
    setViewport: (/** @type {import("../../types.js").Viewport|null} */ viewport) => assign({ viewport }),
    setDivider: (/** @type {number} */ divider) => assign({ divider }),
    hoverPixel(/** @type {Pixel|null} */ pixel) {
      if (pixel && !store.get().pinned) assign({ pixel, term: null, playing: false });
    },
    pinPixel(/** @type {Pixel|null} */ pixel) {
      if (pixel) assign({ pixel, pinned: true, term: null, playing: false });
      else assign({ pinned: false });
    },
    wantExact: effects.wantExact,

    hoverTap: (/** @type {Pixel|null} */ hoverTap) => run(setHoverTap, hoverTap),
    chooseChannel: (/** @type {import("../../types.js").Channel} */ channel) => assign({ channel }),
    seekTerm(/** @type {number|null} */ term) {
      run(actions.seekTerm, term);
      assign({ playing: false });
    },
    nextPixel: (/** @type {-1|1} */ direction) => run(nextPixel, direction),
    play() {
      if (store.get().term === null) run(actions.seekTerm, 0);
      assign({ playing: true });
    },
    pause: () => assign({ playing: false }),
    toggle() {
      if (store.get().playing) handlers.pause();
      else handlers.play();
    },
    step(/** @type {-1|1} */ direction) {
      const { term, inspection } = store.get();
      const count = inspection?.channels[0]?.reductions[0]?.terms.length ?? 0;
      const next = (term ?? count) + direction;
      handlers.seekTerm(next >= count ? null : Math.max(0, next));
    },
    jump: (/** @type {-1|1} */ direction) => run(nextPixel, direction),
    seekStart: () => handlers.seekTerm(0),
    seekEnd: () => handlers.seekTerm(null),
    changeSpeed: (/** @type {-1|1} */ direction) => run(changeSpeed, direction),

    async download(/** @type {keyof typeof DOWNLOAD_TYPES} */ name) {
      const { picture, steps } = store.get();
      toast(t("filters.download.preparing"));
      try {
        const chain = { picture: picture.id, size: /** @type {"full"} */ ("full"), steps };
        const blob = await effects.withPicture(picture.id, () => api.downloadChain(chain, DOWNLOAD_TYPES[name]));
        save(blob, `convscope-${steps.map((step) => step.filter).join("-")}.${name.toLowerCase()}`);
      } catch (error) {
        effects.show(error);
      }
    },
    copyText: copy,
    dismissError: () => assign({ error: null }),
  };
  return handlers;
}

/**
 * @param {FiltersState} state
 * @param {Pixel|null} tap
 */
function setHoverTap(state, tap) {
  const isSame = state.hoverTap?.row === tap?.row && state.hoverTap?.col === tap?.col;
  return isSame ? state : { ...state, hoverTap: tap };
}

const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

/**
 * @param {FiltersState} state
 * @param {-1|1} direction slower or faster
 */
function changeSpeed(state, direction) {
  const index = Math.min(SPEEDS.length - 1, Math.max(0, SPEEDS.indexOf(state.speed) + direction));
  return { ...state, speed: SPEEDS[index] };
}

/**
 * The next output in reading order.
 * @param {FiltersState} state
 * @param {-1|1} direction
 */
function nextPixel(state, direction) {
  const output = state.description?.steps[state.active]?.output;
  if (!state.pixel || !output) return state;
  const index = state.pixel.row * output.width + state.pixel.col + direction;
  if (index < 0 || index >= output.width * output.height) return state;
  const pixel = { row: Math.floor(index / output.width), col: index % output.width };
  return { ...state, pixel, pinned: true, term: state.term === null ? null : 0 };
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
