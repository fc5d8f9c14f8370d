/** What the Training page says of a run: where it is, why it waits, how it ended. */
import { language, t, together } from "../i18n/messages.js";
import { explained } from "./notices.js";

/** @typedef {import("../types_training.js").TrainingState} TrainingState */
/** @typedef {import("../types_training.js").RunView} RunView */

const COUNTS = new Intl.NumberFormat(language);
const SHARES = new Intl.NumberFormat(language, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** @param {number} count with its thousands parted */
export const countText = (count) => COUNTS.format(count);

/** @param {number} share 0…1 */
export const shareText = (share) => SHARES.format(share);

/** Whether the watched run may still take steps. @param {RunView|null} run */
export function isAlive(run) {
  return run !== null && ["queued", "starting", "running", "paused", "slow"].includes(run.status);
}

/**
 * Where the run is: epoch, step, and how fast it goes; of a moment looked back at, which one it is.
 * @param {TrainingState} state
 */
export function progressText({ run, rewind, shown, steps, isPreviewing }) {
  if (!run || isPreviewing) return t("training.time.untrained");
  if (rewind !== null) return t("training.time.rewound", { epoch: shown?.epoch ?? 0, step: countText(rewind) });
  const step = Math.max(run.step, steps.step.at(-1) ?? 0);
  const epoch = Math.max(run.epoch, steps.epoch.at(-1) ?? 0);
  const values = { epoch: Math.max(1, epoch), epochs: run.spec.epochs, step: countText(step), rate: countText(Math.round(run.samples_per_second)) };
  return t(run.status === "running" && run.samples_per_second > 0 ? "training.time.running" : "training.time.at", values);
}

/**
 * What there is to say beside the numbers: why nothing moves, how it ended, what to do.
 * @param {TrainingState} state
 * @returns {{text: string, kind: "plain"|"good"|"bad"}}
 */
export function statusNote(state) {
  const { run, ended, rewind, connection, isPreviewing, isSubmitting, pausedSeconds } = state;
  if (isSubmitting) return plain(t("training.note.starting"));
  const fault = faultOf(state);
  if (fault) return { text: t("panel.note.fault", { why: explained(fault) }), kind: "bad" };
  if (!run) return plain(t(connection === "opening" || connection === "lost" ? "training.note.opening" : "training.note.ready"));
  if (isPreviewing) return plain(t("training.note.previewing"));
  if (connection === "lost") return { text: t("training.note.lost"), kind: "bad" };
  if (run.status === "failed") return { text: run.error ? explained(run.error) : t("training.note.failed"), kind: "bad" };
  if (run.status === "diverged") {
    return { text: t("training.note.diverged", { why: t(`training.diverged.${ended?.diverged_because ?? "loss_not_finite"}`) }), kind: "bad" };
  }
  if (rewind !== null) return plain(t(`training.note.${rewoundWhile(run)}`));
  if (run.status === "finished" || run.status === "stopped") return endNote(state, run);
  if (run.status === "queued") return plain(t("training.note.queued", { position: run.position ?? 1 }));
  const says = t(`training.note.${run.status}`);
  if (pausedSeconds === null || (run.status !== "paused" && run.status !== "slow")) return plain(says);
  return plain(together([says, t("training.note.kept", { minutes: Math.max(1, Math.round(pausedSeconds / 60)) })]));
}

/**
 * Why the network as it stands cannot be trained, where the next press would train it.
 * @param {Pick<TrainingState, "run"|"description"|"isPreviewing">} state
 */
export function faultOf({ run, description, isPreviewing }) {
  return !run || isPreviewing ? (description?.error ?? null) : null;
}

/** @param {RunView} run */
function rewoundWhile(run) {
  if (!isAlive(run)) return "rewound_ended";
  return run.status === "paused" || run.status === "slow" ? "rewound_paused" : "rewound";
}

/**
 * @param {TrainingState} state
 * @param {RunView} run
 * @returns {{text: string, kind: "plain"|"good"}}
 */
function endNote({ ended, connection }, { status, best, test_accuracy: told }) {
  const epoch = ended?.best_epoch ?? best?.epoch;
  const validation = ended?.best_validation_accuracy ?? best?.validation_accuracy;
  const test = ended?.test_accuracy ?? told;
  const parts = [t(`training.note.${status}`)];
  if (typeof epoch === "number" && typeof validation === "number") parts.push(t("training.note.best", { epoch, accuracy: shareText(validation) }));
  if (typeof test === "number") parts.push(t("training.note.test", { accuracy: shareText(test) }));
  if (connection === "none") parts.push(t("training.note.gone"));
  return { text: together(parts), kind: status === "finished" ? "good" : "plain" };
}

/** @param {string} text @returns {{text: string, kind: "plain"}} */
const plain = (text) => ({ text, kind: "plain" });
