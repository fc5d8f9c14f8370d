/** Pictures of one's own on their way to the server: one thing after the other, with progress, and to be stopped. */
import * as api from "../../api/training.js";
import { ApiError } from "../../api/client.js";
import { assign, takeDataset } from "./state.js";

/** @typedef {import("../../types_training.js").OwnOptions} OwnOptions */
/** @typedef {import("../../types_training.js").SkippedFile} SkippedFile */

/**
 * @param {ReturnType<typeof import("./effects.js").settling>} store
 * @param {(error: unknown) => void} show
 */
export function createOwn(store, show) {
  /** @type {Promise<void>} */
  let last = Promise.resolve();
  let stop = new AbortController();
  let waiting = 0;
  /** The set that a set has become: one that a run learns from does not change. @type {Map<string, string>} */
  const grown = new Map();

  /** @param {Partial<import("../../types_training.js").TrainingState["own"]>} fields */
  const take = (fields) => store.run(assign, { own: { ...store.get().own, ...fields } });

  /**
   * @param {(signal: AbortSignal) => Promise<void>} work
   */
  function queue(work) {
    waiting += 1;
    const { signal } = stop;
    take({ isBusy: true, progress: 0, skipped: waiting === 1 ? [] : store.get().own.skipped });
    store.run(assign, { error: null });
    last = last.then(async () => {
      try {
        if (!signal.aborted) await work(signal);
      } catch (error) {
        if (!(error instanceof DOMException && error.name === "AbortError")) show(error);
      }
      waiting -= 1;
      take({ isBusy: waiting > 0, progress: waiting > 0 ? 0 : null });
    });
  }

  /** @param {api.Uploaded} answer */
  function keep({ skipped, ...dataset }) {
    store.run(takeDataset, dataset);
    take({ name: dataset.name, skipped: [...store.get().own.skipped, ...skipped] });
  }

  return {
    /** @param {File} file @param {OwnOptions} [options] */
    uploadZip(file, options = {}) {
      queue(async (signal) => {
        const progress = (/** @type {number} */ share) => take({ progress: share < 1 ? share : null });
        keep(await api.uploadZip(file, options, { signal, progress }));
      });
    },
    /**
     * @param {readonly Blob[]} files
     * @param {string} className
     * @param {string|null} setId null: a new set
     * @param {OwnOptions} [options] of a new set
     */
    addPictures(files, className, setId, options = {}) {
      queue(async (signal) => {
        let set = setId;
        for (const [index, file] of files.entries()) {
          while (set !== null && grown.has(set)) set = grown.get(set) ?? null;
          try {
            const answer = await api.uploadPicture(file, { ...options, class: className, set: set ?? undefined }, { signal });
            if (set !== null && answer.name !== set) grown.set(set, answer.name);
            set = answer.name;
            keep({ ...answer, skipped: [] });
          } catch (error) {
            if (!(error instanceof ApiError) || !isOfPicture(error.info) || files.length === 1) throw error;
            take({ skipped: [...store.get().own.skipped, { file: nameOf(file), code: error.info.code, error: error.info }] });
          }
          take({ progress: (index + 1) / files.length });
        }
      });
    },
    cancel() {
      stop.abort();
      stop = new AbortController();
    },
  };
}

/** Whether another picture could still be taken in. @param {import("../../types.js").ErrorInfo} error */
function isOfPicture({ code, field }) {
  return code.startsWith("picture_") || field.startsWith("picture");
}

/** @param {Blob} file */
function nameOf(file) {
  return file instanceof File ? file.name : "";
}
