"""The catalogue is complete, consistent, and keeps its promises at every corner of its ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conv.errors import DomainError
from app.filters.catalog import CATALOG, Filter, Kernel, get_filter, resolve_parameters
from app.filters.parameters import Parameter
from app.i18n.catalog import LANGUAGES, PLACEHOLDER, messages

FILTERS = list(CATALOG.values())

FLAT_TO_ZERO = {
    "difference", "edges", "emboss", "sobel_x", "sobel_y", "gradient_magnitude", "gradient_direction",
    "laplacian", "laplacian_of_gaussian", "prewitt", "scharr", "roberts", "outline", "high_pass", "gabor",
}  # fmt: skip
"""Their weights sum to 0; the weights of all others sum to their divisor and keep brightness."""


def by_id(chosen: Filter) -> str:
    return chosen.id


def corners(chosen: Filter) -> Iterator[dict[str, Any]]:
    """Every combination of each parameter's ends, default and choices."""
    ends = [p.choices or (p.minimum, p.default, p.maximum) for p in chosen.parameters]
    for values in product(*ends):
        yield dict(zip((p.id for p in chosen.parameters), values, strict=True))


def check_promises(chosen: Filter, kernels: tuple[Kernel, ...]) -> None:
    assert len(kernels) == (1 if chosen.combine == "single" else 2)
    for kernel in kernels:
        assert kernel.weights.shape == kernels[0].weights.shape
        assert max(kernel.weights.shape) <= 31
        assert np.isfinite(kernel.weights).all()
        assert kernel.weights.any()
        promised = 0 if chosen.id in FLAT_TO_ZERO else kernel.divisor
        if kernel.weights.dtype == np.int64:
            assert int(kernel.weights.sum()) == promised
        else:
            assert kernel.weights.sum() == pytest.approx(promised, abs=1e-9)
        for column, row in [kernel.factors] if kernel.factors else []:
            np.testing.assert_array_equal(np.multiply.outer(column, row), kernel.weights)


def test_the_gallery_begins_with_the_course_and_ends_with_your_own():
    assert list(CATALOG) == [
        "difference", "edges", "sharpen", "emboss", "blur_diamond", "blur_box", "motion_diagonal", "sobel_x",
        "sobel_y", "gradient_magnitude", "gradient_direction",
        "identity", "shift", "gaussian", "unsharp_mask", "laplacian", "laplacian_of_gaussian", "prewitt",
        "scharr", "roberts", "outline", "high_pass", "motion_blur", "disc_bokeh", "gabor",
        "custom",
    ]  # fmt: skip


def test_every_row_of_the_courses_kernels_has_a_filter():
    assert {f.curriculum for f in FILTERS if f.group == "course"} == {f"C{row}" for row in range(1, 8)}
    assert not any(f.curriculum for f in FILTERS if f.group != "course")


@pytest.mark.parametrize("chosen", FILTERS, ids=by_id)
def test_the_filter_is_found_by_its_id(chosen: Filter):
    assert get_filter(chosen.id) is chosen


@pytest.mark.parametrize("chosen", FILTERS, ids=by_id)
def test_at_every_corner_the_kernel_is_finite_small_enough_and_sums_to_what_it_promises(chosen: Filter):
    for corner in corners(chosen):
        check_promises(chosen, chosen.build(resolve_parameters(chosen, corner)))


def values_of(parameter: Parameter) -> st.SearchStrategy[Any]:
    if parameter.kind == "choice":
        return st.sampled_from(parameter.choices)
    assert parameter.minimum is not None
    assert parameter.maximum is not None
    if parameter.kind == "int":
        return st.integers(int(parameter.minimum), int(parameter.maximum))
    return st.floats(parameter.minimum, parameter.maximum)


@given(st.data())
def test_between_the_corners_it_does_so_too(data: st.DataObject):
    chosen = data.draw(st.sampled_from([f for f in FILTERS if f.parameters]))
    values = {parameter.id: data.draw(values_of(parameter)) for parameter in chosen.parameters}
    check_promises(chosen, chosen.build(resolve_parameters(chosen, values)))


@pytest.mark.parametrize("chosen", FILTERS, ids=by_id)
def test_a_parameter_has_a_range_or_choices_with_the_default_among_them(chosen: Filter):
    for parameter in chosen.parameters:
        assert parameter.resolve(parameter.default) == parameter.default
        assert parameter.unit in ("", "px", "deg")
        if parameter.kind == "choice":
            assert parameter.default == parameter.choices[0]
            continue
        assert parameter.minimum is not None
        assert parameter.maximum is not None
        assert parameter.minimum < parameter.maximum
        assert parameter.step is not None
        positions = (parameter.maximum - parameter.minimum) / parameter.step
        assert positions == pytest.approx(round(positions)), "the slider reaches its right end"
        from_left = (float(parameter.default) - parameter.minimum) / parameter.step
        assert from_left == pytest.approx(round(from_left)), "the slider can return to the default"


@pytest.mark.parametrize(
    ("filter_id", "display", "offset"),
    [
        ("difference", "absolute", 0),
        ("edges", "clip", 0),
        ("emboss", "clip", 128),
        ("sobel_x", "absolute", 0),
        ("gradient_magnitude", "clip", 0),
        ("laplacian", "absolute", 0),
        ("laplacian_of_gaussian", "absolute", 0),
        ("roberts", "absolute", 0),
        ("outline", "clip", 255),
        ("high_pass", "clip", 128),
        ("gabor", "clip", 128),
        ("gaussian", "clip", 0),
    ],
)
def test_negative_answers_are_shown_by_a_declared_mapping(filter_id: str, display: str, offset: float):
    chosen = CATALOG[filter_id]
    assert chosen.display == display
    assert {kernel.offset for kernel in chosen.build(resolve_parameters(chosen, {}))} == {offset}


@pytest.mark.parametrize("chosen", FILTERS, ids=by_id)
def test_the_formula_is_in_no_language_and_its_braces_match(chosen: Filter):
    assert chosen.formula
    assert not re.search(r"[一-鿿]|\\text\b", chosen.formula)
    assert chosen.formula.count("{") == chosen.formula.count("}")
    assert chosen.formula.count(r"\left") == chosen.formula.count(r"\right")


def keys_of(chosen: Filter) -> Iterator[str]:
    yield from (chosen.name_key, chosen.hint_key, f"presets.group.{chosen.group}")
    for parameter in chosen.parameters:
        yield from (parameter.label_key, parameter.hint_key)
        yield from (f"choice.{value}.label" for value in parameter.choices)
        if parameter.unit:
            yield f"unit.{parameter.unit}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chosen", FILTERS, ids=by_id)
def test_everything_about_a_filter_is_said_in_both_languages(chosen: Filter, language: str):
    sentences = messages(language)
    for key in keys_of(chosen):
        assert sentences[key].strip()
        assert not PLACEHOLDER.search(sentences[key])
    assert sentences[chosen.hint_key].endswith("。" if language == "zh" else ".")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_filters_share_a_name(language: str):
    names = [messages(language)[chosen.name_key] for chosen in FILTERS]
    assert len(set(names)) == len(names)


REFUSALS = [
    ("gaussian", {"sigma": 9}), ("gaussian", {"sigma": "3"}), ("gaussian", {"size": 3}),
    ("blur_box", {"size": 2.5}), ("laplacian", {"neighbours": "6"}),
    ("custom", {"kernel": "1"}), ("custom", {"kernel": []}), ("custom", {"kernel": [[0] * 100] * 100}),
    ("custom", {"kernel": [[1], [1, 2]]}), ("custom", {"kernel": [["x"]]}),
    ("custom", {"kernel": [[float("nan")]]}), ("custom", {"kernel": [[1e7]]}), ("no_such_filter", {}),
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("filter_id", "given_parameters"), REFUSALS)
def test_every_refusal_has_a_sentence_and_a_remedy_whose_gaps_are_all_filled(
    filter_id: str, given_parameters: dict[str, Any], language: str
):
    with pytest.raises(DomainError) as caught:
        resolve_parameters(get_filter(filter_id), given_parameters)
    for part in ("message", "remedy"):
        sentence = messages(language)[f"error.{caught.value.code}.{part}"]
        gaps = set(PLACEHOLDER.findall(sentence))
        assert gaps <= set(caught.value.values)
        assert all(caught.value.values[gap] is not None for gap in gaps)
