"""Every layer and loss against PyTorch's: forward, ∂loss/∂input and every ∂loss/∂parameter, in float64."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.nn.activation import Activation, LeakyRelu, Relu, ScaledTanh, Sigmoid, Tanh
from app.nn.convolution import Convolution
from app.nn.dense import Dense
from app.nn.dropout import Dropout
from app.nn.flatten import Flatten
from app.nn.layer import Array, Layer
from app.nn.loss import cross_entropy, mean_squared_error
from app.nn.pooling import AveragePool, GlobalAveragePool, MaxPool
from app.nn.residual import Residual
from app.nn.softmax import Softmax
from app.nn.trainable_pool import TrainablePool
from tests.nn.layer_cases import Case, apart, bound, convolutions, map_shapes, pools, seeds, trainable_pools

pytestmark = pytest.mark.torch


def leaf(array: Array) -> Any:
    torch = pytest.importorskip("torch")
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def functional() -> Any:
    return pytest.importorskip("torch").nn.functional


def agree(layer: Layer, x: Array, twin: Callable[..., Any], seed: int = 0, *, atol: float = 1e-11) -> None:
    """``twin(x, **parameters)`` in PyTorch gives what ``layer`` gives, and so does its autograd.

    Dots in parameter names become underscores.
    """
    output = layer.forward(x, is_training=True)
    tensors = {name.replace(".", "_"): leaf(p.value) for name, p in layer.parameters.items()}
    tensor = leaf(x)
    expected = twin(tensor, **tensors)
    np.testing.assert_allclose(output, expected.detach().numpy(), rtol=0, atol=atol)
    delta = np.random.default_rng(seed).normal(size=output.shape)
    expected.backward(leaf(delta).detach())
    np.testing.assert_allclose(np.asarray(layer.backward(delta)), tensor.grad.numpy(), rtol=0, atol=atol)
    for name, parameter in layer.parameters.items():
        gradient = tensors[name.replace(".", "_")].grad.numpy()
        np.testing.assert_allclose(parameter.gradient, gradient, rtol=0, atol=atol)


@given(convolutions())
def test_convolution_is_conv2d_and_a_table_is_conv2d_with_zeros(case: Case):
    torch = pytest.importorskip("torch")
    layer = bound(case.layer, case.shape, seed=case.seed)
    assert isinstance(layer, Convolution)

    def twin(x: Any, weight: Any, bias: Any = None) -> Any:
        if layer.table is not None:
            full = torch.zeros((*layer.table.shape, *layer.kernel), dtype=torch.float64)
            weight = full.index_put(tuple(map(torch.tensor, np.nonzero(layer.table))), weight)
        return functional().conv2d(x, weight, bias, layer.stride, layer.padding, layer.dilation)

    x = np.random.default_rng(case.seed).normal(size=(2, *case.shape))
    agree(layer, x, twin, case.seed)


@given(pools())
def test_pooling_is_max_pool2d_and_avg_pool2d(case: Case):
    layer = case.layer
    assert isinstance(layer, MaxPool | AveragePool)
    name = "max_pool2d" if isinstance(layer, MaxPool) else "avg_pool2d"
    pool = getattr(functional(), name)
    x = apart((2, *case.shape), case.seed)
    agree(layer, x, lambda x: pool(x, layer.size, layer.stride, layer.padding), case.seed)


@given(seeds)
def test_of_equal_values_the_same_one_wins(seed: int):
    x = np.random.default_rng(seed).integers(0, 3, (2, 2, 5, 6)).astype(float)
    agree(MaxPool((3, 2), (1, 2)), x, lambda x: functional().max_pool2d(x, (3, 2), (1, 2)), seed)


@given(map_shapes(), seeds)
def test_global_average_pooling_is_a_mean_over_both_axes(shape: tuple[int, ...], seed: int):
    agree(GlobalAveragePool(), apart((2, *shape), seed), lambda x: x.mean((2, 3)), seed)


@given(trainable_pools())
def test_trainable_pooling_is_a_weighted_average_with_bias(case: Case):
    layer = bound(case.layer, case.shape, seed=case.seed)
    assert isinstance(layer, TrainablePool)

    def twin(x: Any, weight: Any, bias: Any) -> Any:
        return weight[:, None, None] * functional().avg_pool2d(x, layer.size) + bias[:, None, None]

    agree(layer, apart((2, *case.shape), case.seed), twin, case.seed)


@pytest.mark.parametrize(
    ("layer", "twin"),
    [
        (Sigmoid(), lambda z: z.sigmoid()),
        (Tanh(), lambda z: z.tanh()),
        (ScaledTanh(), lambda z: 1.7159 * (2 * z / 3).tanh()),
        (Relu(), lambda z: z.relu()),
        (LeakyRelu(0.2), lambda z: functional().leaky_relu(z, 0.2)),
    ],
    ids=lambda value: getattr(value, "kind", None),
)
def test_activations_at_zero_at_random_and_far_out(layer: Activation, twin: Callable[..., Any]):
    x = np.concatenate([[-300.0, -30, -1e-9, 0, 1e-9, 30, 300], np.random.default_rng(0).normal(size=40)])
    agree(layer, x[None], twin)


@given(st.integers(1, 6), st.integers(1, 6), st.booleans(), seeds)
def test_dense_is_linear(units: int, inputs: int, has_bias: bool, seed: int):
    layer = bound(Dense(units, has_bias), (inputs,), seed=seed)
    x = np.random.default_rng(seed).normal(size=(3, inputs))
    agree(layer, x, lambda x, weight, bias=None: functional().linear(x, weight, bias), seed)


def test_flatten_and_softmax():
    x = np.random.default_rng(0).normal(size=(3, 2, 4, 5))
    agree(Flatten(), x, lambda x: x.flatten(1))
    agree(Softmax(), x[:, 0, 0] * 5, lambda x: x.softmax(1))


def test_dropout_is_pytorch_s_times_the_probability_to_stay():
    """PyTorch scales while training, the lecture at prediction: the ratio is P in both modes."""
    torch = pytest.importorskip("torch")
    layer, inverted = Dropout(0.25), torch.nn.Dropout(0.25)
    x = np.ones((100, 100))
    ours, theirs = layer.forward(x, is_training=True), inverted(torch.tensor(x)).numpy()
    assert set(np.unique(ours).tolist()) == {0.0, 1.0}
    assert set(np.unique(0.75 * theirs).tolist()) == {0.0, 1.0}
    theirs = inverted.eval()(torch.tensor(x)).numpy()
    assert np.array_equal(layer.forward(x, is_training=False), 0.75 * theirs)


@given(seeds, st.tuples(st.integers(1, 3), st.integers(1, 3)))
def test_a_residual_block_with_projection(seed: int, stride: tuple[int, int]):
    body = [Convolution(3, (3, 3), stride, (1, 1)), Relu(), Convolution(3, (3, 3), padding=(1, 1))]
    layer = bound(Residual(body, projection=True), (2, 5, 7), seed=seed)

    def twin(x: Any, **p: Any) -> Any:
        conv2d = functional().conv2d
        hidden = conv2d(x, p["convolution_1_weight"], p["convolution_1_bias"], stride, 1).relu()
        changed = conv2d(hidden, p["convolution_2_weight"], p["convolution_2_bias"], 1, 1)
        return changed + conv2d(x, p["projection_weight"], None, stride)

    agree(layer, np.random.default_rng(seed).normal(size=(2, 2, 5, 7)), twin, seed, atol=1e-10)


@given(seeds, st.integers(1, 7), st.integers(1, 5), st.sampled_from([1.0, 1e4]))
def test_losses_and_their_deltas(seed: int, classes: int, pictures: int, scale: float):
    rng = np.random.default_rng(seed)
    outputs, labels = scale * rng.normal(size=(pictures, classes)), rng.integers(0, classes, pictures)
    torch = pytest.importorskip("torch")
    truth = torch.tensor(labels)
    one_hot = functional().one_hot(truth, classes)
    twins: list[tuple[Any, Callable[..., Any]]] = [
        (cross_entropy, lambda z: functional().cross_entropy(z, truth)),
        (mean_squared_error, lambda a: 0.5 * ((a - one_hot) ** 2).sum(1).mean()),
    ]
    for ours, theirs in twins:
        loss, _, delta = ours(outputs, labels)
        tensor = leaf(outputs)
        expected = theirs(tensor)
        expected.backward()
        assert loss == pytest.approx(expected.item(), rel=1e-12, abs=1e-12)
        np.testing.assert_allclose(delta, tensor.grad.numpy(), rtol=1e-10, atol=1e-13)
