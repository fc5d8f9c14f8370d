"""The decks' convolutions, worked by hand, term by term."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.signal import correlate2d

from app.explain.records import Reduction, Trace
from app.explain.trace import trace

V = [[1, 2, 3, 4], [5, 6, 7, 8], [9, -1, -2, -3], [-4, -5, -6, -7]]
TENTHS = [[[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]]]]
RAMP = np.arange(1, 26).reshape(1, 5, 5)
# y = x − 2·(the cell two rows down and two columns on): no symmetry hides a swapped axis or a flip.
CORNERS = [[[[1, 0, 0], [0, 0, 0], [0, 0, -2]]]]


def rows_of(result: Trace, channel: int = 0) -> list[list[Any]]:
    listed: list[list[Any]] = np.array(result.output.values).reshape(result.output.shape)[channel].tolist()
    return listed


def row(cells: list[Any]) -> list[list[list[Any]]]:
    """A sequence as one channel of one row."""
    return [[cells]]


def columns(part: Reduction) -> list[list[Any]]:
    """Values, weights, products, partial sums."""
    terms = part.terms
    return [[getattr(term, name) for term in terms] for name in ("value", "weight", "product", "partial_sum")]


def test_b2_the_convolution_of_the_deck_s_four_by_four_example():
    result = trace("convolve", [V], TENTHS, padding=1)
    assert rows_of(result) == pytest.approx(
        np.array(
            [[2.9, 6.2, 8.3, 7.5], [8.8, 15.7, 16.3, 12.9], [11, 15.5, 10.4, 6.8], [2.5, -1.4, -13.4, -11.3]]
        )
    )


def test_b2_its_cross_correlation_slides_the_same_kernel_unturned():
    result = trace("correlate", [V], TENTHS, padding=1)
    expected = [
        [11.1, 17.8, 21.7, 14.5],
        [13.2, 14.3, 7.7, 4.1],
        [-1, -6.5, -13.4, -9.8],
        [-3.5, -7.6, -10.6, -6.7],
    ]
    assert rows_of(result) == pytest.approx(np.array(expected))


def test_b2_every_product_of_the_convolution_at_row_2_column_3():
    result = trace("convolve", [V], TENTHS, padding=1)
    values, weights, products, sums = columns(result.reductions[1 * 4 + 2])
    assert values == [2, 3, 4, 6, 7, 8, -1, -2, -3]
    assert weights == [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
    assert products == pytest.approx([1.8, 2.4, 2.8, 3.6, 3.5, 3.2, -0.3, -0.4, -0.3])
    assert sums == pytest.approx([1.8, 4.2, 7, 10.6, 14.1, 17.3, 17, 16.6, 16.3])
    assert [term.weight_at for term in result.reductions[6].terms] == [8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert result.operand("w").applied == (8, 7, 6, 5, 4, 3, 2, 1, 0)
    assert result.operand("w").values == (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def test_b2_every_product_of_the_correlation_at_row_4_column_1_where_five_cells_are_padding():
    result = trace("correlate", [V], TENTHS, padding=1)
    values, weights, products, sums = columns(result.reductions[12])
    assert values == [0, 9, -1, 0, -4, -5, 0, 0, 0]
    assert weights == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    assert products == pytest.approx([0, 1.8, -0.3, 0, -2, -3, 0, 0, 0])
    assert sums == pytest.approx([0, 1.8, 1.5, 1.5, -0.5, -3.5, -3.5, -3.5, -3.5])
    # The padded grid is 6 × 6; this window begins in its row 3, column 0.
    assert [term.value_at for term in result.reductions[12].terms] == [18, 19, 20, 24, 25, 26, 30, 31, 32]
    expanded = result.operand("x").expanded
    assert expanded is not None
    assert (expanded.shape, expanded.origin) == ((1, 6, 6), (1, 1))
    assert [expanded.source[at] for at in (18, 19, 20, 24, 25, 26, 30, 31, 32)] == [
        -1,
        8,
        9,
        -1,
        12,
        13,
        -1,
        -1,
        -1,
    ]


@pytest.mark.parametrize(
    ("stride", "padding", "expected"),
    [
        (1, 0, [[-25, -26, -27], [-30, -31, -32], [-35, -36, -37]]),
        (2, 0, [[-25, -27], [-35, -37]]),
        (
            1, 1,
            [[-14, -16, -18, -20, 0], [-24, -25, -26, -27, 4], [-34, -30, -31, -32, 9],
             [-44, -35, -36, -37, 14], [0, 16, 17, 18, 19]],
        ),
        (2, 1, [[-14, -18, 0], [-34, -31, 9], [0, 17, 19]]),
    ],
    ids=["stride 1, padding 0", "stride 2, padding 0", "stride 1, padding 1", "stride 2, padding 1"],
)  # fmt: skip
def test_b3_the_four_cases_of_stride_and_padding(stride, padding, expected):
    result = trace("correlate", RAMP, CORNERS, stride=(stride, stride), padding=padding)
    assert rows_of(result) == expected
    side = (5 - 3 + 2 * padding) // stride + 1
    assert result.geometry.output == (side, side)


@pytest.mark.parametrize(
    ("padding", "expected"),
    [
        ("valid", [-4, -11, -5]),
        ("full", [-4, 2, -4, -11, -5, 5, 4]),
        ("same", [2, -4, -11, -5, 5]),
    ],
    ids=["narrow: n − m + 1", "wide: n + m − 1", "equal width: n"],
)
def test_b4_narrow_wide_and_equal_width(padding, expected):
    result = trace("correlate", row([2, -1, 3, 5, 4]), [row([1, 0, -2])], padding=padding)
    assert rows_of(result) == [expected]


def test_b5_a_wide_convolution_does_not_care_which_of_the_two_slides():
    x, w = [[1, 2, 0], [3, -1, 4]], [[2, -3], [0, 1]]
    one = trace("convolve", [x], [[w]], padding="full")
    other = trace("convolve", [w], [[x]], padding="full")
    assert rows_of(one) == rows_of(other) == [[2, 1, -6, 0], [6, -10, 13, -12], [0, 3, -1, 4]]


def test_b6_a_five_vector_under_a_kernel_of_three_is_a_matrix_and_the_way_back_its_transpose():
    w = [row([2, -1, 3])]
    c = np.array([[2, -1, 3, 0, 0], [0, 2, -1, 3, 0], [0, 0, 2, -1, 3]])
    z = rows_of(trace("correlate", row([1, 4, 2, 0, 5]), w))[0]
    assert z == [4, 6, 19] == (c @ [1, 4, 2, 0, 5]).tolist()
    back = trace("transposed", row(z), w)
    assert rows_of(back)[0] == [8, 8, 44, -1, 57] == (c.T @ z).tolist()


def test_b6_the_way_back_gathers_from_the_fully_padded_vector_through_the_turned_kernel():
    back = trace("transposed", row([4, 6, 19]), [row([2, -1, 3])])
    expanded = back.operand("x").expanded
    assert expanded is not None
    assert (expanded.source, expanded.origin) == ((-1, -1, 0, 1, 2, -1, -1), (0, 2))
    assert back.operand("w").applied == (2, 1, 0)
    values, weights, products, sums = columns(back.reductions[2])
    assert (values, weights, products, sums) == ([4, 6, 19], [3, -1, 2], [12, -6, 38], [12, 6, 44])
    assert [term.weight_at for term in back.reductions[2].terms] == [2, 1, 0]
    # Scattering: 4 stamps 2, −1, 3 on outputs 0, 1, 2; then 6 on 1, 2, 3; then 19 on 2, 3, 4.
    assert back.by_input == ((0, 2), (1, 1), (2, 0), (1, 2), (2, 1), (3, 0), (2, 2), (3, 1), (4, 0))


def test_b6_a_fractional_stride_inserts_zeros_and_gives_s_times_l_minus_1_plus_m():
    back = trace("transposed", row([4, 6]), [row([2, -1, 3])], stride=(1, 2))
    assert rows_of(back)[0] == [8, -4, 24, -6, 18]
    expanded = back.operand("x").expanded
    assert expanded is not None
    assert expanded.source == (-1, -1, 0, -2, 1, -1, -1)
    assert back.geometry.output == (1, 2 * (2 - 1) + 3)


def test_a_transposed_output_begins_where_the_padding_ends_and_grows_by_the_output_padding():
    back = trace(
        "transposed", row([4, 6]), [row([2, -1, 3])], stride=(1, 2), padding=((0, 0), (1, 0)),
        output_padding=(0, 1), bias=[100],
    )  # fmt: skip
    assert rows_of(back)[0] == [96, 124, 94, 118, 100]
    # Output 0 reads the expanded grid from column 0 + padding left = 1 on.
    assert [term.value_at for term in back.reductions[0].terms] == [1, 2, 3]
    assert (back.reductions[0].bias, back.reductions[0].bias_at) == (100, 0)
    assert back.geometry.padded == (1, 8)


def test_b7_dilation_spaces_the_taps_and_the_kernel_reaches_m_plus_m_minus_1_times_d_minus_1():
    result = trace("correlate", row([3, 1, 4, 1, 5, 9, 2]), [row([1, -1, 2])], dilation=(1, 2))
    assert rows_of(result) == [[9, 18, 3]]
    assert result.geometry.effective == (1, 3 + (3 - 1) * (2 - 1))
    assert [term.value_at for term in result.reductions[1].terms] == [1, 3, 5]


def test_b8_two_channels_into_two_maps_with_bias():
    x = [[[1, 2], [3, 4]], [[0, -1], [5, 2]]]
    w = [[[[1, 2]], [[-1, 3]]], [[[0, -2]], [[4, 1]]]]
    result = trace("correlate", x, w, bias=[10, -7])
    assert result.output.shape == (2, 2, 1)
    assert result.output.values == (12, 22, -12, 7)
    last = result.reductions[3]
    assert columns(last) == [[3, 4, 5, 2], [0, -2, 4, 1], [0, -8, 20, 2], [0, -8, 12, 14]]
    assert (last.bias, last.bias_at, last.result) == (-7, 1, 7)
    assert [term.value_at for term in last.terms] == [2, 3, 6, 7]
    assert [term.weight_at for term in last.terms] == [4, 5, 6, 7]
    assert result.counts.convolution_parameters == 2 * 2 * 1 * 2 + 2
    assert result.counts.dense_parameters == 8 * 4 + 4
    assert result.counts.multiplications == 16


def test_b8_a_one_by_one_convolution_mixes_channels_and_nothing_else():
    x = [[[1, 2], [3, 4]], [[5, 6], [7, 8]], [[0, 1], [0, -1]]]
    result = trace("correlate", x, [[[[2]], [[-1]], [[10]]]])
    assert rows_of(result) == [[-3, 8], [-1, -10]]


def test_b9_sharing_weights_needs_4_where_a_dense_layer_needs_36():
    counts = trace("correlate", np.ones((1, 3, 3), int), np.ones((1, 1, 2, 2), int)).counts
    assert (counts.convolution_parameters, counts.dense_parameters) == (4, 36)


def test_whole_numbers_stay_whole_and_a_float_makes_floats():
    whole = trace("correlate", [[[1, 2]]], [[[[3]]]])
    assert all(isinstance(value, int) for value in whole.output.values)
    assert all(
        isinstance(value, float) for value in trace("correlate", [[[1, 2]]], [[[[0.5]]]]).output.values
    )


def test_padding_together_with_a_stride_gives_scipy_s_numbers():
    # A published animation of this case (5 × 5, kernel 3, stride 2, padding 1) once showed wrong sums.
    x = np.array([[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3], [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]])
    w = np.array([[0, 1, 2], [2, 2, 0], [0, 1, 2]])
    result = trace("correlate", [x], [[w]], stride=(2, 2), padding=1)
    assert rows_of(result) == correlate2d(np.pad(x, 1), w, mode="valid")[::2, ::2].tolist()
    assert rows_of(result) == [[6, 17, 3], [8, 17, 13], [6, 4, 4]]
