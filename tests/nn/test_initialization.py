"""First weights: the variance that each rule promises, and what it is for."""

from __future__ import annotations

import numpy as np
import pytest

from app.nn.activation import Relu, Tanh
from app.nn.convolution import Convolution
from app.nn.dense import Dense
from app.nn.layer import Array, Initialization, Layer, Shape
from tests.nn.layer_cases import bound

LAYERS: list[tuple[Convolution | Dense, Shape, int, int]] = [
    (Dense(300), (200,), 200, 300),
    (Convolution(64, (5, 3)), (32, 9, 9), 32 * 15, 64 * 15),
]


@pytest.mark.parametrize(("layer", "shape", "fan_in", "fan_out"), LAYERS)
def test_he_draws_normal_numbers_of_variance_two_over_fan_in(layer, shape, fan_in, fan_out):
    bound(layer, shape).initialize("he", np.random.default_rng(1))
    weight = layer.parameters["weight"].value
    assert weight.var() == pytest.approx(2 / fan_in, rel=0.03)
    assert abs(weight.mean()) < 4 * np.sqrt(2 / fan_in / weight.size)
    assert np.abs(weight).max() > 3.5 * weight.std()  # a uniform distribution ends at 1.7
    assert not layer.parameters["bias"].value.any()


@pytest.mark.parametrize(("layer", "shape", "fan_in", "fan_out"), LAYERS)
def test_glorot_draws_uniform_numbers_between_its_bounds(layer, shape, fan_in, fan_out):
    bound(layer, shape).initialize("glorot", np.random.default_rng(1))
    weight, edge = layer.parameters["weight"].value, np.sqrt(6 / (fan_in + fan_out))
    assert 0.99 * edge < np.abs(weight).max() <= edge
    assert weight.var() == pytest.approx(2 / (fan_in + fan_out), rel=0.03)
    assert not layer.parameters["bias"].value.any()


def test_with_a_table_the_inputs_that_a_map_really_sees_are_counted():
    """C3 of LeNet-5: the first map adds 3·25 products up, the last 6·25. Over 300 draws."""
    layer = bound(Convolution(16, (5, 5), table="lenet5"), (6, 14, 14))
    generator = np.random.default_rng(2)
    first, last = [], []
    for _ in range(300):
        layer.initialize("he", generator)
        kernels = layer.kernels()
        first.append(kernels[0, :3].copy())
        last.append(kernels[15].copy())
    assert np.var(first) == pytest.approx(2 / 75, rel=0.03)
    assert np.var(last) == pytest.approx(2 / 150, rel=0.03)


def test_both_precisions_begin_alike_and_another_seed_elsewhere():
    values = []
    for dtype, seed in ((np.float64, 3), (np.float32, 3), (np.float64, 4)):
        layer = bound(Dense(5), (4,), dtype=dtype)
        layer.initialize("he", np.random.default_rng(seed))
        values.append(layer.parameters["weight"].value.copy())
    assert np.array_equal(values[0].astype(np.float32), values[1])
    assert not np.allclose(values[0], values[2])


@pytest.mark.parametrize(("method", "activation"), [("he", Relu), ("glorot", Tanh)])
def test_a_signal_is_alive_after_twenty_layers(method: Initialization, activation: type[Layer]):
    """Neither vanished nor exploded; with a tenth of these weights it is gone."""
    generator = np.random.default_rng(0)
    strength = []
    for scale in (1.0, 0.1):
        x: Array = generator.normal(size=(50, 100))
        for _ in range(20):
            dense = bound(Dense(100), (100,))
            dense.initialize(method, generator)
            dense.parameters["weight"].value[...] *= scale
            x = activation().forward(dense.forward(x, is_training=False), is_training=False)
        strength.append(float(np.sqrt(np.square(x).mean())))
    assert 0.03 < strength[0] < 10
    assert strength[1] < 1e-10
