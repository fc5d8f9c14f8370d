"""Pooling: the largest or the mean of a window, the way back (D2), and LeNet-5's pooling that learns (D3)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from app.conv.errors import DomainError
from app.nn.pooling import AveragePool, GlobalAveragePool, MaxPool
from app.nn.trainable_pool import TrainablePool
from tests.nn.layer_cases import Case, apart, pools, with_values

X = np.array([[[[1.0, 3, 2, 1], [4, 2, 0, 5], [-1, -2, 7, 7], [-4, -3, 7, 6]]]])
DELTA = np.array([[[[1.0, 2], [3, 4]]]])


def test_a_maximum_takes_the_largest_and_sends_delta_to_the_winner():
    """Of the three sevens at the bottom right the first wins, row by row."""
    layer = MaxPool()
    assert layer.forward(X, is_training=True).tolist() == [[[[4, 5], [-1, 7]]]]
    back = layer.backward(DELTA)
    assert back is not None
    assert back.tolist() == [[[[0, 0, 0, 0], [1, 0, 0, 2], [3, 0, 4, 0], [0, 0, 0, 0]]]]


def test_an_average_spreads_delta_evenly_over_its_window():
    """δ/w²: a quarter for each of four."""
    layer = AveragePool()
    assert layer.forward(X, is_training=True).tolist() == [[[[2.5, 2], [-2.5, 6.75]]]]
    back = layer.backward(DELTA)
    assert back is not None
    assert back[0, 0].tolist() == [[0.25, 0.25, 0.5, 0.5]] * 2 + [[0.75, 0.75, 1, 1]] * 2


def test_a_pixel_that_wins_in_several_windows_receives_the_delta_of_each():
    """Windows of 2×2 at stride 1 over [[0, 1, 0], [0, 9, 0]]: the nine wins twice."""
    layer = MaxPool((2, 2), (1, 1))
    layer.forward(np.array([[[[0.0, 1, 0], [0, 9, 0]]]]), is_training=True)
    back = layer.backward(np.array([[[[3.0, 5]]]]))
    assert back is not None
    assert back.tolist() == [[[[0, 0, 0], [0, 8, 0]]]]


def test_padding_never_wins_a_maximum_and_counts_as_zeros_in_an_average():
    x = np.full((1, 1, 2, 2), -8.0)
    assert MaxPool((2, 2), (1, 1), (1, 1)).forward(x, is_training=False).tolist() == [[[[-8] * 3] * 3]]
    average = AveragePool((2, 2), (2, 2), (1, 1)).forward(x, is_training=False)
    assert average.tolist() == [[[[-2, -2], [-2, -2]]]]


def test_cells_behind_the_last_window_are_left_out():
    """5 cells, windows of 2 at stride 2: ⌊(5 − 2)/2⌋ + 1 = 2; the fifth is seen by nobody and receives 0."""
    layer = MaxPool((1, 2))
    assert layer.forward(np.array([[[[1.0, 2, 3, 4, 99]]]]), is_training=True).tolist() == [[[[2, 4]]]]
    back = layer.backward(np.array([[[[1.0, 1]]]]))
    assert back is not None
    assert back.tolist() == [[[[0, 1, 0, 1, 0]]]]


@given(pools())
def test_both_agree_with_a_loop_over_every_window(case: Case):
    layer = case.layer
    assert isinstance(layer, MaxPool | AveragePool)
    x = apart((2, *case.shape), case.seed)
    is_max = isinstance(layer, MaxPool)
    (rows, cols), (down, right), (top, left) = layer.size, layer.stride, layer.padding
    padded = np.pad(x, ((0, 0), (0, 0), (top, top), (left, left)), constant_values=-np.inf if is_max else 0.0)
    expected = np.empty((2, *layer.output_shape(case.shape)))
    for i, j in np.ndindex(expected.shape[2:]):
        window = padded[:, :, i * down : i * down + rows, j * right : j * right + cols]
        expected[:, :, i, j] = (window.max if is_max else window.mean)(axis=(2, 3))
    np.testing.assert_allclose(layer.forward(x, is_training=False), expected, rtol=1e-12, atol=1e-15)


@given(pools())
def test_pooling_creates_and_loses_no_delta_where_windows_cover_no_padding(case: Case):
    layer = case.layer
    assert isinstance(layer, MaxPool | AveragePool)
    layer.padding = (0, 0)
    output = layer.forward(apart((2, *case.shape), case.seed), is_training=True)
    delta = np.random.default_rng(case.seed).normal(size=output.shape)
    back = layer.backward(delta)
    assert back is not None
    np.testing.assert_allclose(back.sum(axis=(2, 3)), delta.sum(axis=(2, 3)), rtol=1e-9, atol=1e-9)


def test_a_global_average_makes_one_number_of_every_map():
    layer = GlobalAveragePool()
    x = np.array([[[[1.0, 2, 3], [4, 5, 9]], [[0, 0, 0], [0, 0, 6]]]])
    assert layer.output_shape((2, 2, 3)) == (2,)
    assert layer.forward(x, is_training=True).tolist() == [[4, 1]]
    back = layer.backward(np.array([[6.0, 12]]))
    assert back is not None
    assert back.tolist() == [[[[1] * 3] * 2, [[2] * 3] * 2]]


def test_trainable_pooling_weighs_each_mean_and_adds_a_bias():
    """Means 2.5, 2, −2.5, 6.75 times 4, plus 1; ∂w = Σ δ·mean = 2.5 + 4 − 7.5 + 27; ∂b = 10; ∂x = 4δ/4."""
    layer = with_values(TrainablePool(), (1, 4, 4), weight=[4], bias=[1])
    assert layer.forward(X, is_training=True).tolist() == [[[[11, 9], [-9, 28]]]]
    back = layer.backward(DELTA)
    assert layer.parameters["weight"].gradient.tolist() == [26]
    assert layer.parameters["bias"].gradient.tolist() == [10]
    assert back is not None
    assert back[0, 0].tolist() == [[1, 1, 2, 2]] * 2 + [[3, 3, 4, 4]] * 2


def test_lenet_5_s_sum_is_the_same_function_with_a_quarter_of_the_weight():
    layer = with_values(TrainablePool(), (1, 4, 4), weight=[4 * 0.3], bias=[0.7])
    sums = X.reshape(1, 1, 2, 2, 2, 2).sum(axis=(3, 5))
    np.testing.assert_allclose(layer.forward(X, is_training=False), 0.3 * sums + 0.7, rtol=1e-15)


@pytest.mark.parametrize(("shape", "parameters"), [((6, 28, 28), 12), ((16, 10, 10), 32)])
def test_s2_and_s4_of_lenet_5_have_two_parameters_a_map(shape: tuple[int, int, int], parameters: int):
    shapes = TrainablePool().parameter_shapes(shape)
    assert sum(int(np.prod(size)) for size in shapes.values()) == parameters


def test_trainable_pooling_begins_as_average_pooling():
    layer = with_values(TrainablePool(), (1, 4, 4))
    layer.initialize("he", np.random.default_rng(0))
    average = AveragePool().forward(X, is_training=False)
    assert np.array_equal(layer.forward(X, is_training=False), average)


def test_multiplications_are_one_a_mean_and_none_for_a_maximum():
    shape = (3, 8, 6)
    layers = (MaxPool(), AveragePool(), TrainablePool(), GlobalAveragePool())
    assert [layer.multiplications(shape) for layer in layers] == [0, 36, 72, 3]


@pytest.mark.parametrize(
    ("make", "shape", "code", "field", "value", "limit"),
    [
        (lambda: MaxPool((0, 2)), None, "number_out_of_range", "size", 0, "≥ 1"),
        (lambda: AveragePool((2, 3), padding=(0, 2)), None, "pool_padding_too_large", "padding", 2, 1),
        (lambda: MaxPool((3, 3)), (1, 4, 2), "pool_no_window", "size", 3, 2),
        (lambda: TrainablePool((9, 1)), (1, 4, 2), "pool_no_window", "size", 9, 4),
        (lambda: MaxPool(), (7,), "layer_needs_maps", "kind", 7, None),
        (lambda: GlobalAveragePool(), (7,), "layer_needs_maps", "kind", 7, None),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place_and_its_limit(make, shape, code, field, value, limit):
    with pytest.raises(DomainError) as caught:
        make().output_shape(shape)
    error = caught.value
    assert (error.code, error.field, error.value, error.limit) == (code, field, value, limit)
