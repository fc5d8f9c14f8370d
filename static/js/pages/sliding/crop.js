/** A crop of a picture into the input. The server decodes, weighs the luminance and cuts; the numbers are then typed ones, so the link holds them. */
import * as api from "../../api/filters.js";
import { ApiError, apiUrl } from "../../api/client.js";
import { t } from "../../i18n/messages.js";
import { mountCrop } from "../../views/sliding_crop.js";

/** @typedef {import("../../types_sliding.js").OperandSpec} OperandSpec */
/** @typedef {import("../../types.js").Picture} Picture */
/** @typedef {import("../../types.js").Rect} Rect */

const COLOURS = ["red", "green", "blue"];

/**
 * @param {HTMLElement} root of dialogs
 * @param {{input: () => OperandSpec, fill: (x: OperandSpec) => void}} told input: what the crop is to fit; fill: the new one
 */
export function createCrop(root, { input, fill }) {
  /** @type {AbortController|null} */
  let running = null;
  let isOffered = false;

  const dialog = mountCrop(root, {
    pictureUrl: (id, size) => apiUrl(`pictures/${encodeURIComponent(id)}/image?size=${size}`),
    send: (file) => void send(file),
    take: (picture, region) => void attempt(async (signal) => {
      fill(await cropped(input(), picture, region, signal));
      dialog.close();
    }),
    closed: () => running?.abort(),
  });

  /** Only the newest is of interest; what cannot be done is said in the dialog. @param {(signal: AbortSignal) => Promise<void>} act */
  async function attempt(act) {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    try {
      await act(mine.signal);
    } catch (error) {
      if (mine.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      dialog.refuse(error.info);
    }
  }

  /** @param {Blob} file */
  async function send(file) {
    dialog.open(input().shape);
    await attempt(async (signal) => {
      dialog.say(t("filters.upload.sending"));
      const picture = await api.uploadPicture(file, (loaded, total) => dialog.say(t(loaded < total ? "filters.upload.sending" : "filters.upload.decoding")), signal);
      dialog.show(picture);
    });
    void offer();
  }

  async function offer() {
    if (isOffered) return;
    isOffered = true;
    try {
      dialog.offer(await api.fetchSamples());
    } catch (error) {
      isOffered = false;
      if (!(error instanceof ApiError)) throw error;
      dialog.refuse(error.info);
    }
  }

  return {
    open() {
      dialog.open(input().shape);
      void offer();
    },
    /** A file that was dropped or pasted. @param {Blob} file */
    send: (file) => void send(file),
  };
}

/**
 * Three channels are the picture's own; of any other number each is its luminance.
 * @param {OperandSpec} x
 * @param {Picture} picture
 * @param {Rect} region
 * @param {AbortSignal} signal
 * @returns {Promise<OperandSpec>}
 */
async function cropped(x, picture, region, signal) {
  const [channels] = x.shape;
  const chain = { picture: picture.id, size: /** @type {const} */ ("preview"), steps: [] };
  const planes = await Promise.all((channels === 3 ? COLOURS : ["luminance"]).map((one) => api.cropLevels(chain, one, region, signal)));
  const values = Array.from({ length: channels }, (_, channel) => planes[channel % planes.length]).flat();
  return { ...x, fill: "zeros", values, values_shape: [channels, region.height, region.width] };
}
