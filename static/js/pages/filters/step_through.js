/**
 * From a pixel of a photograph to the Sliding window page: a crop of the picture around it, under the same kernel,
 * as a link.
 */
import * as api from "../../api/filters.js";
import { regionAround } from "../../geometry/crop_region.js";

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
  const middle = { row: (top + bottom) / 2, col: (left + right) / 2 };
  const region = regionAround(middle, { height: CROP, width: CROP }, step.input);
  const { height, width } = region;
  const levels = await api.cropLevels({ picture: picture.id, size, steps: steps.slice(0, active) }, channel, region);
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
