"""What stands in the cells when nobody typed it, and what stays when the shape changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from app.conv.errors import DomainError
from app.explain.extent import forward_shape
from app.explain.operands import arrays, cells, fill_values, filled, resolve
from app.explain.spec import BACKWARD_MODES, OperandSpec, TraceSpec
from tests.explain.spec_strategies import specs

BACKWARD = TraceSpec("gradient_kernel", OperandSpec((1, 4, 4)), OperandSpec((2, 1, 3, 3)))


@pytest.mark.parametrize(
    ("name", "operand", "values"),
    [
        ("x", OperandSpec((1, 2, 3), "ramp"), (1, 2, 3, 4, 5, 6)),
        ("w", OperandSpec((1, 1, 1, 2), "ones"), (1, 1)),
        ("x", OperandSpec((2, 1, 1), "zeros"), (0, 0)),
        ("x", OperandSpec((2, 3, 2), "one_hot"), (0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0)),
        ("bias", OperandSpec((3,), "one_hot"), (1, 0, 0)),
        ("x", OperandSpec((1, 3, 3), "letters"), tuple("abcdefghj")),
        ("w", OperandSpec((1, 1, 2, 2), "letters"), tuple("wxyz")),
        ("delta", OperandSpec((1, 2, 2), "letters"), ("δ_p", "δ_q", "δ_r", "δ_s")),
        ("bias", OperandSpec((1,), "letters"), ("β",)),
        ("bias", OperandSpec((2,), "letters"), ("β_1", "β_2")),
    ],
)
def test_a_fill_is_what_its_name_says(name, operand, values):
    assert fill_values(operand, name) == values


def test_letters_are_numbered_where_the_decks_letters_run_out():
    assert fill_values(OperandSpec((1, 4, 4), "letters"), "x")[-1] == "x_16"
    assert fill_values(OperandSpec((1, 1, 3, 3), "letters"), "w")[4] == "w_5"
    assert fill_values(OperandSpec((1, 3, 3), "letters"), "delta")[8] == "δ_9"


def test_random_numbers_are_small_whole_and_the_same_for_the_same_seed():
    first = fill_values(OperandSpec((3, 12, 12), "random", 7), "x")
    assert first == fill_values(OperandSpec((3, 12, 12), "random", 7), "x")
    assert set(first) == set(range(-4, 5))
    assert first != fill_values(OperandSpec((3, 12, 12), "random", 8), "x")
    assert first != fill_values(OperandSpec((3, 12, 12), "random", 7), "w"), (
        "operands do not repeat one another"
    )


def test_typed_values_stay_where_they_were_when_the_input_grows_or_shrinks_channel_by_channel():
    two_channels = OperandSpec((2, 3, 2), "zeros", values=tuple(range(1, 9)), values_shape=(2, 2, 2))
    assert filled(two_channels, "x").values == (1, 2, 3, 4, 0, 0, 5, 6, 7, 8, 0, 0)
    narrower = OperandSpec((1, 2, 1), "zeros", values=tuple(range(1, 9)), values_shape=(2, 2, 2))
    assert filled(narrower, "x").values == (1, 3)
    assert filled(narrower, "x").values_shape is None


def test_new_cells_are_what_the_fill_would_have_put_there():
    grown = OperandSpec((1, 1, 4), "ramp", values=(9, 9), values_shape=(1, 1, 2))
    assert filled(grown, "x").values == (9, 9, 3, 4)


def test_a_missing_delta_is_small_random_numbers_in_the_shape_of_the_output():
    delta = resolve(BACKWARD).delta
    assert delta is not None
    assert delta.shape == (2, 2, 2)
    assert delta.values == fill_values(OperandSpec((2, 2, 2), "random", 1), "delta")


def test_delta_and_bias_follow_the_output_when_they_say_what_they_were_written_for():
    older = OperandSpec((1, 1, 2), "zeros", values=(5, 6), values_shape=(1, 1, 2))
    fitted = resolve(replace(BACKWARD, delta=older)).delta
    assert fitted is not None
    assert fitted.values == (5, 6, 0, 0, 0, 0, 0, 0)
    forward = replace(
        BACKWARD, mode="correlate", bias=OperandSpec((1,), "zeros", values=(7,), values_shape=(1,))
    )
    assert resolve(forward).bias == OperandSpec((2,), "zeros", values=(7, 0))


def test_a_delta_of_another_shape_that_does_not_say_so_is_refused():
    with pytest.raises(DomainError) as refusal:
        resolve(replace(BACKWARD, delta=OperandSpec((1, 1, 2), values=(5, 6))))
    assert (refusal.value.code, refusal.value.field) == ("operand_misfit", "delta.shape")
    assert (refusal.value.value, refusal.value.limit) == ("1×1×2", "2×2×2")


def test_whole_numbers_stay_whole_and_one_fraction_makes_floats():
    spec = resolve(replace(BACKWARD, w=OperandSpec((2, 1, 3, 3), values=(0.5, *range(17)))))
    given = arrays(spec)
    assert given["x"].dtype == np.int64
    assert given["w"].dtype == np.float64
    assert set(given) == {"x", "w", "delta"}


def test_letters_become_expressions_that_multiply_with_the_input_first():
    spec = resolve(
        TraceSpec("correlate", OperandSpec((1, 1, 1), "letters"), OperandSpec((1, 1, 1, 1), "letters"))
    )
    given = arrays(spec)
    assert str(given["w"].item() * given["x"].item()) == "aw"


def test_values_are_needed_before_there_are_cells():
    with pytest.raises(ValueError, match="resolve"):
        cells(OperandSpec((1, 1, 1)))


@settings(max_examples=100, deadline=None)
@given(specs())
def test_a_resolved_spec_is_complete_and_resolving_it_again_changes_nothing(spec):
    try:
        full = resolve(spec)
    except DomainError:
        return
    assert resolve(full) == full
    for operand in (full.x, full.w, full.bias, full.delta):
        assert operand is None or operand.values is not None
    assert (full.delta is not None) == (spec.mode in BACKWARD_MODES)
    if full.delta is not None:
        assert full.delta.shape == forward_shape(full)
