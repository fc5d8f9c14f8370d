"""Which way a kernel takes over a picture, and that every way ends at the definition's sums."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conv.executors.banded import BandedWorkspace
from app.conv.executors.blocks import BlockWorkspace
from app.conv.executors.products import toeplitz
from app.conv.executors.spectrum import SpectrumWorkspace
from app.conv.geometry import geometry
from app.conv.tile_planner import float_plan, integer_plan, low_rank_factors, spread
from tests.strategies import Case, reference

RNG = np.random.default_rng(4)
GAUSS = np.exp(-(np.arange(-7, 8) ** 2) / 18)
GAUSS /= GAUSS.sum()
INT16 = np.dtype(np.int16)


@pytest.mark.parametrize(
    ("kernel", "executor"),
    [
        (np.outer(GAUSS, GAUSS), "banded"),
        (-0.5 * np.outer(GAUSS, GAUSS) + np.pad([[1.5]], 7), "banded"),  # unsharp masking is of rank two
        (RNG.normal(size=(3, 3)) / 9, "blocks"),
        (RNG.normal(size=(9, 9)) / 81, "blocks"),
        (RNG.normal(size=(21, 21)) / 441, "fourier"),
    ],
)
def test_the_cheapest_way_for_floats(kernel, executor):
    plan = float_plan(kernel, (1, 1))
    assert plan is not None
    assert plan.executor == executor


def test_sums_that_float32_would_blur_are_left_to_the_definition():
    """40·255 = 10,200 is beyond 8192."""
    assert float_plan(np.array([[40.5, 0.1]]), (1, 1)) is None


def test_whole_weights_go_through_additions_or_one_exact_product():
    assert integer_plan(np.ones((9, 9), int), (1, 1), INT16).executor == "taps"
    many = RNG.integers(-9, 10, (11, 11))
    assert integer_plan(many, (1, 1), np.dtype(np.int32)).executor == "blocks"
    assert integer_plan(many * 1000, (1, 1), np.dtype(np.int32)).executor == "taps"  # no longer exact


def test_the_dilation_becomes_zeros():
    assert spread(np.array([[1, 2], [3, 4]]), (2, 3)).tolist() == [[1, 0, 0, 2], [0, 0, 0, 0], [3, 0, 0, 4]]


def test_a_banded_matrix_has_the_weights_one_place_further_on_in_every_row():
    assert toeplitz(np.array([[3], [5]]), 3).tolist() == [[3, 5, 0, 0], [0, 3, 5, 0], [0, 0, 3, 5]]


def test_a_block_of_weights_goes_on_by_a_row_of_the_kernel():
    assert toeplitz(np.array([[1, 2], [3, 4]]), 2).tolist() == [[1, 2, 3, 4, 0, 0], [0, 0, 1, 2, 3, 4]]


def test_columns_times_rows_add_up_to_the_kernel_or_there_are_too_many():
    kernel = RNG.normal(size=(6, 2)) @ RNG.normal(size=(2, 5))
    factors = low_rank_factors(kernel)
    assert factors is not None
    assert len(factors) == 2
    np.testing.assert_allclose(sum(np.outer(*pair) for pair in factors), kernel, rtol=0, atol=1e-12)
    assert low_rank_factors(RNG.normal(size=(4, 4))) is None


@pytest.mark.parametrize("way", ["banded", "blocks", "spectrum"])
@given(
    shape=st.tuples(st.integers(1, 70), st.integers(1, 40)),
    sides=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    seed=st.integers(0, 1000),
)
def test_every_way_ends_at_the_same_sums(way, shape, sides, seed):
    """Tolerance: 1e-5 of Σ|k|·255, for sums in float32."""
    rng = np.random.default_rng(seed)
    kernel: Any = rng.normal(size=sides)
    if way == "banded":
        kernel = np.outer(kernel[:, 0], kernel[0]) + np.outer(kernel[:, -1], kernel[-1])
    padded = rng.integers(0, 256, (shape[0] + sides[0] - 1, shape[1] + sides[1] - 1))
    inside = geometry(padded.shape, sides)
    made: dict[str, Any] = {
        "banded": lambda: BandedWorkspace(low_rank_factors(kernel) or [], inside),
        "blocks": lambda: BlockWorkspace(kernel, inside),
        "spectrum": lambda: SpectrumWorkspace(kernel, inside),
    }
    workspace = made[way]()
    expected = reference(Case(padded, kernel))
    for _ in range(2):  # the second time in used memory
        workspace.padded[...] = padded
        sums = workspace.run()[: shape[0], : shape[1]]
        np.testing.assert_allclose(sums, expected, rtol=0, atol=1e-5 * np.abs(kernel).sum() * 255)
