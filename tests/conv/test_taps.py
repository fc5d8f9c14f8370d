"""The executor of shifted additions: the definition's sums, whatever happens on the way to them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from app.conv.executors.taps import TapWorkspace, in_rows, plane_count, taps
from app.conv.padding import pad
from app.conv.tap_program import tap_program
from tests.strategies import Case, cases, reference

EDGES = np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]])


@given(cases().filter(lambda case: case.kernel.any()))
def test_sums_are_scipys_at_every_dilation_and_padding(case: Case):
    case = Case(case.x, case.kernel, (1, 1), "full", case.padding_mode, case.dilation)
    padded = pad(case.x, case.geometry, case.padding_mode, dtype=np.int32)
    result = taps(padded, tap_program(case.kernel), case.geometry)
    assert result.dtype == np.int32
    np.testing.assert_array_equal(result, reference(case))


@given(cases().filter(lambda case: case.kernel.any()))
def test_what_overflows_on_the_way_comes_back_in_the_end(case: Case):
    """16 bits hold the sums modulo 2¹⁶ all along."""
    case = Case(case.x, case.kernel, (1, 1), "full", case.padding_mode, case.dilation)
    padded = pad(case.x, case.geometry, case.padding_mode, dtype=np.int16)
    result = taps(padded, tap_program(case.kernel * 50), case.geometry)
    np.testing.assert_array_equal(result, (reference(case) * 50).astype(np.int16))


def test_a_detour_over_more_than_16_bits_is_exact():
    """200·255 = 51,000 passes 32,767 before 199·255 is taken away again."""
    kernel = np.array([[200, -199]])
    case = Case(np.full((2, 5), 255, np.uint8), kernel)
    result = taps(case.x.astype(np.int16), tap_program(kernel), case.geometry)
    assert result.tolist() == [[255] * 4] * 2


def test_planes_in_front_are_summed_alike():
    x = np.random.default_rng(3).integers(0, 256, (2, 3, 6, 7))
    case = Case(x[1, 2], EDGES)
    result = taps(x, tap_program(EDGES), case.geometry)
    assert result.shape == (2, 3, 4, 5)
    np.testing.assert_array_equal(result[1, 2], reference(case))


def test_a_workspace_is_used_again_and_again():
    rng = np.random.default_rng(4)
    workspace = TapWorkspace(tap_program(EDGES), (8, 9), np.int16)
    for _ in range(3):
        x = rng.integers(0, 256, (8, 9))
        workspace.padded[...] = x
        sums = in_rows(workspace.run()[0], 9, (6, 7))
        np.testing.assert_array_equal(sums, reference(Case(x, EDGES)))


@pytest.mark.parametrize(
    ("kernel", "planes"),
    [
        ([[1, 2, 1]], 2),  # x is read moved, so the first sum needs a plane; the second takes x's
        (np.ones((3, 3)), 2),
        (EDGES, 3),  # x is needed until the middle is added
    ],
)
def test_a_plane_that_nobody_reads_any_more_is_written_again(kernel, planes):
    assert plane_count(tap_program(np.array(kernel, int))) == planes


def test_what_a_workspace_says_it_holds_is_what_it_holds():
    """Three planes of 16 bits with one row more than asked for."""
    workspace = TapWorkspace(tap_program(EDGES), (100, 200), np.int16)
    assert workspace.nbytes == 3 * 101 * 200 * 2
