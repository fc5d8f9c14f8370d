import assert from "node:assert/strict";
import { test } from "node:test";

import { resized, withEntry, withMode, withShape } from "../../../../static/js/pages/sliding/spec.js";
import { convolution } from "./cases.js";

const typed = { ...convolution.x, values: [1, 2, 3, 4], values_shape: null, shape: [1, 2, 2] };

test("What was typed remembers the shape it was typed for, however often the size changes.", () => {
  const larger = withShape(typed, [1, 3, 3]);
  assert.deepEqual([larger.shape, larger.values_shape], [[1, 3, 3], [1, 2, 2]]);
  assert.deepEqual(withShape(larger, [1, 2, 3]).values_shape, [1, 2, 2]);
  assert.equal(withShape(typed, [1, 2, 2]), typed);
});

test("One typed cell takes all the present values along.", () => {
  const next = withEntry(convolution.x, [1, 2, 3], 1, "a");
  assert.deepEqual([next.values, next.values_shape], [[1, "a", 3], null]);
});

test("More channels make more kernels and a longer bias.", () => {
  const spec = resized({ ...convolution, bias: { ...convolution.x, shape: [1] } }, { channelsIn: 3, channelsOut: 2 });
  assert.deepEqual([spec.x.shape, spec.w.shape, spec.bias?.shape], [[3, 4, 5], [2, 3, 3, 2], [2]]);
});

test("A transposed convolution stores its kernels the other way round: channels in, channels out.", () => {
  const wide = resized(convolution, { channelsIn: 3, channelsOut: 2 });
  const transposed = withMode(wide, "transposed");
  assert.deepEqual([transposed.w.shape, transposed.padding], [[3, 2, 3, 2], "valid"]);
  assert.deepEqual(withMode(transposed, "correlate").w.shape, [2, 3, 3, 2]);
});

test("Pooling begins with windows of 2 that do not overlap, and leaves neither dilation nor bias behind.", () => {
  const pooled = withMode({ ...convolution, dilation: [2, 2], bias: convolution.x }, "average_pool");
  assert.deepEqual([pooled.w.shape, pooled.stride, pooled.dilation, pooled.bias], [[1, 1, 2, 2], [2, 2], [1, 1], null]);
  assert.deepEqual(withMode(pooled, "max_pool").stride, [2, 2]);
});

test("The way back of a convolution keeps its geometry and remembers that the kernel was flipped.", () => {
  const back = withMode({ ...convolution, stride: [2, 1] }, "gradient_input");
  assert.deepEqual([back.stride, back.padding, back.operation], [[2, 1], convolution.padding, "convolve"]);
});
