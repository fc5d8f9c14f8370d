"""The kernels of the lectures, entry by entry (curriculum C1 to C7)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from app.filters.catalog import CATALOG, Kernel, resolve_parameters

Rows = list[list[int]]


def kernels_of(filter_id: str, **given: Any) -> tuple[Kernel, ...]:
    chosen = CATALOG[filter_id]
    return chosen.build(resolve_parameters(chosen, given))


DECKS: dict[str, tuple[Rows, float, float]] = {
    "difference": ([[-1, 1]], 1, 0),
    "edges": ([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]], 1, 0),
    "sharpen": (
        [
            [-1, -1, -1, -1, -1],
            [-1, 2, 2, 2, -1],
            [-1, 2, 8, 2, -1],
            [-1, 2, 2, 2, -1],
            [-1, -1, -1, -1, -1],
        ],
        8,
        0,
    ),
    "emboss": ([[-1, -1, 0], [-1, 0, 1], [0, 1, 1]], 1, 128),
    "blur_diamond": (
        [[0, 0, 1, 0, 0], [0, 1, 1, 1, 0], [1, 1, 1, 1, 1], [0, 1, 1, 1, 0], [0, 0, 1, 0, 0]],
        13,
        0,
    ),
    "blur_box": ([[1, 1, 1], [1, 1, 1], [1, 1, 1]], 9, 0),
    "motion_diagonal": ([[int(row == column) for column in range(9)] for row in range(9)], 9, 0),
    "sobel_x": ([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], 1, 0),
    "sobel_y": ([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], 1, 0),
}


@pytest.mark.parametrize("filter_id", DECKS)
def test_the_default_is_the_decks_kernel_with_its_divisor(filter_id: str):
    rows, divisor, offset = DECKS[filter_id]
    (kernel,) = kernels_of(filter_id)
    assert kernel.weights.dtype == np.int64
    assert_array_equal(kernel.weights, rows)
    assert (kernel.divisor, kernel.offset) == (divisor, offset)


@pytest.mark.parametrize("filter_id", ["gradient_magnitude", "gradient_direction"])
def test_the_gradient_is_the_pair_of_sobel_kernels_x_first(filter_id: str):
    horizontal, vertical = kernels_of(filter_id)
    assert_array_equal(horizontal.weights, DECKS["sobel_x"][0])
    assert_array_equal(vertical.weights, DECKS["sobel_y"][0])


@pytest.mark.parametrize(
    ("filter_id", "rank"),
    [
        ("difference", 1),
        ("edges", 2),
        ("sharpen", 3),
        ("emboss", 2),
        ("blur_diamond", 3),
        ("blur_box", 1),
        ("motion_diagonal", 9),
        ("sobel_x", 1),
        ("sobel_y", 1),
    ],
)
def test_the_rank_says_how_many_separable_kernels_it_takes(filter_id: str, rank: int):
    (kernel,) = kernels_of(filter_id)
    assert np.linalg.matrix_rank(kernel.weights) == rank


def test_turning_the_emboss_by_half_a_turn_turns_hills_into_hollows():
    (emboss,) = kernels_of("emboss")
    assert_array_equal(np.rot90(emboss.weights, 2), -emboss.weights)


def test_the_two_sobel_kernels_are_one_another_transposed():
    (horizontal,), (vertical,) = kernels_of("sobel_x"), kernels_of("sobel_y")
    assert_array_equal(horizontal.weights.T, vertical.weights)


def test_a_larger_box_and_a_longer_diagonal_stay_exact_means():
    (box,) = kernels_of("blur_box", size=4)
    assert (box.weights.shape, int(box.weights.sum()), box.divisor) == ((4, 4), 16, 16)
    (diagonal,) = kernels_of("motion_diagonal", length=31)
    assert (diagonal.weights.shape, int(diagonal.weights.sum()), diagonal.divisor) == ((31, 31), 31, 31)
