/** Types of the Training page; wire keys are spelled as in Python. */
import type { ErrorInfo } from "./types.js";
import type { Trace } from "./types_sliding.js";

export type Pair = [number, number];

// ---- what is trained ------------------------------------------------------------------------------------------------

export type LayerKind =
  | "convolution" | "max_pool" | "average_pool" | "global_average_pool" | "trainable_pool"
  | "relu" | "leaky_relu" | "sigmoid" | "tanh" | "scaled_tanh"
  | "flatten" | "dense" | "dropout" | "residual" | "softmax";

/** One layer as it is written on the wire; what is missing has the server's default. */
export interface LayerSpec {
  kind: LayerKind;
  filters?: number | "classes";
  kernel?: Pair;
  stride?: Pair;
  padding?: Pair;
  dilation?: Pair;
  bias?: boolean;
  table?: null | "lenet5" | number[][];
  size?: Pair;
  slope?: number;
  units?: number | "classes";
  rate?: number;
  layers?: LayerSpec[];
  projection?: boolean;
}

export interface DataSpec {
  name: string;
  train: number;
  validation: number;
  test: number;
}

export interface NetworkSpec {
  /** The preset these layers began as; null once they differ from it. */
  preset: string | null;
  layers: LayerSpec[];
}

export type OptimizerKind = "sgd" | "momentum" | "nesterov" | "adam";

export interface OptimizerSpec {
  kind: OptimizerKind;
  form: "accumulated" | "update";
  learning_rate: number;
  momentum: number;
  beta2: number;
  weight_decay: number;
}

export interface TrainingSpec {
  data: DataSpec;
  network: NetworkSpec;
  loss: "cross_entropy" | "mean_squared_error";
  optimizer: OptimizerSpec;
  initialization: "he" | "glorot";
  batch_size: number;
  epochs: number;
  seed: number;
}

/** Fields of a spec to replace; an object replaces only its own given fields, the list of layers as a whole. */
export type SpecPatch = {
  data?: Partial<DataSpec>;
  network?: Partial<NetworkSpec>;
  loss?: TrainingSpec["loss"];
  optimizer?: Partial<OptimizerSpec>;
  initialization?: TrainingSpec["initialization"];
  batch_size?: number;
  epochs?: number;
  seed?: number;
};

/** GET /api/networks/presets */
export interface Preset {
  id: string;
  layers: LayerSpec[];
  /** Names of the data sets it is meant for. */
  data: string[];
  spec: TrainingSpec;
}

/** GET /api/datasets */
export interface DatasetInfo {
  name: string;
  is_available: boolean;
  error: ErrorInfo | null;
  shape: number[];
  classes: DatasetClass[];
  counts: Counts;
  is_ink: boolean;
  samples: Quantized[];
}

export interface DatasetClass {
  id: string;
  /** A key of the messages; null for a class of one's own, whose id is its name. */
  name_key: string | null;
  /** How many pictures of it there are, in a set of one's own. */
  count?: number | null;
}

/** A file that was left out of a set of one's own. */
export interface SkippedFile {
  file: string;
  code: string;
  error: ErrorInfo | null;
}

export interface Counts {
  train: number;
  validation: number;
  test: number;
}

/** POST /api/networks/describe */
export interface Description {
  layers: LayerDescription[];
  parameters: number;
  multiplications: number;
  memory_bytes: number;
  error: ErrorInfo | null;
}

export interface LayerDescription {
  name: string;
  kind: LayerKind;
  input_shape: number[] | null;
  output_shape: number[] | null;
  parameters: number;
  multiplications: number;
  error: ErrorInfo | null;
  fields: LayerField[];
  /** LaTeX, or "" */
  formula: string;
  receptive_field: Placement | null;
  /** Inside of a residual block. */
  layers: LayerDescription[];
}

export interface LayerField {
  id: string;
  kind: "int" | "float" | "pair" | "choice" | "bool";
  value: unknown;
  minimum: number | null;
  maximum: number | null;
  /** A key of the messages: why no further. */
  reason: string | null;
  values: Record<string, string | number>;
  choices?: string[];
  /** Of a connection table by name: what is in it. */
  rows?: number[][] | null;
}

/** Smallest and largest of each number of a spec. */
export type SpecLimits = Record<
  "train" | "validation" | "test" | "learning_rate" | "momentum" | "dropout" | "weight_decay" | "batch_size" | "epochs" | "seed",
  Pair
>;

// ---- what a run tells -----------------------------------------------------------------------------------------------

/**
 * Numbers for drawing: level 0…255 runs linearly from minimum to maximum. Base64 on the wire; api/training.js decodes it
 * the moment it arrives, so everybody else sees bytes.
 */
export interface Quantized {
  name: string;
  shape: number[];
  minimum: number;
  maximum: number;
  data: Uint8Array;
  /** Kernels only: how many of shape[0] = out · in grids belong to one output channel is shape[0] / out_channels. */
  out_channels?: number | null;
}

export type RunStatus =
  | "queued" | "starting" | "running" | "paused" | "slow" | "finished" | "stopped" | "diverged" | "failed";

export interface RunView {
  id: string;
  status: RunStatus;
  /** In the queue: 1 is next. */
  position: number | null;
  spec: TrainingSpec;
  step: number;
  epoch: number;
  steps_per_epoch: number;
  steps_total: number;
  samples_per_second: number;
  viewers: number;
  error: ErrorInfo | null;
  best: { epoch: number; validation_accuracy: number } | null;
  test_accuracy: number | null;
  created_at: string;
}

/** Cell (0, 0) of a layer sees `size` cells of the picture from `start` on, each cell on `step` further: (rows, columns). */
export interface Placement {
  start: [number, number];
  step: [number, number];
  size: [number, number];
}

export interface LayerInfo {
  name: string;
  kind: LayerKind;
  output_shape: number[];
  parameters: number;
  receptive_field: Placement | null;
}

export interface RunStarted {
  step: number;
  spec: TrainingSpec;
  layers: LayerInfo[];
  classes: string[];
  counts: Counts;
  steps_per_epoch: number;
  parameters: number;
  input_shape: number[];
  is_ink: boolean;
}

/** Columns that grow in place; the object around them is replaced each time, so that `!==` tells a change. */
export interface StepColumns {
  step: number[];
  epoch: number[];
  loss: number[];
  accuracy: number[];
  learning_rate: number[];
}

export interface ProbePicture {
  split: "train" | "validation" | "test";
  index: number;
}

/** What goes through the network: a picture of a data set, or 0…255 bytes of shape C·H·W (bright is ink where is_ink). */
export type Picture = ProbePicture | { pixels: Uint8Array };

export interface Histogram {
  edges: number[];
  counts: number[];
}

export interface LayerHealth {
  name: string;
  /** null before the first step, and without parameters. */
  gradient_norm: number | null;
  update_ratio: number | null;
  /** Of ReLUs: the share of channels that gave 0 everywhere. */
  dead_share: number | null;
  activation_histogram: Histogram;
  weight_histogram: Histogram | null;
}

export interface Snapshot {
  step: number;
  epoch: number;
  /** index null: a picture that somebody drew. */
  probe: { split: string | null; index: number | null; label: number | null };
  picture: Quantized;
  /** One per layer, in order; (C, H, W), vectors as (n, 1, 1). */
  maps: Quantized[];
  /** Convolutions only, name = the layer's name; (O·C, K_h, K_w). */
  kernels: Quantized[];
  scores: number[];
  score_kind: "probability" | "output";
  /** Empty before the first step. */
  health: LayerHealth[];
}

/** POST /api/runs/{id}/activations and /api/networks/activations */
export interface Activations {
  step: number;
  picture: Quantized;
  label: number | null;
  maps: Quantized[];
  kernels: Quantized[];
  scores: number[];
  score_kind: "probability" | "output";
  predicted: number;
}

export interface EpochEnded {
  step: number;
  epoch: number;
  training_loss: number;
  training_accuracy: number;
  /** null where there are no validation pictures. */
  validation_loss: number | null;
  validation_accuracy: number | null;
  /** counts[true][predicted] */
  confusion: number[][];
  /** "true,predicted" → indices into the validation split. */
  confusion_pictures: Record<string, number[]>;
  is_best: boolean;
}

export type MomentName = "forward" | "loss" | "backward" | "update";

/**
 * One of the four moments of one step, seen on the first picture of its batch. A field that belongs to another moment than
 * `moment` is null or empty. Deltas and gradients are those of the batch's mean loss.
 */
export interface Moment {
  step: number;
  epoch: number;
  moment: MomentName;
  batch_size: number;
  label: number;
  probe: { split: string | null; index: number | null; label: number | null };
  learning_rate: number;
  /** forward */
  picture: Quantized | null;
  /** forward: every layer's output, dropout included */
  maps: Quantized[];
  /** loss */
  scores: number[];
  score_kind: "probability" | "output" | null;
  /** loss: of the picture alone */
  loss: number | null;
  /** loss: the mean over the batch */
  batch_loss: number | null;
  /** loss: ∂L/∂output of the network (n, 1, 1) */
  delta: Quantized | null;
  /** backward: ∂L/∂output of every layer that has one, first layer first; name = the layer's */
  deltas: Quantized[];
  /** backward: ∂L/∂kernel of every convolution, the sum over the batch */
  gradients: Quantized[];
  /** update: the kernels before, what is added to them, and after */
  before: Quantized[];
  updates: Quantized[];
  after: Quantized[];
}

export interface SettingsChanged {
  step: number;
  learning_rate: number;
  /** null where the run has no such setting. */
  momentum: number | null;
  dropout: number | null;
}

/** What a viewer turns while a run goes on. */
export interface Levers {
  learning_rate?: number;
  momentum?: number;
  dropout?: number;
}

export interface TrainingEnded {
  step: number;
  epoch: number;
  reason: "finished" | "stopped" | "diverged";
  best_epoch: number | null;
  best_validation_accuracy: number | null;
  test_loss: number | null;
  test_accuracy: number | null;
  /** Empty where nothing was tested. */
  test_confusion: number[][];
  diverged_because: string | null;
}

/** The first event of every stream, and GET /api/runs/{id}/history. after 0: replace; after n: append. */
export interface History {
  after: number;
  run: RunView;
  started: RunStarted | null;
  steps: StepColumns;
  epochs: EpochEnded[];
  /** Steps at which a snapshot was recorded, ascending. */
  snapshots: number[];
  snapshot: Snapshot | null;
  settings: SettingsChanged[];
  moment: Moment | null;
  ended: TrainingEnded | null;
}

/** POST …/unit: what one number of one feature map is made of. */
export interface UnitAnswer {
  layer: string;
  kind: LayerKind;
  /** One reduction, cropped to its window (convolution and pooling). */
  trace: Trace | null;
  dense: DenseSum | null;
  /** [out][row][col] or [channel][row][col] grids of this unit's weights. */
  kernel: number[][][] | null;
  gradient: number[][][] | null;
  delta: number | null;
  /** Before and after the activation function. */
  z: number | null;
  a: number | null;
  /** In the input picture; may lie outside. */
  receptive_field: { top: number; left: number; bottom: number; right: number } | null;
  /** The same convolution on the Sliding window page: a query string. */
  sliding_link: string | null;
}

export interface DenseSum {
  terms: { index: number; value: number; weight: number; product: number }[];
  count: number;
  sum: number;
  bias: number | null;
}

/** GET /api/runs/{id}/pictures */
export interface SplitPicture {
  index: number;
  label: number | null;
  picture: Quantized;
}

// ---- the page -------------------------------------------------------------------------------------------------------

/** layer: its index in `shown.maps` (−1 is the input picture). */
export interface Unit {
  layer: number;
  channel: number;
  row: number;
  col: number;
}

export interface ConfusionCell {
  truth: number;
  predicted: number;
}

/** A run laid over the watched one. */
export interface ComparedRun {
  id: string;
  run: RunView;
  steps: StepColumns;
  epochs: EpochEnded[];
  ended: TrainingEnded | null;
}

export type Tab = "data" | "network" | "curves";
export type Connection = "none" | "opening" | "open" | "lost";
export type TakeAwayKind = "weights" | "run" | "pytorch";

/** Everything the Training page shows; replaced, never changed (but for the columns of `steps`, which grow). */
export interface TrainingState {
  lang: string;
  datasets: DatasetInfo[];
  presets: Preset[];
  /** How long the server keeps a run that rests and that nobody touches; null: not known. */
  pausedSeconds: number | null;
  /** The spec being edited; while a run is watched, what the next run would be. */
  spec: TrainingSpec;
  description: Description | null;
  /** Whose description it is. */
  described: TrainingSpec | null;
  /** The newest spec with nothing wrong in its description; null: a link's own network, not described yet. */
  possible: TrainingSpec | null;

  /** The watched run; null before any. */
  run: RunView | null;
  started: RunStarted | null;
  steps: StepColumns;
  epochs: EpochEnded[];
  /** Steps at which a snapshot was recorded, ascending. */
  snapshots: number[];
  /** The newest LIVE one. */
  snapshot: Snapshot | null;
  settings: SettingsChanged[];
  /** The newest of the four moments in slow motion; null in any other status. */
  moment: Moment | null;
  /** Those of its step that were seen, by name. */
  moments: Partial<Record<MomentName, Moment>>;
  ended: TrainingEnded | null;
  connection: Connection;

  /** The recorded step that is looked back at; null: live. */
  rewind: number | null;
  /** What the stage shows: the drawing, the chosen picture, the recorded or the live moment, or the untrained network. */
  shown: Snapshot | null;
  /** Whose network `shown` went through: the watched run's, or that of `spec` before any training. */
  shownFrom: "run" | "preview";
  /** The layers of the network in `shown`, in the order of its maps. */
  shownLayers: LayerInfo[];
  /** Names of the classes, ids as in `DatasetClass`, of the network in `shown`. */
  shownClasses: DatasetClass[];
  /** Whether the pictures of `shown` are bright ink on black, to be shown dark on light. */
  shownIsInk: boolean;

  /** All runs of the server, newest first. */
  runs: RunView[];
  compare: ComparedRun[];

  unit: Unit | null;
  unitView: UnitAnswer | null;
  hover: Unit | null;
  confusionCell: ConfusionCell | null;
  /** null while they are asked for, or when no cell is open. */
  confusionPictures: SplitPicture[] | null;
  /** The picture that goes through the network. */
  probe: ProbePicture;
  /** pixels null: nothing is drawn, and `shown` is of `probe`. */
  drawing: { pixels: Uint8Array | null; activations: Activations | null };
  /** A picture set of one's own that is being sent (progress 0…1, null while the server works), and what was left out of it. */
  own: { isBusy: boolean; progress: number | null; name: string | null; skipped: SkippedFile[] };
  /** On a phone one of three is seen at a time. */
  tab: Tab;
  /** A run is being asked for. */
  isSubmitting: boolean;
  busy: boolean;
  error: ErrorInfo | null;
  /** Specs that Ctrl+Z comes back to, and Ctrl+Y goes on to. */
  past: TrainingSpec[];
  future: TrainingSpec[];

  // Kept for `shown`; views have no use for them.
  /** The watched run is over and its network was edited: the stage shows the new, untrained one. */
  isPreviewing: boolean;
  preview: { activations: Activations; spec: TrainingSpec; picture: ProbePicture } | null;
  recorded: Snapshot | null;
  looked: { activations: Activations; picture: ProbePicture; step: number } | null;
}

export interface OwnOptions {
  /** Side of the pictures: 28 or 32. */
  size?: number;
  color?: boolean;
}

export interface TrainingHandlers {
  // the left column; isContinued: part of the same gesture as the call before, and taken back with it
  editSpec(patch: SpecPatch, isContinued?: boolean): void;
  choosePreset(id: string): void;
  chooseData(name: string): void;
  addLayer(index: number, kind: LayerKind): void;
  removeLayer(index: number): void;
  moveLayer(from: number, to: number): void;
  editLayer(index: number, patch: Partial<LayerSpec>, isContinued?: boolean): void;
  uploadZip(file: File, options?: OwnOptions): void;
  /** One after the other into the same set (null: a new one of the given look); what cannot be read is left out and named. */
  addOwnPictures(files: readonly Blob[], className: string, setId: string | null, options?: OwnOptions): void;
  /** Stop sending. */
  cancelOwn(): void;
  // time
  run(): void;
  pause(): void;
  resume(): void;
  /** One step, then pause; without a run it starts one that is paused after its first step. */
  step(): void;
  /** The next of the four moments. */
  slow(): void;
  stop(): void;
  set(values: Levers, isContinued?: boolean): void;
  /** A recorded step, or null: back to what is live. */
  seekTo(step: number | null): void;
  // looking
  chooseProbe(picture: ProbePicture): void;
  draw(pixels: Uint8Array | null): void;
  openUnit(unit: Unit | null): void;
  hoverUnit(unit: Unit | null): void;
  openConfusion(cell: ConfusionCell | null): void;
  chooseTab(tab: Tab): void;
  // runs
  compareWith(runId: string): void;
  dropCompare(runId: string): void;
  watch(runId: string): void;
  /** Ask for `runs` again: a list of them is being opened. */
  refreshRuns(): void;
  /** The address at which anybody watches the run. */
  copyRunLink(runId: string): void;
  takeAway(kind: TakeAwayKind): void;
  undo(): void;
  redo(): void;
  dismissError(): void;
}
