/**
 * One EventSource: what the server tells of the watched run.
 *
 * The browser itself connects again after a broken line and sends the id of the last event, which the server answers with
 * what came since. It gives up when the answer is a refusal (a server that starts again behind its proxy, a run that was
 * collected), and a line that died while the machine slept looks alive to it: in both cases the line is opened again here,
 * after the last id. Nothing is lost and nothing told twice.
 */
import { eventsUrl } from "../../api/training.js";
import { withHistoryBytes, withMomentBytes, withSnapshotBytes } from "../../api/training_bytes.js";

/**
 * @typedef {object} Told
 * @property {(history: import("../../types_training.js").History) => void} history
 * @property {(run: import("../../types_training.js").RunView) => void} state
 * @property {(started: import("../../types_training.js").RunStarted) => void} started
 * @property {(rows: import("../../types_training.js").StepColumns) => void} steps
 * @property {(epoch: import("../../types_training.js").EpochEnded) => void} epoch
 * @property {(snapshot: import("../../types_training.js").Snapshot) => void} snapshot
 * @property {(recorded: {step: number}) => void} recorded of a snapshot that came and went before this page could read it
 * @property {(moment: import("../../types_training.js").Moment) => void} moment
 * @property {(settings: import("../../types_training.js").SettingsChanged) => void} settings
 * @property {(ended: import("../../types_training.js").TrainingEnded) => void} ended
 * @property {() => void} gone the server has let the run go
 * @property {(connection: import("../../types_training.js").Connection) => void} connection
 * @property {() => Promise<boolean>} isStillThere asked when the server refuses the stream: is it worth trying again?
 */

const AGAIN_MS = 2_000;
// The server breathes every 15 s, unheard by scripts: a page that was away longer cannot trust its line.
const AWAY_MS = 30_000;

/** How each event is read; whatever is not listed is taken as it is. @type {Record<string, (value: any) => any>} */
const READERS = { history: withHistoryBytes, snapshot: withSnapshotBytes, moment: withMomentBytes };
const EVENTS = /** @type {const} */ (["history", "state", "started", "steps", "epoch", "snapshot", "recorded", "moment", "settings", "ended", "gone"]);

/**
 * @param {string} runId
 * @param {Told} told
 * @param {(url: string) => EventSource} [connect]
 */
export function openStream(runId, told, connect = (url) => new EventSource(url)) {
  /** @type {EventSource|null} */
  let source = null;
  let lastId = 0;
  let timer = 0;
  let awaySince = 0;
  let isOver = false;

  function open() {
    clearTimeout(timer);
    source?.close();
    if (isOver) return;
    told.connection(lastId > 0 ? "lost" : "opening");
    const mine = connect(eventsUrl(runId, lastId));
    source = mine;
    mine.addEventListener("open", () => told.connection("open"));
    mine.addEventListener("error", () => void failed(mine));
    for (const event of EVENTS) {
      mine.addEventListener(event, (message) => {
        if (source === mine) take(event, /** @type {MessageEvent<string>} */ (message));
      });
    }
  }

  /** @param {typeof EVENTS[number]} event @param {MessageEvent<string>} message */
  function take(event, { data, lastEventId }) {
    if (/^\d+$/.test(lastEventId)) lastId = Number(lastEventId);
    if (event === "gone") {
      close();
      told.gone();
      return;
    }
    const value = JSON.parse(data);
    told[event](READERS[event]?.(value) ?? value);
  }

  /** @param {EventSource} mine */
  async function failed(mine) {
    if (source !== mine || isOver) return;
    told.connection("lost");
    if (mine.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    if (!(await told.isStillThere())) {
      close();
      return;
    }
    if (source === mine && !isOver) timer = window.setTimeout(open, AGAIN_MS);
  }

  function onVisibility() {
    if (document.visibilityState === "hidden") awaySince = Date.now();
    else if (awaySince > 0 && Date.now() - awaySince > AWAY_MS) open();
    if (document.visibilityState === "visible") awaySince = 0;
  }

  /** @param {PageTransitionEvent} event */
  function onPageShow({ persisted }) {
    if (persisted) open();
  }

  function close() {
    isOver = true;
    clearTimeout(timer);
    source?.close();
    source = null;
    document.removeEventListener("visibilitychange", onVisibility);
    removeEventListener("online", open);
    removeEventListener("pageshow", onPageShow);
  }

  document.addEventListener("visibilitychange", onVisibility);
  addEventListener("online", open);
  addEventListener("pageshow", onPageShow);
  open();
  return { close };
}
