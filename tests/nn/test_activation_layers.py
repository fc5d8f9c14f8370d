"""Nonlinear functions at points worked by hand, and what their derivatives do to learning (E4, E5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.nn import activation
from app.nn.activation import Activation, LeakyRelu, Relu, ScaledTanh, Sigmoid, Tanh
from app.nn.dense import Dense
from app.nn.layer import Array, Layer
from tests.nn.layer_cases import bound, run, with_values

EVERY = (Sigmoid, Tanh, ScaledTanh, Relu, LeakyRelu)


def test_values_that_can_be_worked_by_hand():
    """At ln 3: sigmoid 3/4, tanh (3 − ⅓)/(3 + ⅓) = 4/5."""
    z = np.array([np.log(3), 0, -np.log(3)])
    np.testing.assert_allclose(activation.sigmoid(z), [0.75, 0.5, 0.25], rtol=1e-15)
    np.testing.assert_allclose(activation.tanh(z), [0.8, 0, -0.8], rtol=1e-15)
    np.testing.assert_allclose(activation.scaled_tanh(1.5 * z), [1.37272, 0, -1.37272], rtol=1e-12)
    assert activation.relu(np.array([-2.0, 0, 3])).tolist() == [0, 0, 3]
    assert activation.leaky_relu(np.array([-2.0, 0, 3]), 0.25).tolist() == [-0.5, 0, 3]


def test_the_scaled_tanh_takes_one_to_one():
    """The reason of its two numbers, to the four digits they are given with."""
    np.testing.assert_allclose(activation.scaled_tanh(np.array([-1.0, 1])), [-1, 1], atol=1e-4)


def test_slopes_that_can_be_worked_by_hand():
    """sigmoid': ¾·¼ = 3/16; tanh': 1 − 0.64; scaled: 1.7159·⅔·(1 − 0.64)."""
    z = np.array([np.log(3)])
    slopes: dict[Callable[[], Activation], Any] = {
        Sigmoid: (z, 3 / 16),
        Tanh: (z, 0.36),
        ScaledTanh: (1.5 * z, 1.7159 * 2 / 3 * 0.36),
    }
    for kind, (at, expected) in slopes.items():
        layer: Activation = kind()
        layer.forward(at[None], is_training=True)
        back = layer.backward(np.array([[10.0]]))
        assert back is not None
        np.testing.assert_allclose(back, [[10 * expected]], rtol=1e-13)


def test_at_the_corner_the_slope_from_the_left_is_taken():
    for layer, expected in ((Relu(), [0, 0, 1]), (LeakyRelu(0.25), [0.25, 0.25, 1])):
        layer.forward(np.array([[-1.0, 0, 1]]), is_training=True)
        back = layer.backward(np.ones((1, 3)))
        assert back is not None
        assert back.tolist() == [expected]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("kind", EVERY)
def test_huge_inputs_overflow_nothing(kind: type[Activation], dtype: type):
    """Warnings are errors in these tests."""
    layer = kind()
    z: Array = np.array([[-1e4, -100, 0, 100, 1e4]], dtype)
    a = layer.forward(z, is_training=True)
    back = layer.backward(np.ones_like(z))
    assert back is not None
    assert np.isfinite(a).all()
    assert np.isfinite(back).all()
    assert (np.diff(a) >= 0).all()


def test_a_sigmoid_far_to_the_left_keeps_its_digits():
    np.testing.assert_allclose(activation.sigmoid(np.array([-50.0])), np.exp(-50.0), rtol=1e-15)


def test_a_dead_relu_learns_nothing_and_a_leaky_one_comes_back():
    """A bias of −100 keeps z negative for every input: no gradient reaches weight, bias or input."""
    x = np.random.default_rng(2).normal(size=(50, 3))
    for layer, is_dead in ((Relu(), True), (LeakyRelu(0.01), False)):
        dense = with_values(Dense(1), (3,), weight=[[1, -2, 0.5]], bias=[-100])
        run([dense, layer], x)
        delta = layer.backward(np.ones((50, 1)))
        assert delta is not None
        back = dense.backward(delta)
        assert back is not None
        for gradient in (dense.parameters["weight"].gradient, dense.parameters["bias"].gradient, back):
            assert bool(gradient.any()) is not is_dead


def norm_of_delta(kind: type[Activation], depth: int) -> float:
    """δ at the bottom of a tower of narrow dense layers, weights of size 1, δ = 1 at the top."""
    layers: list[Layer] = []
    for _ in range(depth):
        layers += [with_values(Dense(1), (1,), weight=[[1]], bias=[0]), kind()]
    run(layers, np.array([[0.5]]))
    delta = np.array([[1.0]])
    for layer in reversed(layers):
        passed = layer.backward(delta)
        assert passed is not None
        delta = passed
    return float(delta[0, 0])


def test_ten_sigmoids_leave_less_than_a_millionth_of_a_gradient_and_ten_relus_all_of_it():
    """δ¹ = f'(z¹)·f'(z²)·…·δ^L with f' ≤ ¼ (E5): at most 4⁻¹⁰ < 10⁻⁶ is left."""
    assert 0 < norm_of_delta(Sigmoid, 10) <= 0.25**10 < 1e-6
    assert norm_of_delta(Relu, 10) == 1
    assert norm_of_delta(Tanh, 10) > 1e4 * norm_of_delta(Sigmoid, 10)


@pytest.mark.parametrize("kind", EVERY)
def test_any_shape_goes_through_and_nothing_is_learned(kind: type[Activation]):
    layer = kind()
    for shape in ((5,), (2, 3, 4)):
        assert layer.output_shape(shape) == shape
        assert layer.parameter_shapes(shape) == {}
        assert bound(layer, shape).forward(np.ones((2, *shape)), is_training=False).shape == (2, *shape)


@pytest.mark.parametrize("slope", [-0.1, 1.5, float("nan")])
def test_a_slope_outside_zero_to_one_is_refused(slope: float):
    with pytest.raises(DomainError) as caught:
        LeakyRelu(slope)
    assert (caught.value.code, caught.value.field) == ("number_out_of_range", "slope")
