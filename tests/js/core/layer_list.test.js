import assert from "node:assert/strict";
import { test } from "node:test";
import { errorPlaces, KIND_GROUPS, layerDetail, openAfterMove, placeFor, shapeText, toggled } from "../../../static/js/core/layer_list.js";

/** @typedef {import("../../../static/js/types_training.js").LayerSpec} LayerSpec */
/** @typedef {import("../../../static/js/types_training.js").LayerDescription} LayerDescription */

/** @param {LayerSpec} layer @param {number[]|null} entering @param {number[]|null} leaving @returns {LayerDescription} */
function described(layer, entering, leaving) {
  const { kind } = layer;
  const rest = { parameters: 0, multiplications: 0, error: null, formula: "", layers: [], receptive_field: null };
  const field = { kind: /** @type {const} */ ("pair"), minimum: 1, maximum: 15, reason: null, values: {} };
  return { name: `${kind}_1`, kind, input_shape: entering, output_shape: leaving, ...rest, fields: [{ id: "kernel", value: [3, 3], ...field }, { id: "size", value: [2, 2], ...field }] };
}

/** @type {LayerSpec[]} */
const LAYERS = [{ kind: "convolution", filters: 6, kernel: [5, 3] }, { kind: "relu" }, { kind: "max_pool" }, { kind: "flatten" }, { kind: "dense", units: "classes" }];
const SHAPES = [[1, 28, 28], [6, 28, 28], [6, 28, 28], [6, 14, 14], [1176], [10]];
const DESCRIBED = LAYERS.map((layer, index) => described(layer, SHAPES[index], SHAPES[index + 1]));

test("a row says the size and how many, with the server's default for what is not written", () => {
  assert.equal(layerDetail(LAYERS[0], DESCRIBED[0]), "5×3 ×6");
  assert.equal(layerDetail({ kind: "convolution", filters: "classes" }, described(LAYERS[0], [1, 9, 9], [10, 9, 9])), "3×3 ×10");
  assert.equal(layerDetail(LAYERS[1], DESCRIBED[1]), "");
  assert.equal(layerDetail(LAYERS[2], DESCRIBED[2]), "2×2");
  assert.equal(layerDetail(LAYERS[4], DESCRIBED[4]), "10");
  assert.equal(layerDetail({ kind: "residual", layers: [{ kind: "relu" }, { kind: "relu" }] }, null), "(2)");
});

test("every kind is offered once", () => {
  const kinds = KIND_GROUPS.flatMap((group) => group.kinds);
  assert.equal(kinds.length, 15);
  assert.equal(new Set(kinds).size, 15);
});

test("a shape is written with crosses, and nothing where it is unknown", () => {
  assert.equal(shapeText([6, 28, 27]), "6×28×27");
  assert.equal(shapeText(null), "");
});

test("a new layer goes behind the open one where it fits", () => {
  assert.equal(placeFor("max_pool", LAYERS, DESCRIBED, 0), 1);
  assert.equal(placeFor("dropout", LAYERS, DESCRIBED, 3), 4);
});

test("with none open it goes before the last, or as near to it as one of its kind fits", () => {
  assert.equal(placeFor("dense", LAYERS, DESCRIBED, null), 4);
  assert.equal(placeFor("convolution", LAYERS, DESCRIBED, null), 3);
  assert.equal(placeFor("dense", LAYERS, DESCRIBED, 0), 4, "behind the flattening, not among the maps");
});

test("where nothing is known of the shapes it goes where it was wanted", () => {
  assert.equal(placeFor("convolution", LAYERS, null, 3), 4);
  assert.equal(placeFor("relu", [], null, null), 0);
});

const ERROR = { code: "network_output_misfit", field: "layers.2", value: null, limit: null, message: {}, remedy: {} };

test("an error of the whole network stands at the layer that it names", () => {
  const description = { layers: DESCRIBED, parameters: 0, multiplications: 0, memory_bytes: 0, error: ERROR };
  const { byLayer, whole } = errorPlaces(description, 5);
  assert.deepEqual(byLayer.map((error) => error?.code ?? ""), ["", "", "network_output_misfit", "", ""]);
  assert.equal(whole, null);
});

test("one that names none stands beside the list", () => {
  const error = { ...ERROR, field: "batch_size" };
  const { byLayer, whole } = errorPlaces({ layers: DESCRIBED, parameters: 0, multiplications: 0, memory_bytes: 0, error }, 5);
  assert.deepEqual(byLayer, [null, null, null, null, null]);
  assert.equal(whole, error);
});

test("the open layer stays the same layer when another moves past it", () => {
  assert.equal(openAfterMove(2, 2, 0), 0);
  assert.equal(openAfterMove(2, 0, 3), 1);
  assert.equal(openAfterMove(2, 4, 1), 3);
  assert.equal(openAfterMove(2, 0, 1), 2);
  assert.equal(openAfterMove(null, 0, 1), null);
});

test("a connection is switched alone, and the last one of an output stays", () => {
  const rows = [[1, 0, 1], [0, 1, 0]];
  assert.deepEqual(toggled(rows, 0, 1), [[1, 1, 1], [0, 1, 0]]);
  assert.deepEqual(toggled(rows, 0, 0), [[0, 0, 1], [0, 1, 0]]);
  assert.equal(toggled(rows, 1, 1), null);
});
