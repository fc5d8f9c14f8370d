/** What the Filters page asks of the server, when, and what becomes of the answers. */

import * as api from "../../api/filters.js";
import { ApiError } from "../../api/client.js";
import { newestWins } from "../../core/newest.js";
import { assign, newStep, setPicture } from "./state.js";

/** @typedef {import("../../types.js").FiltersState} FiltersState */
/** @typedef {import("../../types.js").Step} Step */
/** @typedef {import("../../types.js").Rect} Rect */
/** @typedef {{picture: string, size: "preview"|"full", steps: Step[]}} Chain */

/**
 * @param {ReturnType<typeof import("../../core/store.js").createStore<FiltersState>>} store
 * @param {() => void} ended called whenever one kind of request has been answered for good
 */
export function createEffects(store, ended) {
  /** The files of this visit's uploads: when the server has forgotten one, it is sent again. @type {Map<string, Blob>} */
  const files = new Map();
  let acceptedSteps = store.get().steps;
  /** The chain that was shown when the present error was told: that it works is no news. @type {Step[]|null} */
  let toldSteps = null;

  /** @param {unknown} error */
  function show(error) {
    if (error instanceof ApiError) store.run(assign, { error: error.info, busy: false });
    else throw error;
  }

  /**
   * @template Answer
   * @param {string} picture
   * @param {() => Promise<Answer>} ask
   */
  async function withPicture(picture, ask) {
    try {
      return await ask();
    } catch (error) {
      const file = files.get(picture);
      if (!(error instanceof ApiError) || error.info.code !== "picture_unknown" || !file) throw error;
      await api.uploadPicture(file, () => {}, new AbortController().signal);
      return ask();
    }
  }

  const chain = newestWins(
    async (/** @type {Chain} */ asked, signal) =>
      withPicture(asked.picture, async () => {
        const [applied, description] = await Promise.all([
          api.applyChain(upTo(asked, store.get().active), signal),
          api.describeChain(asked, signal),
        ]);
        return { applied, description };
      }),
    {
      done({ applied, description }, asked) {
        acceptedSteps = asked.steps;
        const { error } = store.get();
        const isStillTrue = asked.steps === toldSteps && error?.code !== "network";
        const active = Math.min(store.get().active, asked.steps.length - 1);
        const placement = description.steps[active].placement;
        const result = { ...applied, placement };
        store.run(assign, { result, description, busy: chain.isWaiting, error: isStillTrue ? error : null, exact: null });
        store.run(keepPixelInside, description.steps[active].output);
        requestAnimationFrame(() => performance.mark("convscope:shown"));
      },
      failed(error, asked) {
        const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500;
        // A refused chain is taken back: the page shows what it showed, and says why.
        if (isRefused && asked.steps !== acceptedSteps) {
          const active = Math.min(store.get().active, acceptedSteps.length - 1);
          store.run(assign, { steps: acceptedSteps, active });
        }
        show(error);
      },
      ended,
    },
  );

  const stages = newestWins((/** @type {Chain} */ asked, signal) => withPicture(asked.picture, () => api.stageThumbnails(asked, signal)), {
    done: (stepThumbnails) => store.run(assign, { stepThumbnails }),
    failed: ignoreRefusal,
    ended,
  });

  const source = newestWins(
    (/** @type {{picture: string, size: "preview"|"full"}} */ { picture, size }, signal) =>
      withPicture(picture, () => api.fetchPicture(picture, size, signal)),
    { done: (image) => store.run(assign, { source: image }), failed: show, ended },
  );

  const sprites = newestWins((/** @type {string} */ picture, signal) => withPicture(picture, () => api.fetchSprites(picture, signal)), {
    done(next) {
      const old = store.get().sprites;
      if (old) URL.revokeObjectURL(old.url);
      store.run(assign, { sprites: next });
    },
    failed: show,
    ended,
  });

  const inspection = newestWins(
    (/** @type {Chain & {step: number, row: number, col: number}} */ where, signal) =>
      withPicture(where.picture, () => api.inspectPixel(where, signal)),
    {
      done(next) {
        const { channel } = store.get();
        const names = next.channels.map((one) => one.channel);
        store.run(assign, { inspection: next, channel: names.includes(channel) ? channel : names[0] });
      },
      failed(error) {
        // The picture became smaller than the pixel's row or column: look at its last one instead.
        if (error instanceof ApiError && error.info.code === "pixel_outside") {
          const { description, active } = store.get();
          const output = description?.steps[active]?.output;
          if (output) store.run(keepPixelInside, output);
        } else ignoreRefusal(error);
      },
      ended,
    },
  );

  const analysis = newestWins(
    (/** @type {{kernel: number[][], divisor: number}} */ { kernel, divisor }, signal) => api.analyzeKernel(kernel, divisor, signal),
    { done: (next) => store.run(assign, { analysis: next }), failed: show, ended },
  );

  const exact = newestWins(
    async (/** @type {{chain: Chain, source: Rect|null, result: Rect|null}} */ want, signal) => {
      const original = { ...want.chain, steps: [newStep("identity")] };
      const [before, after] = await Promise.all([
        want.source ? api.exactRegion(original, want.source, signal) : null,
        want.result ? api.exactRegion(want.chain, want.result, signal) : null,
      ]);
      return { source: before, result: after };
    },
    { done: (next) => store.run(assign, { exact: next }), failed: ignoreRefusal, ended },
  );

  /** @type {AbortController|null} */
  let upload = null;
  let errands = 0;
  const requests = [chain, stages, source, sprites, inspection, analysis, exact];

  return {
    /** Whether everything that was asked has been answered. */
    get isIdle() {
      return upload === null && errands === 0 && requests.every((request) => request.isIdle);
    },

    /**
     * The page is not settled before this too is answered.
     * @template Answer
     * @param {Promise<Answer>} answer
     */
    async awaited(answer) {
      errands += 1;
      ended(); // not settled any more, though nothing else has changed yet
      try {
        return await answer;
      } finally {
        errands -= 1;
        ended();
      }
    },

    /**
     * Ask for whatever the change makes necessary.
     * @param {FiltersState} state
     * @param {FiltersState|null} previous null on the first call
     */
    sync(state, previous) {
      if (state.error && state.error !== previous?.error) toldSteps = state.steps;
      const isNewPicture = state.picture !== previous?.picture;
      const isNewSource = isNewPicture || state.size !== previous?.size;
      const isNewChain = isNewSource || state.steps !== previous?.steps;
      const isNewStage = isNewChain || state.active !== previous?.active;
      const asked = { picture: state.picture.id, size: state.size, steps: state.steps };
      if (isNewSource) {
        chain.drop();
        source.drop();
        source.request(asked);
      }
      if (isNewPicture) sprites.request(state.picture.id);
      if (isNewStage) {
        if (!state.busy) store.run(assign, { busy: true });
        chain.request(asked);
      }
      if (isNewChain) {
        if (state.steps.length > 1) stages.request(asked);
        else if (state.stepThumbnails.length > 0) store.run(assign, { stepThumbnails: [] });
      }
      const isNewPixel = state.pixel?.row !== previous?.pixel?.row || state.pixel?.col !== previous?.pixel?.col;
      if (state.pixel && (isNewPixel || isNewStage)) inspection.request({ ...asked, step: state.active, ...state.pixel });
      const kernel = shownKernel(state);
      if (kernel && kernel.key !== (previous && shownKernel(previous)?.key)) analysis.request(kernel);
    },

    /**
     * @param {Blob} file
     * @returns {Promise<boolean>} whether the picture is there now
     */
    async send(file) {
      upload?.abort();
      const mine = new AbortController();
      upload = mine;
      store.run(assign, { upload: { loaded: 0, total: file.size }, error: null });
      try {
        const progress = (/** @type {number} */ loaded, /** @type {number} */ total) => {
          store.run(assign, { upload: { loaded, total } });
        };
        const picture = await api.uploadPicture(file, progress, mine.signal);
        files.set(picture.id, file);
        store.run(setPicture, picture);
        return true;
      } catch (error) {
        if (upload === mine) store.run(assign, { upload: null });
        if (!mine.signal.aborted) show(error);
        return false;
      } finally {
        if (upload === mine) upload = null;
      }
    },

    cancelUpload() {
      upload?.abort();
      store.run(assign, { upload: null });
    },

    /** @param {{source: Rect|null, result: Rect|null}} want */
    wantExact(want) {
      const { picture, size, steps, active } = store.get();
      exact.request({ chain: upTo({ picture: picture.id, size, steps }, active), ...want });
    },

    withPicture,
    show,
  };
}

/**
 * The chain as far as the step that is looked at.
 * @param {Chain} chain
 * @param {number} active
 * @returns {Chain}
 */
export function upTo(chain, active) {
  return { ...chain, steps: chain.steps.slice(0, active + 1) };
}

/** @param {FiltersState} state */
function shownKernel(state) {
  const step = state.description?.steps[state.active];
  const kernel = step?.kernels[state.kernelIndex]?.weights;
  return step && kernel ? { kernel, divisor: step.divisor, key: JSON.stringify([kernel, step.divisor]) } : null;
}

/**
 * @param {FiltersState} state
 * @param {import("../../types.js").Extent} output
 */
function keepPixelInside(state, output) {
  const { pixel } = state;
  if (!pixel || (pixel.row < output.height && pixel.col < output.width)) return state;
  return { ...state, pixel: { row: Math.min(pixel.row, output.height - 1), col: Math.min(pixel.col, output.width - 1) } };
}

/**
 * Refusals of what merely accompanies the chain are told by the chain itself.
 * @param {unknown} error
 */
function ignoreRefusal(error) {
  if (!(error instanceof ApiError)) throw error;
}
