/** Which grids stand on the stage for a trace: each knows where its cells come from and how a trace counts them. */

/** @typedef {import("../types_sliding.js").Trace} Trace */
/** @typedef {import("../types_sliding.js").Operand} Operand */
/** @typedef {import("../types_sliding.js").Entry} Entry */
/** @typedef {import("../types_sliding.js").SlidingState} SlidingState */

/**
 * @typedef {object} Pane
 * @property {"value"|"weight"|"bias"|"output"|"reference"|"matrix"} role
 * @property {import("../types_sliding.js").OperandId|import("../types_sliding.js").OutputId} id
 * @property {import("../types_sliding.js").Law} law
 * @property {readonly number[]} shape of the operand
 * @property {readonly [number, number]} tiles
 * @property {number} rows of one grid
 * @property {number} cols
 * @property {readonly Entry[]} values of the operand
 * @property {readonly number[]|null} sources for each position the index into the operand, negative where it is none; null: the same
 * @property {readonly number[]|null} positions for each index that the trace uses the position; null: the same
 * @property {readonly number[]|null} counted for each position the index that the trace uses; null: the same
 * @property {boolean} isEditable
 * @property {boolean} isRotated a kernel that is shown turned by 180°
 */

/**
 * @param {Trace} trace
 * @param {SlidingState["view"]} view
 * @param {boolean} isUnflipped
 * @returns {Pane[]}
 */
export function panesOf(trace, view, isUnflipped) {
  const operand = (/** @type {string|null} */ id) => trace.operands.find((one) => one.id === id);
  const value = operand(trace.value_operand);
  const weight = operand(trace.weight_operand);
  const bias = operand("b");
  /** @type {Pane[]} */
  const panes = [];
  for (const one of trace.operands) {
    if (one !== value && one !== weight && one !== bias && one.kind !== "kernel") panes.push(plainPane(one, "reference"));
  }
  if (weight && view === "matrix") panes.push({ ...plainPane(weight, "matrix"), isEditable: false });
  if (value) panes.push(view === "gather" ? expandedPane(value) : foldedPane(value));
  if (weight && view !== "matrix") panes.push(view === "gather" && !isUnflipped ? appliedPane(weight) : plainPane(weight, "weight"));
  if (bias && trace.output.id !== "db") panes.push(plainPane(bias, "bias"));
  panes.push({ ...plainPane({ ...trace.output, expanded: null, applied: null }, "output"), isEditable: false });
  return panes;
}

/**
 * @param {Pick<Operand, "id"|"law"|"shape"|"values">|(import("../types_sliding.js").Output & {expanded: null, applied: null})} operand
 * @param {Pane["role"]} role
 * @returns {Pane}
 */
function plainPane({ id, law, shape, values }, role) {
  const same = { sources: null, positions: null, counted: null, isEditable: true, isRotated: false };
  return { role, id, law, shape, values, ...gridsOf(shape), ...same };
}

/**
 * The value operand with its padding and its inserted zeros: what the window slides over.
 * @param {Operand} operand
 * @returns {Pane}
 */
function expandedPane(operand) {
  const plain = plainPane(operand, "value");
  if (!operand.expanded) return plain;
  return { ...plain, ...gridsOf(operand.expanded.shape), sources: operand.expanded.source };
}

/**
 * The value operand as it was given, although the trace counts the cells of its expanded grid.
 * @param {Operand} operand
 * @returns {Pane}
 */
function foldedPane(operand) {
  const plain = plainPane(operand, "value");
  if (!operand.expanded) return plain;
  const positions = operand.expanded.source;
  const counted = operand.values.map((_, index) => positions.indexOf(index));
  return { ...plain, positions, counted };
}

/**
 * The kernel as it slides.
 * @param {Operand} operand
 * @returns {Pane}
 */
function appliedPane(operand) {
  const plain = plainPane(operand, "weight");
  const { applied } = operand;
  if (!applied) return plain;
  const positions = operand.values.map(() => -1);
  for (const [position, index] of applied.entries()) positions[index] = position;
  const isRotated = applied.some((index, position) => index !== position);
  return { ...plain, sources: applied, positions, counted: applied, isRotated };
}

/**
 * Whether a kernel of this trace slides rotated.
 * @param {Trace} trace
 */
export function slidesRotated(trace) {
  const weight = trace.operands.find((one) => one.id === trace.weight_operand);
  return weight?.applied?.some((index, position) => index !== position) ?? false;
}

/**
 * @param {readonly number[]} shape of 1, 3 or 4 axes
 * @returns {{tiles: [number, number], rows: number, cols: number}}
 */
export function gridsOf(shape) {
  const cols = shape.at(-1) ?? 1;
  const rows = shape.length > 1 ? (shape.at(-2) ?? 1) : 1;
  if (shape.length === 4) return { tiles: [shape[0], shape[1]], rows, cols };
  return { tiles: [shape.length === 3 ? shape[0] : 1, 1], rows, cols };
}
