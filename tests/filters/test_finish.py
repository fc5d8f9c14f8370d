"""Whole-number levels are those of the definition for every sum there can be."""

from __future__ import annotations

import numpy as np
import pytest

from app.filters.display import to_displayed, to_levels, to_value
from app.filters.finish import Finish, make_finish
from app.filters.magnitude import Magnitude
from app.filters.step import Step, make_step


def step_for(low: int, high: int, **options) -> Step:
    """A step whose sums lie in 255·low … 255·high."""
    return make_step("custom", {"kernel": [[low, high]]}, **options)


def finish_of(step: Step) -> Finish | None:
    return make_finish(step.applied[0], step.divisor, step.offset, step.display)


def definition(sums, step: Step):
    return to_levels(to_displayed(to_value([sums.astype(np.int64)], step), step.display, None))


DIVISORS = [
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    12,
    13,
    16,
    25,
    31,
    64,
    81,
    100,
    127,
    128,
    225,
    256,
    273,
    961,
    1000,
]
DIVISORS += [4096, 8192]


@pytest.mark.parametrize("display", ["clip", "absolute"])
@pytest.mark.parametrize("divisor", DIVISORS)
def test_every_sum_of_16_bits_becomes_the_definition_s_level(divisor, display):
    for offset in (0, 1, -1, 7, 128, -128, 255, -300):
        for low, high in ((-60, 60), (-120, 3), (-3, 120), (0, 125), (0, 1), (-1, 0)):
            step = step_for(low, high, divisor=divisor, offset=offset, display=display)
            finish = finish_of(step)
            assert finish is not None
            sums = np.arange(255 * low, 255 * high + 1)
            levels = finish.apply(sums.astype(finish.dtype), np.empty(sums.shape, finish.dtype))
            np.testing.assert_array_equal(levels, definition(sums, step), err_msg=str(finish))


@pytest.mark.parametrize("display", ["clip", "absolute"])
@pytest.mark.parametrize(("low", "high", "divisor"), [(-900, 1000, 4), (0, 100_000, 8192), (-5000, 70, 999)])
def test_sums_that_need_32_bits_become_the_definition_s_levels(low, high, divisor, display):
    step = step_for(low, high, divisor=divisor, offset=-20, display=display)
    finish = finish_of(step)
    assert finish is not None
    assert finish.bits == 32
    sums = np.unique(np.linspace(255 * low, 255 * high, 200_001).astype(np.int64))
    levels = finish.apply(sums.astype(finish.dtype))
    np.testing.assert_array_equal(levels, definition(sums, step))


def test_half_way_goes_to_the_even_level_on_both_sides_of_zero():
    """Divided by 4: 2 → 0.5 → 0, 6 → 1.5 → 2, 10 → 2.5 → 2; shown as sizes −6 → 1.5 → 2."""
    clip, absolute = (
        finish_of(step_for(-1, 1, divisor=4, display=display)) for display in ("clip", "absolute")
    )
    assert clip is not None
    assert absolute is not None
    sums = np.array([2, 6, 10, -6, -10, 255], np.int16)
    assert clip.apply(sums.copy()).tolist() == [0, 2, 2, 0, 0, 64]
    assert absolute.apply(sums.copy()).tolist() == [0, 2, 2, 2, 2, 64]


@pytest.mark.parametrize(
    "options",
    [
        {"divisor": 2.5},
        {"offset": 0.5},
        {"divisor": -3},
        {"divisor": 0.5},
        {"display": "stretch"},
        {"divisor": 1e9, "offset": 100},
    ],
)
def test_what_whole_numbers_cannot_do_is_left_to_the_definition(options):
    assert finish_of(step_for(-1, 2, **options)) is None


def test_the_narrowest_width_that_holds_the_sums_is_taken():
    """127·255 and half of 2 fit in 15 bits, 129·255 does not; 3000·10⁶ passes 31."""
    widths = []
    for weight, divisor, offset in ((127, 2, 0), (129, 2, 0), (129, 2000, 1e6), (129, 3000, 1e6)):
        finish = finish_of(step_for(0, weight, divisor=divisor, offset=offset))
        widths.append(None if finish is None else finish.bits)
    assert widths == [16, 32, 32, None]


@pytest.mark.parametrize(("divisor", "offset"), [(1, 0), (2, 0), (4, 0), (1, 37), (2, 128), (4, 255)])
def test_the_magnitude_of_every_pair_of_gradients_is_the_definition_s_level(divisor, offset):
    """Beyond ±255·divisor every gradient is white: all pairs up to there, and a few larger ones."""
    values = np.arange(255 * divisor + 4)
    values = np.concatenate([values, [-1, -divisor * 254, 5000, 32767, -32767]]).astype(np.int16)
    for some in np.array_split(values, divisor):
        gx, gy = (plane.ravel().copy() for plane in np.meshgrid(values, some))
        expected = to_levels(np.sqrt((gx / divisor) ** 2 + (gy / divisor) ** 2) + offset)
        np.testing.assert_array_equal(Magnitude(gx.size, divisor, offset).apply(gx, gy), expected)
