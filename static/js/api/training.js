/** The endpoints that the Training page uses. Whatever comes back has its levels as bytes, not as base64. */
import { apiUrl, get, post } from "./client.js";
import { toBase64, withBytes, withHistoryBytes, withSnapshotBytes } from "./training_bytes.js";
import { send } from "./upload.js";

/** @typedef {import("../types_training.js").TrainingSpec} TrainingSpec */
/** @typedef {import("../types_training.js").RunView} RunView */
/** @typedef {import("../types_training.js").History} History */
/** @typedef {import("../types_training.js").Activations} Activations */
/** @typedef {import("../types_training.js").Picture} Picture */
/** @typedef {import("../types_training.js").DatasetInfo} DatasetInfo */
/** @typedef {{kind: "run", id: string, step: number|null}|{kind: "preview", spec: TrainingSpec}} Subject whose network is asked */

/**
 * @param {string} path below /api/
 * @param {AbortSignal} [signal]
 */
async function getJson(path, signal) {
  return (await get(path, { signal })).json();
}

/**
 * @param {string} path below /api/
 * @param {unknown} body
 * @param {AbortSignal} [signal]
 */
async function postJson(path, body, signal) {
  return (await post(path, body, { signal })).json();
}

/** @returns {Promise<import("../types_training.js").Preset[]>} */
export const fetchPresets = () => getJson("networks/presets");

/** @returns {Promise<DatasetInfo[]>} */
export async function fetchDatasets() {
  return (await getJson("datasets")).map(withDatasetBytes);
}

/** @param {DatasetInfo} dataset */
export function withDatasetBytes(dataset) {
  return { ...dataset, samples: dataset.samples.map(withBytes) };
}

/**
 * @param {TrainingSpec} spec
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../types_training.js").Description>}
 */
export function describeNetwork({ network, data, batch_size }, signal) {
  return postJson("networks/describe", { layers: network.layers, data, batch_size }, signal);
}

// ---- runs -----------------------------------------------------------------------------------------------------------

/** @param {string} id */
const runPath = (id) => `runs/${encodeURIComponent(id)}`;

/** @param {TrainingSpec} spec @returns {Promise<RunView>} */
export const submitRun = (spec) => postJson("runs", spec);

/** @returns {Promise<RunView[]>} */
export const fetchRuns = () => getJson("runs");

/** @param {string} id @returns {Promise<RunView>} */
export const fetchRun = (id) => getJson(runPath(id));

/** @param {string} id @param {number} after an event's id @returns {Promise<History>} */
export async function fetchHistory(id, after = 0) {
  return withHistoryBytes(await getJson(`${runPath(id)}/history?after=${after}`));
}

/**
 * @param {string} id
 * @param {{command: string, learning_rate?: number, momentum?: number, dropout?: number,
 *   probe?: import("../types_training.js").ProbePicture}} body
 * @returns {Promise<RunView>}
 */
export const sendCommand = (id, body) => postJson(`${runPath(id)}/commands`, body);

/** @param {string} id @param {number} after 0: from the beginning */
export const eventsUrl = (id, after) => apiUrl(`${runPath(id)}/events${after > 0 ? `?after=${after}` : ""}`);

/**
 * @param {{id: string, step: number}} recorded
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../types_training.js").Snapshot|null>} the last one recorded at or before the step
 */
export async function fetchMoment({ id, step }, signal) {
  const { snapshot } = await getJson(`${runPath(id)}/moments/${step}`, signal);
  return snapshot && withSnapshotBytes(snapshot);
}

/**
 * @param {{id: string, indices: number[]}} asked
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../types_training.js").SplitPicture[]>}
 */
export async function fetchPictures({ id, indices }, signal) {
  const { pictures } = await getJson(`${runPath(id)}/pictures?split=validation&indices=${indices.join(",")}`, signal);
  return pictures.map((/** @type {any} */ one) => ({ ...one, picture: withBytes(one.picture) }));
}

// ---- looking into a network -----------------------------------------------------------------------------------------

/** @param {Picture} picture */
const onWire = (picture) => ("pixels" in picture ? { pixels: toBase64(picture.pixels) } : picture);

/**
 * @param {{subject: Subject, picture: Picture}} asked
 * @param {AbortSignal} [signal]
 * @returns {Promise<Activations>}
 */
export async function fetchActivations({ subject, picture }, signal) {
  const answer = subject.kind === "run"
    ? await postJson(`${runPath(subject.id)}/activations`, { picture: onWire(picture), step: subject.step }, signal)
    : await postJson("networks/activations", { spec: subject.spec, picture: onWire(picture) }, signal);
  return withSnapshotBytes(answer);
}

/**
 * @param {{subject: Subject, picture: Picture, unit: {layer: string, channel: number, row: number, col: number}}} asked
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../types_training.js").UnitAnswer>}
 */
export function fetchUnit({ subject, picture, unit }, signal) {
  const body = { picture: onWire(picture), ...unit };
  if (subject.kind === "run") return postJson(`${runPath(subject.id)}/unit`, { ...body, step: subject.step }, signal);
  return postJson("networks/unit", { ...body, spec: subject.spec }, signal);
}

// ---- pictures of one's own, and what is carried away ------------------------------------------------------------------

/** @typedef {DatasetInfo & {skipped: import("../types_training.js").SkippedFile[]}} Uploaded */
/** @typedef {{signal?: AbortSignal, progress?: (share: number) => void}} Sending */

/**
 * @param {string} path below /api/
 * @param {Blob} body
 * @param {Sending} [sending]
 * @returns {Promise<Uploaded>}
 */
async function upload(path, body, sending) {
  const answer = /** @type {Uploaded} */ (await send(path, body, sending));
  return { ...withDatasetBytes(answer), skipped: answer.skipped };
}

/**
 * @param {Blob} zip
 * @param {{size?: number, color?: boolean}} options
 * @param {Sending} [sending]
 */
export const uploadZip = (zip, options, sending) => upload(`datasets?${queryOf(options)}`, zip, sending);

/**
 * @param {Blob} picture
 * @param {{class: string, set: string|undefined, size?: number, color?: boolean}} where
 * @param {Sending} [sending]
 */
export const uploadPicture = (picture, where, sending) => upload(`datasets/pictures?${queryOf(where)}`, picture, sending);

/** @param {Record<string, string|number|boolean|undefined>} values */
function queryOf(values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return String(new URLSearchParams(given.map(([name, value]) => [name, String(value)])));
}

/**
 * @param {string} id
 * @param {import("../types_training.js").TakeAwayKind} kind
 * @param {number|null} step
 * @returns {Promise<Blob>}
 */
export async function fetchTakeAway(id, kind, step) {
  const file = { weights: "weights.npz", run: "run.json", pytorch: "pytorch.py" }[kind];
  const query = kind === "run" || step === null ? "" : `?step=${step}`;
  return (await get(`${runPath(id)}/${file}${query}`, { accept: "*/*" })).blob();
}
