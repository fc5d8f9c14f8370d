/** Which cells belong together: the other ends of every product that a hovered cell or product is part of. */

/** @typedef {import("../types_sliding.js").Trace} Trace */
/** @typedef {import("../types_sliding.js").Hover} Hover */

/**
 * Sets of `value_at`, `weight_at`, outputs and biases that are lit; `pairs` counts the products.
 * @typedef {{values: Set<number>, weights: Set<number>, outputs: Set<number>, biases: Set<number>, pairs: number}} Links
 */

/** @type {WeakMap<Trace, Map<string, Links>>} */
const known = new WeakMap();

/**
 * @param {Trace} trace
 * @param {Hover} hover
 * @param {number} reduction the current one, which "term" refers to
 * @returns {Links}
 */
export function linksOf(trace, hover, reduction) {
  const cache = known.get(trace) ?? new Map();
  known.set(trace, cache);
  const key = `${hover.operand}.${hover.index}${hover.operand === "term" ? `.${reduction}` : ""}`;
  const links = cache.get(key) ?? findLinks(trace, hover, reduction);
  cache.set(key, links);
  return links;
}

/**
 * @param {Trace} trace
 * @param {Hover} hover
 * @param {number} reduction
 * @returns {Links}
 */
function findLinks(trace, hover, reduction) {
  const links = { values: new Set(), weights: new Set(), outputs: new Set(), biases: new Set(), pairs: 0 };
  const isOf = matcher(trace, hover, reduction);
  for (const [r, one] of trace.reductions.entries()) {
    for (let term = 0; term < one.values.length; term += 1) {
      if (!isOf(r, term)) continue;
      links.pairs += 1;
      links.values.add(one.value_at[term]);
      if (one.weight_at[term] !== null) links.weights.add(one.weight_at[term]);
      links.outputs.add(one.output);
      if (one.bias_at !== null && hover.operand === trace.output.id) links.biases.add(one.bias_at);
    }
    if (hover.operand === "b" && one.bias_at === hover.index) {
      links.outputs.add(one.output);
      links.pairs += 1;
    }
  }
  if (hover.operand === "b") links.biases.add(hover.index);
  if (hover.operand === trace.output.id) links.outputs.add(hover.index);
  return links;
}

/**
 * @param {Trace} trace
 * @param {Hover} hover
 * @param {number} reduction
 * @returns {(reduction: number, term: number) => boolean}
 */
function matcher(trace, { operand, index }, reduction) {
  const { reductions } = trace;
  if (operand === "term") return (r, term) => r === reduction && term === index;
  if (operand === trace.output.id) return (r) => reductions[r].output === index;
  if (operand === trace.value_operand) return (r, term) => reductions[r].value_at[term] === index;
  if (operand === trace.weight_operand) return (r, term) => reductions[r].weight_at[term] === index;
  return () => false;
}
