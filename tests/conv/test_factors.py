"""A kernel of rank one falls into a column and a row; any other does not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given

from app.conv.factors import rank_one_factors
from tests.strategies import float_kernels, integer_kernels, vectors


def factors_of(kernel) -> tuple[list[float], list[float]]:
    factors = rank_one_factors(np.array(kernel))
    assert factors is not None
    column, row = factors
    return column.tolist(), row.tolist()


def test_sobel_falls_into_smoothing_and_difference():
    assert factors_of([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]) == ([1, 2, 1], [-1, 0, 1])


def test_the_common_divisor_goes_to_the_column():
    assert factors_of([[0, 0, 0], [6, -9, 0], [-4, 6, 0]]) == ([0, 3, -2], [2, -3, 0])


@pytest.mark.parametrize(
    "kernel",
    [
        [[-1, -1, 0], [-1, 0, 1], [0, 1, 1]],
        [[1, 2], [2, 3]],
        [[2, 4], [3, 7]],
        [[0, 1], [1, 0]],
        [[0, 0], [0, 0]],
    ],
)
def test_other_ranks_have_no_such_factors(kernel):
    assert rank_one_factors(np.array(kernel)) is None
    assert rank_one_factors(np.array(kernel, float)) is None


@given(vectors(4), vectors(5))
def test_any_outer_product_of_whole_numbers_is_found_again_exactly(column, row):
    kernel = np.outer(column, row)
    assume(kernel.any())
    factors = rank_one_factors(kernel)
    assert factors is not None
    assert all(factor.dtype == np.int64 for factor in factors)
    np.testing.assert_array_equal(np.outer(*factors), kernel)
    assert np.gcd.reduce(factors[1]) == 1


@given(integer_kernels)
def test_factors_are_found_exactly_where_the_rank_is_one(kernel):
    assert (rank_one_factors(kernel) is not None) == (np.linalg.matrix_rank(kernel.astype(float)) == 1)


def test_a_byte_s_most_negative_weight_has_a_factor_that_no_byte_holds():
    assert factors_of(np.array([[-1, 0], [-128, 0]], np.int8)) == ([1, 128], [-1, 0])


@given(float_kernels)
def test_float_factors_give_the_kernel_to_rounding(kernel):
    factors = rank_one_factors(kernel)
    if factors is not None:
        np.testing.assert_allclose(np.outer(*factors), kernel, rtol=0, atol=1e-10 * np.abs(kernel).max() * 6)
        assert factors[1][np.abs(factors[1]).argmax()] > 0


def test_a_box_of_quarters_is_a_half_times_a_half_exactly():
    """So that 0.25·(1 + 2 + 3 + 4) is 2.5 and rounds as the definition's does."""
    assert factors_of([[0.25, 0.25], [0.25, 0.25]]) == ([0.5, 0.5], [0.5, 0.5])


def test_a_gaussian_is_separable_although_its_numbers_are_rounded():
    gauss = np.exp(-(np.arange(-4, 5) ** 2) / 4.5)
    kernel = np.outer(gauss, gauss) / gauss.sum() ** 2
    factors = rank_one_factors(kernel)
    assert factors is not None
    np.testing.assert_allclose(np.outer(*factors), kernel, rtol=1e-12)
    assert np.linalg.norm(factors[0]) == pytest.approx(np.linalg.norm(factors[1]), rel=0.5)
