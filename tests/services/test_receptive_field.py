"""What a unit sees, from the geometry, against what happens when pixels are changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.nn.network import Sequential, build
from app.services.receptive_field import Field, receptive_field

CONVOLUTION: dict[str, Any] = {"kind": "convolution", "filters": 2}
HALVING: dict[str, Any] = {**CONVOLUTION, "kernel": [3, 3], "stride": [2, 2], "padding": [1, 1]}
NETWORKS: dict[str, list[dict[str, Any]]] = {
    "stride and padding": [
        {**CONVOLUTION, "kernel": [3, 2], "stride": [2, 1], "padding": [1, 2]},
        {"kind": "tanh"},
        {**CONVOLUTION, "kernel": [2, 3], "padding": [2, 1]},
    ],
    "stride, padding and dilation": [
        {**CONVOLUTION, "kernel": [3, 2], "stride": [2, 1], "padding": [1, 2]},
        {"kind": "tanh"},
        {**CONVOLUTION, "kernel": [2, 3], "dilation": [2, 3], "padding": [2, 1]},
    ],
    "pooling that leaves rows over": [
        {**CONVOLUTION, "kernel": [2, 2]},
        {"kind": "average_pool", "size": [3, 2], "stride": [3, 2]},
        {"kind": "sigmoid"},
        {**CONVOLUTION, "kernel": [3, 3], "padding": [1, 1]},
        {"kind": "trainable_pool", "size": [2, 2]},
    ],
    "residual blocks, one with a projection": [
        {"kind": "residual", "layers": [{**CONVOLUTION, "filters": 1, "kernel": [3, 5], "padding": [1, 2]}]},
        {"kind": "residual", "projection": True, "layers": [HALVING, {"kind": "tanh"}]},
    ],
    "a body that looks aside of its way past": [
        {"kind": "residual", "layers": [{**CONVOLUTION, "filters": 1, "kernel": [2, 2], "dilation": [4, 6],
                                         "padding": [2, 3]}]},
    ],
}  # fmt: skip


def made(layers: list[dict[str, Any]], shape: tuple[int, int, int] = (1, 11, 13)) -> Sequential:
    end: list[dict[str, Any]] = [{"kind": "global_average_pool"}, {"kind": "dense", "units": 3}]
    return build([*layers, *end], shape, 3, dtype=np.float64, seed=5, initialization="glorot")


def seen_by_trying(network: Sequential, name: str, unit: tuple[int, int, int]) -> Field | None:
    """The box around all pixels that change the unit's value."""
    x = np.random.default_rng(0).normal(size=(1, *network.input_shape))
    _, height, width = network.input_shape

    def value(x: np.ndarray) -> float:
        network.forward(x, keep=True)
        maps = network.feature_maps[name][0]
        return float(maps[unit[: maps.ndim]])

    before = value(x)
    rows, cols = [], []
    for row, col in np.ndindex(height, width):
        changed = x.copy()
        changed[0, :, row, col] += 0.7
        if value(changed) != before:
            rows.append(row)
            cols.append(col)
    return Field(min(rows), min(cols), max(rows) + 1, max(cols) + 1) if rows else None


def inside(field: Field | None, shape: tuple[int, ...]) -> Field | None:
    if field is None:
        return None
    _, height, width = shape
    cut = Field(max(0, field.top), max(0, field.left), min(height, field.bottom), min(width, field.right))
    return cut if cut.top < cut.bottom and cut.left < cut.right else None


def holds(outer: Field | None, inner: Field | None) -> bool:
    if outer is None or inner is None:
        return inner is None
    return (
        outer.top <= inner.top
        and outer.left <= inner.left
        and outer.bottom >= inner.bottom
        and outer.right >= inner.right
    )


@pytest.mark.parametrize("layers", NETWORKS.values(), ids=NETWORKS)
def test_exactly_the_pixels_of_the_field_change_a_unit(layers: list[dict[str, Any]]):
    network = made(layers)
    chance = np.random.default_rng(1)
    for name, shape in network.shapes.items():
        if len(shape) != 3:
            continue
        corners = [(0, 0), (shape[1] - 1, shape[2] - 1), (0, shape[2] - 1)]
        middle = (int(chance.integers(shape[1])), int(chance.integers(shape[2])))
        for row, col in [*corners, middle]:
            found = receptive_field(network, name, (shape[0] - 1, row, col))
            tried = seen_by_trying(network, name, (shape[0] - 1, row, col))
            cut = inside(found, network.input_shape)
            # Between the taps of a dilated kernel are gaps, which the box around all of them covers.
            assert holds(cut, tried), (name, row, col)
            assert "dilation" in str(layers) or cut == tried, (name, row, col)


def test_two_convolutions_of_three_see_five_and_behind_a_pooling_eight():
    """1 → 3 → 5; through 2×2 pooling twice as far: (2 + 1)·2 + 2 = 8."""
    layers = [CONVOLUTION, CONVOLUTION, {"kind": "max_pool"}, CONVOLUTION]
    network = made([{**one, "kernel": [3, 3]} if one is CONVOLUTION else one for one in layers], (1, 20, 20))
    assert receptive_field(network, "convolution_2", (0, 4, 6)) == Field(4, 6, 9, 11)
    assert receptive_field(network, "convolution_3", (1, 1, 2)) == Field(2, 4, 12, 14)


def test_a_field_hangs_over_the_edge_as_far_as_the_padding_does():
    network = made([{**CONVOLUTION, "kernel": [5, 3], "padding": [2, 1]}])
    assert receptive_field(network, "convolution_1", (0, 0, 12)) == Field(-2, 11, 3, 14)


def test_a_unit_of_a_vector_sees_its_own_cell_or_everything():
    layers: list[dict[str, Any]] = [
        {**CONVOLUTION, "kernel": [3, 3]}, {"kind": "flatten"}, {"kind": "dense", "units": 3},
    ]  # fmt: skip
    network = build(layers, (1, 6, 7), 3, seed=1)
    # (2, 4, 5) laid out: 27 is channel 1, row 1, column 2.
    assert receptive_field(network, "flatten_1", (27, 0, 0)) == Field(1, 2, 4, 5)
    assert receptive_field(network, "dense_1", (0, 0, 0)) == Field(0, 0, 6, 7)


def test_a_unit_that_sees_nothing_but_padding_has_its_field_there_or_none():
    layers = [
        {"kernel": [2, 2], "padding": [5, 5]},
        {"kernel": [1, 1]},
        {"kernel": [1, 1], "padding": [1, 1]},
    ]
    network = made([{**CONVOLUTION, **one} for one in layers])
    first = receptive_field(network, "convolution_1", (0, 0, 0))
    assert first == Field(-5, -5, -3, -3), "of the layer itself it can still be shown where it is"
    assert receptive_field(network, "convolution_2", (0, 0, 0)) == first
    assert receptive_field(network, "convolution_3", (0, 0, 0)) is None, "padding of a map shows nothing"
