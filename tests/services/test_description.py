"""What a chain does, in numbers: sizes, placement, limits with their reasons, plan."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.conv.errors import DomainError
from app.data.picture_limits import PictureLimits
from app.filters.catalog import CATALOG
from app.filters.step import LARGEST_DILATION, LARGEST_PADDING, LARGEST_STRIDE, Step, make_step
from app.i18n.catalog import LANGUAGES, translate
from app.services.description import Limit, Placement, StepDescription, describe
from app.services.filter_lab import FilterLab
from app.services.inspection import Extent
from app.services.picture_cache import PictureCache


def describe_on(height: int, width: int, *steps: Step) -> tuple[StepDescription, ...]:
    pictures = PictureCache(1 << 26, PictureLimits())
    buffer = BytesIO()
    Image.fromarray(np.zeros((height, width, 3), np.uint8)).save(buffer, "PNG")
    lab = FilterLab(pictures, result_cache_bytes=0)
    return describe(lab, pictures.add(buffer.getvalue()).id, "full", steps)


def box(size: int, **options: Any) -> Step:
    return make_step("blur_box", {"size": size}, **options)


def test_a_step_in_full():
    (told,) = describe_on(20, 30, make_step("sobel_x", operation="convolve", padding="full", stride=(2, 3)))
    (kernel,) = told.kernels
    assert kernel.weights == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    assert kernel.applied == [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
    assert (kernel.rows, kernel.cols) == (3, 3)
    assert (told.filter, told.operation, told.combine) == ("sobel_x", "convolve", "single")
    assert (told.padding, told.padding_mode) == (((2, 2), (2, 2)), "reflect")
    assert (told.input, told.output) == (Extent(30, 20), Extent(11, 11))  # ⌊(32 − 3)/3⌋ + 1, ⌊21.5⌋…
    assert (told.stride, told.dilation, told.channels) == ((2, 3), (1, 1), "each")


@pytest.mark.parametrize("filter_id", CATALOG)
def test_every_parameter_comes_with_its_value_and_its_range(filter_id):
    step = make_step(filter_id)
    (told,) = describe_on(9, 9, step)
    assert [p.id for p in told.parameters] == [p.id for p in CATALOG[filter_id].parameters]
    for parameter in told.parameters:
        assert parameter.value == parameter.default == step.parameters[parameter.id]
        assert (parameter.minimum is None) == (parameter.kind == "choice")
    assert len(told.kernels) == len(step.kernels)


# ---------------------------------------------------------------- placement


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (box(5), Placement(0, 0, 1, 1)),
        (box(5, padding="valid"), Placement(2, 2, 1, 1)),
        (box(5, padding="full"), Placement(-2, -2, 1, 1)),
        (box(4, padding="valid"), Placement(2, 2, 1, 1)),  # the anchor of 4 taps is tap 2
        (box(3, stride=(2, 1)), Placement(0, 0, 2, 1)),
        (box(3, padding="valid", dilation=(3, 1)), Placement(3, 1, 1, 1)),
        (box(3, padding=((4, 0), (0, 9))), Placement(-3, 1, 1, 1)),
    ],
)
def test_where_the_first_output_pixel_lies_in_the_picture(step, expected):
    assert describe_on(30, 30, step)[0].placement == expected


def test_placement_adds_up_through_a_chain():
    """Valid 5: starts at 2. Stride (2, 3), valid 3: one more, and from here on in steps of (2, 3).

    Valid 3 again: 3 + 2·1, 3 + 3·1. A full one goes back: 5 − 2·1, 6 − 3·1.
    """
    told = describe_on(
        60,
        60,
        box(5, padding="valid"),
        box(3, padding="valid", stride=(2, 3)),
        box(3, padding="valid"),
        box(3, padding="full", stride=(2, 1)),
    )
    assert [step.placement for step in told] == [
        Placement(2, 2, 1, 1),
        Placement(3, 3, 2, 3),
        Placement(5, 6, 2, 3),
        Placement(3, 3, 4, 3),
    ]
    assert [step.input for step in told[1:]] == [step.output for step in told[:-1]]


# ---------------------------------------------------------------- limits


def test_a_large_picture_meets_only_the_house_s_limits():
    limits = describe_on(200, 300, box(3, padding="valid"))[0].limits
    assert limits.stride == Limit(1, LARGEST_STRIDE, "limit.stride.house", {"maximum": LARGEST_STRIDE})
    assert limits.dilation == Limit(
        1, LARGEST_DILATION, "limit.dilation.house", {"maximum": LARGEST_DILATION}
    )
    assert limits.padding == Limit(0, LARGEST_PADDING, "limit.padding.house", {"maximum": LARGEST_PADDING})


def test_beyond_the_largest_useful_stride_one_window_is_left():
    """A box of 3 in 8 columns starts at 0 … 5: a step of 5 still finds two windows, 6 only one."""
    assert describe_on(4, 8, box(3, padding="valid"))[0].limits.stride == Limit(
        1, 5, "limit.stride.one_window", {"maximum": 5}
    )
    (widest,) = describe_on(4, 8, box(3, padding="valid", stride=(5, 5)))
    assert widest.output == Extent(2, 1)


def test_the_widest_spacing_is_told_with_the_axis_that_bounds_it():
    """The one column of 5 weights has 12 rows: (12 − 1) // 4 = 2. The 9 columns bound nothing."""
    step = make_step("custom", {"kernel": [[1]] * 5}, padding="valid")
    assert describe_on(12, 9, step)[0].limits.dilation == Limit(
        1, 2, "limit.dilation.no_window", {"maximum": 2, "kernel": 5, "size": 12}
    )
    assert describe_on(12, 9, make_step("custom", {"kernel": [[1]] * 5}, padding="valid", dilation=(2, 1)))
    with pytest.raises(DomainError, match="no_window"):
        describe_on(12, 9, make_step("custom", {"kernel": [[1]] * 5}, padding="valid", dilation=(3, 1)))


def test_a_limit_that_the_padding_pushes_out_counts_the_padding():
    """3 weights in 9 + 2 columns: (11 − 1) // 2 = 5; the 12 + 6 rows would allow 8."""
    limit = describe_on(12, 9, box(3, padding=((3, 3), (2, 0))))[0].limits.dilation
    assert limit == Limit(1, 5, "limit.dilation.no_window", {"maximum": 5, "kernel": 3, "size": 11})


@pytest.mark.parametrize("padding", ["same", "full"])
def test_padding_that_grows_along_bounds_nothing(padding):
    limit = describe_on(2, 2, box(9, padding=padding))[0].limits.dilation
    assert (limit.maximum, limit.reason) == (LARGEST_DILATION, "limit.dilation.house")


def test_a_single_weight_has_nothing_to_be_spaced():
    limit = describe_on(9, 9, make_step("custom", {"kernel": [[3]]}))[0].limits.dilation
    assert limit == Limit(1, 1, "limit.dilation.one_tap", {"maximum": 1})


@pytest.mark.parametrize("step", [box(3), box(3, padding="valid"), make_step("custom", {"kernel": [[2]]})])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_a_sentence_with_its_numbers(step, language):
    limits = describe_on(7, 9, step)[0].limits
    for limit in (limits.stride, limits.dilation, limits.padding):
        sentence = translate(language, limit.reason, limit.values)
        assert sentence != limit.reason
        assert "{" not in sentence


# ---------------------------------------------------------------- plan


def test_the_plan_of_one_kernel():
    plan = describe_on(9, 9, make_step("sobel_x"))[0].plan
    assert (plan.executor, plan.multiplications, plan.additions, plan.plain_multiplications) == (
        "taps", 0, 3, 9,
    )  # fmt: skip
    assert plan.lines == ("a = x[0, 2] − x", "b = a + a[1, 0]", "c = b + b[1, 0]")


def test_a_pair_costs_what_its_kernels_cost_together():
    """Sobel: 3 + 3 additions, where the definition multiplies 18 times."""
    plan = describe_on(9, 9, make_step("gradient_magnitude"))[0].plan
    assert (plan.multiplications, plan.additions, plan.plain_multiplications) == (0, 6, 18)


def test_a_kernel_typed_by_hand_has_the_plan_of_the_filter():
    typed = make_step("custom", {"kernel": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]})
    named, own = describe_on(9, 9, make_step("sobel_x"), typed)
    assert own.plan == named.plan


def test_the_plan_of_a_gaussian_is_a_column_and_a_row_of_matrix_products():
    """σ = 3 has 19 × 19 weights: 4 outputs at once see 4 + 18 values down, 16 see 16 + 18 across."""
    plan = describe_on(99, 99, make_step("gaussian"))[0].plan
    assert (plan.executor, plan.multiplications, plan.additions, plan.lines) == ("banded", 56, 55, ())
    assert plan.plain_multiplications == 361


def test_the_plan_is_the_one_that_the_stride_leaves():
    plan = describe_on(9, 9, make_step("sobel_x", stride=(2, 2)))[0].plan
    assert (plan.executor, plan.multiplications) == ("plain", 6)


# ---------------------------------------------------------------- refusals


def test_an_empty_chain_is_refused():
    with pytest.raises(DomainError, match="chain_empty"):
        describe_on(9, 9)


def test_a_refusal_says_at_which_step():
    with pytest.raises(DomainError) as caught:
        describe_on(9, 9, box(5, padding="valid"), box(6, padding="valid"))
    error = caught.value
    assert (error.code, error.field, error.value, error.limit) == ("no_window", "steps.1.kernel", 6, 5)
