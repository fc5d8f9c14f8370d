/** Two cases as the server lists them. */

/** @typedef {import("../../../../static/js/types_sliding.js").Case} Case */
/** @typedef {import("../../../../static/js/types_sliding.js").TraceSpec} TraceSpec */

/** @param {number[]} shape @returns {import("../../../../static/js/types_sliding.js").OperandSpec} */
const ramp = (shape) => ({ shape, fill: "ramp", seed: 0, values: null, values_shape: null });

/** @type {TraceSpec} */
export const convolution = {
  mode: "convolve", x: ramp([1, 4, 5]), w: ramp([1, 1, 3, 2]), bias: null, delta: null, operation: "convolve",
  stride: [1, 1], padding: [[1, 1], [1, 1]], dilation: [1, 1], output_padding: [0, 0], rounding: "floor",
};

/** @type {Case[]} */
export const cases = [
  { id: "b2_convolution", group: "course", curriculum: "B2", spec: convolution },
  { id: "d1_max", group: "course", curriculum: "D1", spec: { ...convolution, mode: "max_pool", stride: [2, 2] } },
];
