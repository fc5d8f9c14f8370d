"""One output told product by product is the very output the engine computes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conv.correlate import correlate_bands
from app.conv.padding import PADDING_MODES
from app.explain.pixel import PixelReduction, reduce_window, seen_cells
from tests.strategies import Case, cases, float_kernels, forced_plan, random_case


def explain(case: Case, output: tuple[int, int], **options: Any) -> PixelReduction:
    cells = seen_cells(case.geometry, case.padding_mode, output)
    return reduce_window(cells.read(case.x), case.kernel, cells, case.padding_mode, **options)


def where(case: Case, output: int, tap: int, axis: int) -> tuple[int, bool]:
    """The input cell by padding a row of cell numbers with NumPy, and whether it was padding."""
    size = case.x.shape[axis]
    mode: Any = {"zeros": "constant", "reflect": "reflect", "edge": "edge", "wrap": "wrap"}[case.padding_mode]
    before, after = case.geometry.padding[axis]
    beyond: dict[str, Any] = {"constant_values": -1} if case.padding_mode == "zeros" else {}
    cells = np.pad(np.arange(size), (before, after), mode=mode, **beyond)
    position = output * case.stride[axis] + tap * case.dilation[axis]
    return int(cells[position]), not before <= position < before + size


@pytest.mark.parametrize("is_float", [False, True], ids=["whole numbers", "floats"])
def test_the_last_sum_is_bit_for_bit_the_engine_s_over_a_thousand_random_geometries(is_float):
    rng = np.random.default_rng(20 + is_float)
    for _ in range(1000):
        case = random_case(rng, is_float=is_float)
        how = forced_plan("plain", case.kernel)
        bands = correlate_bands(case.x, case.kernel, case.geometry, case.padding_mode, how)
        engine = np.concatenate([sums for _, sums in bands])
        output = rng.integers(engine.shape[0]).item(), rng.integers(engine.shape[1]).item()
        assert explain(case, output).sum == engine[output].item()


@given(cases() | cases(float_kernels), st.data())
def test_every_term_says_where_its_value_comes_from(case: Case, data):
    rows, cols = case.geometry.output_shape
    i, j = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, cols - 1))
    terms = explain(case, (i, j)).terms
    assert [(term.row, term.col) for term in terms] == list(np.ndindex(*case.kernel.shape))
    for term in terms:
        row, is_row_padding = where(case, i, term.row, 0)
        col, is_col_padding = where(case, j, term.col, 1)
        is_padding = is_row_padding or is_col_padding
        assert term.origin == (case.padding_mode if is_padding else "picture")
        if case.padding_mode == "zeros" and is_padding:
            assert (term.input_row, term.input_col, term.value) == (None, None, 0)
        else:
            assert (term.input_row, term.input_col, term.value) == (row, col, case.x[row, col])
        assert term.weight == case.kernel[term.row, term.col]


@given(cases() | cases(float_kernels), st.data())
def test_every_sum_is_the_one_before_plus_a_product(case: Case, data):
    rows, cols = case.geometry.output_shape
    reduction = explain(case, (data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, cols - 1))))
    assert reduction.terms[0].partial_sum == reduction.terms[0].product
    for before, after in pairwise(reduction.terms):
        assert after.partial_sum == before.partial_sum + after.product
    assert all(term.product == term.value * term.weight for term in reduction.terms)
    assert reduction.sum == reduction.terms[-1].partial_sum


def test_a_corner_by_hand():
    """Output (0, 1) of a 2×3 picture under a 2×2 kernel, same, reflect: it sees row 1 above row 0."""
    case = Case(
        np.array([[10, 20, 30], [40, 50, 60]], np.uint8), np.array([[1, -2], [0, 3]]),
        padding="same", padding_mode="reflect",
    )  # fmt: skip
    reduction = explain(case, (0, 1), divisor=4, offset=7)
    assert [
        (t.input_row, t.input_col, t.origin, t.value, t.weight, t.product, t.partial_sum)
        for t in reduction.terms
    ] == [
        (1, 0, "reflect", 40, 1, 40, 40),
        (1, 1, "reflect", 50, -2, -100, -60),
        (0, 0, "picture", 10, 0, 0, -60),
        (0, 1, "picture", 20, 3, 60, 0),
    ]
    assert (reduction.sum, reduction.divisor, reduction.offset, reduction.value) == (0, 4, 7, 7)


def test_the_value_is_the_sum_over_the_divisor_plus_the_offset():
    """3·5 + 4·(−2) = 7; 7/4 + 0.5 = 2.25."""
    case = Case(np.array([[3, 4]], np.uint8), np.array([[5, -2]]))
    reduction = explain(case, (0, 0), divisor=4, offset=0.5)
    assert (reduction.sum, reduction.value) == (7, 2.25)


def test_whole_numbers_stay_whole():
    """What JSON shows as 7 and not as 7.0 is known to be exact."""
    term = explain(Case(np.array([[3]], np.uint8), np.array([[5]])), (0, 0)).terms[0]
    assert all(type(n) is int for n in (term.value, term.weight, term.product, term.partial_sum))


@given(cases(), st.data())
def test_a_window_is_read_from_every_plane_and_leaves_the_picture_alone(case: Case, data):
    rows, cols = case.geometry.output_shape
    output = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, cols - 1))
    planes = np.stack([case.x, 255 - case.x])
    original = planes.copy()
    cells = seen_cells(case.geometry, case.padding_mode, output)
    window = cells.read(planes)
    assert window.shape == (2, *case.kernel.shape)
    for plane in range(2):
        np.testing.assert_array_equal(window[plane], cells.read(planes[plane]))
    np.testing.assert_array_equal(planes, original)


@pytest.mark.parametrize("mode", PADDING_MODES)
def test_a_window_far_outside_is_still_told(mode):
    """A single pixel, 20 cells of padding: the first window sees no picture at all."""
    case = Case(np.array([[9]], np.uint8), np.ones((2, 2), int), padding=20, padding_mode=mode)
    reduction = explain(case, (0, 0))
    assert {term.origin for term in reduction.terms} == {mode}
    assert reduction.sum == (0 if mode == "zeros" else 36)
