"""Which executor, and how many operations a pixel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from app.conv.planner import FOURIER_COST_FLOAT, FOURIER_COST_INTEGER, plan
from tests.strategies import float_kernels, integer_kernels

SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
EMBOSS = np.array([[-1, -1, 0], [-1, 0, 1], [0, 1, 1]])
RNG = np.random.default_rng(2)
GAUSS = np.exp(-(np.arange(-7, 8) ** 2) / 18)


def summary(kernel: Any, **options: Any) -> tuple[str, int, int, int]:
    chosen = plan(np.array(kernel), **options)
    return chosen.executor, chosen.multiplications, chosen.additions, chosen.plain_multiplications


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [
        (SOBEL, ("taps", 0, 3, 9)),  # a difference across, then two sums of neighbours down
        (EMBOSS, ("taps", 0, 3, 9)),  # a difference along the diagonal, a sum down, a sum across
        (np.ones((5, 5), int), ("taps", 0, 6, 25)),  # 2, 4, 5 cells in a row, the same down
        (np.eye(9, dtype=int), ("taps", 0, 4, 81)),  # 2, 4, 8, 9 cells along the diagonal
        ([[0, 0, 0], [0, 1, 0], [0, 0, 0]], ("plain", 1, 0, 9)),
        ([[1, 2, 1]], ("taps", 0, 2, 3)),  # (1, 1) twice
        ([[0, 0], [0, 0]], ("plain", 0, 0, 4)),
        (np.outer(GAUSS, GAUSS), ("separable", 30, 28, 225)),
        (RNG.normal(size=(5, 5)), ("plain", 25, 24, 25)),
        (RNG.normal(size=(15, 15)), ("fourier", FOURIER_COST_FLOAT, FOURIER_COST_FLOAT, 225)),
        (RNG.integers(1, 9, (15, 15)), ("fourier", FOURIER_COST_INTEGER, FOURIER_COST_INTEGER, 225)),
    ],
)
def test_the_cheapest_way_with_its_operations(kernel, expected):
    assert summary(kernel) == expected


def test_a_stride_spares_the_plain_executor_what_the_others_compute_and_throw_away():
    """Sobel at 2 rows a step: the row of 2 weights slides over both, 3 + 2·2 = 7 against 6 taps.

    Shifted additions would compute every output, so they are not asked.
    """
    assert summary(SOBEL, stride=(2, 1)) == ("plain", 6, 5, 9)
    assert summary(SOBEL, stride=(1, 2)) == ("separable", 5, 3, 9)
    assert summary(np.ones((5, 5), int), stride=(3, 1)) == ("separable", 20, 16, 25)
    assert summary(RNG.normal(size=(15, 15)), stride=(3, 3)) == ("plain", 225, 224, 225)


def test_whole_sums_too_large_for_spectra_are_never_given_to_them():
    heavy = RNG.integers(900_000, 1_000_000, (15, 15))
    assert summary(heavy)[0] == "plain"  # 225 different weights: nothing to share
    assert summary(RNG.integers(1, 9, (15, 15)), largest_value=2.0**40)[0] == "taps"


def test_values_that_are_not_whole_take_no_detours():
    """9·x less the sum of nine would lose the digits of 0.1 that −x − x … + 8·x keeps."""
    assert summary(SOBEL, whole_values=False) == ("separable", 5, 3, 9)
    assert summary(EMBOSS, whole_values=False) == ("plain", 6, 5, 9)


@given(integer_kernels | float_kernels)
def test_no_plan_multiplies_more_than_the_definition(kernel):
    chosen = plan(kernel)
    assert chosen.multiplications <= chosen.plain_multiplications == kernel.size
