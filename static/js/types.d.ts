/** Types that several modules share; wire keys are spelled as in Python. */

export type Channel = "red" | "green" | "blue" | "luminance";
export type Kernel = number[][];
export type PaddingAmounts = [[number, number], [number, number]];

export interface Extent {
  width: number;
  height: number;
}

export interface Picture extends Extent {
  id: string;
  source: "sample" | "upload";
  format: string;
  notes: string[];
  preview: Extent;
  /** A pixel of the preview that is worth looking at first. */
  telling: Pixel;
}

export interface Parameter {
  id: string;
  kind: "int" | "float" | "choice";
  default: number | string;
  minimum: number | null;
  maximum: number | null;
  step: number | null;
  choices: string[];
  unit: string;
}

export interface FilterInfo {
  id: string;
  group: "course" | "classic" | "own";
  name: Record<string, string>;
  hint: Record<string, string>;
  curriculum: string;
  formula: string;
  combine: Combine;
  display: Display;
  parameters: Parameter[];
}

export type Combine = "single" | "magnitude" | "direction";
export type Display = "clip" | "absolute" | "stretch";

export interface Catalog {
  filters: FilterInfo[];
  operations: string[];
  paddings: string[];
  padding_modes: string[];
  channels: string[];
  displays: Display[];
  samples: Picture[];
  limits: Record<
    | "max_steps" | "max_kernel" | "max_stride" | "max_dilation" | "max_padding"
    | "max_upload_bytes" | "max_pixels" | "max_side",
    number
  >;
}

export interface Step {
  filter: string;
  parameters: Record<string, number | string | Kernel>;
  operation: "correlate" | "convolve";
  padding: "same" | "valid" | "full" | PaddingAmounts;
  padding_mode: "zeros" | "reflect" | "edge" | "wrap";
  stride: [number, number];
  dilation: [number, number];
  channels: "each" | Channel;
  divisor: number | null;
  offset: number | null;
  display: Display | null;
}

export interface Placement {
  row: number;
  col: number;
  row_step: number;
  col_step: number;
}

export interface Limit {
  minimum: number;
  maximum: number;
  reason: string;
  values: Record<string, number>;
}

export interface KernelDescription {
  rows: number;
  cols: number;
  weights: Kernel;
  applied: Kernel;
}

export interface Plan {
  executor: "plain" | "separable" | "taps" | "banded" | "blocks" | "fourier";
  multiplications: number;
  additions: number;
  plain_multiplications: number;
  /** every pass over the picture, where the executor is "taps" */
  lines: string[];
}

export interface StepDescription {
  filter: string;
  kernels: KernelDescription[];
  divisor: number;
  offset: number;
  display: Display;
  combine: Combine;
  operation: "correlate" | "convolve";
  padding: PaddingAmounts;
  padding_mode: Step["padding_mode"];
  stride: [number, number];
  dilation: [number, number];
  channels: Step["channels"];
  input: Extent;
  output: Extent;
  placement: Placement;
  parameters: (Parameter & { value: number | string })[];
  limits: { stride: Limit; dilation: Limit; padding: Limit };
  plan: Plan;
}

export interface Description {
  steps: StepDescription[];
}

export interface Term {
  row: number;
  col: number;
  input_row: number | null;
  input_col: number | null;
  origin: "picture" | "zeros" | "reflect" | "edge" | "wrap";
  value: number;
  weight: number;
  product: number;
  partial_sum: number;
}

export interface Reduction {
  terms: Term[];
  sum: number;
  divisor: number;
  offset: number;
  value: number;
}

export interface ChannelInspection {
  channel: Channel;
  reductions: Reduction[];
  combine: Combine;
  combined: number;
  angle: number | null;
  display: Display;
  low: number | null;
  high: number | null;
  displayed: number;
  result: number;
  clipped: "no" | "low" | "high";
}

export interface Inspection {
  step: number;
  row: number;
  col: number;
  window: { top: number; left: number; bottom: number; right: number };
  channels: ChannelInspection[];
  output_rgb: [number, number, number];
  input: Extent;
  output: Extent;
}

export interface Symmetry {
  horizontal: boolean;
  vertical: boolean;
  rotational: boolean;
}

export interface Analysis {
  rows: number;
  cols: number;
  sum: number;
  sum_meaning: string;
  rank: number;
  separable: boolean;
  factors: { column: number[]; row: number[]; singular_value: number }[];
  symmetric: Symmetry;
  antisymmetric: Symmetry;
  zeros: number;
  frequency: { size: number; magnitude: number[][]; peak: number; character: string | null };
}

export interface ErrorInfo {
  code: string;
  field: string;
  value: unknown;
  limit: unknown;
  message: Record<string, string>;
  remedy: Record<string, string>;
}

export interface Pixel {
  row: number;
  col: number;
}

export interface Rect extends Pixel {
  width: number;
  height: number;
}

export interface Raster extends Extent {
  image: ImageBitmap;
}

export interface ExactPixels extends Rect {
  data: Uint8Array;
}

export interface Sprites extends Extent {
  url: string;
  columns: number;
  order: string[];
  sheetWidth: number;
  sheetHeight: number;
}

export interface Viewport {
  scale: number;
  x: number;
  y: number;
}

export interface Result extends Raster {
  placement: Placement | null;
  elapsedMs: number;
  roundTripMs: number;
}

/** Everything the Filters page shows; replaced, never changed. */
export interface FiltersState {
  catalog: Catalog;
  picture: Picture;
  size: "preview" | "full";
  steps: Step[];
  active: number;
  layout: "slider" | "side";
  divider: number;
  viewport: Viewport | null;
  pixel: Pixel | null;
  pinned: boolean;
  channel: Channel;
  kernelIndex: 0 | 1;
  term: number | null;
  playing: boolean;
  speed: number;
  hoverTap: Pixel | null;
  result: Result | null;
  source: Raster | null;
  stepThumbnails: (string | null)[];
  description: Description | null;
  inspection: Inspection | null;
  analysis: Analysis | null;
  sprites: Sprites | null;
  exact: { source: ExactPixels | null; result: ExactPixels | null } | null;
  busy: boolean;
  upload: { loaded: number; total: number } | null;
  isDragging: boolean;
  error: ErrorInfo | null;
  past: Step[][];
  future: Step[][];
  canUndo: boolean;
  canRedo: boolean;
}
