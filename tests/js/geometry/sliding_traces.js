/** Traces that are small enough to be worked by hand, shaped as the server sends them. */

/** @typedef {import("../../../static/js/types_sliding.js").Trace} Trace */
/** @typedef {import("../../../static/js/types_sliding.js").Reduction} Reduction */

/** @type {import("../../../static/js/types_sliding.js").TraceGeometry} */
const geometry = {
  input: [1, 3], kernel: [1, 2], stride: [1, 1], dilation: [1, 1], padding: [[0, 0], [0, 0]], output_padding: [0, 0],
  effective: [1, 2], padded: [1, 3], output: [1, 2], rounding: "floor",
};

/**
 * @param {number} output
 * @param {[value: number, weight: number, valueAt: number, weightAt: number][]} terms
 * @returns {Reduction}
 */
export function reduction(output, terms) {
  let sum = 0;
  const partialSums = terms.map(([value, factor]) => (sum += value * factor));
  return {
    output,
    values: terms.map((term) => term[0]),
    weights: terms.map((term) => term[1]),
    products: terms.map(([value, factor]) => value * factor),
    partial_sums: partialSums,
    value_at: terms.map((term) => term[2]),
    weight_at: terms.map((term) => term[3]),
    bias: null, bias_at: null, divisor: null, winner: null,
    result: sum,
  };
}

/**
 * @param {Reduction[]} reductions
 * @param {Partial<Trace>} [fields]
 * @returns {Trace}
 */
export function traceOf(reductions, fields = {}) {
  return {
    mode: "correlate",
    geometry,
    operands: [],
    value_operand: "x",
    weight_operand: "w",
    output: { id: "y", law: "value", shape: [1, 1, reductions.length], values: reductions.map((one) => one.result) },
    reductions,
    by_input: null,
    counts: { convolution_parameters: 2, dense_parameters: 6, multiplications: 4 },
    is_symbolic: false,
    ...fields,
  };
}

/** (1, 2, 3) correlated with (10, 100): 210, 320. */
export const forward = traceOf([
  reduction(0, [[1, 10, 0, 0], [2, 100, 1, 1]]),
  reduction(1, [[2, 10, 1, 0], [3, 100, 2, 1]]),
]);

/**
 * The transposed convolution of (4, 5) with (1, 2): gathered from (0, 4, 5, 0) with the kernel rotated: 4, 13, 10.
 * Scattered, cell 4 gives products 1 and 2, cell 5 the other two.
 */
export const transposed = traceOf(
  [
    reduction(0, [[0, 2, 0, 1], [4, 1, 1, 0]]),
    reduction(1, [[4, 2, 1, 1], [5, 1, 2, 0]]),
    reduction(2, [[5, 2, 2, 1], [0, 1, 3, 0]]),
  ],
  { mode: "transposed", by_input: [[0, 1], [1, 0], [1, 1], [2, 0]] },
);

/** Pooling backward with a first and a third input cell that no window covers. */
export const uncovered = traceOf([reduction(0, []), reduction(1, [[7, 1, 0, 0]]), reduction(2, []), reduction(3, [[7, 0, 0, 0]])]);
