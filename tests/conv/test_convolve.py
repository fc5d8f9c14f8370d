"""Convolution proper: the flip, the decks' numbers, and the laws that make it convolution."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.signal import convolve2d

from app.conv.correlate import convolve, correlate
from app.conv.padding import PADDING_MODES
from app.conv.transforms import rotate_180
from tests.strategies import Case, cases, integer_kernels, padding_modes, pictures

V = np.array([[1, 2, 3, 4], [5, 6, 7, 8], [9, -1, -2, -3], [-4, -5, -6, -7]])
TENTHS = np.arange(1, 10).reshape(3, 3) / 10


def test_the_deck_s_4_by_4_example_under_convolution():
    """B2, zero padding 1, kernel 0.1 … 0.9 flipped."""
    expected = [
        [2.9, 6.2, 8.3, 7.5],
        [8.8, 15.7, 16.3, 12.9],
        [11.0, 15.5, 10.4, 6.8],
        [2.5, -1.4, -13.4, -11.3],
    ]
    np.testing.assert_allclose(convolve(V, TENTHS, padding=1), expected, rtol=0, atol=1e-12)


def test_convolution_looks_back():
    """B1: ``y_ij = Σ w_uv x_{i−u+1, j−v+1}``: the last weight meets the first cell. 3·1 + 1·10 = 13."""
    assert convolve(np.array([[3, 1, 4, 1, 5]]), np.array([[0, 10, 1]])).tolist() == [[13, 41, 14]]


def test_polynomials_multiply():
    """A2: (3 − 2x + x²)(−5 + 4x) = −15 + 22x − 13x² + 4x³."""
    product = convolve(np.array([[3, -2, 1]]), np.array([[-5, 4]]), padding="full")
    assert product.tolist() == [[-15, 22, -13, 4]]


def test_wide_convolution_in_two_dimensions_by_hand():
    """[[1, 2], [3, 4]] with 1 in the corner and −1 diagonally below: the middle is 4 − 1."""
    wide = convolve(np.array([[1, 2], [3, 4]]), np.array([[1, 0], [0, -1]]), padding="full")
    assert wide.tolist() == [[1, 2, 0], [3, 3, -2], [0, -3, -4]]


@given(integer_kernels, integer_kernels)
def test_wide_convolution_commutes(x, w):
    """B5: rot180(W) ⊗̃ X = rot180(X) ⊗̃ W, where A ⊗̃ B slides A over B with full padding."""
    left = correlate(x, rotate_180(w), padding="full")
    np.testing.assert_array_equal(left, correlate(w, rotate_180(x), padding="full"))
    np.testing.assert_array_equal(left, convolve2d(x, w, mode="full"))


@given(integer_kernels, integer_kernels, integer_kernels)
def test_wide_convolution_associates(x, a, b):
    """Filtering twice is filtering once with the kernels' convolution."""
    twice = convolve(convolve(x, a, padding="full"), b, padding="full")
    np.testing.assert_array_equal(twice, convolve(x, convolve(a, b, padding="full"), padding="full"))


def test_cross_correlation_does_not_commute():
    x, w = np.array([[1, 2, 3]]), np.array([[1, 0]])
    assert correlate(x, w, padding="full").tolist() == [[0, 1, 2, 3]]
    assert correlate(w, x, padding="full").tolist() == [[3, 2, 1, 0]]


@given(cases())
def test_convolution_is_correlation_with_the_kernel_turned_and_the_padding_kept(case: Case):
    expected = correlate(case.x, case.kernel[::-1, ::-1], **case.options)
    np.testing.assert_array_equal(convolve(case.x, case.kernel, **case.options), expected)


@given(pictures, padding_modes, st.sampled_from([(1, 1), (3, 3), (5, 1), (3, 7)]))
def test_a_one_in_the_middle_leaves_the_picture_unchanged(x, mode, shape):
    identity = np.zeros(shape, int)
    identity[shape[0] // 2, shape[1] // 2] = 1
    for apply in (correlate, convolve):
        np.testing.assert_array_equal(apply(x, identity, padding="same", padding_mode=mode), x)


@given(pictures, st.integers(-3, 3), st.integers(-3, 3))
def test_a_one_off_the_middle_shifts_the_picture(x, down, right):
    """Under convolution the picture moves to where the one is, under correlation away from it."""
    kernel = np.zeros((7, 7), int)
    kernel[3 + down, 3 + right] = 1
    around = {"padding": "same", "padding_mode": "wrap"}
    options: Any = around
    np.testing.assert_array_equal(convolve(x, kernel, **options), np.roll(x, (down, right), (0, 1)))
    np.testing.assert_array_equal(correlate(x, kernel, **options), np.roll(x, (-down, -right), (0, 1)))


@given(cases(), st.integers(-5, 5), st.data())
def test_correlation_is_linear_in_picture_and_kernel(case: Case, factor, data):
    """Padding included: what lies beyond the edge is made of the picture."""
    other = data.draw(hnp.arrays(np.int64, case.x.shape, elements=st.integers(-99, 99)))
    weights = data.draw(hnp.arrays(np.int64, case.kernel.shape, elements=st.integers(-9, 9)))
    x = case.x.astype(np.int64)
    one = correlate(x, case.kernel, **case.options)
    np.testing.assert_array_equal(
        correlate(factor * x + other, case.kernel, **case.options),
        factor * one + correlate(other, case.kernel, **case.options),
    )
    np.testing.assert_array_equal(
        correlate(x, factor * case.kernel + weights, **case.options),
        factor * one + correlate(x, weights, **case.options),
    )


@pytest.mark.parametrize("mode", [mode for mode in PADDING_MODES if mode != "zeros"])
def test_a_uniform_picture_stays_uniform_up_to_its_edges(mode):
    """Every window sees the same; only padding with zeros darkens the rim."""
    x, kernel = np.full((4, 5), 10, np.uint8), np.array([[2, 0, -1], [4, 1, 3]])
    assert (correlate(x, kernel, padding="same", padding_mode=mode) == 90).all()
