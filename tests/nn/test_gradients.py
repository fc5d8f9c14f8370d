"""Every derivative of every layer and loss is the slope that two small steps measure (float64)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.nn.dropout import Dropout
from app.nn.layer import Array
from app.nn.loss import cross_entropy, mean_squared_error
from tests.nn.layer_cases import (
    Case,
    all_layers,
    apart,
    bound,
    convolutions,
    elementwise,
    global_pools,
    pools,
    residuals,
    seeds,
    slope,
    trainable_pools,
    vector_layers,
)

PICTURES = 2


def check(case: Case) -> None:
    layer = bound(case.layer, case.shape, seed=case.seed)
    x = apart((PICTURES, *case.shape), case.seed)
    if isinstance(layer, Dropout):
        layer.generator = np.random.default_rng(case.seed)
    output = layer.forward(x, is_training=True)
    assert output.shape == (PICTURES, *layer.output_shape(case.shape))
    delta = np.random.default_rng(case.seed + 1).normal(size=output.shape)
    before = delta.copy(), x.copy()
    back = layer.backward(delta)
    assert np.array_equal(delta, before[0]), "delta was written to"
    assert np.array_equal(x, before[1]), "the input was written to"

    def loss() -> float:
        if isinstance(layer, Dropout):  # the same units out again
            layer.generator = np.random.default_rng(case.seed)
        return float((layer.forward(x, is_training=True) * delta).sum())

    agree(back, slope(loss, x))
    for parameter in layer.parameters.values():
        agree(parameter.gradient, slope(loss, parameter.value))


def agree(gradient: Array | None, measured: Array) -> None:
    assert gradient is not None
    assert gradient.shape == measured.shape
    scale = max(1.0, float(np.abs(measured).max(initial=0)))
    np.testing.assert_allclose(gradient, measured, rtol=0, atol=1e-7 * scale)


@pytest.mark.parametrize(
    "strategy",
    [convolutions(), pools(), trainable_pools(), elementwise(), vector_layers(), residuals(), global_pools()],
    ids=["convolution", "pool", "trainable_pool", "elementwise", "vector", "residual", "global_average_pool"],
)
def test_the_gradients_of_a_layer_are_what_finite_differences_measure(strategy: st.SearchStrategy[Case]):
    @settings(max_examples=40)
    @given(strategy)
    def every(case: Case) -> None:
        check(case)

    every()


@given(all_layers)
def test_a_layer_that_is_first_leaves_the_input_s_gradient_out_and_keeps_the_others(case: Case):
    layer = bound(case.layer, case.shape, seed=case.seed)
    output = layer.forward(apart((PICTURES, *case.shape), case.seed), is_training=True)
    delta = np.random.default_rng(case.seed).normal(size=output.shape)
    layer.backward(delta)
    whole = {name: parameter.gradient.copy() for name, parameter in layer.parameters.items()}
    for parameter in layer.parameters.values():
        parameter.gradient[...] = np.nan
    assert layer.backward(delta, needs_input=False) is None
    for name, gradient in whole.items():
        assert np.array_equal(layer.parameters[name].gradient, gradient)


@given(all_layers)
def test_what_comes_out_has_the_dtype_of_the_storage(case: Case):
    layer = bound(case.layer, case.shape, seed=case.seed, dtype=np.float32)
    x = apart((PICTURES, *case.shape), case.seed).astype(np.float32)
    for is_training in (True, False):
        output = layer.forward(x, is_training=is_training)
        back = layer.backward(np.ones_like(output))
        assert output.dtype == np.float32
        assert back is not None
        assert back.dtype == np.float32


@given(all_layers, st.integers(2, 5))
def test_the_gradient_of_a_batch_is_the_sum_of_its_pictures_gradients(case: Case, pictures: int):
    """And no picture sees another: outputs and ∂loss/∂input are those of each alone."""
    layer = bound(case.layer, case.shape, seed=case.seed)
    x = apart((pictures, *case.shape), case.seed)
    output = layer.forward(x, is_training=False)
    delta = np.random.default_rng(case.seed).normal(size=output.shape)
    back = layer.backward(delta)
    assert back is not None
    batch = {name: parameter.gradient.copy() for name, parameter in layer.parameters.items()}
    total = {name: np.zeros_like(gradient) for name, gradient in batch.items()}
    for n in range(pictures):
        alone = layer.forward(x[n : n + 1], is_training=False)
        np.testing.assert_allclose(alone[0], output[n], rtol=1e-12, atol=1e-12)
        returned = layer.backward(delta[n : n + 1])
        assert returned is not None
        np.testing.assert_allclose(returned[0], back[n], rtol=1e-12, atol=1e-12)
        for name, parameter in layer.parameters.items():
            total[name] += parameter.gradient
    for name, gradient in batch.items():
        np.testing.assert_allclose(total[name], gradient, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("loss", [cross_entropy, mean_squared_error])
@given(seed=seeds, classes=st.integers(1, 6), pictures=st.integers(1, 4))
def test_delta_of_a_loss_is_what_finite_differences_measure(
    loss: Callable[..., Any], seed: int, classes: int, pictures: int
):
    rng = np.random.default_rng(seed)
    outputs, labels = rng.normal(size=(pictures, classes)) * 3, rng.integers(0, classes, pictures)
    agree(loss(outputs, labels)[2], slope(lambda: loss(outputs, labels)[0], outputs))
