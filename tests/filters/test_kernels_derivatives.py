"""First and second derivatives: signs, scales, and what they answer on simple surfaces."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from app.filters.kernels import derivatives, laplacians

Direction = Literal["x", "y"]


def on_surface(weights: np.ndarray, surface: np.ndarray) -> float:
    return float((weights * surface).sum())


RAMP = np.array([[10, 12, 14], [15, 17, 19], [20, 22, 24]])
"""Two brighter for each pixel to the right, five for each pixel down."""


@pytest.mark.parametrize("operator", ["sobel", "prewitt", "scharr"])
def test_on_a_ramp_the_pair_answers_in_the_ratio_of_the_slopes_and_with_their_signs(
    operator: Literal["sobel", "prewitt", "scharr"],
):
    horizontal, vertical = derivatives.gradient(operator)
    g_x, g_y = on_surface(horizontal.weights, RAMP), on_surface(vertical.weights, RAMP)
    assert g_x > 0
    assert g_y / g_x == pytest.approx(5 / 2)


def test_sobel_answers_eight_times_the_slope_and_scharr_the_same_after_its_divisor():
    sobel, scharr = derivatives.sobel_x(), derivatives.scharr("x")
    assert on_surface(sobel.weights, RAMP) / sobel.divisor == 16
    assert on_surface(scharr.weights, RAMP) / scharr.divisor == 16


def test_scharr_and_prewitt_by_their_numbers():
    assert_array_equal(derivatives.scharr("x").weights, [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]])
    assert_array_equal(derivatives.scharr("y").weights, [[-3, -10, -3], [0, 0, 0], [3, 10, 3]])
    assert_array_equal(derivatives.prewitt("x").weights, [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])
    assert_array_equal(derivatives.prewitt("y").weights, [[-1, -1, -1], [0, 0, 0], [1, 1, 1]])


def test_roberts_goes_down_right_and_up_right():
    assert_array_equal(derivatives.roberts("down").weights, [[-1, 0], [0, 1]])
    assert_array_equal(derivatives.roberts("up").weights, [[0, 1], [-1, 0]])
    down, up = derivatives.gradient("roberts")
    assert on_surface(down.weights, RAMP[:2, :2]) == 2 + 5
    assert on_surface(up.weights, RAMP[:2, :2]) == 2 - 5


@pytest.mark.parametrize("direction", ["x", "y"])
def test_every_three_by_three_derivative_is_one_column_times_one_row(direction: Direction):
    for kernel in (derivatives.prewitt(direction), derivatives.scharr(direction)):
        assert_array_equal(np.multiply.outer(*kernel.factors), kernel.weights)
        assert np.linalg.matrix_rank(kernel.weights) == 1


def test_the_laplacians_by_their_numbers():
    assert_array_equal(laplacians.laplacian("4").weights, [[0, 1, 0], [1, -4, 1], [0, 1, 0]])
    assert_array_equal(laplacians.laplacian("8").weights, [[1, 1, 1], [1, -8, 1], [1, 1, 1]])


def test_the_laplacian_does_not_see_a_ramp_and_adds_the_two_curvatures_of_a_bowl():
    i, j = np.mgrid[-1:2, -1:2]
    weights = laplacians.laplacian("4").weights
    assert on_surface(weights, RAMP) == 0
    assert on_surface(weights, 3 * j**2 + 5 * i**2) == 2 * 3 + 2 * 5


@given(st.floats(0.5, 3.7))
def test_the_laplacian_of_gaussian_is_blind_to_flat_and_sloping_areas_at_every_sigma(sigma: float):
    weights = laplacians.laplacian_of_gaussian(sigma).weights
    radius = weights.shape[0] // 2
    ramp = np.arange(-radius, radius + 1) * np.ones((2 * radius + 1, 1))
    assert weights.shape[0] <= 31
    assert weights.sum() == pytest.approx(0, abs=1e-12)
    assert on_surface(weights, ramp) == pytest.approx(0, abs=1e-10)
    assert weights[radius, radius] == weights.min()
    assert weights[weights > 0].sum() == pytest.approx(4)
    assert_allclose(weights, weights.T, atol=1e-15)


def test_the_laplacian_of_gaussian_changes_sign_where_the_textbook_says():
    """At σ = 3 the formula r² − 2σ² is zero at r = 4.243: row 4 is still inside, row 5 outside."""
    weights = laplacians.laplacian_of_gaussian(3.0).weights
    assert weights.shape == (25, 25)
    assert weights[12, 12 + 4] < 0 < weights[12, 12 + 5]
    i, j = np.mgrid[-12:13, -12:13]
    textbook = ((i**2 + j**2) - 18) * np.exp(-(i**2 + j**2) / 18)
    textbook *= 4 / textbook[textbook > 0].sum()
    assert_allclose(weights, textbook, atol=2e-3 * np.abs(textbook).max())


def test_the_outline_is_the_negative_of_the_edges_on_white_paper():
    outline = laplacians.outline()
    assert_array_equal(outline.weights, [[1, 1, 1], [1, -8, 1], [1, 1, 1]])
    assert outline.offset == 255
