import assert from "node:assert/strict";
import { test } from "node:test";

import { watch } from "../../../../static/js/pages/training/record.js";
import * as state from "../../../../static/js/pages/training/state.js";
import { DATASETS, DENSE, PRESETS, run, snapshot, spec, TINY } from "./training_data.js";

const opening = state.openingState("zh", { presets: PRESETS, datasets: DATASETS });
const recorded = { ...watch(opening, run()), snapshots: [0, 1, 2, 4, 8, 16], snapshot: snapshot(16) };

test("the page opens on the small network, with nothing trained", () => {
  assert.equal(opening.spec, PRESETS[0].spec);
  assert.equal(opening.run, null);
});

test("an edited layer takes the preset's name away, and undoing the edit gives it back", () => {
  const edited = state.editLayer(opening, 0, { filters: 9 });
  assert.equal(edited.spec.network.preset, null);
  assert.equal(edited.spec.network.layers[0].filters, 9);
  assert.equal(state.editLayer(edited, 0, { filters: 6 }).spec.network.preset, "tiny_cnn");
  assert.equal(state.undo(edited).spec, opening.spec);
  assert.deepEqual(state.redo(state.undo(edited)).spec, edited.spec);
});

test("layers are added before an index, moved and removed, each in a new list", () => {
  const added = state.addLayer(opening, 1, "dropout");
  assert.deepEqual(added.spec.network.layers.map((one) => one.kind), ["convolution", "dropout", "relu", "max_pool", "flatten", "dense"]);
  const moved = state.moveLayer(added, 1, 4);
  assert.deepEqual(moved.spec.network.layers.map((one) => one.kind), ["convolution", "relu", "max_pool", "flatten", "dropout", "dense"]);
  assert.deepEqual(state.removeLayer(moved, 4).spec.network.layers, TINY);
  assert.equal(state.moveLayer(opening, 0, 5), opening, "there is no sixth place among five");
});

test("a preset keeps data that it is meant for, and the seed; others bring their own", () => {
  const seeded = state.editSpec(opening, { seed: 42, data: { train: 500 } });
  const dense = state.choosePreset(seeded, "dense");
  assert.deepEqual(dense.spec.data, { name: "strokes", train: 500, validation: 1000, test: 1000 });
  assert.equal(dense.spec.seed, 42);
  assert.equal(dense.spec.epochs, 7);
  assert.equal(state.choosePreset(seeded, "cifar_dense").spec.data.name, "cifar-10");
});

test("a data set is taken as far as it goes, and at most ten thousand pictures of it at first", () => {
  assert.deepEqual(state.chooseData(opening, "mnist").spec.data, { name: "mnist", train: 10_000, validation: 1500, test: 900 });
});

test("a patch replaces only the fields it names", () => {
  const { optimizer } = state.editSpec(opening, { optimizer: { learning_rate: 0.2 } }).spec;
  assert.deepEqual(optimizer, { ...spec().optimizer, learning_rate: 0.2 });
  assert.equal(state.editSpec(opening, { seed: 1 }), opening, "nothing changed, nothing to undo");
});

test("once a run is over, an edited network is what the stage shows next; while it goes on, it is not", () => {
  const over = { ...recorded, run: run({ status: "finished" }) };
  assert.equal(state.editLayer(over, 0, { filters: 3 }).isPreviewing, true);
  assert.equal(state.editSpec(over, { epochs: 3 }).isPreviewing, false, "the network is the same");
  assert.equal(state.editLayer(recorded, 0, { filters: 3 }).isPreviewing, false);
  assert.equal(state.seekTo(state.editLayer(over, 0, { filters: 3 }), null).isPreviewing, false, "back to the run");
});

test("the arrows go over what was recorded and end where it is live", () => {
  const back = state.stepSnapshot(recorded, -1);
  assert.equal(back.rewind, 8);
  assert.equal(state.stepSnapshot(back, -1).rewind, 4);
  assert.equal(state.stepSnapshot(back, 1).rewind, null);
  assert.equal(state.stepSnapshot(recorded, 1), recorded, "there is nothing after now");
  assert.equal(state.stepSnapshot({ ...recorded, rewind: 5 }, -1).rewind, 2, "from between two of them");
  assert.equal(state.stepSnapshot({ ...recorded, rewind: 0 }, -1).rewind, 0);
});

test("with Shift the arrows go from one epoch's end to the next", () => {
  const ends = /** @type {any} */ ([{ epoch: 1, step: 4 }, { epoch: 2, step: 8 }]);
  const two = { ...recorded, epochs: ends };
  assert.equal(state.jumpEpoch(two, -1).rewind, 8);
  assert.equal(state.jumpEpoch({ ...two, rewind: 8 }, -1).rewind, 4);
  assert.equal(state.jumpEpoch({ ...two, rewind: 4 }, -1).rewind, 0, "before the first epoch's end lies the beginning");
  assert.equal(state.jumpEpoch({ ...two, rewind: 4 }, 1).rewind, 8);
  assert.equal(state.jumpEpoch({ ...two, rewind: 8 }, 1).rewind, null);
});

test("a set of one's own is in the list once, and is what will be trained", () => {
  const own = { ...DATASETS[0], name: "own-7", counts: { train: 12, validation: 3, test: 4 } };
  const grown = state.takeDataset(state.takeDataset(opening, own), { ...own, counts: { train: 20, validation: 3, test: 4 } });
  assert.equal(grown.datasets.filter((one) => one.name === "own-7").length, 1);
  assert.deepEqual(grown.spec.data, { name: "own-7", train: 20, validation: 3, test: 4 });
});

test("opening the unit that is open changes nothing; another forgets the answer about the first", () => {
  const unit = { layer: 0, channel: 1, row: 2, col: 3 };
  const open = { ...state.openUnit(opening, unit), unitView: /** @type {any} */ ({ layer: "convolution_1" }) };
  assert.equal(state.openUnit(open, { ...unit }), open);
  assert.equal(state.openUnit(open, { ...unit, col: 4 }).unitView, null);
});

test("dense networks and dropout: the list of layers stays what the server was given", () => {
  assert.deepEqual(state.choosePreset(opening, "dense").spec.network.layers, DENSE);
});
