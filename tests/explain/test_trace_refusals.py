"""A trace refuses what it cannot play, says why in both languages, and does so before it starts."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.explain.arrays import LARGEST_TRACE, LARGEST_TRACE_OF_LETTERS
from app.explain.trace import trace
from app.i18n.catalog import messages

X, W = [[[1, 2, 3], [4, 5, 6]]], [[[[1, 0], [0, -1]]]]


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("operand_shape", {"x": [[1, 2], [3, 4]]}),
        ("operand_shape", {"x": [[[1, 2], [3]]]}),
        ("operand_shape", {"w": [[[]]]}),
        ("not_a_number", {"x": [[[1, float("nan"), 3], [4, 5, 6]]]}),
        ("not_a_number", {"x": [[[1, float("inf"), "a"], [4, 5, 6]]]}),
        ("not_a_number", {"x": [[["", 2, 3], [4, 5, 6]]]}),
        ("not_a_number", {"x": [[[1j, 2, 3], [4, 5, 6]]]}),
        ("number_too_large", {"x": [[[1, -1_000_001, 3], [4, 5, 6]]]}),
        ("number_too_large", {"x": [[["a", 10**30, 3], [4, 5, 6]]]}),
        ("number_too_large", {"x": [[[10**30, 2, 3], [4, 5, 6]]]}),
        ("channels_differ", {"w": [[[[1]], [[2]]]]}),
        ("channels_differ", {"mode": "transposed", "w": [[[[1]]], [[[2]]]]}),
        ("operand_misfit", {"bias": [1, 2]}),
        ("operand_misfit", {"mode": "gradient_kernel", "delta": [[[1]]]}),
        ("delta_missing", {"mode": "gradient_bias"}),
        ("no_window", {"w": np.ones((1, 1, 3, 3))}),
        ("stride_too_small", {"mode": "transposed", "stride": (1, 0)}),
        ("stride_too_small", {"stride": (0, 1)}),
        ("dilation_too_small", {"dilation": (1, 0)}),
        ("padding_negative", {"padding": ((0, -1), (0, 0))}),
        ("output_padding_too_large", {"mode": "transposed", "output_padding": (0, 1)}),
        ("transposed_output_empty", {"mode": "transposed", "padding": 2}),
        ("choice_unknown", {"mode": "deconvolve"}),
        ("letters_not_allowed", {"mode": "average_pool", "x": [[["a", "b"], ["c", "d"]]]}),
    ],
)
def test_bad_arguments_are_refused_with_a_code_that_has_its_sentences(code, arguments):
    given: dict[str, Any] = {"mode": "correlate", "x": X, "w": W, **arguments}
    with pytest.raises(DomainError) as refusal:
        trace(given.pop("mode"), given.pop("x"), given.pop("w"), **given)
    assert refusal.value.code == code
    for language in ("zh", "en"):
        for part in ("message", "remedy"):
            sentence = messages(language)[f"error.{code}.{part}"]
            assert sentence.format_map({**refusal.value.values, "field": refusal.value.field})


def test_a_trace_of_50_000_products_is_played_and_a_larger_one_is_not():
    assert trace("correlate", np.ones((1, 1, 50_000)), [[[[1]]]]).counts.multiplications == LARGEST_TRACE
    with pytest.raises(DomainError) as refusal:
        trace("correlate", np.ones((1, 1, 50_001)), [[[[1]]]])
    assert (refusal.value.code, refusal.value.value, refusal.value.limit) == (
        "trace_too_large",
        50_001,
        50_000,
    )


def test_letters_take_more_room_and_have_a_lower_limit():
    with pytest.raises(DomainError) as refusal:
        trace("correlate", np.ones((1, 1, 5_001), int), [[[["w"]]]])
    assert refusal.value.limit == LARGEST_TRACE_OF_LETTERS == 5_000


@pytest.mark.parametrize(
    "mode",
    ["correlate", "transposed", "gradient_input", "gradient_kernel", "max_pool", "average_pool_backward"],
)
def test_what_is_too_large_is_refused_before_anything_of_it_is_built(mode):
    x, w = np.ones((1, 300, 300)), np.ones((1, 1, 7, 7))
    delta = np.ones((1, 294, 294))
    tracemalloc.start()
    try:
        with pytest.raises(DomainError, match="trace_too_large"):
            trace(mode, x, w, delta=delta)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * x.nbytes  # one index for each of the 4 million products would be forty times as much


def test_the_largest_numbers_still_add_up_exactly():
    x = np.full((1, 1, 7), 999_999)
    result = trace("correlate", x, np.full((1, 1, 1, 7), 999_983))
    assert result.output.values == (7 * 999_999 * 999_983,)


def test_a_number_with_thousands_of_digits_is_refused_in_a_few():
    with pytest.raises(DomainError) as refusal:
        trace("correlate", [[[10**5000]]], [[[[1]]]])
    assert refusal.value.value == "1.000000e+5000"
