/** The Sliding window page: state, views, effects, clock and link, put together. */
import * as api from "../../api/traces.js";
import { ApiError } from "../../api/client.js";
import { readLink, writeLink } from "../../core/link.js";
import { createPlayback } from "../../core/playback.js";
import { createStore } from "../../core/store.js";
import { mountDrawers } from "../../views/drawers.js";
import { mountNotices } from "../../views/notices.js";
import { mountCases } from "../../views/sliding_cases.js";
import { mountControls } from "../../views/sliding_controls.js";
import { mountExport } from "../../views/sliding_export.js";
import { mountFormula } from "../../views/sliding_formula.js";
import { mountPredict } from "../../views/sliding_predict.js";
import { mountProof } from "../../views/sliding_proof.js";
import { mountStage } from "../../views/sliding_stage.js";
import { mountTransport } from "../../views/sliding_transport.js";
import { createErrands } from "../errands.js";
import { listenForPictures } from "../filters/picture_input.js";
import { createFrameLoop } from "../frame_loop.js";
import { keepLink } from "../history.js";
import { linkFault } from "../link_fault.js";
import { listenForTimeKeys } from "../time_keys.js";
import { createCrop } from "./crop.js";
import { createEffects } from "./effects.js";
import { createHandlers } from "./handlers.js";
import { linkDefaults, linked, linkFields } from "./link.js";
import { assign, OPENING_CASE, openingState, seekTo, setPredicting } from "./state.js";
import { createTakeAway } from "./take_away.js";

/** @typedef {import("../../types_sliding.js").SlidingState} SlidingState */

// Products a second at speed 1.
const PRODUCTS_PER_SECOND = 2.5;

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const notices = mountNotices(place("notices"), { dismissError: () => store.run(assign, { error: null }) });
const cases = await loadCases();
const store = createStore(openingState(cases));
const effects = createEffects(store, () => frames.ask());
const errands = createErrands(() => frames.ask(), effects.show);
const handlers = createHandlers(store, effects);
const FIELDS = linkFields(cases);

const takeAway = createTakeAway(place("dialogs"), store.get, {
  showProgress: (share) => exportMenu.showProgress(share),
  showError: (error) => store.run(assign, { error }),
});
const exportMenu = mountExport(place("export"), {
  takeFile: (kind) => void takeAway.takeFile(kind),
  takeText: (kind) => void takeAway.takeText(kind),
  cancel: takeAway.cancel,
});

const crop = createCrop(place("dialogs"), { input: () => store.get().spec.x, fill: (x) => handlers.editSpec({ x }) });

const views = [
  notices,
  mountCases(place("cases"), handlers),
  // The sum first: the stage takes what a long one leaves of the window.
  mountFormula(place("formula"), handlers),
  mountStage(place("stage"), handlers),
  mountTransport(place("transport"), handlers),
  mountPredict(place("predict"), handlers),
  mountProof(place("proof"), handlers),
  mountControls(place("controls"), { ...handlers, openCrop: crop.open }),
  mountDrawers(place("drawers"), { ...handlers, awaited: errands.awaited }),
];

/** The cases stand in the page; where they do not, the server is asked. */
async function loadCases() {
  const written = document.getElementById("trace-cases")?.textContent;
  if (written) return /** @type {import("../../types_sliding.js").Case[]} */ (JSON.parse(written));
  try {
    return await api.fetchCases();
  } catch (error) {
    if (error instanceof ApiError) notices.update({ error: error.info });
    throw error;
  }
}

// ---- one frame draws whatever has changed -------------------------------------------------------------------------
const frames = createFrameLoop({
  draw() {
    const state = store.get();
    for (const view of views) view.update(state);
  },
  isIdle: () => effects.isIdle && errands.isIdle,
});

// ---- one clock ----------------------------------------------------------------------------------------------------
const playback = createPlayback(store.get, {
  pace: ({ speed }) => PRODUCTS_PER_SECOND * speed,
  advance(count) {
    const wanted = store.get().time + count;
    store.run(seekTo, wanted);
    if (store.get().time < wanted) store.run(assign, { playing: false });
  },
});

let isAsked = false;

store.subscribe((state, previous) => {
  effects.sync(state, isAsked ? previous : null);
  isAsked = true;
  link.keep(state);
  playback.sync(state, previous);
  frames.ask();
});

// ---- the link -----------------------------------------------------------------------------------------------------
const link = keepLink(
  (state) => writeLink(FIELDS, linked(state), linkDefaults(caseOf(state.caseId))),
  () => open(location.search),
  (state) => `${state.caseId} ${state.spec.mode}`,
);

/** @param {unknown} id */
function caseOf(id) {
  return cases.find((one) => one.id === id) ?? cases.find((one) => one.id === OPENING_CASE) ?? cases[0];
}

/**
 * Show what a link says; whatever cannot be read keeps its default, and the page says so.
 * @param {string} query
 */
function open(query) {
  const read = readLink(FIELDS, query);
  const { values } = read;
  const chosen = caseOf(values.caseId ?? OPENING_CASE);
  const wanted = /** @type {ReturnType<typeof linked>} */ ({ ...linkDefaults(chosen), ...values });
  const { mode, x, w, bias, delta, operation, stride, padding, dilation, output_padding, rounding } = wanted;
  const given = { mode, x, w, bias, delta, operation, stride, padding, dilation, output_padding, rounding };
  const isAsWritten = Object.keys(given).every((key) => !(key in values));
  const { view, time, speed, isUnflipped, drawer } = wanted;
  store.run(assign, {
    ...{ view, speed, isUnflipped, drawer, time: time ?? 0, isFresh: time === null, caseId: chosen.id },
    spec: isAsWritten ? chosen.spec : given,
    ...{ playing: false, hover: null, past: [], future: [], canUndo: false, canRedo: false },
    error: linkFault(read),
  });
  isAskedToPredict = wanted.isPredicting;
}

let isAskedToPredict = false;
store.subscribe((state) => {
  if (!isAskedToPredict || !state.trace || state.isFresh) return;
  isAskedToPredict = false;
  store.run(setPredicting, true);
});

// What is copied or carried into the other language is what is shown now, not what was shown a moment ago.
for (const id of ["copy-link", "language-link"]) place(id).addEventListener("click", link.flush, { capture: true });
listenForTimeKeys(handlers);
listenForPictures({ send: crop.send, setDragging: () => undefined });
open(location.search);
frames.run();
