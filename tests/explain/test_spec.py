"""A spec that cannot be played is refused, and the refusal names the field, the value and the limit."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest

from app.conv.errors import DomainError
from app.conv.geometry import Axis
from app.explain.extent import forward_shape, most_terms, output_shape, rounded_up, windows_of
from app.explain.from_spec import explain
from app.explain.spec import MODES, POOL_MODES, OperandSpec, TraceSpec, check
from app.i18n.catalog import messages, translate

PLAIN = TraceSpec("correlate", OperandSpec((2, 5, 4)), OperandSpec((3, 2, 3, 2)))
TRANSPOSED = TraceSpec("transposed", OperandSpec((2, 3, 3)), OperandSpec((2, 1, 3, 3)), stride=(2, 3))
POOL = TraceSpec("max_pool", OperandSpec((1, 4, 4)), OperandSpec((1, 1, 2, 2)), stride=(2, 2))


def anything(text: str) -> Any:
    """What a hand-written request may say where only a few words are allowed."""
    return text


def x(*values, shape=(1, 1, 2)) -> OperandSpec:
    return OperandSpec(shape, values=values)


REFUSED = [
    (replace(PLAIN, mode=anything("blur")), "choice_unknown", "mode"),
    (replace(PLAIN, operation=anything("flip")), "choice_unknown", "operation"),
    (replace(PLAIN, rounding=anything("round")), "choice_unknown", "rounding"),
    (replace(PLAIN, padding=anything("half")), "choice_unknown", "padding"),
    (replace(PLAIN, x=OperandSpec((2, 5, 4), anything("noise"))), "choice_unknown", "x.fill"),
    (replace(PLAIN, x=OperandSpec((2, 5, 4), "random", -1)), "seed_negative", "x.seed"),
    (replace(PLAIN, x=OperandSpec((5, 4))), "operand_shape", "x.shape"),
    (replace(PLAIN, x=OperandSpec((2, 0, 4))), "operand_shape", "x.shape"),
    (replace(PLAIN, w=OperandSpec((3, 2, 3))), "operand_shape", "w.shape"),
    (replace(PLAIN, bias=OperandSpec((1, 3))), "operand_shape", "bias.shape"),
    (replace(PLAIN, x=x(1, 2, 3)), "operand_values", "x.values"),
    (replace(PLAIN, x=x(1, nan)), "not_a_number", "x.values.1"),
    (replace(PLAIN, x=x(1, -inf)), "not_a_number", "x.values.1"),
    (replace(PLAIN, x=x(True, 1)), "not_a_number", "x.values.0"),
    (replace(PLAIN, x=x(1, None)), "not_a_number", "x.values.1"),
    (replace(PLAIN, x=x(1, "")), "not_a_number", "x.values.1"),
    (replace(PLAIN, x=x(1, "two")), "not_a_number", "x.values.1"),
    (replace(PLAIN, x=x(1, -1_000_001)), "number_too_large", "x.values.1"),
    (replace(PLAIN, x=x(10**5000, 1)), "number_too_large", "x.values.0"),
    (replace(POOL, x=x(1, "a")), "letters_not_allowed", "x.values.1"),
    (replace(POOL, x=OperandSpec((1, 4, 4), "letters")), "letters_not_allowed", "x.fill"),
    (replace(PLAIN, x=OperandSpec((2, 13, 4))), "trace_input", "x.shape.1"),
    (replace(PLAIN, x=OperandSpec((4, 5, 4))), "trace_channels", "x.shape.0"),
    (replace(PLAIN, w=OperandSpec((4, 2, 3, 2))), "trace_channels", "w.shape.0"),
    (replace(PLAIN, w=OperandSpec((3, 2, 3, 8))), "trace_kernel", "w.shape.3"),
    (replace(PLAIN, w=OperandSpec((2, 3, 3, 2))), "channels_differ", "w.shape.1"),
    (replace(TRANSPOSED, w=OperandSpec((1, 2, 3, 3))), "channels_differ", "w.shape.0"),
    (replace(PLAIN, stride=(0, 1)), "trace_stride", "stride.0"),
    (replace(PLAIN, stride=(1, 6)), "trace_stride", "stride.1"),
    (replace(PLAIN, dilation=(1, 5)), "trace_dilation", "dilation.1"),
    (replace(PLAIN, padding=((0, 7), (0, 0))), "trace_padding", "padding.0.1"),
    (replace(PLAIN, padding=((0, 0), (-1, 0))), "trace_padding", "padding.1.0"),
    (replace(TRANSPOSED, output_padding=(2, 0)), "output_padding_too_large", "output_padding.0"),
    (replace(TRANSPOSED, output_padding=(0, -1)), "output_padding_too_large", "output_padding.1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "code", "field"),
    REFUSED,
    ids=[f"{n}-{code}-{field}" for n, (_, code, field) in enumerate(REFUSED)],
)
def test_what_cannot_be_played_is_refused_at_the_field_it_is_about(spec, code, field):
    with pytest.raises(DomainError) as refusal:
        check(spec)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    for language in ("zh", "en"):
        for part in ("message", "remedy"):
            sentence = translate(language, f"error.{code}.{part}", {**refusal.value.values, "field": field})
            assert sentence != f"error.{code}.{part}"
            assert "{" not in sentence


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"w": OperandSpec((3, 2, 6, 2))}, "no_window"),
        ({"dilation": (3, 1)}, "no_window"),
    ],
)
def test_a_kernel_that_finds_no_window_is_refused_by_the_geometry(change, code):
    with pytest.raises(DomainError) as refusal:
        windows_of(replace(PLAIN, **change))
    assert refusal.value.code == code


def test_a_transposed_result_that_the_padding_cuts_away_is_refused_with_the_largest_padding_that_leaves_one():
    # One cell, kernel 3: a result of 3; cutting 2 off leaves 1.
    one = TraceSpec("transposed", OperandSpec((1, 1, 1)), OperandSpec((1, 1, 3, 3)), padding=((1, 2), (1, 1)))
    with pytest.raises(DomainError) as refusal:
        windows_of(one)
    assert (refusal.value.code, refusal.value.value, refusal.value.limit) == ("transposed_output_empty", 3, 2)
    assert windows_of(replace(one, padding=((1, 1), (1, 1)))).output_shape == (1, 1)


def test_a_maximum_over_nothing_but_padding_is_refused_while_the_mean_of_it_is_zero():
    spec = replace(POOL, padding=((2, 0), (0, 0)))
    with pytest.raises(DomainError) as refusal:
        windows_of(spec)
    assert (refusal.value.code, refusal.value.value) == ("window_without_data", 1)
    assert explain(replace(spec, mode="average_pool"))[0].output.values[0] == 0


def test_sizes_are_limited_but_the_sides_themselves_are_allowed():
    check(replace(PLAIN, x=OperandSpec((2, 12, 1)), w=OperandSpec((3, 2, 7, 1)), stride=(5, 5)))


def test_global_pooling_takes_any_kernel_for_the_whole_input():
    spec = TraceSpec("global_average_pool", OperandSpec((2, 12, 9)), OperandSpec((1, 1, 1, 1)))
    assert spec.kernel == (12, 9)
    assert output_shape(spec) == (2, 1, 1)


@pytest.mark.parametrize(
    ("axis", "windows"),
    [
        (Axis(5, 2, 2), 3),  # ⌈(5 − 2)/2⌉ + 1
        (Axis(6, 2, 2), 3),  # nothing left over
        (Axis(5, 3, 3), 2),
        (Axis(2, 1, 3), 1),  # a second window would begin at cell 3, beyond the input
        (Axis(3, 3, 3, 1, 1, 1), 2),  # it begins at the last cell
        (Axis(3, 1, 5, 1, 0, 4), 1),  # one would begin in the padding after the input
    ],
)
def test_rounding_up_plays_a_last_window_only_where_it_begins_inside(axis, windows):
    assert rounded_up(axis).output == windows


@pytest.mark.parametrize("mode", MODES)
def test_the_announced_shape_and_number_of_terms_are_those_of_the_trace(mode):
    spec = TraceSpec(
        mode,
        OperandSpec((2, 6, 5), "random"),
        OperandSpec((2, 2, 3, 2), "random"),
        stride=(2, 1),
        padding=((1, 1), (1, 0)),
        rounding="ceil",
    )
    trace, _ = explain(spec)
    assert trace.output.shape == output_shape(spec)
    terms = sum(len(reduction.terms) for reduction in trace.reductions)
    assert terms <= most_terms(spec)
    if mode not in POOL_MODES:
        assert terms == most_terms(spec)


def test_delta_has_the_shape_of_the_forward_pass():
    assert forward_shape(replace(PLAIN, mode="gradient_kernel")) == (3, 3, 3)
    assert forward_shape(replace(TRANSPOSED, output_padding=(1, 2))) == (1, 8, 11)


def test_every_sentence_about_a_spec_exists_in_both_languages():
    for language in ("zh", "en"):
        known = messages(language)
        assert {f"error.{code}.remedy" for _, code, _ in REFUSED} <= set(known)
