/** What the Filters page asks of the server, when, and what becomes of the answers. */

import * as api from "../../api/filters.js";
import { ApiError } from "../../api/client.js";
import { newestWins } from "../../core/newest.js";
import { shownKernel, upTo } from "./asked.js";
import { withoutFault } from "./fault.js";
import { isTooCoarse, pixelsWanted, workingSize } from "./sharpness.js";
import { assign, newStep, setPicture } from "./state.js";

/** @typedef {import("../../types.js").FiltersState} FiltersState */
/** @typedef {import("../../types.js").Step} Step */
/** @typedef {import("../../types.js").Rect} Rect */
/** @typedef {import("./asked.js").Chain} Chain */

/**
 * @param {ReturnType<typeof import("../../core/store.js").createStore<FiltersState>>} store
 * @param {() => void} ended called whenever one kind of request has been answered for good
 * @param {() => {width: number, height: number, ratio: number}} measureStage
 */
export function createEffects(store, ended, measureStage) {
  /** The files of this visit's uploads: when the server has forgotten one, it is sent again. @type {Map<string, Blob>} */
  const files = new Map();
  let acceptedSteps = store.get().steps;
  /** With which limits the pictures that are shown, or on their way, were asked for. */
  const limits = { source: /** @type {number|null} */ (null), result: /** @type {number|null} */ (null) };
  /** The picture whose small ones are still to be asked for: the large one comes first. @type {string|null} */
  let spritesDue = null;
  const limitNow = () => pixelsWanted(store.get(), measureStage());
  /** The chain that was shown when the present error was told: that it works is no news. @type {Step[]|null} */
  let toldSteps = null;
  /** The chain that a link gave, or what has been left of it: a fault in it costs only the part that is at fault. @type {Step[]|null} */
  let linkedSteps = null;

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
        limits.result = limitNow();
        const [applied, description] = await Promise.all([
          api.applyChain(upTo(asked, store.get().active), limits.result, signal),
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
        const { placement, output } = description.steps[active];
        const result = { ...applied, placement, width: output.width, height: output.height };
        store.run(assign, { result, description, busy: chain.isWaiting, error: isStillTrue ? error : null, exact: null });
        store.run(keepPixelInside, description.steps[active].output);
        requestAnimationFrame(() => performance.mark("convscope:shown"));
      },
      failed(error, asked) {
        const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500;
        const isLinked = asked.steps === linkedSteps;
        const isTold = isRefused && isLinked && toldSteps === asked.steps; // of several faults in a link, the first
        if (isRefused && asked.steps !== acceptedSteps) {
          linkedSteps = isLinked ? withoutFault(asked.steps, error.info.field) : null;
          // A refused chain is taken back: the page shows what it showed, and says why.
          const steps = linkedSteps ?? acceptedSteps;
          store.run(assign, { steps, active: Math.min(store.get().active, steps.length - 1) });
          if (isTold) toldSteps = steps;
        }
        if (!isTold) show(error);
      },
      ended: settle,
    },
  );

  const stages = newestWins((/** @type {Chain} */ asked, signal) => withPicture(asked.picture, () => api.stageThumbnails(asked, signal)), {
    done: (stepThumbnails) => store.run(assign, { stepThumbnails }),
    failed: ignoreRefusal,
    ended,
  });

  const source = newestWins(
    (/** @type {{picture: string, size: "preview"|"full"}} */ { picture, size }, signal) => {
      limits.source = limitNow();
      return withPicture(picture, () => api.fetchPicture(picture, size, limits.source, signal));
    },
    { done: (image) => store.run(assign, { source: { image, ...workingSize(store.get()) } }), failed: show, ended: settle },
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

  /** The picture and its result are there, or will not come. */
  function settle() {
    if (spritesDue !== null && chain.isIdle && source.isIdle) {
      sprites.request(spritesDue);
      spritesDue = null;
    }
    ended();
  }

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

    /** A link gives this chain. @param {Step[]} steps */
    takeLinked(steps) {
      linkedSteps = steps;
    },

    /** Ask again for pictures that are too coarse for what the stage shows of them by now. */
    sharpen() {
      const { picture, size, steps } = store.get();
      const asked = { picture: picture.id, size, steps };
      const wanted = limitNow();
      if (isTooCoarse(limits.source, wanted)) source.request(asked);
      if (isTooCoarse(limits.result, wanted)) chain.request(asked);
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
      if (isNewPicture) spritesDue = state.picture.id;
      if (isNewStage) {
        if (!state.busy) store.run(assign, { busy: true });
        chain.request(asked);
      }
      if (previous && !isNewStage && state.viewport !== previous.viewport) this.sharpen();
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
