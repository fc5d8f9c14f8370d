"""Your own kernel: what is read, and what is refused with which words."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from app.conv.errors import DomainError
from app.filters.kernels.custom import DEFAULT_ROWS, custom, parse_kernel_rows
from app.filters.kernels.kernel import Kernel


def refusal(value: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        parse_kernel_rows(value)
    json.dumps(dict(caught.value.values), allow_nan=False)
    return caught.value


def test_whole_numbers_make_an_exact_kernel_even_when_written_with_a_point():
    weights = parse_kernel_rows([[1, -2.0, 3], [0, 4, 5]])
    assert weights.dtype == np.int64
    assert_array_equal(weights, [[1, -2, 3], [0, 4, 5]])


def test_one_fraction_makes_the_whole_kernel_a_float_kernel():
    weights = parse_kernel_rows([[1, 0.5]])
    assert weights.dtype == np.float64
    assert_array_equal(weights, [[1, 0.5]])


@pytest.mark.parametrize("shape", [(1, 1), (1, 31), (31, 1), (2, 4), (31, 31)])
def test_any_rectangle_up_to_31_is_a_kernel(shape: tuple[int, int]):
    rows = np.arange(shape[0] * shape[1]).reshape(shape)
    assert_array_equal(parse_kernel_rows(rows.tolist()), rows)
    assert_array_equal(parse_kernel_rows(rows), rows)


@pytest.mark.parametrize("value", ["1 2 3", None, 7, True, [1, 2, 3], ["12", "34"], {"a": [1]}, [[1], None]])
def test_what_is_not_rows_of_numbers_is_not_a_kernel(value: Any):
    assert refusal(value).code == "kernel_not_rows"


@pytest.mark.parametrize("value", [[], [[]], [[], []]])
def test_an_empty_kernel_is_refused(value: Any):
    assert refusal(value).code == "kernel_empty"


def test_a_kernel_of_100_by_100_is_refused_by_its_size():
    error = refusal([[0] * 100] * 100)
    assert (error.code, error.value, error.limit) == ("kernel_too_large", "100×100", 31)
    assert refusal([[0] * 32]).value == "1×32"
    assert refusal([[0]] * 32).value == "32×1"


def test_a_short_row_is_pointed_at():
    error = refusal([[1, 2, 3], [4, 5, 6], [7, 8]])
    assert (error.code, error.field, error.value, error.limit) == ("kernel_ragged", "2", 2, 3)
    assert error.values["row"] == 3
    assert refusal([[], [1]]).code == "kernel_ragged"


@pytest.mark.parametrize(
    ("cell", "said"),
    [("x", "x"), ("1", "1"), (True, "true"), (None, "null"), ([1], "[1]"), (2 + 1j, "(2+1j)")],
)
def test_text_truth_and_nothing_are_not_weights(cell: Any, said: str):
    error = refusal([[1, 2], [3, cell]])
    assert (error.code, error.field, error.value) == ("kernel_not_a_number", "1.1", said)
    assert (error.values["row"], error.values["column"]) == (2, 2)


@pytest.mark.parametrize(
    ("cell", "said"), [(float("nan"), "NaN"), (float("inf"), "Infinity"), (float("-inf"), "-Infinity")]
)
def test_a_weight_that_is_not_finite_is_refused(cell: float, said: str):
    error = refusal([[1, cell]])
    assert (error.code, error.field, error.value) == ("kernel_not_finite", "0.1", said)


@pytest.mark.parametrize("cell", [1_000_001, -1_000_000.5, 1e308, 10**30, -(10**400)])
def test_a_weight_beyond_a_million_is_refused(cell: float):
    error = refusal([[cell]])
    assert (error.code, error.limit) == ("kernel_weight_too_large", 1_000_000)
    assert parse_kernel_rows([[1_000_000, -1_000_000]]).tolist() == [[1_000_000, -1_000_000]]


def test_the_default_keeps_brightness_and_shows_relief():
    kernel = custom(DEFAULT_ROWS)
    assert int(kernel.weights.sum()) == kernel.divisor == 1
    assert kernel.offset == 0


def test_the_factory_says_that_the_refusal_is_about_the_kernel():
    with pytest.raises(DomainError) as caught:
        custom([[1, float("nan")]])
    assert caught.value.field == "kernel.0.1"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=20,
)


@given(anything)
def test_whatever_comes_in_either_a_kernel_or_a_refusal_comes_out(value: Any):
    try:
        weights = parse_kernel_rows(value)
    except DomainError as error:
        json.dumps(dict(error.values), allow_nan=False)
    else:
        assert weights.ndim == 2
        assert np.isfinite(weights).all()


@pytest.mark.parametrize(
    ("weights", "divisor", "reason"),
    [
        (np.ones((2, 2), dtype=np.int32), 1, "int32"),
        (np.ones(3), 1, "not a table"),
        (np.ones((0, 3)), 1, "not a table"),
        (np.array([[np.nan]]), 1, "not finite"),
        (np.ones((1, 1)), 0, "zero"),
    ],
)
def test_a_factory_cannot_return_what_is_not_a_kernel(weights: np.ndarray, divisor: float, reason: str):
    with pytest.raises(ValueError, match=reason):
        Kernel(weights, divisor)


def test_the_weights_of_a_kernel_cannot_be_changed_afterwards():
    with pytest.raises(ValueError, match="read-only"):
        custom([[1, 2]]).weights[0, 0] = 5
