/** The One dimension page: state, views, effects, clock and link, put together. */
import { createPlayback } from "../../core/playback.js";
import { createStore } from "../../core/store.js";
import { onThemeChange } from "../../core/theme_choice.js";
import { readTheme } from "../../draw/theme.js";
import { durationOf, momentOf } from "../../geometry/signals_moment.js";
import { t } from "../../i18n/messages.js";
import { segmented } from "../../views/dom.js";
import { mountNotices } from "../../views/notices.js";
import { mountChart } from "../../views/signals_chart.js";
import { mountControls } from "../../views/signals_controls.js";
import { mountExtras } from "../../views/signals_extras.js";
import { mountFacts } from "../../views/signals_facts.js";
import { mountFormula } from "../../views/signals_formula.js";
import { mountTape } from "../../views/signals_tape.js";
import { mountTransport } from "../../views/signals_transport.js";
import { momentSentence } from "../../views/signals_words.js";
import { createFrameLoop } from "../frame_loop.js";
import { keepLink } from "../history.js";
import { linkFault } from "../link_fault.js";
import { listenForTimeKeys } from "../time_keys.js";
import { announce } from "../shell.js";
import { createEffects } from "./effects.js";
import { createHandlers } from "./handlers.js";
import { read, write } from "./link.js";
import { assign, KINDS, openingState, step } from "./state.js";

/** @typedef {import("../../types_signals.js").SignalsState} SignalsState */

// Steps a second at speed 1: a product is to be read, an output only to be seen.
const STEPS_PER_SECOND = { product: 2, output: 6 };

/** @param {string} id */
const place = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const store = createStore(openingState());
const effects = createEffects(store, () => frames.ask());
const handlers = createHandlers(store);
let theme = readTheme();

const kinds = segmented(t("signals.kinds"), KINDS.map((value) => ({ value, label: t(`signals.kind.${value}`), tip: t(`signals.kind.${value}.tip`) })), chooseKind);
kinds.element.classList.add("signals__kinds");
place("kinds").append(kinds.element);
const notices = mountNotices(place("notices"), handlers);
const controls = mountControls(place("controls"), handlers);
const chart = mountChart(place("chart"), handlers);
const tape = mountTape(place("tape"), handlers);
const formula = mountFormula(place("formula"), handlers);
const transport = mountTransport(place("transport"), handlers);
const facts = mountFacts(place("facts"), handlers);
const extras = mountExtras(place("extras"), handlers);

// ---- one frame draws whatever has changed -------------------------------------------------------------------------
let spoken = "";

const frames = createFrameLoop({ draw, isIdle: () => effects.isIdle && store.get().answer !== null });

function draw() {
  const state = store.get();
  kinds.select(state.kind);
  notices.update(state);
  controls.update(state);
  const { answer, time } = state;
  showKind(state.kind);
  if (answer && time !== null) {
    const moment = momentOf(answer, time);
    chart.update(answer, moment, state.hover);
    tape.update(answer, moment, state.hover, theme, moment.carries > 0);
    formula.update(answer, moment, state.hover);
    transport.update(answer, moment, state);
    facts.update(answer);
    extras.update(answer, moment);
    speak(state, momentSentence(answer, moment));
  }
}

/** Where a chart tells the story, the cells are folded away until they are wanted. @param {SignalsState["kind"]} kind */
function showKind(kind) {
  const root = place("signals");
  if (root.dataset.kind === kind) return;
  root.dataset.kind = kind;
  kinds.element.querySelector("input:checked")?.closest("label")?.scrollIntoView({ block: "nearest", inline: "center", behavior: "instant" });
  /** @type {HTMLDetailsElement} */ (place("cells")).open = kind !== "continuous" && kind !== "density";
}

/** A step is said when somebody stands still to hear it. @param {SignalsState} state @param {string} sentence */
function speak(state, sentence) {
  if (state.playing || sentence === spoken) return;
  const isFirst = spoken === "";
  spoken = sentence;
  if (!isFirst) announce(sentence);
}

// ---- the clock ----------------------------------------------------------------------------------------------------
const playback = createPlayback(store.get, {
  pace: ({ pace, speed }) => STEPS_PER_SECOND[pace] * speed,
  advance(count) {
    for (let done = 0; done < count; done += 1) store.run(step, /** @type {1} */ (1));
    const { answer, time } = store.get();
    if (answer && time === durationOf(answer)) store.run(assign, { playing: false });
  },
});

store.subscribe((state, previous) => {
  effects.sync(state, previous);
  if (state.answer) link.keep(state);
  playback.sync(state, previous);
  frames.ask();
});

// ---- the link -----------------------------------------------------------------------------------------------------
const link = keepLink(write, () => open(location.search), (/** @type {SignalsState} */ state) => state.kind);

/** @param {string} query what cannot be read keeps its default, and the page says so */
function open(query) {
  const { fields, ...rest } = read(query);
  const { kind, answer } = store.get();
  store.run(assign, { ...fields, error: linkFault(rest), answer: fields.kind === kind ? answer : null, playing: false, hover: null, past: [], future: [] });
}

/** The state one leaves is what “back” comes back to. @param {SignalsState["kind"]} kind */
function chooseKind(kind) {
  link.flush();
  handlers.chooseKind(kind);
}

// What is copied or carried into the other language is what is shown now, not what was shown a moment ago.
for (const id of ["copy-link", "language-link"]) place(id).addEventListener("click", link.flush, { capture: true });
onThemeChange(() => {
  theme = readTheme();
  frames.ask();
});
listenForTimeKeys({ ...handlers, jump: handlers.stepOutput, seekStart: () => handlers.seek(0), seekEnd: () => handlers.seek(Infinity) });
open(location.search);
effects.sync(store.get(), null);
frames.run();
