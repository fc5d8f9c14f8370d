"""What a filter accepts for its parameters, and what each refusal says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.conv.errors import DomainError
from app.filters.catalog import get_filter, resolve_parameters


def refusal(filter_id: str, **given: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        resolve_parameters(get_filter(filter_id), given)
    return caught.value


def test_what_is_not_given_is_filled_in_with_the_default():
    assert resolve_parameters(get_filter("gaussian"), {}) == {"sigma": 3.0}
    assert resolve_parameters(get_filter("shift"), {"dy": -4}) == {"dx": 6, "dy": -4}
    assert resolve_parameters(get_filter("sobel_x"), {}) == {}


def test_the_order_of_the_answer_is_the_catalogues_not_the_requests():
    resolved = resolve_parameters(get_filter("gabor"), {"phase": 90, "sigma": 1.5})
    assert list(resolved) == ["wavelength", "angle", "sigma", "aspect", "phase"]


def test_a_whole_number_becomes_a_float_for_a_float_and_an_int_for_an_int():
    sigma = resolve_parameters(get_filter("gaussian"), {"sigma": 2})["sigma"]
    size = resolve_parameters(get_filter("blur_box"), {"size": 5.0})["size"]
    assert (type(sigma), sigma) == (float, 2.0)
    assert (type(size), size) == (int, 5)


def test_both_ends_of_a_range_belong_to_it():
    assert resolve_parameters(get_filter("blur_box"), {"size": 1}) == {"size": 1}
    assert resolve_parameters(get_filter("blur_box"), {"size": 31}) == {"size": 31}


@pytest.mark.parametrize(
    ("given", "side", "limit"),
    [(0, "minimum", 1), (-3, "minimum", 1), (32, "maximum", 31), (10**400, "maximum", 31)],
)
def test_a_number_beyond_the_range_is_refused_with_the_side_and_the_limit(given: int, side: str, limit: int):
    error = refusal("blur_box", size=given)
    assert (error.code, error.field, error.limit) == ("parameter_out_of_range", "size", limit)
    assert (error.values["side"], error.values["minimum"], error.values["maximum"]) == (side, 1, 31)


def test_a_refused_value_is_named_as_it_was_given():
    assert refusal("gaussian", sigma=9.5).value == 9.5
    assert refusal("blur_box", size=10**400).value == "10^400"


@pytest.mark.parametrize("given", ["3", "", True, False, None, [3], {"a": 1}, float("nan"), float("inf")])
def test_text_truth_nothing_and_nan_are_not_numbers(given: Any):
    error = refusal("gaussian", sigma=given)
    assert (error.code, error.field) == ("parameter_not_a_number", "sigma")
    json.dumps(error.value, allow_nan=False)


def test_two_and_a_half_is_not_a_whole_number_of_pixels():
    error = refusal("blur_box", size=2.5)
    assert (error.code, error.field, error.value) == ("parameter_not_whole", "size", 2.5)


@pytest.mark.parametrize("given", ["canny", "", "Sobel", None, 4, ["sobel"]])
def test_a_choice_that_is_not_offered_is_refused_with_those_that_are(given: Any):
    error = refusal("gradient_magnitude", operator=given)
    assert (error.code, error.field) == ("parameter_not_a_choice", "operator")
    assert error.limit == "sobel, prewitt, scharr, roberts"


def test_a_direction_is_not_offered_for_roberts_whose_pair_is_turned_by_45_degrees():
    assert refusal("gradient_direction", operator="roberts").code == "parameter_not_a_choice"


def test_an_unknown_parameter_is_refused_with_the_known_ones():
    error = refusal("gaussian", radius=3)
    assert (error.code, error.field, error.value) == ("parameter_unknown", "radius", "radius")
    assert error.limit == "sigma"
    assert refusal("emboss", sigma=3).limit == "—"


@pytest.mark.parametrize("given", ["no_such_filter", "", None, ["gaussian"], "x" * 1000])
def test_an_unknown_filter_is_refused(given: Any):
    with pytest.raises(DomainError) as caught:
        get_filter(given)
    assert (caught.value.code, caught.value.field) == ("filter_unknown", "filter")
    assert len(str(caught.value.value)) <= 40


def test_your_own_kernel_comes_among_the_parameters_and_its_refusals_point_at_the_cell():
    given = {"kernel": [[1, 2.5], [0, -1]]}
    assert resolve_parameters(get_filter("custom"), given) == {"kernel": [[1.0, 2.5], [0.0, -1.0]]}
    error = refusal("custom", kernel=[[1, 2], [3, "x"]])
    assert (error.code, error.field, error.value) == ("kernel_not_a_number", "kernel.1.1", "x")
    assert refusal("custom", kernel=[]).field == "kernel"
    assert refusal("custom", sigma=1).limit == "kernel"


def test_without_a_kernel_your_own_filter_starts_from_its_default():
    assert resolve_parameters(get_filter("custom"), {}) == {"kernel": [[-1, -1, 0], [-1, 1, 1], [0, 1, 1]]}


def test_a_refusal_can_be_seen_from_further_out():
    error = refusal("gaussian", sigma=9).at("steps.0.parameters")
    assert (error.field, error.values["side"]) == ("steps.0.parameters.sigma", "maximum")
