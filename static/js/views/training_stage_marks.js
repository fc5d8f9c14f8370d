/** From a unit to everything of the picture that lights up with it. */
import { fieldOf, neighbours } from "../geometry/training_links.js";
import { rectOf, regionIn } from "../geometry/training_hit.js";

/** @typedef {import("../types_training.js").Unit} Unit */
/** @typedef {import("../draw/training_network.js").Look} Look */
/** @typedef {import("../draw/training_network.js").Kernels} Kernels */
/** @typedef {import("../draw/training_marks.js").Marks} Marks */
/** @typedef {import("../geometry/training_layout.js").NetworkLayout} NetworkLayout */
/** @typedef {import("../geometry/training_layout.js").Rect} Rect */
/** @typedef {import("../geometry/training_columns.js").Layer & {receptive_field?: import("../geometry/training_links.js").Field|null}} Layer */
/** @typedef {{layout: NetworkLayout, layers: readonly Layer[], look: Look, sheet: (key: string, kernels: Kernels) => import("../draw/training_levels.js").Sheet}} Scene */
/** @typedef {{top: number, left: number, bottom: number, right: number}} Region */

/** So many edges to a vector that is passed on stand for all of them. */
const MOST_TO_PASS = 28;

/**
 * @param {Scene} scene
 * @param {Unit} unit
 */
export function tiesOf({ layout, layers, look }, unit) {
  const inputs = look.picture?.shape[0] ?? 1;
  return neighbours(layers, layout.columns, inputs, unit, (layer, out, channel) => isJoined(look.kernels[layer], out, channel));
}

/**
 * A kernel whose weights are all the same level was never connected: learned ones differ.
 * @param {Kernels|null|undefined} kernels
 * @param {number} out
 * @param {number} channel
 */
function isJoined(kernels, out, channel) {
  if (!kernels?.out_channels) return true;
  const [grids, rows, cols] = kernels.shape;
  const area = rows * cols;
  const from = (out * (grids / kernels.out_channels) + channel) * area;
  if (area === 1) return true;
  for (let i = 1; i < area; i += 1) if (kernels.data[from + i] !== kernels.data[from]) return true;
  return false;
}

/**
 * @param {Scene} scene
 * @param {Unit} unit
 * @param {{region: Region|null, isPinned: boolean}} more region: what the server says it sees of the picture, where it was asked
 * @returns {Marks|null}
 */
export function marksOf(scene, unit, { region, isPinned }) {
  const { layout, layers } = scene;
  const own = rectOf(layout, unit.layer, unit.channel);
  if (!own) return null;
  const shape = unit.layer < 0 ? (scene.look.picture?.shape ?? [1, 1, 1]) : layers[unit.layer].shape;
  const [, rows, cols] = shape;
  const isBank = scene.look.showsKernels && kernelLayer(scene, unit.layer) !== undefined;
  const cell = rows * cols > 1 && !isBank ? regionIn(own, [shape[0], rows, cols], { top: unit.row, left: unit.col, bottom: unit.row + 1, right: unit.col + 1 }) : null;
  const { before, after } = tiesOf(scene, unit);
  const from = before ? rectsOf(layout, before.layer, before.channels) : [];
  const to = after ? rectsOf(layout, after.layer, after.channels) : [];
  const field = layers[unit.layer]?.receptive_field;
  const seen = region ?? (field ? fieldOf(field, unit) : null);
  const picture = scene.look.picture?.shape;
  return {
    own,
    cell,
    before: from.map(({ rect }) => ({ from: rect, to: own })),
    after: to.map(({ rect }) => ({ from: own, to: rect })),
    lit: [...from, ...to].filter(({ isMap }) => isMap).map(({ rect }) => rect),
    kernels: before ? kernelsOf(scene, unit, before.layer, from) : [],
    field: seen && picture ? regionIn(layout.picture.rect, [picture[0], picture[1], picture[2]], seen) : null,
    windows: [],
    isPinned,
  };
}

/**
 * @param {NetworkLayout} layout
 * @param {number} layer
 * @param {ReadonlySet<number>} channels
 */
function rectsOf(layout, layer, channels) {
  if (layer < 0) return [{ channel: 0, rect: layout.picture.rect, isMap: true }];
  const form = layout.columns.find(({ members }) => members.includes(layer))?.form;
  const every = form === "pass" ? Math.max(1, Math.ceil(channels.size / MOST_TO_PASS)) : 1;
  return [...channels].filter((_, i) => i % every === 0).flatMap((channel) => {
    const rect = rectOf(layout, layer, channel);
    return rect ? [{ channel, rect, isMap: form === "maps" }] : [];
  });
}

/**
 * The convolution in the column of a layer; undefined without one.
 * @param {Pick<Scene, "layout"|"look">} scene
 * @param {number} layer
 */
function kernelLayer({ layout, look }, layer) {
  return layout.columns.find(({ members }) => members.includes(layer))?.members.find((one) => look.kernels[one]);
}

/**
 * The kernel that reads each input map stands in a corner of it.
 * @param {Scene} scene
 * @param {Unit} unit
 * @param {number} source
 * @param {readonly {channel: number, rect: Rect}[]} from
 * @returns {Marks["kernels"]}
 */
function kernelsOf({ layout, look, sheet }, unit, source, from) {
  const layer = kernelLayer({ layout, look }, unit.layer);
  const kernels = layer === undefined ? null : look.kernels[layer];
  if (layer === undefined || !kernels?.out_channels || layer > unit.layer || look.showsKernels) return [];
  const count = kernels.shape[0] / kernels.out_channels;
  const made = sheet(`kernels ${layer}`, kernels);
  const side = (/** @type {Rect} */ rect) => Math.round(Math.max(12, Math.min(30, rect.width * 0.44)));
  if (source < 0) {
    const [{ rect }] = from;
    const size = Math.min(side(rect), (rect.width - 4) / count - 4);
    return Array.from({ length: count }, (_, i) => {
      const left = rect.left + rect.width - (count - i) * (size + 4);
      return { sheet: made, channel: unit.channel * count + i, rect: { left, top: rect.top + rect.height - size - 3, width: size, height: size } };
    });
  }
  return from.map(({ channel, rect }) => {
    const size = side(rect);
    const at = { left: rect.left + rect.width - size - 2, top: rect.top + rect.height - size - 2, width: size, height: size };
    return { sheet: made, channel: unit.channel * count + channel, rect: at };
  });
}
