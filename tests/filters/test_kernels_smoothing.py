"""Gaussian, its detail, and the out-of-focus disc."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.integrate import quad
from scipy.ndimage import gaussian_filter

from app.filters.kernels.bokeh import disc_bokeh
from app.filters.kernels.sharpening import high_pass, unsharp_mask
from app.filters.kernels.smoothing import gaussian

sigmas = st.floats(0.3, 5.0)


@pytest.mark.parametrize("sigma", [0.3, 0.5, 1.0, 1.7, 3.0, 4.9, 5.0])
def test_the_gaussian_is_scipys_answer_to_a_single_bright_pixel(sigma: float):
    weights = gaussian(sigma).weights
    impulse = np.zeros((41, 41))
    impulse[20, 20] = 1
    answer = gaussian_filter(impulse, sigma, mode="constant", truncate=3)
    rim = 20 - weights.shape[0] // 2
    assert_allclose(weights, answer[rim : 41 - rim, rim : 41 - rim], rtol=0, atol=1e-12)
    assert_allclose(answer.sum(), weights.sum(), atol=1e-12)


def test_the_gaussian_of_sigma_one_has_the_textbook_ratios():
    weights = gaussian(1.0).weights
    assert weights.shape == (7, 7)
    assert weights[3, 4] / weights[3, 3] == pytest.approx(0.6065306597126334)  # e^(-1/2)
    assert weights[1, 4] / weights[3, 3] == pytest.approx(0.0820849986238988)  # e^(-5/2)


@given(sigmas)
def test_the_gaussian_is_separable_keeps_brightness_and_has_all_symmetries_of_a_square(sigma: float):
    kernel = gaussian(sigma)
    assert kernel.weights.shape[0] <= 31
    assert kernel.weights.sum() == pytest.approx(1, abs=1e-12)
    assert np.linalg.matrix_rank(kernel.weights, tol=1e-12) == 1
    assert_array_equal(kernel.weights, np.multiply.outer(*kernel.factors))
    assert_array_equal(kernel.weights, kernel.weights.T)
    assert_array_equal(kernel.weights, np.flipud(kernel.weights))


@given(sigmas, st.floats(0.0, 5.0))
def test_unsharp_is_the_picture_plus_an_amount_of_its_high_pass(sigma: float, amount: float):
    picture = np.zeros_like(high_pass(sigma).weights)
    picture[picture.shape[0] // 2, picture.shape[1] // 2] = 1
    expected = picture + amount * high_pass(sigma).weights
    assert_allclose(unsharp_mask(sigma, amount).weights, expected, atol=1e-15)


def test_unsharp_without_an_amount_is_the_identity():
    weights = unsharp_mask(1.0, 0.0).weights
    assert weights[3, 3] == 1
    assert np.count_nonzero(weights) == 1


def test_high_pass_is_shown_on_middle_grey_and_unsharp_is_not():
    assert (high_pass(2.0).offset, unsharp_mask(2.0, 1.0).offset) == (128, 0)


@pytest.mark.parametrize("radius", [0.5, 1.0, 1.5, 3.5, 6.0, 15.0])
def test_the_disc_covers_each_pixel_by_the_area_counted_on_a_fine_grid(radius: float):
    weights = disc_bokeh(radius).weights
    reach, fine = weights.shape[0] // 2, 64
    points = (np.arange((2 * reach + 1) * fine) + 0.5) / fine - reach - 0.5
    inside = points[:, None] ** 2 + points[None, :] ** 2 <= radius**2
    counted = inside.reshape(2 * reach + 1, fine, 2 * reach + 1, fine).mean(axis=(1, 3)) / (pi * radius**2)
    assert_allclose(weights, counted, atol=2e-2 / (pi * radius**2))


def test_a_disc_of_radius_one_and_a_half_by_hand():
    """The corner square is cut by the circle: its area is ∫ from ½ to √2 of (√(2.25 − x²) − ½) dx."""
    corner, _ = quad(lambda x: sqrt(2.25 - x * x) - 0.5, 0.5, sqrt(2))
    assert corner == pytest.approx(0.54540604)
    weights = disc_bokeh(1.5).weights * (pi * 2.25)
    assert weights[1, 1] == pytest.approx(1)
    assert weights[0, 0] == pytest.approx(corner, abs=1e-9)
    assert weights[0, 1] == pytest.approx((pi * 2.25 - 1 - 4 * corner) / 4, abs=1e-9)


@given(st.floats(0.75, 15.0))  # from √½ on, the disc covers a whole pixel
def test_a_disc_of_any_radius_keeps_brightness_and_weighs_nothing_negative(radius: float):
    weights = disc_bokeh(radius).weights
    assert weights.shape[0] <= 31
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1, abs=1e-12)
    assert weights.max() == pytest.approx(1 / (pi * radius**2), rel=1e-9)
    assert_allclose(weights, weights.T, atol=1e-14)
    assert_allclose(weights, np.fliplr(weights), atol=1e-14)
