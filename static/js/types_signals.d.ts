/** Types of the One dimension page; wire keys are spelled as in Python. */
import type { ErrorInfo } from "./types.js";
import type { Range, Trace } from "./types_sliding.js";

export type Kind = "polynomial" | "integer" | "moving_average" | "density" | "dice" | "continuous" | "sequence";
export type Pace = "product" | "output";

/** A body of `/api/signals/{kind}`; what is typed and cannot be read goes to the server as text, which says why not. */
export type Spec = Record<string, unknown>;

export interface Curve {
  x: number[];
  y: number[];
}

export interface Carry {
  position: number;
  column: number;
  carry_in: number;
  total: number;
  digit: number;
  carry_out: number;
}

export interface Distribution {
  dice: number;
  totals: number[];
  ways: number[];
  all_ways: number;
  fractions: string[];
  reduced: string[];
  probabilities: number[];
}

export interface Details {
  integer: { carries: Carry[]; product: string };
  moving_average: {
    clean: number[] | null;
    roughness_before: number;
    roughness_after: number;
    edge: [number, number];
  };
  density: {
    axis: [number, number];
    step: number;
    grid: number[];
    exact: Curve;
    bumps: number[][];
    kernel: Curve;
    exact_at_grid: number[];
    largest_error: number;
  };
  dice: { stages: Distribution[]; stage: number; mean: string; variance: string };
  continuous: {
    step: number;
    f: Curve;
    g: Curve;
    g_reversed: Curve;
    tau: number[];
    t: number[];
    products: Curve[];
    exact: Curve;
    exact_at: number[];
    largest_error: number;
    errors: { samples: number; step: number; largest_error: number }[];
  };
  sequence: {
    other: "convolve" | "correlate";
    other_values: number[];
    is_same: boolean;
    lengths: { padding: string; amounts: [number, number]; length: number | null }[];
    amounts: [number, number];
  };
}

export interface Tape {
  columns: number;
  window_at: number[];
  output_at: number[];
}

export interface Answer {
  kind: Kind;
  spec: Spec;
  trace: Trace;
  tape: Tape;
  labels: { v: string[]; w: string[]; y: string[] };
  formulas: { id: string; latex: string }[];
  proof: { method: string; values: Record<string, string>; largest_error: number };
  latex: string;
  numpy: string;
  ranges: Record<string, Range>;
  details: unknown;
}

/** What the pointer or the focus is on: a cell of v (with its zeros), of w, of r, or a product of the current sum. */
export interface Hover {
  row: "v" | "w" | "y" | "term";
  index: number;
}

export interface Asked {
  kind: Kind;
  spec: Spec;
}

/** Everything the page shows; replaced, never changed. */
export interface SignalsState {
  kind: Kind;
  specs: Record<Kind, Spec>;
  /** Products done (and, of integers, carries done); null until a new computation has chosen its opening moment. */
  time: number | null;
  pace: Pace;
  playing: boolean;
  speed: number;
  hover: Hover | null;
  answer: Answer | null;
  error: ErrorInfo | null;
  busy: boolean;
  past: Asked[];
  future: Asked[];
}
