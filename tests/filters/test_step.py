"""A step is checked before any picture is touched."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.filters.catalog import CATALOG
from app.filters.step import (
    LARGEST_DILATION,
    LARGEST_DIVISOR,
    LARGEST_OFFSET,
    LARGEST_PADDING,
    LARGEST_STRIDE,
    SMALLEST_DIVISOR,
    make_step,
)


def refusal(filter_id: str = "emboss", parameters: Any = None, **options: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        make_step(filter_id, parameters, **options)
    return caught.value


def test_everything_but_the_filter_may_be_missing():
    step = make_step("gaussian")
    assert step.parameters == {"sigma": 3.0}
    assert (step.operation, step.padding, step.padding_mode) == ("correlate", "same", "reflect")
    assert (step.stride, step.dilation, step.channels) == ((1, 1), (1, 1), "each")


@pytest.mark.parametrize("filter_id", CATALOG)
def test_divisor_offset_and_display_are_the_filter_s_own_unless_given(filter_id):
    own = make_step(filter_id)
    assert (own.divisor, own.offset) == (own.kernels[0].divisor, own.kernels[0].offset)
    assert own.display == CATALOG[filter_id].display
    given = make_step(filter_id, divisor=0.5, offset=-3.0, display="stretch")
    assert (given.divisor, given.offset, given.display) == (0.5, -3.0, "stretch")


def test_convolution_turns_the_kernel_and_keeps_the_one_that_is_shown():
    rows = [[1, 2, 3], [4, 5, 6]]
    step = make_step("custom", {"kernel": rows}, operation="convolve")
    assert step.kernels[0].weights.tolist() == rows
    assert step.applied[0].tolist() == [[6, 5, 4], [3, 2, 1]]
    assert make_step("custom", {"kernel": rows}).applied[0].tolist() == rows


def test_both_kernels_of_a_pair_are_turned():
    step = make_step("gradient_magnitude", operation="convolve")
    for kernel, applied in zip(step.kernels, step.applied, strict=True):
        np.testing.assert_array_equal(applied, kernel.weights[::-1, ::-1])


def test_a_direction_has_one_hue_a_pixel_so_it_is_of_the_luminance():
    assert make_step("gradient_direction").channels == "luminance"
    assert make_step("gradient_direction", channels="blue").channels == "blue"
    assert make_step("gradient_magnitude").channels == "each"


def test_two_steps_that_do_the_same_have_the_same_effect():
    typed = make_step("custom", {"kernel": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]}, display="absolute")
    sobel = make_step("sobel_x", divisor=1)
    assert typed.divisor == sobel.divisor
    assert typed.effect == sobel.effect
    symmetric = [[1, 2, 1]]
    turned = make_step("custom", {"kernel": symmetric}, operation="convolve")
    assert turned.effect == make_step("custom", {"kernel": symmetric}).effect


@pytest.mark.parametrize(
    "options",
    [
        {"operation": "convolve"}, {"padding": "valid"}, {"padding": ((1, 0), (0, 0))},
        {"padding_mode": "wrap"}, {"stride": (1, 2)}, {"dilation": (2, 1)}, {"channels": "red"},
        {"divisor": 2}, {"offset": 1}, {"display": "stretch"},
    ],
)  # fmt: skip
def test_whatever_changes_the_picture_changes_the_effect(options):
    assert make_step("difference", **options).effect != make_step("difference").effect


def test_the_same_numbers_in_another_shape_have_another_effect():
    row, column = [[1, 2, 3]], [[1], [2], [3]]
    assert make_step("custom", {"kernel": row}).effect != make_step("custom", {"kernel": column}).effect


def test_the_geometry_is_that_of_the_kernel_on_the_picture():
    """5 taps two apart span 9 cells: ⌊(20 − 9)/3⌋ + 1 = 4 rows; 30 − 9 + 1 = 22 columns."""
    step = make_step("blur_box", {"size": 5}, padding="valid", stride=(3, 1), dilation=(2, 2))
    assert step.geometry((20, 30)).output_shape == (4, 22)


@pytest.mark.parametrize(
    ("options", "field", "code"),
    [
        ({"operation": "rotate"}, "operation", "choice_unknown"),
        ({"padding": "sane"}, "padding", "choice_unknown"),
        ({"padding_mode": "mirror"}, "padding_mode", "choice_unknown"),
        ({"channels": "alpha"}, "channels", "choice_unknown"),
        ({"display": "gamma"}, "display", "choice_unknown"),
        ({"padding": ((0, 0), (-1, 0))}, "padding", "number_out_of_range"),
        ({"padding": ((0, LARGEST_PADDING + 1), (0, 0))}, "padding", "number_out_of_range"),
        ({"stride": (0, 1)}, "stride", "number_out_of_range"),
        ({"stride": (1, LARGEST_STRIDE + 1)}, "stride", "number_out_of_range"),
        ({"dilation": (1, 0)}, "dilation", "number_out_of_range"),
        ({"dilation": (LARGEST_DILATION + 1, 1)}, "dilation", "number_out_of_range"),
        ({"divisor": LARGEST_DIVISOR * 2}, "divisor", "number_out_of_range"),
        ({"divisor": float("nan")}, "divisor", "number_out_of_range"),
        ({"divisor": -SMALLEST_DIVISOR / 2}, "divisor", "number_out_of_range"),
        ({"divisor": 5e-324}, "divisor", "number_out_of_range"),
        ({"divisor": 0}, "divisor", "divisor_zero"),
        ({"divisor": -0.0}, "divisor", "divisor_zero"),
        ({"offset": -LARGEST_OFFSET * 1.01}, "offset", "number_out_of_range"),
        ({"offset": float("inf")}, "offset", "number_out_of_range"),
    ],
)
def test_a_refusal_names_the_field(options, field, code):
    error = refusal(**options)
    assert (error.code, error.field) == (code, field)
    assert error.limit is not None


def test_a_refused_number_comes_with_its_value_and_range():
    error = refusal(stride=(1, 99))
    assert error.value == 99
    assert str(LARGEST_STRIDE) in str(error.limit)


def test_a_refused_choice_comes_with_the_choices():
    error = refusal(padding_mode="mirror")
    assert (error.value, error.limit) == ("mirror", "zeros, reflect, edge, wrap")


def test_a_filter_that_does_not_exist_is_named():
    assert (refusal("sobbel").code, refusal("sobbel").value) == ("filter_unknown", "sobbel")


def test_a_parameter_s_refusal_says_where_in_the_step_it_stands():
    assert refusal("gaussian", {"sigma": 99}).field == "parameters.sigma"
    assert refusal("custom", {"kernel": [[1, 2], [3]]}).field.startswith("parameters.kernel")


@pytest.mark.parametrize("amount", [1, LARGEST_STRIDE])
def test_the_limits_themselves_are_allowed(amount):
    step = make_step(
        "emboss", stride=(amount, 1), dilation=(LARGEST_DILATION, 1), padding=((LARGEST_PADDING, 0), (0, 0)),
        divisor=-LARGEST_DIVISOR, offset=LARGEST_OFFSET,
    )  # fmt: skip
    assert step.stride == (amount, 1)
