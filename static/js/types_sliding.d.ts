/** Types of the Sliding window page; wire keys are spelled as in Python. */
import type { ErrorInfo } from "./types.js";

/** A number, or in symbolic mode a letter or a sum of them ("aw + bx"). */
export type Entry = number | string;
export type Law = "grey" | "value" | "delta";
export type Operation = "correlate" | "convolve";
export type PoolMode = "max_pool" | "average_pool" | "global_average_pool" | "max_pool_backward" | "average_pool_backward";
export type Mode = Operation | PoolMode | "transposed" | "gradient_kernel" | "gradient_input" | "gradient_bias";
export type OperandId = "x" | "w" | "b" | "delta";
export type OutputId = "y" | "dw" | "dx" | "db";
export type Fill = "ramp" | "random" | "one_hot" | "zeros" | "ones" | "letters";
export type Pair = [number, number];
export type Sides = [Pair, Pair];

export interface OperandSpec {
  shape: number[];
  fill: Fill;
  seed: number;
  values: Entry[] | null;
  /** The shape that `values` was written for, where it is another one; the server keeps the overlap. */
  values_shape: number[] | null;
}

export interface TraceSpec {
  mode: Mode;
  x: OperandSpec;
  w: OperandSpec;
  bias: OperandSpec | null;
  delta: OperandSpec | null;
  operation: Operation;
  stride: Pair;
  padding: "same" | "valid" | "full" | Sides;
  dilation: Pair;
  output_padding: Pair;
  rounding: "floor" | "ceil";
}

/** What a window really slides over. source: index into the operand, −1 padding, −2 inserted zero, −3 no data. */
export interface Expanded {
  shape: number[];
  source: number[];
  origin: Pair;
}

export interface Operand {
  id: OperandId;
  kind: "input" | "kernel" | "bias" | "delta";
  law: Law;
  shape: number[];
  values: Entry[];
  expanded: Expanded | null;
  /** Kernel only: for each cell of the kernel as it slides, the index of the weight there. */
  applied: number[] | null;
}

export interface Output {
  id: OutputId;
  law: Law;
  shape: number[];
  values: Entry[];
}

/** One output cell and its products, in columns. */
export interface Reduction {
  output: number;
  values: Entry[];
  weights: Entry[];
  products: Entry[];
  partial_sums: Entry[];
  /** Into the value operand's expanded grid; into its values where it has none. */
  value_at: number[];
  /** Into the weight operand's values. */
  weight_at: (number | null)[];
  bias: Entry | null;
  bias_at: number | null;
  divisor: number | null;
  winner: number | null;
  result: Entry;
}

export interface TraceGeometry {
  input: Pair;
  kernel: Pair;
  stride: Pair;
  dilation: Pair;
  padding: Sides;
  output_padding: Pair;
  effective: Pair;
  padded: Pair;
  output: Pair;
  rounding: "floor" | "ceil";
}

export interface Trace {
  mode: Mode;
  geometry: TraceGeometry;
  operands: Operand[];
  value_operand: OperandId;
  weight_operand: OperandId | null;
  output: Output;
  reductions: Reduction[];
  /** The same real products in scattering order: (reduction, term). */
  by_input: [number, number][] | null;
  counts: { convolution_parameters: number; dense_parameters: number; multiplications: number };
  is_symbolic: boolean;
}

export interface Range {
  minimum: number;
  maximum: number;
  reason: string;
  values: Record<string, string | number>;
}

export type RangeName =
  | "input_rows" | "input_cols" | "kernel_rows" | "kernel_cols" | "channels_in" | "channels_out"
  | `${"stride" | "padding" | "dilation" | "output_padding"}${"" | "_rows" | "_cols"}`;
export type Ranges = Record<RangeName, Range>;

export interface Case {
  id: string;
  group: "arithmetic" | "course";
  curriculum: string;
  spec: TraceSpec;
}

/** What the server answers to a spec. */
export interface TraceAnswer {
  trace: Trace;
  ranges: Ranges;
  /** The same spec with all values filled in. */
  spec: TraceSpec;
  /** The output size of each axis with its numbers, as LaTeX. */
  formulas: Record<string, string>;
}

export interface Matrices {
  toeplitz: { rows: number; cols: number; row: number[]; col: number[]; weight_at: number[] } | null;
  im2col: { rows: number; cols: number; value_at: number[]; values: Entry[] } | null;
  kernel_rows: Entry[][] | null;
  product: Entry[][] | null;
  /** target: into a grid of `shape`, in which result cell (0, 0) lies at `origin`; what lies around the result is cut off. */
  col2im: { rows: number; cols: number; values: Entry[]; target: number[]; shape: number[]; origin: Pair } | null;
}

export interface Proof {
  independent: { method: string; largest_error: number };
  finite_differences: { largest_error: number; relative: number; step: number } | null;
}

export type View = "gather" | "scatter" | "matrix";

/**
 * What the pointer or the focus is on. The index counts as a trace does: `value_at` for the value operand (its expanded
 * grid), `weight_at` for the weight operand, `output` for the output; "term" is a product of the current reduction.
 */
export interface Hover {
  operand: OperandId | OutputId | "term";
  index: number;
}

export interface Answer {
  text: string;
  isRight: boolean;
  /** How far off, as a sentence's placeholder; "" where it cannot be said. */
  off: string;
}

export interface Predict {
  isOn: boolean;
  /** By output index. */
  answers: Record<number, Answer>;
  right: number;
  asked: number;
}

/** What undo brings back. */
export interface Moment {
  caseId: string;
  spec: TraceSpec;
}

/** Everything the Sliding window page shows; replaced, never changed. */
export interface SlidingState {
  cases: Case[];
  /** The case the present spec began as; what differs from it is in the link. */
  caseId: string;
  spec: TraceSpec;
  view: View;
  /** Products done, 0 … duration. */
  time: number;
  /** A new case: its time is chosen when its trace arrives. */
  isFresh: boolean;
  playing: boolean;
  speed: number;
  hover: Hover | null;
  /** Show the kernel as it was given although it slides rotated. */
  isUnflipped: boolean;
  drawer: string | null;
  predict: Predict;
  trace: Trace | null;
  ranges: Ranges | null;
  formulas: Record<string, string> | null;
  /** The spec with all values that `trace` was made from. */
  filled: TraceSpec | null;
  matrices: Matrices | null;
  proof: Proof | "busy" | null;
  error: ErrorInfo | null;
  busy: boolean;
  past: Moment[];
  future: Moment[];
  canUndo: boolean;
  canRedo: boolean;
}
