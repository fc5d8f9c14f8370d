"""What is done to a kernel, on kernels without any symmetry."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from app.conv import transforms
from app.conv.errors import DomainError

KERNEL = np.array([[1, 2, 3], [4, 5, 6]])
SOBEL_X = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])

sides = st.integers(1, 31)


def weights(rows, cols) -> Any:
    return np.arange(1, rows * cols + 1).reshape(rows, cols)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("rotate_180", [[6, 5, 4], [3, 2, 1]]),
        ("rotate_left", [[3, 6], [2, 5], [1, 4]]),
        ("rotate_right", [[4, 1], [5, 2], [6, 3]]),
        ("flip_horizontal", [[3, 2, 1], [6, 5, 4]]),
        ("flip_vertical", [[4, 5, 6], [1, 2, 3]]),
        ("transpose", [[1, 4], [2, 5], [3, 6]]),
        ("negate", [[-1, -2, -3], [-4, -5, -6]]),
    ],
)
def test_a_rectangular_kernel_is_turned_as_on_paper(operation, expected):
    result, divisor = transforms.transform(KERNEL, 7, operation)
    assert result.tolist() == expected
    assert divisor == 7
    assert result.dtype == np.int64
    assert result.flags.c_contiguous
    assert not np.shares_memory(result, KERNEL)
    assert getattr(transforms, operation)(KERNEL).tolist() == expected


def test_correlation_with_the_rotated_kernel_is_scipys_convolution():
    x = np.random.default_rng(0).integers(0, 256, (7, 9))
    kernel = weights(3, 5)
    rotated = transforms.rotate_180(kernel)
    assert (
        ndimage.correlate(x, rotated, mode="constant") == ndimage.convolve(x, kernel, mode="constant")
    ).all()


def test_all_kernels_of_a_layer_rotate_at_once_and_channels_stay_in_order():
    layer = np.arange(2 * 3 * 2 * 2).reshape(2, 3, 2, 2)
    assert transforms.rotate_180(layer)[1, 2].tolist() == [[23, 22], [21, 20]]


def test_negating_zero_leaves_no_minus_sign():
    assert not np.signbit(transforms.negate(np.array([[0.0, 1.5]]))[0, 0])


def test_normalising_divides_by_the_sum_and_leaves_whole_weights_whole():
    kernel, divisor = transforms.normalize(np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]))
    assert kernel.dtype == np.int64
    assert (divisor, type(divisor)) == (16, int)


def test_a_kernel_with_negative_sum_gets_a_negative_divisor_so_that_a_flat_area_keeps_its_brightness():
    assert transforms.normalize(np.array([[-3, 1]]))[1] == -2


def test_an_edge_kernel_is_divided_by_its_positive_weights_so_that_a_full_step_gives_255():
    """Sobel: 1 + 2 + 1 = 4 positive; a black-to-white step sums to 4·255."""
    kernel, divisor = transforms.normalize(SOBEL_X)
    assert divisor == 4
    assert (kernel[:, 2] * 255).sum() / divisor == 255


def test_a_float_sum_that_is_only_rounding_counts_as_zero():
    """0.1 + 0.2 − 0.3 is 5.6e−17 in floats."""
    assert transforms.normalize(np.array([[0.1, 0.2, -0.3]]))[1] == pytest.approx(0.3, rel=1e-15)


def test_nothing_can_be_made_of_a_kernel_of_zeros():
    with pytest.raises(DomainError, match="kernel_all_zero"):
        transforms.normalize(np.zeros((3, 3), np.int64))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((3, 5), [[0, 1, 2, 3, 0], [0, 4, 5, 6, 0], [0, 0, 0, 0, 0]]),
        ((4, 4), [[0, 0, 0, 0], [0, 1, 2, 3], [0, 4, 5, 6], [0, 0, 0, 0]]),
        ((1, 3), [[4, 5, 6]]),
        ((1, 1), [[5]]),
        ((2, 2), [[1, 2], [4, 5]]),
    ],
)
def test_the_anchor_stays_the_anchor_when_a_kernel_grows_or_is_cropped(size, expected):
    """2×3: the anchor is row 1, column 1, the 5."""
    resized = transforms.resize(KERNEL, *size)
    assert resized.tolist() == expected
    assert resized[size[0] // 2, size[1] // 2] == 5


@given(rows=sides, cols=sides, new_rows=sides, new_cols=sides)
def test_growing_and_cropping_back_changes_nothing(rows, cols, new_rows, new_cols):
    kernel = weights(rows, cols)
    resized = transforms.resize(kernel, new_rows, new_cols)
    assert resized[new_rows // 2, new_cols // 2] == kernel[rows // 2, cols // 2]
    if new_rows >= rows and new_cols >= cols:
        assert (transforms.resize(resized, rows, cols) == kernel).all()


def test_a_size_that_is_not_named_stays():
    assert transforms.transform(KERNEL, 1, "resize", cols=1)[0].tolist() == [[2], [5]]


@pytest.mark.parametrize(
    ("size", "code", "field", "limit"),
    [((32, 3), "kernel_too_large", "rows", 31), ((3, 0), "kernel_empty", "cols", 1)],
)
def test_a_size_outside_1_to_31_is_refused_with_its_limit(size, code, field, limit):
    with pytest.raises(DomainError, match=code) as refusal:
        transforms.resize(KERNEL, *size)
    assert (refusal.value.field, refusal.value.limit) == (field, limit)


def test_an_unknown_operation_is_refused_and_the_known_ones_are_listed():
    with pytest.raises(DomainError, match="choice_unknown") as refusal:
        transforms.transform(KERNEL, 1, "explode")
    assert "rotate_left" in str(refusal.value.limit)


@given(rows=sides, cols=sides)
def test_four_quarter_turns_two_half_turns_and_two_flips_are_nothing(rows, cols):
    kernel = weights(rows, cols)
    left = transforms.rotate_left
    assert (left(left(left(left(kernel)))) == kernel).all()
    assert (left(left(kernel)) == transforms.rotate_180(kernel)).all()
    assert (transforms.rotate_right(left(kernel)) == kernel).all()
    both = transforms.flip_vertical(transforms.flip_horizontal(kernel))
    assert (both == transforms.rotate_180(kernel)).all()
