"""Reverse, slide, multiply, add: ``r_i = Σ_k v_k w_{i−k+1}``, undefined elements being 0 (deck 5).

It is the two-dimensional engine with one row: the same geometry, the same windows, the same ``accumulate``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from app.conv.accumulate import accumulate
from app.conv.errors import DomainError
from app.conv.geometry import Geometry, geometry
from app.conv.padding import pad
from app.conv.windows import windows
from app.signals.records import (
    PADDING_ZERO,
    Operation,
    Real,
    SlideCounts,
    SlideExpanded,
    SlideGeometry,
    SlideOperand,
    SlideOutput,
    SlideReduction,
    SlideTrace,
    Tape,
)

Width = Literal["valid", "full", "same"]
WIDTHS: tuple[Width, ...] = get_args(Width)
OPERATIONS: tuple[Operation, ...] = get_args(Operation)
Padding: TypeAlias = Width | tuple[int, int]


def slide(
    v: Sequence[Real],
    w: Sequence[Real],
    *,
    operation: Operation = "convolve",
    padding: Padding = "full",
    stride: int = 1,
    divisor: int | None = None,
    is_centred: bool = False,
) -> tuple[SlideTrace, Tape]:
    """Slide w (reversed, for a convolution) past v and keep every product.

    Args:
        v: n ≥ 1 numbers, the fixed sequence.
        w: m ≥ 1 numbers, the sliding one.
        padding: "valid" (narrow, n − m + 1 results), "full" (wide, n + m − 1), "same" (equal, n) or the zeros
            before and after v.
        divisor: every sum is divided by it.
        is_centred: r_i is written below the middle of its window, whatever the padding.

    Raises:
        DomainError: those of :func:`app.conv.geometry.geometry`.
    """
    x, kernel = as_row(v), as_row(w)
    amounts = padding if isinstance(padding, str) else ((0, 0), padding)
    shape = geometry((1, len(v)), (1, len(w)), stride=(1, stride), padding=amounts)
    applied = tuple(range(len(w)))[:: -1 if operation == "convolve" else 1]
    seen = windows(pad(x, shape, "zeros"), shape)[0, :, 0, :].tolist()
    weights = kernel[0, list(applied)].tolist()
    reductions = tuple(
        _reduction(i, values, weights, applied, shape, divisor) for i, values in enumerate(seen)
    )
    axis = shape.cols
    inside = range(-axis.before, axis.size + axis.after)
    source = tuple(index if 0 <= index < axis.size else PADDING_ZERO for index in inside)
    trace = SlideTrace(
        mode=operation,
        geometry=_sizes(shape),
        operands=(
            SlideOperand(
                "x", "input", "grey", (1, 1, len(v)), tuple(x[0].tolist()),
                expanded=SlideExpanded((1, 1, axis.padded), source, (0, axis.before)),
            ),
            SlideOperand(
                "w", "kernel", "value", (1, 1, 1, len(w)), tuple(kernel[0].tolist()), applied=applied
            ),
        ),
        output=SlideOutput("y", "value", (1, 1, axis.output), tuple(one.result for one in reductions)),
        reductions=reductions,
        counts=SlideCounts(len(w), axis.output * len(v), axis.output * len(w)),
    )  # fmt: skip
    return trace, _tape(shape, operation, is_centred or padding == "same")


def counted(length: int) -> tuple[str, ...]:
    """The indices 1 … n, as the definition counts."""
    return tuple(str(index + 1) for index in range(length))


def places(trace: SlideTrace, tape: Tape) -> tuple[str, ...]:
    """The index i of every r_i: that of the element of v above it; 0 and less below the zeros before v."""
    before = trace.geometry.padding[1][0]
    return tuple(str(column - before + 1) for column in tape.output_at)


def as_row(values: Sequence[Real]) -> NDArray[Any]:
    """(1, n): int64 where every number is whole, else float64."""
    is_whole = all(isinstance(value, int) for value in values)
    return np.array([list(values)], np.int64 if is_whole else np.float64)


def read_padding(padding: Any) -> Padding:
    """A padding as it was sent: a name or two whole numbers.

    Raises:
        DomainError: ``choice_unknown``, ``signal_padding``.
    """
    if isinstance(padding, str):
        name: Width = read_choice("padding", padding, WIDTHS)
        return name
    match padding:
        case [int(before), int(after)] if not isinstance(before, bool) and not isinstance(after, bool):
            return before, after
    raise DomainError("signal_padding", field="padding", value=str(padding)[:40])


def read_choice(field: str, value: Any, choices: tuple[Any, ...]) -> Any:
    """The choice itself.

    Raises:
        DomainError: ``choice_unknown``.
    """
    if not isinstance(value, str) or value not in choices:
        raise DomainError("choice_unknown", field=field, value=str(value)[:40], limit=", ".join(choices))
    return value


def _reduction(
    output: int,
    values: list[Real],
    weights: list[Real],
    applied: tuple[int, ...],
    shape: Geometry,
    divisor: int | None,
) -> SlideReduction:
    products, sums = zip(*accumulate(zip(values, weights, strict=True)), strict=True)
    taps = range(len(weights))
    return SlideReduction(
        output=output,
        values=tuple(values),
        weights=tuple(weights),
        products=products,
        partial_sums=sums,
        value_at=tuple(shape.cols.input_index(output, tap) + shape.cols.before for tap in taps),
        weight_at=applied,
        divisor=divisor,
        result=sums[-1] if divisor is None else sums[-1] / divisor,
    )


def _sizes(shape: Geometry) -> SlideGeometry:
    axis = shape.cols
    return SlideGeometry(
        input=(1, axis.size),
        kernel=(1, axis.kernel),
        stride=(1, axis.stride),
        dilation=(1, 1),
        padding=shape.padding,
        output_padding=(0, 0),
        effective=(1, axis.effective),
        padded=shape.padded_shape,
        output=shape.output_shape,
    )


def _tape(shape: Geometry, operation: Operation, is_centred: bool) -> Tape:
    axis = shape.cols
    starts = tuple(axis.input_index(output, 0) + axis.before for output in range(axis.output))
    last = axis.kernel - 1 if operation == "convolve" else 0
    anchor = axis.kernel // 2 if is_centred else last
    return Tape(axis.padded, starts, tuple(start + anchor for start in starts))
