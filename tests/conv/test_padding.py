"""What lies beyond the edge, by hand and against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.conv.geometry import geometry
from app.conv.padding import NOWHERE, PADDING_MODES, Border, pad, source_index
from tests.strategies import NUMPY_MODES, padding_modes, pictures


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("zeros", [-1, -1, -1, -1, 0, 1, 2, -1, -1, -1]),
        ("reflect", [0, 1, 2, 1, 0, 1, 2, 1, 0, 1]),
        ("edge", [0, 0, 0, 0, 0, 1, 2, 2, 2, 2]),
        ("wrap", [2, 0, 1, 2, 0, 1, 2, 0, 1, 2]),
    ],
)
def test_every_mode_goes_on_as_long_as_it_is_asked(mode, expected):
    """Three cells, looked at from −4 to 5: farther than one reflection and one turn."""
    assert source_index(np.arange(-4, 6), 3, mode).tolist() == expected


@pytest.mark.parametrize("mode", PADDING_MODES)
def test_a_single_cell_is_all_there_is(mode):
    outside = NOWHERE if mode == "zeros" else 0
    assert source_index(np.array([-7, 0, 5]), 1, mode).tolist() == [outside, 0, outside]


def test_each_side_gets_its_own_amount():
    x = np.array([[1, 2, 3], [4, 5, 6]])
    shape = geometry((2, 3), (1, 1), padding=((1, 0), (0, 2)))
    assert pad(x, shape, "reflect").tolist() == [[4, 5, 6, 5, 4], [1, 2, 3, 2, 1], [4, 5, 6, 5, 4]]


@given(pictures, st.tuples(*[st.integers(0, 40)] * 4), padding_modes)
def test_padding_is_numpys_also_many_times_wider_than_the_picture(x, amounts, mode):
    top, bottom, left, right = amounts
    shape = geometry(x.shape, (1, 1), padding=((top, bottom), (left, right)))
    expected = np.pad(x, ((top, bottom), (left, right)), mode=NUMPY_MODES[mode])
    padded = pad(x, shape, mode)
    assert padded.flags.c_contiguous
    np.testing.assert_array_equal(padded, expected)


@given(pictures, st.integers(0, 12), padding_modes, st.data())
def test_some_rows_are_those_rows_of_the_whole(x, amount, mode, data):
    shape = geometry(x.shape, (1, 1), padding=((amount, 2), (3, amount)))
    start = data.draw(st.integers(0, shape.rows.padded - 1))
    stop = data.draw(st.integers(start + 1, shape.rows.padded))
    np.testing.assert_array_equal(pad(x, shape, mode, rows=(start, stop)), pad(x, shape, mode)[start:stop])


@given(pictures, st.tuples(*[st.integers(0, 25)] * 4), padding_modes, st.data())
def test_a_tile_is_that_part_of_the_whole(x, amounts, mode, data):
    """Also where it lies in the padding alone, or sees both ends of the picture at once."""
    top, bottom, left, right = amounts
    shape = geometry(x.shape, (1, 1), padding=((top, bottom), (left, right)))
    whole = np.pad(x, shape.padding, mode=NUMPY_MODES[mode])
    first, start = (data.draw(st.integers(0, side - 1)) for side in whole.shape)
    last, stop = (
        data.draw(st.integers(first + 1, len(whole))),
        data.draw(st.integers(start + 1, whole.shape[1])),
    )
    tile = np.full((last - first, stop - start), -1.0, np.float32)
    Border(shape, mode).pad(x, first, tile, start)
    np.testing.assert_array_equal(tile, whole[first:last, start:stop])


@given(hnp.arrays(np.uint8, (2, 3, 4, 5)), padding_modes)
def test_leading_axes_are_padded_alike_and_the_dtype_is_the_callers(x, mode):
    shape = geometry((4, 5), (3, 3), padding="full")
    padded = pad(x, shape, mode, dtype=np.int32)
    assert padded.dtype == np.int32
    for index in np.ndindex(2, 3):
        np.testing.assert_array_equal(padded[index], pad(x[index], shape, mode))
