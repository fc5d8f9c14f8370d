"""How far every control may go from where the spec is now, and what stops it there.

A range is found by trying: each value the house allows is put into the spec, and the same check and the
same geometry that would refuse it later are asked now. So a range cannot disagree with a refusal, and its
reason is the refusal. The sentences are ``range.<what>``; their numbers come from the same axes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from app.conv.errors import DomainError, Scalar
from app.conv.geometry import Axis
from app.explain.arrays import LARGEST_TRACE, LARGEST_TRACE_OF_LETTERS
from app.explain.extent import amounts, forward_axes, most_terms, windows_of
from app.explain.spec import (
    CHANNELS,
    DILATIONS,
    INPUT_SIDES,
    KERNEL_SIDES,
    PADDINGS,
    POOL_MODES,
    STRIDES,
    Fill,
    OperandSpec,
    TraceSpec,
    check,
)

Change = Callable[[TraceSpec, int], TraceSpec]


@dataclass(frozen=True, slots=True)
class Range:
    """What a control may be set to while everything else stays.

    Attributes:
        reason: message key of the sentence that says what stops it.
        values: the placeholders of that sentence, ``minimum`` and ``maximum`` among them.
    """

    minimum: int
    maximum: int
    reason: str
    values: Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class _Control:
    """What is turned: where it stands, how far the house lets it go, what a turn does to the spec.

    Attributes:
        axes: 0 for rows, 1 for columns: which of them a turn moves.
    """

    kind: str
    now: int
    bounds: tuple[int, int]
    change: Change
    axes: tuple[int, ...] = (0, 1)


def ranges(spec: TraceSpec) -> dict[str, Range]:
    """The range of every control of a valid spec.

    Pairs have three: ``stride`` (both axes turned at once), ``stride_rows`` and ``stride_cols``; so do
    padding (all sides, or both ends of one axis), dilation and output_padding.

    Raises:
        DomainError: where the spec itself is refused.
    """
    check(spec)
    windows_of(spec)
    return {name: _range(spec, control) for name, control in _controls(spec).items()}


def _controls(spec: TraceSpec) -> dict[str, _Control]:
    controls = {
        "input_rows": _Control("input", spec.plane[0], INPUT_SIDES, _side("x", 1), (0,)),
        "input_cols": _Control("input", spec.plane[1], INPUT_SIDES, _side("x", 2), (1,)),
        "kernel_rows": _Control("kernel", spec.kernel[0], KERNEL_SIDES, _side("w", 2), (0,)),
        "kernel_cols": _Control("kernel", spec.kernel[1], KERNEL_SIDES, _side("w", 3), (1,)),
        "channels_in": _Control("channels", spec.x.shape[0], CHANNELS, _channels_in),
        "channels_out": _Control("channels", spec.channels_out, CHANNELS, _channels_out),
    }
    padding = amounts(spec)
    for suffix, axes in (("", (0, 1)), ("_rows", (0,)), ("_cols", (1,))):
        first = axes[0]
        for name, pair, bounds in (
            ("stride", spec.stride, STRIDES),
            ("dilation", spec.dilation, DILATIONS),
            ("output_padding", spec.output_padding, (0, STRIDES[1] - 1)),
        ):
            controls[name + suffix] = _Control(name, pair[first], bounds, _pair(name, axes), axes)
        controls["padding" + suffix] = _Control(
            "padding", max(padding[first]), PADDINGS, _padding(axes), axes
        )
    return controls


def _range(spec: TraceSpec, control: _Control) -> Range:
    fixed = _fixed(spec, control.kind)
    if fixed is not None:
        value, reason = fixed
        value = control.now if value is None else value
        return Range(value, value, reason, {"minimum": value, "maximum": value})
    low, high = control.bounds
    refusals = [_refusal(control.change(spec, value)) for value in range(low, high + 1)]
    first, last = _run(refusals, control.now - low)
    minimum, maximum = low + first, low + last
    ahead = refusals[last + 1] if last + 1 < len(refusals) else None
    behind = refusals[first - 1] if first > 0 else None
    reason, values = _reason(spec, control, ahead, behind, maximum)
    return Range(minimum, maximum, reason, {"minimum": minimum, "maximum": maximum, **values})


def _fixed(spec: TraceSpec, kind: str) -> tuple[int | None, str] | None:
    """(value or None for the present one, reason) of a control that has no meaning in this mode."""
    if kind == "output_padding" and spec.mode != "transposed":
        return 0, "range.output_padding.mode"
    if kind in ("kernel", "stride", "padding", "dilation") and spec.mode == "global_average_pool":
        return {"stride": 1, "dilation": 1, "padding": 0}.get(kind), "range.global"
    return None


def _refusal(spec: TraceSpec) -> DomainError | None:
    try:
        check(spec)
        windows_of(spec)
    except DomainError as refusal:
        return refusal
    terms = most_terms(spec)
    limit = LARGEST_TRACE_OF_LETTERS if spec.has_letters else LARGEST_TRACE
    return DomainError("trace_too_large", value=terms, limit=limit) if terms > limit else None


def _run(refusals: list[DomainError | None], now: int) -> tuple[int, int]:
    """First and last of the unbroken allowed values around ``now``, or of those nearest to it."""
    allowed = [index for index, refusal in enumerate(refusals) if refusal is None]
    if not allowed:
        # One axis alone cannot be set to what both are asked for; where it stands is what is left.
        here = min(max(now, 0), len(refusals) - 1)
        return here, here
    first = last = min(allowed, key=lambda index: abs(index - now))
    while first - 1 in allowed:
        first -= 1
    while last + 1 in allowed:
        last += 1
    return first, last


def _reason(
    spec: TraceSpec, control: _Control, ahead: DomainError | None, behind: DomainError | None, maximum: int
) -> tuple[str, dict[str, Scalar]]:
    stopper = ahead or behind
    axis = _tightest(spec, control)
    facts: dict[str, Scalar] = {
        "size": axis.size,
        "padded": axis.padded,
        "effective": axis.effective,
        "dilation": axis.dilation,
        "kernel": axis.kernel,
    }
    if stopper is None:
        if control.kind == "stride" and spec.mode != "transposed" and axis.largest_useful_stride < maximum:
            return "range.stride.one_window", {"useful": axis.largest_useful_stride}
        if control.kind == "dilation" and axis.largest_dilation is None:
            return "range.dilation.one_tap", {}
        return f"range.{control.kind}.house", {}
    match stopper.code:
        case "no_window" | "operand_shape" | "kernel_empty":
            return f"range.{control.kind}.window", facts
        case "trace_too_large":
            return "range.terms", {"limit": stopper.limit}
        case "output_padding_too_large":
            about = "stride" if control.kind == "stride" else "output_padding"
            return f"range.{about}.output_padding", {"stride": spec.stride[control.axes[0]]}
        case code:
            return f"range.{code}", {"limit": stopper.limit}


def _tightest(spec: TraceSpec, control: _Control) -> Axis:
    """The axis that leaves the least room, of those the control moves."""
    axes = forward_axes(spec)
    return min((axes[index] for index in control.axes), key=lambda axis: axis.padded - axis.effective)


def _side(name: str, position: int) -> Change:
    def change(spec: TraceSpec, value: int) -> TraceSpec:
        return _reshaped(spec, name, position, value)

    return change


def _channels_in(spec: TraceSpec, value: int) -> TraceSpec:
    changed = _reshaped(spec, "x", 0, value)
    if spec.mode in POOL_MODES:
        return changed
    return _reshaped(changed, "w", 0 if spec.mode == "transposed" else 1, value)


def _channels_out(spec: TraceSpec, value: int) -> TraceSpec:
    if spec.mode in POOL_MODES:  # channel by channel: what goes in comes out
        return _reshaped(spec, "x", 0, value)
    return _reshaped(spec, "w", 1 if spec.mode == "transposed" else 0, value)


def _pair(name: str, axes: tuple[int, ...]) -> Change:
    def change(spec: TraceSpec, value: int) -> TraceSpec:
        bare = _without_values(spec)
        match name:
            case "stride":
                return replace(bare, stride=_turned(spec.stride, axes, value))
            case "dilation":
                return replace(bare, dilation=_turned(spec.dilation, axes, value))
            case _:
                return replace(bare, output_padding=_turned(spec.output_padding, axes, value))

    return change


def _turned(pair: tuple[int, int], axes: tuple[int, ...], value: int) -> tuple[int, int]:
    return value if 0 in axes else pair[0], value if 1 in axes else pair[1]


def _padding(axes: tuple[int, ...]) -> Change:
    def change(spec: TraceSpec, value: int) -> TraceSpec:
        rows, cols = amounts(spec)
        both = (value, value)
        padding = (both if 0 in axes else rows, both if 1 in axes else cols)
        return replace(_without_values(spec), padding=padding)

    return change


def _reshaped(spec: TraceSpec, name: str, position: int, value: int) -> TraceSpec:
    bare = _without_values(spec)
    operand = bare.x if name == "x" else bare.w
    shape = (*operand.shape[:position], value, *operand.shape[position + 1 :])
    changed = replace(operand, shape=shape)
    return replace(bare, x=changed) if name == "x" else replace(bare, w=changed)


def _without_values(spec: TraceSpec) -> TraceSpec:
    """Only shapes matter here; whether there are letters is kept."""
    fill: Fill = "letters" if spec.has_letters else "zeros"
    return replace(
        spec,
        x=OperandSpec(spec.x.shape, fill),
        w=OperandSpec(spec.w.shape, fill),
        bias=None,
        delta=None,
    )
