"""From a sum to a grey level, each number worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.filters.display import direction_degrees, direction_to_rgb, to_displayed, to_levels, to_value
from app.filters.step import SMALLEST_DIVISOR, make_step


def custom(**options: Any) -> Any:
    return make_step("custom", {"kernel": [[1]]}, **options)


def pair(**options: Any) -> Any:
    return make_step("gradient_magnitude", {"operator": "sobel"}, **options)


# ---------------------------------------------------------------- value


def test_the_divisor_comes_before_the_offset():
    """−30/4 + 10 = 2.5, not (−30 + 10)/4."""
    assert to_value([np.array([-30])], custom(divisor=4, offset=10)).tolist() == [2.5]


def test_a_negative_divisor_turns_the_sign():
    assert to_value([np.array([30, -8])], custom(divisor=-2)).tolist() == [-15, 4]


@pytest.mark.parametrize("offset", [0, 128, -3.0])
def test_undivided_whole_numbers_stay_integers(offset):
    value = to_value([np.array([5, -7], np.int32)], custom(offset=offset))
    assert np.issubdtype(value.dtype, np.integer)
    assert value.tolist() == [5 + offset, -7 + offset]


def test_the_largest_sum_and_the_largest_offset_fit_together():
    """1,073,741,760 in 32 bits and a million more."""
    sums = np.array([1_073_741_760, -1_073_741_760], np.int32)
    assert to_value([sums], custom(offset=1e6)).tolist() == [1_074_741_760, -1_072_741_760]


def test_the_length_of_a_pair_is_taken_after_the_division_and_before_the_offset():
    """(30, −40)/10 → 5; + 100."""
    value = to_value([np.array([30]), np.array([-40])], pair(divisor=10, offset=100))
    assert value.tolist() == [105]


@pytest.mark.filterwarnings("error")
def test_the_heaviest_sums_over_the_smallest_divisor_are_still_numbers():
    """961 weights of a million on white, over 1e-12: 2.45e23, whose square is still far from infinity."""
    sums = np.array([961 * 255 * 1_000_000])
    assert to_value([sums], custom(divisor=SMALLEST_DIVISOR)) == pytest.approx(2.45055e23)
    assert to_value([sums, -sums], pair(divisor=SMALLEST_DIVISOR)) == pytest.approx(3.46560e23, rel=1e-5)


# ---------------------------------------------------------------- display and levels


def test_halves_are_rounded_to_even():
    levels = to_levels(np.array([0.5, 1.5, 2.5, 3.5, 253.5, 254.5]))
    assert levels.tolist() == [0, 2, 2, 4, 254, 254]


def test_what_lies_outside_is_cut_off_after_rounding():
    levels = to_levels(np.array([-1000.0, -0.5, -0.4, 255.4, 255.5, 1e12]))
    assert levels.tolist() == [0, 0, 0, 255, 255, 255]
    assert to_levels(np.array([-3, 7, 256])).tolist() == [0, 7, 255]
    assert levels.dtype == np.uint8


def test_clip_changes_nothing_before_rounding():
    value = np.array([-12.5, 300.0])
    assert to_displayed(value, "clip", None).tolist() == [-12.5, 300.0]


def test_absolute_shows_both_sides_of_an_edge():
    assert to_displayed(np.array([-12.5, 300.0, 0.0]), "absolute", None).tolist() == [12.5, 300.0, 0.0]


def test_stretch_maps_the_smallest_to_black_and_the_largest_to_white():
    """−10 … 40 over 255: 5.1 levels a unit; −10 → 0, 0 → 51, 15 → 127.5 → 128, 40 → 255."""
    displayed = to_displayed(np.array([-10, 0, 15, 40]), "stretch", (-10, 40))
    np.testing.assert_allclose(displayed, [0, 51, 127.5, 255], rtol=1e-15)
    assert to_levels(displayed).tolist() == [0, 51, 128, 255]


def test_a_flat_picture_has_nothing_to_stretch():
    assert to_levels(to_displayed(np.array([77, 77]), "stretch", (77, 77))).tolist() == [77, 77]
    assert to_levels(to_displayed(np.array([-77.0]), "stretch", (-77.0, -77.0))).tolist() == [0]


def test_the_widest_range_of_32_bits_can_be_stretched():
    extremes = (-1_073_741_760, 1_073_741_760)
    sums = np.array([-1_073_741_760, 0, 1_073_741_760], np.int32)
    assert to_levels(to_displayed(sums, "stretch", extremes)).tolist() == [0, 128, 255]  # 127.5 to even


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_a_stretched_picture_keeps_its_order_and_uses_the_whole_range(values):
    array = np.sort(np.array(values))
    levels = to_levels(to_displayed(array, "stretch", (array[0], array[-1])))
    assert (np.diff(levels.astype(int)) >= 0).all()
    if array[-1] > array[0]:
        assert (levels[0], levels[-1]) == (0, 255)


# ---------------------------------------------------------------- direction


@pytest.mark.parametrize(
    ("gx", "gy", "degrees", "rgb"),
    [
        (1, 0, 0, (200, 0, 0)),  # brighter to the right: red
        (0, 1, 90, (100, 200, 0)),  # brighter downwards: halfway from yellow to green
        (-1, 0, 180, (0, 200, 200)),  # brighter to the left: cyan
        (0, -1, 270, (100, 0, 200)),  # brighter upwards: halfway from blue to magenta
        (3, 3, 45, (200, 150, 0)),  # 45° is three quarters of the way from red to yellow (60°)
    ],
)
def test_the_hue_is_the_direction_and_the_brightness_the_level(gx, gy, degrees, rgb):
    angle = direction_degrees([np.array([[[gx]]]), np.array([[[gy]]])])
    assert angle.item() == pytest.approx(degrees)
    assert direction_to_rgb(angle, np.array([[[200]]], np.uint8)).ravel().tolist() == list(rgb)


def test_where_nothing_changes_the_picture_is_black():
    angle = direction_degrees([np.array([[[0]]]), np.array([[[0]]])])
    assert angle.item() == 0
    assert direction_to_rgb(angle, np.array([[[0]]], np.uint8)).ravel().tolist() == [0, 0, 0]


@given(st.integers(-1020, 1020), st.integers(-1020, 1020))
def test_an_angle_is_at_least_0_and_below_360(gx, gy):
    assert 0 <= direction_degrees([np.array([gx]), np.array([gy])]).item() < 360
