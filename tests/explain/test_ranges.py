"""Every value inside a range can be played; the first outside is refused, and the range says why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from app.conv.errors import DomainError
from app.conv.geometry import Axis
from app.explain.cases import CASES
from app.explain.extent import amounts
from app.explain.from_spec import explain
from app.explain.ranges import Range, ranges
from app.explain.spec import OperandSpec, TraceSpec
from app.i18n.catalog import messages, translate
from tests.explain.spec_strategies import specs


def spec_of(size: int, taps: int, *, mode="correlate", **options) -> TraceSpec:
    return TraceSpec(mode, OperandSpec((1, size, size)), OperandSpec((1, 1, taps, taps)), **options)


def turned(spec: TraceSpec, control: str, value: int) -> TraceSpec:
    """The spec with one control moved, written here a second time."""
    bare = replace(spec, x=OperandSpec(spec.x.shape), w=OperandSpec(spec.w.shape), bias=None, delta=None)
    (c, h, w), (a, b, u, v) = bare.x.shape, bare.w.shape
    rows, cols = amounts(spec)
    is_transposed, is_pool = spec.mode == "transposed", "pool" in spec.mode
    match control:
        case "input_rows":
            return replace(bare, x=OperandSpec((c, value, w)))
        case "input_cols":
            return replace(bare, x=OperandSpec((c, h, value)))
        case "kernel_rows":
            return replace(bare, w=OperandSpec((a, b, value, v)))
        case "kernel_cols":
            return replace(bare, w=OperandSpec((a, b, u, value)))
        case "channels_in":
            weight = (a, b, u, v) if is_pool else (value, b, u, v) if is_transposed else (a, value, u, v)
            return replace(bare, x=OperandSpec((value, h, w)), w=OperandSpec(weight))
        case "channels_out":
            if is_pool:
                return replace(bare, x=OperandSpec((value, h, w)))
            return replace(bare, w=OperandSpec((a, value, u, v) if is_transposed else (value, b, u, v)))
        case "padding":
            return replace(bare, padding=((value, value), (value, value)))
        case "padding_rows":
            return replace(bare, padding=((value, value), cols))
        case "padding_cols":
            return replace(bare, padding=(rows, (value, value)))
    name, _, axis = control.rpartition("_") if control.endswith(("rows", "cols")) else (control, "", "")
    old = getattr(bare, name)
    pair = {"": (value, value), "rows": (value, old[1]), "cols": (old[0], value)}[axis]
    changed: Any = {name: pair}
    return replace(bare, **changed)


def is_played(spec: TraceSpec) -> bool:
    try:
        explain(spec)
    except DomainError:
        return False
    return True


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("taps", [1, 2, 3])
@pytest.mark.parametrize("mode", ["correlate", "max_pool", "transposed", "average_pool_backward"])
@pytest.mark.parametrize("padding", [0, 1])
def test_small_specs_exhaustively(size, taps, mode, padding):
    for stride in (1, 2):
        for dilation in (1, 2):
            spec = spec_of(
                size, taps, mode=mode, stride=(stride, stride), dilation=(dilation, dilation),
                padding=((padding, padding), (padding, padding)),
            )  # fmt: skip
            if is_played(spec):
                for control, allowed in ranges(spec).items():
                    assert_honest(spec, control, allowed)


def assert_honest(spec: TraceSpec, control: str, allowed: Range) -> None:
    is_fixed = allowed.reason in ("range.global", "range.output_padding.mode")
    if is_fixed:
        assert allowed.minimum == allowed.maximum
        return
    for value in range(allowed.minimum, allowed.maximum + 1):
        assert is_played(turned(spec, control, value)), (control, value)
    for value in (allowed.minimum - 1, allowed.maximum + 1):
        assert not is_played(turned(spec, control, value)), (control, value, allowed)


@settings(max_examples=25, deadline=None)
@given(specs())
def test_random_specs_their_edges_only(spec):
    if not is_played(spec):
        return
    for control, allowed in ranges(spec).items():
        now = allowed.values["minimum"], allowed.values["maximum"]
        assert now == (allowed.minimum, allowed.maximum)
        if allowed.reason in ("range.global", "range.output_padding.mode"):
            continue
        # A named padding may stand beyond what one can type; then the nearest amounts are offered.
        if is_played(turned(spec, control, allowed.maximum)):
            assert not is_played(turned(spec, control, allowed.maximum + 1))
            assert is_played(turned(spec, control, allowed.minimum))


@pytest.mark.parametrize("size", range(1, 9))
@pytest.mark.parametrize("padding", [0, 1, 2])
def test_the_longest_kernel_and_the_widest_dilation_are_the_axis_own(size, padding):
    for dilation in (1, 2, 3):
        spec = spec_of(
            size, 1, padding=((padding, padding), (padding, padding)), dilation=(dilation, dilation)
        )  # fmt: skip
        axis = Axis(size, 1, 1, dilation, padding, padding)
        assert ranges(spec)["kernel_rows"].maximum == min(7, axis.largest_kernel)
    two_taps = Axis(size, 2, 1, 1, padding, padding)
    if two_taps.output:
        spec = spec_of(size, 2, padding=((padding, padding), (padding, padding)))
        assert two_taps.largest_dilation is not None
        assert ranges(spec)["dilation"].maximum == min(4, two_taps.largest_dilation)


def test_the_reason_names_the_numbers_a_kernel_of_five_in_an_input_of_four():
    allowed = ranges(spec_of(4, 3))["kernel_rows"]
    assert (allowed.minimum, allowed.maximum, allowed.reason) == (1, 4, "range.kernel.window")
    assert allowed.values["padded"] == 4


def test_a_stride_beyond_the_input_is_allowed_and_the_note_says_from_where_on_one_window_is_left():
    allowed = ranges(spec_of(4, 3))["stride"]
    assert (allowed.maximum, allowed.reason, allowed.values["useful"]) == (5, "range.stride.one_window", 1)


def test_output_padding_ends_below_the_stride_and_holds_the_stride_up():
    spec = spec_of(2, 3, mode="transposed", stride=(3, 3), output_padding=(2, 2))
    assert ranges(spec)["output_padding"].maximum == 2
    assert (ranges(spec)["stride"].minimum, ranges(spec)["stride"].reason) == (
        3,
        "range.stride.output_padding",
    )
    assert ranges(replace(spec, mode="correlate", x=OperandSpec((1, 5, 5))))["output_padding"].maximum == 0


def test_channels_end_where_the_trace_would_be_too_large():
    # 12 × 12 outputs of 49 terms are 7,056; times 2 · 3 is 42,336, times 3 · 3 too many.
    spec = TraceSpec("correlate", OperandSpec((3, 12, 12)), OperandSpec((2, 3, 7, 7)), padding="same")
    allowed = ranges(spec)["channels_out"]
    assert (allowed.maximum, allowed.reason, allowed.values["limit"]) == (2, "range.terms", 50_000)


def test_global_pooling_has_no_window_to_adjust():
    spec = TraceSpec("global_average_pool", OperandSpec((1, 5, 4)), OperandSpec((1, 1, 1, 1)))
    allowed = ranges(spec)
    assert (allowed["kernel_rows"].minimum, allowed["kernel_cols"].maximum) == (5, 4)
    assert allowed["stride"].reason == "range.global"


def test_a_spec_that_cannot_be_played_has_no_ranges():
    with pytest.raises(DomainError, match="no_window"):
        ranges(spec_of(2, 3))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_is_a_sentence_without_open_places(language):
    everything = [case.spec for case in CASES] + [
        spec_of(1, 3, padding=((1, 1), (1, 1))),
        spec_of(3, 1),
        spec_of(2, 3, mode="transposed", stride=(3, 3), output_padding=(2, 2)),
        TraceSpec("correlate", OperandSpec((3, 12, 12)), OperandSpec((2, 3, 7, 7)), padding="same"),
    ]
    for spec in everything:
        for allowed in ranges(spec).values():
            assert allowed.reason in messages(language)
            assert "{" not in translate(language, allowed.reason, allowed.values)
