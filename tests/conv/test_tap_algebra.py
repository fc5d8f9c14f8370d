"""Ideas for a kernel: what they cost, that they are the same every time, and that looking has an end."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given

from app.conv.tap_algebra import Search, normal_form, polynomial, run_passes
from tests.strategies import integer_kernels


def passes(kernel) -> int:
    return Search().best(polynomial(np.array(kernel))).passes


def test_a_kernel_is_moved_to_the_corner_and_its_first_weight_made_positive():
    weights = {(2, 3): -2, (2, 5): 4, (4, 1): 6}
    assert normal_form(weights) == ((((0, 2), 2), ((0, 4), -4), ((2, 0), -6)), ((2, 1), -1))
    assert polynomial(np.array([[0, 0, 0], [0, 5, 0]])) == (((0, 0), 5),)


@pytest.mark.parametrize(
    ("length", "additions"), [(1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (8, 3), (9, 4), (23, 7), (31, 8)]
)
def test_a_run_is_doubled_where_it_can_be(length, additions):
    """9 = 8 + 1 and 8 = 2·2·2: four additions. 23 = 2·11 + 1, 11 = 2·5 + 1, 5 = 2·2 + 1: seven."""
    assert run_passes(length) == additions
    assert passes(np.ones((1, length), int)) == additions
    assert passes(np.eye(length, dtype=int)) == additions


def test_fifteen_in_a_row_are_five_threes():
    """Doubling takes six additions: 15 = 2·7 + 1, 7 = 2·3 + 1, 3 = 2 + 1. Three and five take 2 + 3."""
    assert run_passes(15) == 6
    assert passes(np.ones((1, 15), int)) == 5


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [
        ([[7]], 1),
        ([[1, -1]], 1),
        ([[3, 3]], 2),  # add, then three times
        ([[1, 3, 3, 1]], 3),  # (1 + c)³
        ([[1, 0, 2, 0, 1]], 2),  # (1 + c²)²
        ([[1, 0], [0, 1]], 1),
        ([[0, 1, 0], [1, -4, 1], [0, 1, 0]], 4),  # (1 + rc)(r + c) less 4rc
        ([[3, 10, 3], [0, 0, 0], [-3, -10, -3]], 5),
        (np.ones((4, 6), int), 5),  # 2, 4 down; 2, 3, 6 across
    ],
)  # fmt: skip
def test_what_small_kernels_cost(kernel, expected):
    assert passes(kernel) == expected


@given(integer_kernels)
def test_no_idea_is_dearer_than_adding_equal_weights_and_multiplying_each_once(kernel):
    if kernel.any():
        weights = np.abs(kernel[kernel != 0])
        different = set(weights.tolist())
        assert passes(kernel) <= len(weights) - 1 + len(different - {1})


def test_looking_for_ideas_ends_soon_whatever_the_kernel():
    """Kernels up to 31×31 of every kind: a twentieth of a second or less on a machine that is not busy."""
    rng = np.random.default_rng(5)
    kernels = [rng.integers(-9, 10, (31, 31)), rng.integers(0, 2, (31, 31)), rng.integers(-1, 2, (23, 30))]
    kernels += [3 - (rng.random((30, 30)) < 0.1), (rng.random((31, 31)) < 0.05).astype(int)]
    kernels += [rng.integers(-999, 1000, (31, 31)), rng.integers(-9, 10, (5, 28)), np.tri(31, dtype=int)]
    took = []
    for kernel in kernels:
        start = time.process_time()
        passes(kernel)
        took.append(time.process_time() - start)
    assert max(took) < 0.5, took
