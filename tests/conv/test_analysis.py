"""What is said about a kernel, against values worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.conv.analysis import Symmetry, analyze, frequency_response

# The response is told to four decimals.
HALF_A_DECIMAL = 0.5001e-4

SOBEL_X = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
EMBOSS = np.array([[-1, -1, 0], [-1, 0, 1], [0, 1, 1]])
BOX = np.ones((3, 3), np.int64)
LAPLACIAN = np.array([[0, -1, 0], [-1, 4, -1], [0, -1, 0]])
SHARPEN = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]])
IDENTITY = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]])


def rebuilt(analysis) -> Any:
    return sum(
        (np.outer(factor.column, factor.row) for factor in analysis.factors),
        np.zeros((analysis.rows, analysis.cols)),
    )


def test_sobel_is_smoothing_down_times_slope_across_in_small_whole_numbers():
    analysis = analyze(SOBEL_X)
    (factor,) = analysis.factors
    assert analysis.separable
    assert analysis.rank == 1
    assert (factor.column, factor.row) == ((1, 2, 1), (-1, 0, 1))
    assert all(isinstance(weight, int) for weight in factor.column + factor.row)
    assert factor.singular_value == pytest.approx(12**0.5)  # √(1+1+4+4+1+1)


def test_sobel_y_is_the_same_turned_with_the_smoothing_still_positive():
    (factor,) = analyze(SOBEL_X.T).factors
    assert (factor.column, factor.row) == ((-1, 0, 1), (1, 2, 1))


def test_where_both_factors_sum_to_zero_the_slope_rises_downwards():
    (factor,) = analyze(np.outer([1, 0, -1], [2, 0, -2])).factors
    assert factor.column[-1] > 0
    assert np.outer(factor.column, factor.row).tolist() == [[2, 0, -2], [0, 0, 0], [-2, 0, 2]]


def test_emboss_needs_two_columns_and_rows_and_they_add_up_to_it():
    """The middle row is the sum of the outer two, so the rank is 2."""
    analysis = analyze(EMBOSS)
    assert (analysis.rank, analysis.separable, len(analysis.factors)) == (2, False, 2)
    assert rebuilt(analysis) == pytest.approx(EMBOSS, abs=1e-14)


def test_factors_come_largest_first():
    values = [factor.singular_value for factor in analyze(SHARPEN).factors]
    assert values == sorted(values, reverse=True)
    assert len(values) == 2


def test_the_rank_of_whole_numbers_is_exact_where_singular_values_would_give_up():
    """10¹² beside 1: relative to the largest, the second singular value is below any tolerance."""
    assert analyze(np.array([[10**12, 0], [0, 1]])).rank == 2


def test_a_gaussian_of_floats_is_separable_and_its_factors_are_equal():
    bell = np.exp(-(np.arange(-3, 4.0) ** 2) / 4)
    (factor,) = analyze(np.outer(bell, bell)).factors
    assert factor.column == pytest.approx(tuple(bell))
    assert factor.row == pytest.approx(tuple(bell))


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 6), st.booleans())
def test_the_terms_always_add_up_to_the_kernel_and_the_rank_is_numpys(seed, rows, cols, is_whole):
    rng = np.random.default_rng(seed)
    kernel = rng.integers(-2, 3, (rows, cols)) if is_whole else rng.normal(size=(rows, cols))
    analysis = analyze(kernel, frequency_size=3)
    assert rebuilt(analysis) == pytest.approx(kernel, abs=1e-12)
    assert analysis.rank == np.linalg.matrix_rank(kernel) == len(analysis.factors)


@pytest.mark.parametrize(
    ("kernel", "divisor", "total", "meaning"),
    [
        (BOX, 9, 9, "brightness_kept"),
        (BOX, 1, 9, "brightness_scaled"),
        (BOX / 9, 1, pytest.approx(1), "brightness_kept"),
        (SOBEL_X, 1, 0, "flat_to_zero"),
        (np.array([[0.1, 0.2, -0.3]]), 1, 0, "flat_to_zero"),
        (np.array([[-1]]), 1, -1, "brightness_scaled"),
    ],
)
def test_the_sum_says_what_becomes_of_a_flat_area(kernel, divisor, total, meaning):
    analysis = analyze(kernel, divisor=divisor)
    assert (analysis.sum, analysis.sum_meaning) == (total, meaning)


def test_the_sum_of_whole_numbers_is_a_whole_number():
    assert type(analyze(BOX).sum) is int


def test_zeros_are_counted():
    assert analyze(SOBEL_X).zeros == 3


def test_sobel_is_mirrored_up_and_down_and_changes_sign_left_and_right_and_under_half_a_turn():
    analysis = analyze(SOBEL_X)
    assert analysis.symmetric == Symmetry(horizontal=False, vertical=True, rotational=False)
    assert analysis.antisymmetric == Symmetry(horizontal=True, vertical=False, rotational=True)


def test_emboss_only_changes_sign_under_half_a_turn():
    analysis = analyze(EMBOSS)
    assert analysis.symmetric == Symmetry(horizontal=False, vertical=False, rotational=False)
    assert analysis.antisymmetric == Symmetry(horizontal=False, vertical=False, rotational=True)


def test_the_box_of_three_extinguishes_a_wave_of_three_pixels():
    """1 + 2 cos 2πf is zero at f = ±1/3. On 13 samples −½ … ½ that is two steps of 1/12 from the rim."""
    magnitude = np.array(frequency_response(BOX, size=13).magnitude)
    vanishing = np.flatnonzero(magnitude[6] < 1e-15)
    assert vanishing.tolist() == [2, 10]
    assert np.flatnonzero(magnitude[:, 6] < 1e-15).tolist() == [2, 10]
    assert magnitude[6, 6] == 1
    assert magnitude[6, 0] == pytest.approx(1 / 3, abs=HALF_A_DECIMAL)  # |1 − 2| / 3 at a wave of two pixels


def test_rows_of_the_response_are_vertical_frequencies():
    """[1, 1] across: |cos πf_x|, whatever f_y."""
    magnitude = np.array(frequency_response(np.array([[1, 1]]), size=5).magnitude)
    expected = [0, np.cos(np.pi / 4), 1, np.cos(np.pi / 4), 0]
    assert magnitude == pytest.approx(np.tile(expected, (5, 1)), abs=HALF_A_DECIMAL)


def test_the_response_is_the_zero_padded_fourier_transform_with_its_ends_repeated():
    kernel = np.arange(12).reshape(3, 4) - 3
    spectrum = np.abs(np.fft.fftshift(np.fft.fft2(kernel, (64, 64))))
    response = frequency_response(kernel, divisor=-2, size=65)
    grid = np.pad(spectrum, (0, 1), mode="wrap") / 2
    assert response.peak == pytest.approx(grid.max())
    assert np.array(response.magnitude) == pytest.approx(grid / grid.max(), abs=HALF_A_DECIMAL)


@pytest.mark.parametrize(
    ("kernel", "character"),
    [
        (BOX, "low_pass"),
        (np.ones((1, 9)), "low_pass"),
        (np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]), "low_pass"),
        (LAPLACIAN, "high_pass"),
        (np.array([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]), "high_pass"),
        (np.array([[-1, 1]]), "high_pass"),
        (SHARPEN, "high_pass"),
        (SOBEL_X, "band_pass"),
        (EMBOSS, "band_pass"),
        (np.array([[1, 0, 1]]), "band_pass"),  # both ends pass, a wave of four pixels does not
        (IDENTITY, "all_pass"),
        (np.array([[0, 0, 0, 1]]), "all_pass"),  # a shift
        (np.array([[-3]]), "all_pass"),
    ],
)
def test_a_kernel_is_named_after_the_frequencies_it_lets_through(kernel, character):
    assert frequency_response(kernel).character == character


def test_the_peak_of_the_laplacian_is_8_at_the_finest_checkerboard():
    response = frequency_response(LAPLACIAN, size=9)
    assert response.peak == pytest.approx(8)
    assert response.magnitude[0][0] == pytest.approx(1)
    assert response.magnitude[4][4] == 0


@pytest.mark.parametrize("zeros", [np.zeros((2, 3), np.int64), np.zeros((2, 3))])
def test_a_kernel_of_zeros_has_rank_0_and_lets_nothing_through(zeros):
    analysis = analyze(zeros)
    assert (analysis.rank, analysis.separable, analysis.factors) == (0, False, ())
    assert (analysis.sum, analysis.sum_meaning, analysis.zeros) == (0, "flat_to_zero", 6)
    assert (analysis.frequency.peak, analysis.frequency.character) == (0, None)
    assert not np.array(analysis.frequency.magnitude).any()


@pytest.mark.parametrize("size", [64, 1])
def test_a_grid_without_a_centre_is_refused(size):
    with pytest.raises(ValueError, match="odd"):
        frequency_response(BOX, size=size)
