/** Counts and names of runs, as the right column of the Training page writes them. */
import { hasMessage, t } from "../i18n/messages.js";

export { amount, even, percent, power } from "../geometry/short_number.js";

/** @typedef {import("../types_training.js").RunView} RunView */

/** @param {number} count */
export function counted(count) {
  return count.toLocaleString("en");
}

/** @param {string} key @param {string} otherwise */
const named = (key, otherwise) => (hasMessage(key) ? t(key) : otherwise);

/** @param {string} name of a data set */
export function dataName(name) {
  return name.startsWith("own-") ? t("run_list.own_data") : named(`dataset.${name}.name`, name);
}

/** @param {Pick<RunView, "spec">} run */
export function networkName({ spec }) {
  const { preset, layers } = spec.network;
  return preset ? named(`preset.${preset}.name`, preset) : t("run_list.own_network", { count: layers.length });
}

/** What a run is called where several are spoken of. @param {Pick<RunView, "spec"|"id">} run */
export function runName(run) {
  return t("run_list.name", { data: dataName(run.spec.data.name), network: networkName(run), id: run.id.slice(0, 4) });
}

/**
 * How runs are told apart beside each other: without the data where it is the same for all.
 * @param {readonly {run: RunView}[]} runs
 * @returns {(run: Pick<RunView, "spec"|"id">) => string}
 */
export function namesAmong(runs) {
  const isSameData = new Set(runs.map(({ run }) => run.spec.data.name)).size === 1;
  return isSameData ? (run) => t("run_list.short_name", { network: networkName(run), id: run.id.slice(0, 4) }) : runName;
}
