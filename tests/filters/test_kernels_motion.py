"""Shift, motion blur and Gabor: kernels with a direction."""

from __future__ import annotations

from math import cos, radians, sin, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.ndimage import correlate

from app.filters.kernels.gabor import gabor
from app.filters.kernels.motion import motion_blur
from app.filters.kernels.placement import identity, shift


def test_a_shift_moves_the_picture_right_and_down_by_what_it_says():
    picture = np.arange(42).reshape(6, 7)
    moved = correlate(picture, shift(2, -1).weights, mode="constant")
    assert_array_equal(moved[:5, 2:], picture[1:, :5])
    assert not moved[5].any()
    assert not moved[:, :2].any()


def test_the_shift_kernel_is_as_small_as_the_way_allows():
    assert_array_equal(shift(1, 0).weights, [[1, 0, 0]])
    assert_array_equal(shift(0, -1).weights, [[0], [0], [1]])
    assert shift(-15, 15).weights.shape == (31, 31)
    assert_array_equal(shift(0, 0).weights, [[1]])


def test_the_identity_is_a_one_among_zeros():
    assert_array_equal(identity().weights, [[0, 0, 0], [0, 1, 0], [0, 0, 0]])


@pytest.mark.parametrize("angle", [0, 180])
def test_motion_along_the_row_is_a_row_of_equal_weights(angle: float):
    assert_allclose(motion_blur(angle, 5).weights, [[0.2] * 5], atol=1e-15)


def test_motion_upwards_is_a_column():
    assert_allclose(motion_blur(90, 3).weights, [[1 / 3]] * 3, atol=1e-15)


def test_an_even_length_ends_in_the_middle_of_two_pixels():
    assert_allclose(motion_blur(0, 4).weights, [[0.125, 0.25, 0.25, 0.25, 0.125]], atol=1e-15)


def test_forty_five_degrees_rises_along_the_diagonal():
    """A pixel's diagonal is √2 long; 7 px cover three whole ones and (7 − 3√2)/2 at either end."""
    whole, end = sqrt(2) / 7, (7 - 3 * sqrt(2)) / 14
    expected = np.fliplr(np.diag([end, whole, whole, whole, end]))
    assert_allclose(motion_blur(45, 7).weights, expected, atol=1e-12)


def test_a_slanting_line_shares_its_length_among_the_pixels_it_crosses():
    """tan 30° = 0.577: the line leaves the middle row at x = ½ / 0.577 = 0.866, after 1 px of its length."""
    weights = motion_blur(30, 5).weights
    assert weights.shape == (3, 5)
    assert weights[1, 2] == pytest.approx(2 * 0.5 / cos(radians(30)) / 5)
    assert weights[1, 3] == pytest.approx((1 - 0.5 / cos(radians(30))) / 5)
    assert weights[0, 3] == pytest.approx((1.5 / cos(radians(30)) - 1) / 5)
    assert weights[0, 4] == pytest.approx((2.5 - 1.5 / cos(radians(30))) / 5)


@given(st.floats(0, 180), st.integers(1, 31))
def test_a_motion_of_any_angle_and_length_keeps_brightness_and_is_the_same_both_ways(
    angle: float, length: int
):
    weights = motion_blur(angle, length).weights
    assert max(weights.shape) <= 31
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(1, abs=1e-12)
    assert_allclose(weights, np.rot90(weights, 2), atol=1e-9)


@given(st.floats(1, 89), st.integers(3, 31))
def test_the_weights_lie_along_the_angle(angle: float, length: int):
    """The line's spread is L²/12 · cos² along the row and L²/12 · sin² down it, to within a pixel's own."""
    weights = motion_blur(angle, length).weights
    rows, columns = (side // 2 for side in weights.shape)
    i, j = np.mgrid[-rows : rows + 1, -columns : columns + 1]
    assert (weights * j * j).sum() == pytest.approx((length * cos(radians(angle))) ** 2 / 12, abs=length / 4)
    assert (weights * i * i).sum() == pytest.approx((length * sin(radians(angle))) ** 2 / 12, abs=length / 4)
    assert (weights * i * j).sum() <= 1e-9


@given(
    wavelength=st.floats(3, 12),
    angle=st.floats(0, 180),
    sigma=st.floats(1, 3),
    aspect=st.floats(0.5, 1.5),
    phase=st.floats(-180, 180),
)
def test_a_gabor_answers_nothing_on_a_flat_area_and_weighs_four_on_either_side(
    wavelength: float, angle: float, sigma: float, aspect: float, phase: float
):
    kernel = gabor(wavelength, angle, sigma, aspect, phase)
    assert max(kernel.weights.shape) <= 31
    assert kernel.weights.sum() == pytest.approx(0, abs=1e-9)
    assert kernel.weights[kernel.weights > 0].sum() == pytest.approx(4, abs=1e-9)
    assert kernel.offset == 128


def test_an_upright_gabor_hears_its_own_wavelength_and_not_level_stripes():
    weights = gabor(6, 0, 3, 1, 0).weights
    radius = weights.shape[0] // 2
    stripes = np.cos(2 * np.pi * np.arange(-radius, radius + 1) / 6)[np.newaxis, :] + 0 * weights
    assert (weights * stripes).sum() > 2.8
    assert abs((weights * stripes.T).sum()) < 0.04


def test_a_gabor_turns_anticlockwise_and_its_phase_of_90_degrees_is_an_edge():
    upright, level = gabor(5, 0, 2, 1, 0).weights, gabor(5, 90, 2, 1, 0).weights
    assert_allclose(level, upright.T, atol=1e-12)
    rising = gabor(6, 45, 3, 1, 0).weights
    i, j = np.mgrid[-9:10, -9:10]
    wave_up_right = np.cos(2 * np.pi * (j - i) / sqrt(2) / 6)
    assert (rising * wave_up_right).sum() > 2.8
    odd = gabor(5, 0, 2, 1, 90).weights
    assert_allclose(odd, -np.fliplr(odd), atol=1e-12)


def test_a_lower_aspect_makes_the_stripes_longer():
    assert gabor(5, 0, 2, 1, 0).weights.shape == (13, 13)
    assert gabor(5, 0, 2, 0.5, 0).weights.shape == (25, 25)
