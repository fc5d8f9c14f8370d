/** Answers as the server sends them, worked by hand: (3 − 2x + x²)(−5 + 4x), and 12 × 9 with its carries. */

/**
 * @param {import("../../../static/js/types_signals.js").Kind} kind
 * @param {number[]} v
 * @param {number[]} w
 * @param {number[][]} products by output
 * @param {unknown} details
 * @returns {import("../../../static/js/types_signals.js").Answer}
 */
function answer(kind, v, w, products, details = null) {
  const zeros = w.length - 1;
  const padded = [...Array(zeros).fill(0), ...v, ...Array(zeros).fill(0)];
  const applied = w.map((_, i) => w.length - 1 - i);
  const reductions = products.map((row, output) => ({
    output,
    values: applied.map((_, i) => padded[output + i]),
    weights: applied.map((at) => w[at]),
    products: row,
    partial_sums: row.map((_, i) => row.slice(0, i + 1).reduce((sum, one) => sum + one, 0)),
    value_at: applied.map((_, i) => output + i),
    weight_at: applied,
    bias: null,
    bias_at: null,
    divisor: null,
    winner: null,
    result: row.reduce((sum, one) => sum + one, 0),
  }));
  const source = padded.map((_, i) => (i < zeros || i >= zeros + v.length ? -1 : i - zeros));
  const expanded = { shape: [1, 1, padded.length], source, origin: /** @type {[number, number]} */ ([0, zeros]) };
  const trace = {
    mode: "convolve",
    geometry: { input: [1, v.length], kernel: [1, w.length], stride: [1, 1], padding: [[0, 0], [zeros, zeros]], output: [1, products.length] },
    operands: [
      { id: "x", kind: "input", law: "grey", shape: [1, 1, v.length], values: v, expanded, applied: null },
      { id: "w", kind: "kernel", law: "value", shape: [1, 1, 1, w.length], values: w, expanded: null, applied },
    ],
    output: { id: "y", law: "value", shape: [1, 1, products.length], values: reductions.map((one) => one.result) },
    reductions,
    by_input: null,
  };
  const tape = { columns: padded.length, window_at: products.map((_, i) => i), output_at: products.map((_, i) => i + zeros) };
  return /** @type {any} */ ({ kind, spec: {}, trace, tape, labels: { v: [], w: [], y: [] }, ranges: {}, details });
}

export const polynomial = answer("polynomial", [3, -2, 1], [-5, 4], [[0, -15], [12, 10], [-8, -5], [4, 0]]);

const carries = [
  { position: 0, column: 18, carry_in: 0, total: 18, digit: 8, carry_out: 1 },
  { position: 1, column: 9, carry_in: 1, total: 10, digit: 0, carry_out: 1 },
  { position: 2, column: 0, carry_in: 1, total: 1, digit: 1, carry_out: 0 },
];
export const integer = answer("integer", [2, 1], [9], [[18], [9]], { carries, product: "108" });
