/**
 * From a pixel of a photograph to the Sliding window page: a crop of the picture around it, under the same kernel,
 * as a link.
 */
import * as api from "../../api/filters.js";
import { STEP_DEFAULTS } from "./state.js";

/** @typedef {import("../../types.js").FiltersState} FiltersState */

// What the Sliding window page can show in cells (the server refuses more).
const CROP = 8;
const LARGEST_KERNEL = 7;
const LARGEST_STRIDE = 5;
const LARGEST_DILATION = 4;

/**
 * Why this step cannot be stepped through, as a message key; null where it can.
 * @param {FiltersState} state
 */
export function obstacle(state) {
  const step = state.description?.steps[state.active];
  if (!step || !state.inspection) return "filters.step_through.wait";
  const { rows, cols } = step.kernels[state.kernelIndex];
  const isTooLarge = Math.max(rows, cols) > LARGEST_KERNEL || Math.max(...step.stride) > LARGEST_STRIDE || Math.max(...step.dilation) > LARGEST_DILATION;
  const isTooSmall = step.input.width < 2 || step.input.height < 2;
  return isTooLarge || isTooSmall ? "filters.step_through.too_large" : null;
}

/**
 * @param {FiltersState} state one that has no obstacle
 * @returns {Promise<string>} query of the Sliding window page
 */
export async function sliceLink(state) {
  const { picture, size, steps, active, channel, inspection, kernelIndex } = state;
  const step = /** @type {import("../../types.js").StepDescription} */ (state.description?.steps[active]);
  const { top, bottom, left, right } = /** @type {import("../../types.js").Inspection} */ (inspection).window;
  const height = Math.min(CROP, step.input.height);
  const width = Math.min(CROP, step.input.width);
  const region = {
    row: startOf((top + bottom - height) / 2, step.input.height - height),
    col: startOf((left + right - width) / 2, step.input.width - width),
    height,
    width,
  };
  const grey = { filter: "identity", parameters: {}, ...STEP_DEFAULTS, channels: channel };
  const crop = await api.exactRegion({ picture: picture.id, size, steps: [...steps.slice(0, active), grey] }, region);
  const levels = Array.from({ length: height * width }, (_, i) => crop.data[i * 3]);
  const { weights, rows, cols } = step.kernels[kernelIndex];
  const fields = {
    mode: step.operation,
    x: operand([1, height, width], levels),
    w: operand([1, 1, rows, cols], weights.flat()),
    stride: step.stride.join(","),
    dilation: step.dilation.join(","),
    padding: "same",
  };
  return Object.entries({ case: "b2_convolution", ...fields }).map(([name, value]) => `${name}=${value}`).join("&");
}

/**
 * As the Sliding window page's links write an operand.
 * @param {number[]} shape
 * @param {number[]} values
 */
function operand(shape, values) {
  return `${shape.join("x")}:ramp:0:${shape.join("x")}=${values.join("_")}`;
}

/**
 * @param {number} wanted
 * @param {number} largest
 */
function startOf(wanted, largest) {
  return Math.max(0, Math.min(largest, Math.round(wanted)));
}
