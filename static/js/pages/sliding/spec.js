/** Changes to a trace's spec: pure functions `(spec, …) → spec`. Sizes of outputs and ranges of controls come from the server. */

/** @typedef {import("../../types_sliding.js").TraceSpec} TraceSpec */
/** @typedef {import("../../types_sliding.js").OperandSpec} OperandSpec */
/** @typedef {import("../../types_sliding.js").Mode} Mode */
/** @typedef {import("../../types_sliding.js").Pair} Pair */
/** @typedef {import("../../types_sliding.js").Entry} Entry */
/** @typedef {"x"|"w"|"bias"|"delta"} Part */

const POOLS = new Set(["max_pool", "average_pool", "global_average_pool", "max_pool_backward", "average_pool_backward"]);

/** @param {Mode} mode */
export function isPool(mode) {
  return POOLS.has(mode);
}

/**
 * @param {number[]} shape
 * @param {import("../../types_sliding.js").Fill} [fill]
 * @returns {OperandSpec}
 */
export function newOperand(shape, fill = "random") {
  return { shape, fill, seed: 1, values: null, values_shape: null };
}

/**
 * An operand of another shape: what was typed stays as far as it overlaps.
 * @param {OperandSpec} operand
 * @param {number[]} shape
 * @returns {OperandSpec}
 */
export function withShape(operand, shape) {
  if (operand.shape.join() === shape.join()) return operand;
  const written = operand.values ? (operand.values_shape ?? operand.shape) : null;
  return { ...operand, shape, values_shape: written };
}

/**
 * @param {OperandSpec} operand
 * @param {readonly Entry[]} values all of the present ones
 * @param {number} index
 * @param {Entry} entry
 * @returns {OperandSpec}
 */
export function withEntry(operand, values, index, entry) {
  return { ...operand, values: values.with(index, entry), values_shape: null };
}

/**
 * Rows and columns of the input, the kernel; channels in and out. A typed δ keeps its overlap: its size is the output's.
 * @param {TraceSpec} spec
 * @param {{input?: Pair, kernel?: Pair, channelsIn?: number, channelsOut?: number}} sizes
 * @returns {TraceSpec}
 */
export function resized(spec, sizes) {
  const [rows, cols] = sizes.input ?? [spec.x.shape[1], spec.x.shape[2]];
  const [kernelRows, kernelCols] = sizes.kernel ?? [spec.w.shape[2], spec.w.shape[3]];
  const channelsIn = sizes.channelsIn ?? spec.x.shape[0];
  const channelsOut = sizes.channelsOut ?? channelsOutOf(spec);
  const leading = spec.mode === "transposed" ? [channelsIn, channelsOut] : [channelsOut, channelsIn];
  return {
    ...spec,
    x: withShape(spec.x, [channelsIn, rows, cols]),
    w: withShape(spec.w, [...leading, kernelRows, kernelCols]),
    bias: spec.bias && withShape(spec.bias, [channelsOut]),
  };
}

/** @param {TraceSpec} spec */
export function channelsOutOf(spec) {
  return spec.w.shape[spec.mode === "transposed" ? 1 : 0];
}

/**
 * Another mode with settings that make sense in it.
 * @param {TraceSpec} spec
 * @param {Mode} mode
 * @returns {TraceSpec}
 */
export function withMode(spec, mode) {
  if (mode === spec.mode) return spec;
  const operation = mode === "correlate" || mode === "convolve" ? mode : spec.operation;
  const next = { ...spec, mode, operation, ...kernelFor(spec, mode), ...geometryFor(spec, mode) };
  const isBackward = mode.startsWith("gradient") || mode.endsWith("backward");
  return { ...next, delta: isBackward ? spec.delta : null };
}

/**
 * @param {TraceSpec} spec
 * @param {Mode} mode
 * @returns {Partial<TraceSpec>}
 */
function kernelFor(spec, mode) {
  const [channels, rows, cols] = spec.x.shape;
  const [kernelRows, kernelCols] = spec.w.shape.slice(2);
  const out = channelsOutOf(spec);
  const leading = mode === "transposed" ? [channels, out] : [out, channels];
  const kernel = isPool(mode) && !isPool(spec.mode) ? [Math.min(2, rows), Math.min(2, cols)] : [kernelRows, kernelCols];
  const backTo = isPool(spec.mode) && !isPool(mode) ? [Math.min(3, rows), Math.min(3, cols)] : kernel;
  const bias = isPool(mode) || mode.startsWith("gradient") ? null : spec.bias;
  return { w: withShape(spec.w, [...leading, ...backTo]), bias };
}

/**
 * @param {TraceSpec} spec
 * @param {Mode} mode
 * @returns {Partial<TraceSpec>}
 */
function geometryFor(spec, mode) {
  const plain = { padding: /** @type {const} */ ("valid"), dilation: /** @type {Pair} */ ([1, 1]), output_padding: /** @type {Pair} */ ([0, 0]) };
  if (isPool(mode)) return isPool(spec.mode) ? {} : { ...plain, stride: [2, 2], rounding: "floor" };
  if (isPool(spec.mode)) return { ...plain, stride: [1, 1], rounding: "floor" };
  if (mode === "transposed") return { ...plain, dilation: spec.dilation, rounding: "floor" };
  return { output_padding: [0, 0], rounding: "floor" };
}
