import assert from "node:assert/strict";
import { test } from "node:test";

/** What the modules read from the page when they are loaded. */
Object.assign(globalThis, {
  document: {
    documentElement: { lang: "en" },
    getElementById: (/** @type {string} */ id) => (id === "messages" ? { textContent: JSON.stringify({ "class.cat": "cat" }) } : null),
    querySelector: () => null,
  },
});
const { settled, subjectOf } = await import("../../../../static/js/pages/training/shown.js");
const questions = await import("../../../../static/js/pages/training/questions.js");
const { watch, takeSnapshot } = await import("../../../../static/js/pages/training/record.js");
const { assign, editLayer, editSpec, openingState, removeLayer, undo } = await import("../../../../static/js/pages/training/state.js");
const { DATASETS, epochEnded, levels, PRESETS, run, snapshot } = await import("./training_data.js");

const opening = openingState("zh", { presets: PRESETS, datasets: DATASETS });

/** @param {number} step @returns {import("../../../../static/js/types_training.js").Activations} */
function activations(step) {
  const { picture, maps, kernels, scores, score_kind: kind } = snapshot(step);
  return { step, picture, maps, kernels, scores, score_kind: kind, label: 4, predicted: 1 };
}

const preview = { activations: activations(0), spec: opening.spec, picture: opening.probe };
const previewed = settled(assign(opening, { preview }));
const live = settled(takeSnapshot(watch(previewed, run()), snapshot(16, { health: /** @type {any} */ ([{ name: "convolution_1" }]) })));

test("before any run the stage shows the untrained network", () => {
  assert.equal(previewed.shown?.step, 0);
  assert.equal(previewed.shownFrom, "preview");
  assert.deepEqual(questions.previewing(opening)?.asked.picture, { split: "validation", index: 0 });
});

test("nothing changes where nothing changed: views compare by identity", () => {
  assert.equal(settled(previewed), previewed);
  assert.equal(settled(live), live);
});

test("a run that waits shows the untrained network, then its own moments", () => {
  const waiting = settled(watch(previewed, run({ status: "queued", position: 2 })));
  assert.equal(waiting.shownFrom, "preview");
  assert.equal(live.shownFrom, "run");
  assert.equal(live.shown?.step, 16);
});

test("looked back at, the recorded moment is shown with its own health", () => {
  const asked = assign(live, { rewind: 4 });
  assert.deepEqual(questions.rewinding(asked)?.asked, { id: "r1", step: 4 });
  const back = settled(assign(asked, { recorded: snapshot(4) }));
  assert.equal(back.shown?.step, 4);
  assert.equal(questions.rewinding(back), null, "it is there");
  assert.deepEqual(subjectOf(back), { kind: "run", id: "r1", step: 4 });
});

test("a drawing is shown through the layers with the health of the moment it belongs to, and asked again as training goes on", () => {
  const drawn = assign(live, { drawing: { pixels: new Uint8Array(784), activations: null } });
  const first = questions.drawing(drawn);
  assert.equal(first?.at, 16);
  const shown = settled(assign(drawn, { drawing: { ...drawn.drawing, activations: activations(16) } }));
  assert.deepEqual(shown.shown?.probe, { split: "drawn", index: null, label: 4 });
  assert.equal(shown.shown?.health.length, 1);
  const later = questions.drawing(takeSnapshot(drawn, snapshot(32)));
  assert.equal(later?.same, first?.same);
  assert.equal(later?.at, 32);
});

test("another picture than the recorded one is asked for", () => {
  assert.equal(questions.looking(live), null);
  const other = assign(live, { probe: { split: /** @type {const} */ ("validation"), index: 9 } });
  assert.deepEqual(questions.looking(other)?.asked.picture, { split: "validation", index: 9 });
  const looked = settled(assign(other, { looked: { activations: activations(16), picture: other.probe, step: 16 } }));
  assert.equal(looked.shown?.probe.index, 9);
});

test("an open unit is asked about at the step that is shown, and closes where there is no such unit", () => {
  const open = settled(assign(live, { unit: { layer: 0, channel: 5, row: 27, col: 0 } }));
  assert.deepEqual(questions.opening(open)?.asked, {
    subject: { kind: "run", id: "r1", step: 16 }, picture: { split: "validation", index: 0 }, unit: { layer: "convolution_1", channel: 5, row: 27, col: 0 },
  });
  assert.equal(settled(assign(live, { unit: { layer: 0, channel: 6, row: 0, col: 0 } })).unit, null);
  assert.equal(settled(assign(live, { unit: { layer: 9, channel: 0, row: 0, col: 0 } })).unit, null);
});

test("a confusion cell's pictures are those of the last epoch that had ended at the moment shown", () => {
  const epochs = [epochEnded(1, 8), { ...epochEnded(2, 16), confusion_pictures: { "0,1": [5, 6] } }];
  const cell = { truth: 0, predicted: 1 };
  const open = assign(live, { epochs, confusionCell: cell });
  assert.deepEqual(questions.confusing(open)?.asked.indices, [5, 6]);
  assert.deepEqual(questions.confusing(assign(open, { rewind: 8 }))?.asked.indices, [7]);
  assert.deepEqual(questions.confusing(assign(open, { rewind: 2 }))?.asked.indices, []);
});

test("the classes of a run have names where the messages know them", () => {
  const started = /** @type {any} */ ({ layers: [{ name: "convolution_1" }], classes: ["cat", "7"], is_ink: false });
  const named = settled(assign(live, { started }));
  assert.deepEqual(named.shownClasses, [{ id: "cat", name_key: "class.cat" }, { id: "7", name_key: null }]);
  assert.equal(named.shownIsInk, false);
});

test("levels come as bytes", async () => {
  const { fromBase64, toBase64 } = await import("../../../../static/js/api/training_bytes.js");
  assert.deepEqual(fromBase64("AP+A"), new Uint8Array([0, 255, 128]));
  assert.equal(toBase64(new Uint8Array([0, 255, 128])), "AP+A");
  assert.equal(levels("x", [2, 3, 1]).data.length, 6);
});

test("a network that cannot be is not asked for: the last one that could stays on the stage", () => {
  const described = (/** @type {any} */ state, /** @type {any} */ error) =>
    settled(assign(state, { described: state.spec, description: /** @type {any} */ ({ layers: [], parameters: 0, multiplications: 0, memory_bytes: 0, error }) }));
  const edited = settled(editLayer(previewed, 0, { filters: 9 }));
  assert.equal(questions.previewing(edited)?.same, questions.previewing(previewed)?.same, "nobody knows yet whether it can be");
  const good = described(edited, null);
  assert.equal(good.possible, good.spec);
  assert.notEqual(questions.previewing(good)?.same, questions.previewing(previewed)?.same);
  const impossible = described(removeLayer(good, 3), { code: "network_dense_needs_vector" });
  assert.deepEqual(questions.previewing(impossible), questions.previewing(good));
  assert.equal(settled(undo(impossible)).possible, good.spec, "its description is still that of the other");
});

test("a network that comes with a link is asked for when it is known to be possible", () => {
  assert.equal(questions.previewing(assign(opening, { possible: null })), null);
});

test("the seed and the first weights are no matter of the description", () => {
  const known = settled(assign(previewed, { described: previewed.spec, description: /** @type {any} */ ({ layers: [], error: null }) }));
  const seeded = settled(editSpec(known, { seed: 7 }));
  assert.equal(seeded.possible?.seed, 7);
});
