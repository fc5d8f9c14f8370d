"""Sizes, limits and refusals: the decks' numbers, and counting windows one by one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conv.errors import DomainError
from app.conv.geometry import Axis, geometry


def refusal(*arguments: Any, **options: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        geometry(*arguments, **options)
    return caught.value


@pytest.mark.parametrize(
    ("size", "stride", "padding", "expected"),
    [
        (5, 1, 0, 3), (5, 2, 0, 2), (5, 1, 1, 5), (5, 2, 1, 3),
        (6, 1, 0, 4), (6, 2, 0, 2), (6, 1, 1, 6), (6, 2, 1, 3),
    ],
)  # fmt: skip
def test_the_four_cases_of_stride_and_padding_round_down(size, stride, padding, expected):
    """B3: ``o = ⌊(i − k + 2p)/s⌋ + 1`` with k = 3; at size 6 a stride of 2 leaves a cell over."""
    assert geometry((size, size), (3, 3), stride=stride, padding=padding).output_shape == (expected, expected)


@pytest.mark.parametrize(("padding", "expected"), [("valid", 5), ("full", 9), ("same", 7)])
def test_narrow_wide_and_equal_width(padding, expected):
    """B4: n = 7, m = 3 → n − m + 1, n + m − 1, n."""
    assert geometry((1, 7), (1, 3), padding=padding).output_shape == (1, expected)


@pytest.mark.parametrize(
    ("kernel", "dilation", "expected"), [(3, 1, 3), (3, 2, 5), (3, 4, 9), (5, 3, 13), (1, 7, 1)]
)
def test_effective_size_of_a_dilated_kernel(kernel, dilation, expected):
    """B7: ``m' = m + (m − 1)(d − 1)``."""
    assert Axis(20, kernel, dilation=dilation).effective == expected


def test_rows_and_columns_have_their_own_everything():
    """Rows: ⌊(10+1+2−3)/3⌋+1 = 4. Columns: effective 1+3·2 = 7, ⌊(20+3+4−7)/5⌋+1 = 5."""
    shape = geometry((10, 20), (3, 4), stride=(3, 5), padding=((1, 2), (3, 4)), dilation=(1, 2))
    assert shape.output_shape == (4, 5)
    assert shape.padded_shape == (13, 27)
    assert shape.padding == ((1, 2), (3, 4))
    assert (shape.rows.effective, shape.cols.effective) == (3, 7)


def test_an_even_kernel_under_same_has_its_extra_cell_before():
    """The anchor of 4 taps is tap 2: two cells before, one after, as in SciPy and OpenCV."""
    assert geometry((9, 9), (4, 3), padding="same").padding == ((2, 1), (1, 1))
    assert geometry((9, 9), (2, 2), padding="same", dilation=3).padding == ((2, 1), (2, 1))


def test_the_sentence_of_geometry_output_and_tap_meet_one_input_cell():
    """i·stride + u·dilation − before with 2·3 + 1·2 − 4 = 4."""
    assert Axis(9, 3, stride=3, dilation=2, before=4, after=0).input_index(2, 1) == 4


@given(
    st.integers(1, 12),
    st.integers(1, 6),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_the_output_size_counts_the_windows_that_fit(size, kernel, stride, dilation, before, after):
    last_start = size + before + after - ((kernel - 1) * dilation + 1)
    starts = [start for start in range(0, size + before + after, stride) if start <= last_start]
    assert Axis(size, kernel, stride, dilation, before, after).output == len(starts)


@given(st.integers(1, 12), st.integers(1, 6), st.integers(1, 4), st.integers(0, 9))
def test_each_limit_is_reached_and_not_exceeded(size, kernel, dilation, before):
    axis = Axis(size, kernel, 1, dilation, before, 0)
    assert Axis(size, axis.largest_kernel, 1, dilation, before, 0).output >= 1
    assert Axis(size, axis.largest_kernel + 1, 1, dilation, before, 0).output == 0
    widest = axis.largest_dilation
    if kernel == 1:
        assert widest is None
    else:
        assert widest is not None
        assert Axis(size, kernel, 1, widest + 1, before, 0).output == 0
        assert widest == 0 or Axis(size, kernel, 1, widest, before, 0).output >= 1
    if axis.output:
        assert Axis(size, kernel, axis.largest_useful_stride + 1, dilation, before, 0).output == 1


@given(st.data())
def test_a_band_needs_exactly_the_rows_its_windows_touch(data):
    shape = geometry((11, 5), (3, 2), stride=(2, 1), padding=((4, 1), (0, 0)), dilation=(2, 1))
    first = data.draw(st.integers(0, shape.rows.output - 1))
    last = data.draw(st.integers(first + 1, shape.rows.output))
    (start, stop), band = shape.band(first, last)
    touched = [i * 2 + u * 2 for i in range(first, last) for u in range(3)]
    assert (start, stop - 1) == (min(touched), max(touched))
    assert band.output_shape == (last - first, shape.cols.output)
    assert band.padding == ((0, 0), (0, 0))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"stride": 0}, ("stride_too_small", "stride", 0, 1)),
        ({"stride": (2, -3)}, ("stride_too_small", "stride", -3, 1)),
        ({"dilation": (1, 0)}, ("dilation_too_small", "dilation", 0, 1)),
        ({"padding": -2}, ("padding_negative", "padding", -2, 0)),
        ({"padding": ((0, 0), (3, -1))}, ("padding_negative", "padding", -1, 0)),
    ],
)
def test_a_refusal_names_the_field_the_value_and_the_limit(options, expected):
    error = refusal((6, 6), (3, 3), **options)
    assert (error.code, error.field, error.value, error.limit) == expected


@pytest.mark.parametrize(
    ("input_shape", "kernel_shape", "expected"),
    [
        ((6, 6), (0, 3), ("kernel_empty", "kernel", 0, 1)),
        ((6, 0), (3, 3), ("input_empty", "input", 0, 1)),
    ],
)
def test_nothing_can_be_empty(input_shape, kernel_shape, expected):
    error = refusal(input_shape, kernel_shape)
    assert (error.code, error.field, error.value, error.limit) == expected


def test_a_kernel_without_a_window_says_how_long_it_is_and_how_much_room_there_was():
    """Three taps two apart span 5 cells; 3 columns and one cell of padding make 4."""
    error = refusal((9, 3), (3, 3), padding=((0, 0), (0, 1)), dilation=2)
    assert (error.code, error.field, error.value, error.limit) == ("no_window", "kernel", 5, 4)
    assert dict(error.values) == {"value": 5, "limit": 4, "axis": "cols", "size": 3}
