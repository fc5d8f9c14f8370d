/** Carries out what the export menu asks for: builds the file or the text and hands it over. */
import { ApiError } from "../../api/client.js";
import { exportTrace } from "../../api/traces.js";
import { frameOf } from "../../geometry/frame.js";
import { t } from "../../i18n/messages.js";
import { mountTextDialog } from "../../views/text_dialog.js";
import { saveFile } from "../save_file.js";
import { copyText, toast } from "../shell.js";

/** @typedef {import("../../types_sliding.js").SlidingState} SlidingState */
/** @typedef {"svg"|"png"|"gif"|"html"} FileKind */
/** @typedef {"latex_sum"|"latex_result"|"numpy"|"pytorch"} TextKind */

/**
 * @param {HTMLElement} root of dialogs
 * @param {() => SlidingState} get
 * @param {{showProgress: (share: number|null) => void, showError: (error: import("../../types.js").ErrorInfo) => void}} told
 */
export function createTakeAway(root, get, { showProgress, showError }) {
  const dialog = mountTextDialog(root, { copyText: async (text) => toast(t((await copyText(text)) ? "sliding.export.copied" : "sliding.export.copy_failed")) });
  /** @type {AbortController|null} */
  let running = null;

  return {
    /** @param {FileKind} kind */
    async takeFile(kind) {
      const { trace, view, time, caseId } = get();
      if (!trace) return;
      const moment = { trace, view, time };
      running?.abort();
      const mine = new AbortController();
      running = mine;
      try {
        const { toGif, toHtml, toPng, toSvg } = await import("./export.js");
        const makers = { svg: () => toSvg(moment), png: () => toPng(moment), gif: () => toGif(moment, showProgress, mine.signal), html: () => toHtml(moment) };
        saveFile(await makers[kind](), `convscope-${caseId}.${kind}`);
      } catch (error) {
        if (!mine.signal.aborted) throw error;
      } finally {
        if (running === mine) showProgress(null);
      }
    },

    cancel() {
      running?.abort();
      showProgress(null);
    },

    /** @param {TextKind} kind */
    async takeText(kind) {
      const { trace, filled, view, time } = get();
      if (!trace || !filled) return;
      try {
        const { reduction } = frameOf(trace, view, time);
        const { text } = await exportTrace({ spec: filled, target: kind, reduction });
        dialog.open(t(`sliding.export.${kind}`), text);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        showError(error.info);
      }
    },
  };
}
