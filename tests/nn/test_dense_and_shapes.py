"""Dense, flatten and softmax; how layers are named and which parameters decay."""

from __future__ import annotations

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.nn.activation import Relu
from app.nn.convolution import Convolution
from app.nn.dense import Dense
from app.nn.flatten import Flatten
from app.nn.layer import Array, decays, named_by_kind
from app.nn.softmax import Softmax, softmax
from tests.nn.layer_cases import bound, with_values


def test_a_dense_layer_multiplies_adds_and_hands_back():
    """z = W·x + b; ∂W = Σ δ·xᵀ, ∂b = Σ δ, ∂x = Wᵀ·δ (F3), for two pictures."""
    layer = with_values(Dense(2), (3,), weight=[[1, 2, 3], [-1, 0, 4]], bias=[10, 20])
    x = np.array([[1.0, 1, 2], [0, 5, -1]])
    assert layer.forward(x, is_training=True).tolist() == [[19, 27], [17, 16]]
    back = layer.backward(np.array([[1.0, 2], [3, -1]]))
    assert layer.parameters["weight"].gradient.tolist() == [[1, 16, -1], [2, -3, 5]]
    assert layer.parameters["bias"].gradient.tolist() == [4, 1]
    assert back is not None
    assert back.tolist() == [[-1, 2, 11], [4, 6, 5]]


@pytest.mark.parametrize(
    ("units", "inputs", "bias", "parameters"),
    [
        (100, 224 * 224 * 3, False, 15_052_800),  # B9
        (4, 9, False, 36),  # B9: 3×3 to 2×2
        (84, 120, True, 10_164),  # LeNet-5, F6
        (10, 84, True, 850),
    ],
)
def test_a_dense_layer_has_a_weight_for_every_pair(units: int, inputs: int, bias: bool, parameters: int):
    layer = Dense(units, bias)
    assert sum(int(np.prod(size)) for size in layer.parameter_shapes((inputs,)).values()) == parameters
    assert layer.multiplications((inputs,)) == units * inputs


def test_a_convolution_as_large_as_its_input_is_a_dense_layer():
    """LeNet-5's C5."""
    x = np.random.default_rng(5).normal(size=(3, 2, 4, 5))
    convolution = bound(Convolution(7, (4, 5)), (2, 4, 5))
    weight, bias = (convolution.parameters[name].value for name in ("weight", "bias"))
    dense = with_values(Dense(7), (40,), weight=weight.reshape(7, 40), bias=bias)
    flat = dense.forward(Flatten().forward(x, is_training=False), is_training=False)
    np.testing.assert_allclose(convolution.forward(x, is_training=False)[:, :, 0, 0], flat, rtol=1e-12)


def test_flatten_goes_channel_by_channel_row_by_row_and_back():
    layer = Flatten()
    x = np.arange(12.0).reshape(1, 2, 2, 3)
    assert layer.output_shape((2, 2, 3)) == (12,)
    assert layer.output_shape((12,)) == (12,)
    flat = layer.forward(x, is_training=True)
    assert flat.tolist() == [list(range(12))]
    assert np.array_equal(np.asarray(layer.backward(flat)), x)


def test_softmax_of_logarithms_is_their_share():
    """e^ln 1 : e^ln 2 : e^ln 5 = 1 : 2 : 5."""
    shares = softmax(np.log(np.array([[1.0, 2, 5]])))
    np.testing.assert_allclose(shares, [[0.125, 0.25, 0.625]], rtol=1e-15)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_is_stable_at_ten_thousand_and_does_not_see_a_common_shift(dtype: type):
    z: Array = np.array([[1e4, 1e4, -1e4], [0, 1, 2]], dtype)
    layer = Softmax()
    a = layer.forward(z, is_training=True)
    assert a[0].tolist() == [0.5, 0.5, 0]
    np.testing.assert_allclose(a, softmax(z - 8), atol=1e-6)
    np.testing.assert_allclose(a.sum(axis=1), 1, rtol=1e-6)
    assert np.isfinite(np.asarray(layer.backward(np.ones_like(z)))).all()


@pytest.mark.parametrize("layer", [Dense(3), Softmax()])
def test_feature_maps_have_to_be_flattened_first(layer: Dense | Softmax):
    with pytest.raises(DomainError) as caught:
        layer.parameter_shapes((16, 5, 5))
    error = caught.value
    assert (error.code, error.value, error.limit) == ("layer_needs_vector", "16×5×5", 400)


@pytest.mark.parametrize("units", [0, -1, True, 1.5])
def test_a_dense_layer_has_at_least_one_unit(units):
    with pytest.raises(DomainError) as caught:
        Dense(units)
    assert caught.value.field == "units"


def test_layers_are_numbered_by_kind():
    layers = [Convolution(1), Relu(), Convolution(2), Flatten(), Relu()]
    names = [name for name, _ in named_by_kind(layers)]
    assert names == ["convolution_1", "relu_1", "convolution_2", "flatten_1", "relu_2"]


def test_weights_decay_and_biases_do_not():
    assert decays("weight")
    assert decays("convolution_1.weight")
    assert not decays("bias")
    assert not decays("projection.bias")
