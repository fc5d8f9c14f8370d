import assert from "node:assert/strict";
import { test } from "node:test";

import { readLink } from "../../../../static/js/core/link.js";
import { readLayers, writeLayers } from "../../../../static/js/pages/training/layers_text.js";
import { linkDefaults, linkFields, saysSpec, specOf, writeState } from "../../../../static/js/pages/training/link.js";
import { watch } from "../../../../static/js/pages/training/record.js";
import { assign, choosePreset, editLayer, editSpec, openingState } from "../../../../static/js/pages/training/state.js";
import { DATASETS, PRESETS, run, spec } from "./training_data.js";

const opening = openingState("zh", { presets: PRESETS, datasets: DATASETS });
const FIELDS = linkFields(PRESETS);
/** @param {typeof opening} state */
const write = (state) => writeState(FIELDS, state);

/** @param {string} query */
function read(query) {
  const { values, malformed } = readLink(FIELDS, query);
  const wanted = { ...linkDefaults(PRESETS, /** @type {string|null} */ (values.preset ?? null)), ...values };
  return { spec: specOf(wanted, values, PRESETS), wanted, values, malformed };
}

test("the opening state needs no link at all", () => {
  assert.equal(write(opening), "");
  assert.deepEqual(read("").spec, spec());
});

test("a link has only what differs from its preset", () => {
  const dense = choosePreset(opening, "dense");
  assert.equal(write(dense), "preset=dense");
  const changed = editSpec(dense, { optimizer: { learning_rate: 0.003 }, seed: 11, data: { train: 800 } });
  assert.equal(write(changed), "preset=dense&train=800&rate=0.003&seed=11");
  assert.deepEqual(read(write(changed)).spec, changed.spec);
});

test("a network of one's own is written layer by layer and comes back as it was", () => {
  const edited = editLayer(opening, 0, { filters: 9, kernel: [3, 5] });
  assert.equal(
    write(edited),
    "layers=convolution:filters:9:kernel:3,5:stride:1,1:padding:1,1:dilation:1,1:bias:yes;relu;max_pool:size:2,2:stride:2,2:padding:0,0;flatten;dense:units:classes:bias:yes",
  );
  const { spec: back } = read(write(edited));
  assert.deepEqual(back.network.layers[0], { kind: "convolution", filters: 9, kernel: [3, 5], stride: [1, 1], padding: [1, 1], dilation: [1, 1], bias: true });
  assert.equal(back.network.preset, null);
});

test("residual blocks, connection tables and rates have their text", () => {
  /** @type {import("../../../../static/js/types_training.js").LayerSpec[]} */
  const layers = [
    { kind: "convolution", filters: 2, kernel: [5, 5], table: [[1, 0, 1], [0, 1, 1]] },
    { kind: "convolution", filters: 16, kernel: [5, 5], table: "lenet5" },
    { kind: "residual", projection: true, layers: [{ kind: "relu" }, { kind: "residual", projection: false, layers: [] }, { kind: "leaky_relu", slope: 0.01 }] },
    { kind: "dropout", rate: 0.5 },
    { kind: "dense", units: "classes", bias: false },
  ];
  const text = writeLayers(layers);
  assert.equal(
    text,
    "convolution:filters:2:kernel:5,5:table:101/011;convolution:filters:16:kernel:5,5:table:lenet5;residual:projection:yes;relu;residual:projection:no;end;leaky_relu:slope:0.01;end;dropout:rate:0.5;dense:units:classes:bias:no",
  );
  assert.deepEqual(readLayers(text), layers);
});

test("layers that cannot be read are refused as a whole", () => {
  for (const text of ["convolution:filters", "convolution:filters:-1", "wormhole", "end", "residual;relu", "dense:units:0x10", "relu:slope:__proto__", "dense:constructor:1"]) {
    assert.equal(readLayers(text), undefined, text);
  }
  assert.deepEqual(read("layers=wormhole").malformed, ["layers=wormhole"]);
});

test("what is looked at: run, recorded step, picture, unit, cell, runs laid over", () => {
  const state = assign(watch(opening, run()), {
    rewind: 640, probe: { split: "validation", index: 17 }, unit: { layer: 3, channel: 1, row: 5, col: 0 },
    confusionCell: { truth: 4, predicted: 9 }, compare: /** @type {any} */ ([{ id: "r2" }, { id: "r3" }]), tab: "curves",
  });
  const query = "run=r1&step=640&picture=validation,17&unit=3,1,5,0&compare=r2,r3&cell=4,9&tab=curves";
  assert.equal(write(state), query);
  const { wanted, malformed } = read(query);
  assert.deepEqual(malformed, []);
  assert.deepEqual([wanted.run, wanted.rewind, wanted.compare, wanted.probe.index], ["r1", 640, ["r2", "r3"], 17]);
});

test("a run says itself what it trains; only what was edited since stands beside it", () => {
  const state = watch(opening, run({ spec: PRESETS[1].spec }));
  assert.equal(write(assign(state, { spec: PRESETS[1].spec })), "run=r1");
  assert.equal(saysSpec(read("run=r1").values), false);
  // The spec of the opening preset beside a run of another network: the link has to name it.
  assert.equal(write(state), "preset=tiny_cnn&run=r1");
  assert.equal(saysSpec(read("preset=tiny_cnn&run=r1").values), true);
});

test("a malformed part is named and the rest is taken", () => {
  const { malformed, spec: taken } = read("seed=-3&rate=much&epochs=4&unit=1,2&run=../../etc");
  assert.deepEqual(malformed, ["rate=much", "seed=-3", "run=../../etc", "unit=1,2"]);
  assert.equal(taken.epochs, 4);
  assert.equal(taken.seed, 1);
});
