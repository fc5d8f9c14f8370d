"""Correlation against the decks, by hand, and against NumPy's padding with SciPy's sum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from scipy import ndimage

from app.conv import correlate as module
from app.conv.correlate import accumulator_dtype, correlate, correlate_bands
from app.conv.errors import DomainError
from app.conv.geometry import geometry
from app.conv.padding import PADDING_MODES
from app.conv.planner import plan
from tests.strategies import Case, cases, float_kernels, forced_plan, reference

V = np.array([[1, 2, 3, 4], [5, 6, 7, 8], [9, -1, -2, -3], [-4, -5, -6, -7]])
TENTHS = np.arange(1, 10).reshape(3, 3) / 10

SCIPY_MODES = {"zeros": "constant", "reflect": "mirror", "edge": "nearest", "wrap": "grid-wrap"}


def test_the_deck_s_4_by_4_example_under_cross_correlation():
    """B2, zero padding 1, kernel 0.1 … 0.9 not flipped."""
    expected = [
        [11.1, 17.8, 21.7, 14.5],
        [13.2, 14.3, 7.7, 4.1],
        [-1.0, -6.5, -13.4, -9.8],
        [-3.5, -7.6, -10.6, -6.7],
    ]
    np.testing.assert_allclose(correlate(V, TENTHS, padding=1), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("stride", "padding", "expected"),
    [
        (1, 0, [[4, 4], [-7, -9]]),
        (2, 0, [[4]]),
        (1, 1, [[7, 9, 11, 4], [4, 4, 4, 8], [4, -7, -9, -3], [-4, -5, -6, -7]]),
        (2, 1, [[7, 11], [4, -9]]),
    ],
)
def test_the_four_cases_of_stride_and_padding(stride, padding, expected):
    """B3 on V: the kernel adds a cell and its neighbour below right (1 + 6 = 7, 2 + 7 = 9, …, 4 + 0)."""
    kernel = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert correlate(V, kernel, stride=stride, padding=padding).tolist() == expected


def test_cross_correlation_looks_ahead():
    """B1: ``y_ij = Σ w_uv x_{i+u−1, j+v−1}``: a kernel that is 1 at its last tap shows the cell ahead."""
    assert correlate(np.array([[3, 1, 4, 1, 5]]), np.array([[0, 10, 1]])).tolist() == [[14, 41, 15]]


@pytest.mark.parametrize(
    ("padding", "expected"),
    [("valid", [5, 3, 12]), ("full", [2, 2, 5, 3, 12, 1, 5]), ("same", [2, 5, 3, 12, 1])],
)
def test_narrow_wide_and_equal_width(padding, expected):
    """B4 with n = 5, m = 3: each output is its left cell plus twice its right one; 1 + 2·2 = 5."""
    assert correlate(np.array([[1, 1, 2, 1, 5]]), np.array([[1, 0, 2]]), padding=padding).tolist() == [
        expected
    ]


def test_a_dilated_kernel_skips_the_cells_between_its_taps():
    """B7: 1·x[i] + 10·x[i+2] + 100·x[i+4]."""
    x = np.array([[1, 2, 3, 4, 5, 6]])
    assert correlate(x, np.array([[1, 10, 100]]), dilation=2).tolist() == [[531, 642]]


def test_a_one_pixel_picture_under_a_larger_kernel_sees_itself_and_its_padding():
    """Zeros: only the anchor's weight counts; the other modes repeat the pixel under all nine."""
    x, kernel = np.array([[7]], np.uint8), np.arange(1, 10).reshape(3, 3)
    sums = {mode: correlate(x, kernel, padding="same", padding_mode=mode).item() for mode in PADDING_MODES}
    assert sums == {"zeros": 35, "reflect": 315, "edge": 315, "wrap": 315}


@given(cases())
def test_whole_numbers_are_scipys_to_the_last_one(case: Case):
    """Any stride, dilation, padding and mode; the planner picks the executor."""
    result = correlate(case.x, case.kernel, **case.options)
    assert np.issubdtype(result.dtype, np.integer)
    np.testing.assert_array_equal(result, reference(case))


@given(cases(float_kernels))
def test_floats_are_scipys_to_rounding(case: Case):
    """Tolerance: 1e-12 of the largest sum there could be, Σ|k|·255."""
    reach = float(np.abs(case.kernel).sum()) * 255
    result = correlate(case.x, case.kernel, **case.options)
    np.testing.assert_allclose(result, reference(case), rtol=0, atol=1e-12 * reach + 1e-300)


@pytest.mark.parametrize("mode", PADDING_MODES)
@pytest.mark.parametrize("kernel_shape", [(3, 3), (2, 2), (4, 5), (1, 6), (7, 2), (9, 11)])
@pytest.mark.parametrize("shape", [(6, 8), (1, 5), (3, 1), (2, 2)])
def test_same_is_what_ndimage_does_in_every_mode(shape, kernel_shape, mode):
    """Even kernels have the same anchor, and kernels larger than the picture look round as often."""
    rng = np.random.default_rng([*shape, *kernel_shape])
    x, kernel = rng.integers(0, 256, shape, dtype=np.uint8), rng.integers(-9, 10, kernel_shape)
    expected = ndimage.correlate(x.astype(np.int64), kernel, mode=SCIPY_MODES[mode])
    np.testing.assert_array_equal(correlate(x, kernel, padding="same", padding_mode=mode), expected)


def test_leading_axes_are_filtered_alike():
    rng = np.random.default_rng(5)
    x, kernel = rng.integers(0, 256, (2, 3, 6, 7), dtype=np.uint8), rng.integers(-9, 10, (3, 2))
    together = correlate(x, kernel, stride=2, padding="full", padding_mode="wrap")
    for index in np.ndindex(2, 3):
        alone = correlate(x[index], kernel, stride=2, padding="full", padding_mode="wrap")
        np.testing.assert_array_equal(together[index], alone)


def test_no_pictures_at_all_give_none():
    assert correlate(np.zeros((0, 5, 5)), np.ones((3, 3))).shape == (0, 3, 3)


# ---------------------------------------------------------------- a band of rows at a time


@pytest.fixture
def narrow_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bands as low as they go, so that a small picture has many."""
    monkeypatch.setattr(module, "BAND_VALUES", 1)
    monkeypatch.setattr(module, "FOURIER_BAND_VALUES", 1)


@pytest.mark.parametrize("executor", ["plain", "separable", "taps", "fourier"])
@pytest.mark.usefixtures("narrow_bands")
@given(data=cases())
def test_bands_join_without_a_seam(executor, data: Case):
    stride = (1, 1) if executor == "taps" else data.stride
    case = Case(data.x, np.outer([1, -2], [3, 0, 1]), stride, "full", data.padding_mode, data.dilation)
    how = forced_plan(executor, case.kernel)
    bands = list(correlate_bands(case.x, case.kernel, case.geometry, case.padding_mode, how))
    assert [row for rows, _ in bands for row in range(rows.start, rows.stop)] == list(
        range(len(reference(case)))
    )
    np.testing.assert_array_equal(np.concatenate([sums for _, sums in bands]), reference(case))


@pytest.mark.parametrize("mode", PADDING_MODES)
def test_a_picture_of_several_bands_is_filtered_as_one(mode):
    rng = np.random.default_rng(11)
    x, kernel = rng.integers(0, 256, (3, 500, 301), dtype=np.uint8), rng.integers(-9, 10, (5, 4))
    shape = geometry((500, 301), (5, 4), padding="same")
    assert len(list(correlate_bands(x, kernel, shape, mode, plan(kernel)))) > 2
    expected = ndimage.correlate(x.astype(np.int64), kernel[None], mode=SCIPY_MODES[mode])
    np.testing.assert_array_equal(correlate(x, kernel, padding="same", padding_mode=mode), expected)


# ---------------------------------------------------------------- dtypes


def test_pixels_under_whole_weights_fit_32_bits_with_room_for_an_offset():
    """Σ|k|·255 < 2³⁰ up to Σ|k| = 4,210,752: 4,210,752 · 255 = 1,073,741,760."""
    x = np.zeros((1, 1), np.uint8)
    assert accumulator_dtype(x, np.array([[4_210_752]])) == np.int32
    assert accumulator_dtype(x, np.array([[-4_210_753]])) == np.int64
    assert accumulator_dtype(x.astype(np.int32), np.array([[1]])) == np.int64
    assert accumulator_dtype(x, np.array([[0.5]])) == np.float64
    assert accumulator_dtype(x.astype(np.float32), np.array([[1]], np.int8)) == np.float32


def test_a_weight_of_minus_128_in_a_byte_is_128_and_not_its_own_negative():
    x = np.full((1, 3), 200, np.uint8)
    assert correlate(x, np.array([[-128, -128, -128]], np.int8)).tolist() == [[-76800]]


def test_weights_of_a_million_do_not_overflow():
    x = np.full((31, 31), 255, np.uint8)
    assert correlate(x, np.full((31, 31), 1_000_000)).item() == 961 * 255 * 1_000_000


def test_wide_integers_are_exact_where_spectra_would_not_be():
    """A random 15×15 kernel goes through the Fourier transform on 8 bits; 50-bit numbers must not."""
    rng = np.random.default_rng(3)
    kernel = rng.integers(-9, 10, (15, 15))
    x = rng.integers(-(2**50), 2**50, (20, 21))
    np.testing.assert_array_equal(correlate(x, kernel), reference(Case(x, kernel)))


def test_the_inputs_are_left_alone():
    x, kernel = np.arange(30, dtype=np.uint8).reshape(5, 6), np.ones((3, 3), int)
    correlate(x, kernel, padding="same", padding_mode="reflect")
    assert x.tolist() == np.arange(30).reshape(5, 6).tolist()
    assert (kernel == 1).all()


def test_a_kernel_without_a_window_is_refused():
    with pytest.raises(DomainError, match="no_window"):
        correlate(np.zeros((2, 2)), np.ones((3, 3)))
