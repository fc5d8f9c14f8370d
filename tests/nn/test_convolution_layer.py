"""The convolutional layer is the filter of ``app.conv``, on batches and channels, with weights that learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from app.conv.correlate import convolve, correlate, correlate_channels
from app.conv.errors import DomainError
from app.nn.connection_table import lenet5_table
from app.nn.convolution import Convolution
from app.nn.layer import Shape
from tests.nn.layer_cases import Case, bound, convolutions, with_values


@given(convolutions())
def test_a_map_is_the_sum_of_the_channels_correlated_each_with_its_kernel(case: Case):
    """Through the executors of the filter lab; a connection that the table leaves out adds nothing."""
    layer = bound(case.layer, case.shape, seed=case.seed)
    assert isinstance(layer, Convolution)
    x = np.random.default_rng(case.seed).normal(size=(2, *case.shape))
    maps = layer.forward(x, is_training=False)
    assert maps.shape == (2, *layer.output_shape(case.shape))
    (rows, cols), kernels = layer.padding, layer.kernels()
    for o in range(layer.filters):
        expected = np.zeros(maps[:, o].shape)
        for c in range(case.shape[0]):
            if layer.table is None or layer.table[o, c]:
                expected += correlate(
                    x[:, c], kernels[o, c], stride=layer.stride, padding=((rows, rows), (cols, cols)),
                    dilation=layer.dilation,
                )  # fmt: skip
        if layer.has_bias:
            expected += layer.parameters["bias"].value[o]
        np.testing.assert_allclose(maps[:, o], expected, rtol=1e-11, atol=1e-11)


def test_a_shared_weight_adds_up_every_pair_it_took_part_in():
    """3×3 input 1…9, kernel 2×2, δ = [[1, 2], [3, 4]]. Weight (0, 0) met 1, 2, 4, 5: 1 + 4 + 12 + 20 = 37;
    (0, 1): 2 + 6 + 15 + 24 = 47; (1, 0): 4 + 10 + 21 + 32 = 67; (1, 1): 5 + 12 + 24 + 36 = 77."""
    layer = with_values(Convolution(1, (2, 2)), (1, 3, 3), weight=[[[[1, 0], [0, -1]]]], bias=[10])
    x = np.arange(1.0, 10).reshape(1, 1, 3, 3)
    assert layer.forward(x, is_training=True).tolist() == [[[[6, 6], [6, 6]]]]
    back = layer.backward(np.array([[[[1.0, 2], [3, 4]]]]))
    assert layer.parameters["weight"].gradient.tolist() == [[[[37, 47], [67, 77]]]]
    assert layer.parameters["bias"].gradient.tolist() == [10]
    assert back is not None
    assert back.tolist() == [[[[1, 2, 0], [3, 3, -2], [0, -3, -4]]]]


def test_delta_goes_back_as_the_deck_s_col2im_writes_it():
    """W = w x y z, δ = p q r s (B11): corner wδ_p, middle wδ_s + xδ_r + yδ_q + zδ_p."""
    w, x, y, z = 2.0, 3.0, 5.0, 7.0
    p, q, r, s = 11.0, 13.0, 17.0, 19.0
    layer = with_values(Convolution(1, (2, 2), bias=False), (1, 3, 3), weight=[[[[w, x], [y, z]]]])
    layer.forward(np.zeros((1, 1, 3, 3)), is_training=True)
    back = layer.backward(np.array([[[[p, q], [r, s]]]]))
    assert back is not None
    assert back[0, 0].tolist() == [
        [w * p, w * q + x * p, x * q],
        [w * r + y * p, w * s + x * r + y * q + z * p, x * s + z * q],
        [y * r, y * s + z * r, z * s],
    ]


def test_delta_of_the_input_is_delta_convolved_with_the_turned_kernels_in_full_width():
    """δ_X = δ_Y ⊗̃ rot180(W), which is the convolution proper; several maps add up (F4)."""
    layer = bound(Convolution(2, (3, 2)), (1, 6, 5))
    layer.forward(np.zeros((1, 1, 6, 5)), is_training=True)
    delta = np.random.default_rng(4).normal(size=(1, 2, 4, 4))
    back = layer.backward(delta)
    assert back is not None
    kernels = layer.kernels()
    expected = sum(convolve(delta[0, o], kernels[o, 0], padding="full") for o in range(2))
    np.testing.assert_allclose(back[0, 0], expected, rtol=1e-12)


def test_a_kernel_of_one_pixel_mixes_channels_and_looks_at_no_neighbour():
    layer = with_values(
        Convolution(3, (1, 1), bias=False), (2, 1, 2), weight=np.reshape([1, 1, 2, -1, 0, 3], (3, 2, 1, 1))
    )
    x = np.array([[[[1.0, 2]], [[10, 20]]]])
    assert layer.forward(x, is_training=False).tolist() == [[[[11, 22]], [[-8, -16]], [[30, 60]]]]


@pytest.mark.parametrize(
    ("layer", "shape", "parameters", "multiplications"),
    [
        (Convolution(6, (5, 5), padding=(2, 2)), (1, 28, 28), 156, 6 * 25 * 28 * 28),  # LeNet-5, C1
        (Convolution(16, (5, 5), table="lenet5"), (6, 14, 14), 1516, 60 * 25 * 10 * 10),  # C3
        (Convolution(16, (5, 5)), (6, 14, 14), 2416, 96 * 25 * 10 * 10),  # C3 without its table
        (Convolution(120, (5, 5)), (16, 5, 5), 48120, 120 * 16 * 25),  # C5
        (Convolution(7, (4, 3)), (5, 9, 9), 7 * 5 * 4 * 3 + 7, 7 * 5 * 12 * 6 * 7),  # B8: P·D·m·n + P
        (Convolution(7, (4, 3), bias=False), (5, 9, 9), 7 * 5 * 4 * 3, 7 * 5 * 12 * 6 * 7),
        (Convolution(1, (2, 2), bias=False), (1, 3, 3), 4, 16),  # B9: 4 weights where dense has 36
    ],
)
def test_parameters_and_multiplications_are_counted_without_running(
    layer: Convolution, shape: Shape, parameters: int, multiplications: int
):
    assert sum(int(np.prod(size)) for size in layer.parameter_shapes(shape).values()) == parameters
    assert layer.multiplications(shape) == multiplications


def test_the_table_of_lenet_5_has_sixty_connections_and_every_input_feeds_ten_maps():
    table = lenet5_table()
    assert table.shape == (16, 6)
    assert table.sum(axis=1).tolist() == [3] * 6 + [4] * 9 + [6]
    assert table.sum(axis=0).tolist() == [10] * 6
    assert table[4].tolist() == [True, False, False, False, True, True]  # Table I, column 4: maps 4, 5, 0
    assert len({tuple(row) for row in table.tolist()}) == 16


def test_the_kernels_of_a_table_stand_in_its_places():
    """Three connections of four, output by output."""
    layer = with_values(
        Convolution(2, (1, 1), table=[[1, 0], [1, 1]]), (2, 1, 1), weight=[[[2]], [[3]], [[5]]], bias=[0, 0]
    )
    assert layer.kernels()[:, :, 0, 0].tolist() == [[2, 0], [3, 5]]
    assert layer.forward(np.array([[[[7.0]], [[11.0]]]]), is_training=True).ravel().tolist() == [14, 76]
    layer.backward(np.array([[[[1.0]], [[10.0]]]]))
    assert layer.kernel_gradients()[:, :, 0, 0].tolist() == [[7, 0], [70, 110]]


def test_a_full_table_changes_nothing():
    rng = np.random.default_rng(3)
    x, weight, bias = rng.normal(size=(2, 2, 5, 4)), rng.normal(size=(3, 2, 2, 3)), rng.normal(size=3)
    full = with_values(
        Convolution(3, (2, 3), table=[[1, 1]] * 3), (2, 5, 4), weight=weight.reshape(6, 2, 3), bias=bias
    )
    expected = correlate_channels(x, weight, bias)
    np.testing.assert_allclose(full.forward(x, is_training=False), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("make", "shape", "code", "field", "value", "limit"),
    [
        (lambda: Convolution(0), None, "number_out_of_range", "filters", 0, "≥ 1"),
        (lambda: Convolution(2.5), None, "field_not_whole", "filters", "2.5", None),  # type: ignore[arg-type]
        (lambda: Convolution(True), None, "field_not_whole", "filters", "True", None),
        (lambda: Convolution(1, (3, 0)), None, "number_out_of_range", "kernel", 0, "≥ 1"),
        (lambda: Convolution(1, (3, 3, 3)), None, "layer_pair_wrong", "kernel", 3, 2),
        (lambda: Convolution(1, padding=(0, -1)), None, "number_out_of_range", "padding", -1, "≥ 0"),
        (lambda: Convolution(1, table=[]), None, "layer_table_malformed", "table", 0, "0, 1"),
        (lambda: Convolution(1, table=[[1, 0], [1]]), None, "layer_table_malformed", "table", 2, "0, 1"),
        (lambda: Convolution(1, table=[[1, 2]]), None, "layer_table_malformed", "table", 1, "0, 1"),
        (lambda: Convolution(2, table=[[1, 1], [0, 0]]), None, "layer_table_row_empty", "table", 2, 1),
        (lambda: Convolution(2, table=[[1, 1]]), (2, 3, 3), "layer_table_misfit", "table", "1×2", "2×2"),
        (lambda: Convolution(2, (5, 5)), (1, 4, 9), "no_window", "kernel", 5, 4),
        (lambda: Convolution(2), (10,), "layer_needs_maps", "kind", 10, None),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place_and_its_limit(make, shape, code, field, value, limit):
    with pytest.raises(DomainError) as caught:
        make().parameter_shapes(shape)
    error = caught.value
    assert (error.code, error.field, error.value, error.limit) == (code, field, value, limit)
