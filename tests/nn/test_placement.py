"""What a cell sees of the picture (B13), against the pixels that change it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.nn.describe import describe
from app.nn.network import build
from app.nn.placement import Placement
from app.nn.presets import PRESETS

CONVOLUTION = {"kind": "convolution", "filters": 1}


def fields(layers: list[dict[str, Any]]) -> list[Placement | None]:
    return [layer.receptive_field for layer in describe(layers, (1, 28, 28), 10).layers]


def test_two_kernels_of_three_see_five_and_a_pooling_between_them_doubles_the_step():
    """3 → pooled 4 at step 2 → 4 + 2·2 = 8; a padding of 1 begins 1 before, behind the pooling 2 more."""
    padded = {**CONVOLUTION, "kernel": [3, 3], "padding": [1, 1]}
    assert fields([padded, padded])[-1] == Placement((-2, -2), (1, 1), (5, 5))
    assert fields([padded, {"kind": "max_pool"}, padded])[-1] == Placement((-3, -3), (2, 2), (8, 8))


def test_a_dilated_and_rectangular_kernel_sees_what_lies_between_its_taps():
    one = {**CONVOLUTION, "kernel": [2, 3], "dilation": [3, 2], "stride": [1, 2], "padding": [1, 0]}
    assert fields([one, {"kind": "relu"}]) == [Placement((-1, 0), (1, 2), (4, 5))] * 2


def test_behind_a_dense_layer_every_number_sees_all():
    assert fields([{"kind": "flatten"}, {"kind": "dense", "units": 3}]) == [None, None]


@pytest.mark.parametrize("name", ["lenet5", "small_residual", "all_convolutional"])
def test_the_pixels_that_change_a_cell_are_those_it_sees(name: str):
    """The preset's linear layers; the pixels of one row and one column are changed in turn."""
    linear = ("convolution", "average_pool", "residual")
    layers: list[dict[str, Any]] = [dict(one) for one in PRESETS[name].layers if one["kind"] in linear][:4]
    for one in layers:
        if one["kind"] == "residual":
            one["layers"] = [inner for inner in one["layers"] if inner["kind"] == "convolution"]
    last = fields(layers)[-1]
    assert last is not None
    ends = [{"kind": "flatten"}, {"kind": "dense", "units": "classes"}]
    network = build([*layers, *ends], (1, 28, 28), 10, dtype=np.float64, seed=3)
    shape = network.shapes[network.layers[len(layers) - 1][0]]
    cell = shape[1] // 2, shape[2] // 2
    top, left = (last.start[axis] + cell[axis] * last.step[axis] for axis in (0, 1))
    pictures = np.zeros((57, 1, 28, 28))
    for place in range(28):
        pictures[1 + place, 0, place, left + last.size[1] // 2] = 1
        pictures[29 + place, 0, top + last.size[0] // 2, place] = 1
    network.forward(pictures, keep=True)
    answers = network.feature_maps[network.layers[len(layers) - 1][0]][:, 0, *cell]
    differs = (np.abs(answers[1:] - answers[0]) > 1e-12).reshape(2, 28)
    for first, length, changed in ((top, last.size[0], differs[0]), (left, last.size[1], differs[1])):
        assert np.flatnonzero(changed).tolist() == list(range(max(0, first), min(28, first + length)))
