"""How large everything about a spec is: the windows it slides, the shape it gives, the terms it takes.

Every size is an ``Axis`` of :mod:`app.conv.geometry`, looked at from the right side:

* inserting ``stride − 1`` zeros between the cells of an input is what dilation does to a kernel;
* a transposed convolution is a convolution of that, stride 1, padded with what is missing to "full";
* a pooling that rounds up is one whose last window is given the cells it lacks.
"""

from __future__ import annotations

import math
from dataclasses import replace

from app.conv.errors import DomainError
from app.conv.geometry import Amounts, Axis, Geometry, geometry
from app.explain.spec import BACKWARD_MODES, MAX_MODES, POOL_MODES, TraceSpec

# Longer than any kernel: of a geometry of this size only the padding is wanted.
_LONG = 1 << 20


def amounts(spec: TraceSpec) -> Amounts:
    """The padding in cells, ((top, bottom), (left, right)), whatever it was called."""
    if spec.mode == "global_average_pool":
        return (0, 0), (0, 0)
    return geometry((_LONG, _LONG), spec.kernel, padding=spec.padding, dilation=spec.dilation).padding


def spread(axis: Axis) -> Axis:
    """What a transposed convolution really slides over, along one axis.

    Args:
        axis: the geometry of the convolution to be undone, ``size`` being the number of cells that are there:
            its outputs.

    Returns:
        An axis of stride 1 whose ``size`` counts the inserted zeros; ``before`` and ``after`` are negative
        where the padding takes more away than "full" gives.
    """
    inserted = Axis(_LONG, axis.size, dilation=axis.stride).effective
    reach = axis.effective - 1
    return Axis(inserted, axis.kernel, 1, axis.dilation, reach - axis.before, reach - axis.after)


def rounded_up(axis: Axis) -> Axis:
    """The axis with the cells that a last, incomplete window lacks; as PyTorch's ``ceil_mode``.

    A window that would begin beyond the input, in the padding after it, is not played; then ``after`` may be
    smaller than before.
    """
    lacking = -(axis.padded - axis.effective) % axis.stride
    longer = replace(axis, after=axis.after + lacking)
    if _begins_inside(longer):
        return longer
    while not _begins_inside(axis):
        spare = (axis.padded - axis.effective) % axis.stride
        axis = replace(axis, after=axis.after - spare - 1)
    return axis


def windows_of(spec: TraceSpec) -> Geometry:
    """The geometry of the forward pass; for "transposed" that of the gathering convolution.

    Raises:
        DomainError: ``no_window``, ``transposed_output_empty``, ``window_without_data``.
    """
    kernel, stride, dilation = spec.kernel, spec.stride, spec.dilation
    if spec.mode == "global_average_pool":
        return geometry(spec.plane, kernel)
    if spec.mode == "transposed":
        return _gathering(spec)
    if spec.mode in POOL_MODES and spec.rounding == "ceil":
        shape = _rounding_up(spec)
    else:
        shape = geometry(spec.plane, kernel, stride=stride, padding=amounts(spec), dilation=dilation)
    if spec.mode in MAX_MODES:
        for name, axis in (("rows", shape.rows), ("cols", shape.cols)):
            empty = sum(not _sees_data(axis, output) for output in range(axis.output))
            if empty:
                raise DomainError("window_without_data", field="padding", value=empty, limit=0, axis=name)
    return shape


def forward_axes(spec: TraceSpec) -> tuple[Axis, Axis]:
    """The two axes as the controls set them, unchecked; of "transposed" before it is spread."""
    is_global = spec.mode == "global_average_pool"
    stride, dilation = ((1, 1), (1, 1)) if is_global else (spec.stride, spec.dilation)
    axes = [Axis(spec.plane[n], spec.kernel[n], stride[n], dilation[n], *amounts(spec)[n]) for n in (0, 1)]
    return axes[0], axes[1]


def forward_shape(spec: TraceSpec) -> tuple[int, int, int]:
    """(C, H, W) of what the forward pass returns, which is also the shape of delta."""
    rows, cols = windows_of(spec).output_shape
    return spec.channels_out, rows, cols


def output_shape(spec: TraceSpec) -> tuple[int, ...]:
    """The shape of what the mode returns: a feature map, or a gradient as large as what it belongs to."""
    if spec.mode not in BACKWARD_MODES:
        return forward_shape(spec)
    if spec.mode == "gradient_kernel":
        return spec.w.shape
    return (spec.channels_out,) if spec.mode == "gradient_bias" else spec.x.shape


def most_terms(spec: TraceSpec) -> int:
    """At most so many terms are in the trace: exactly, but for a maximum or mean played backward.

    There it is a bound: cells near the edge, or between windows, are seen by fewer.
    """
    outputs, seen = math.prod(output_shape(spec)), math.prod(spec.kernel)
    match spec.mode:
        case "correlate" | "convolve" | "transposed":
            return outputs * seen * spec.x.shape[0]
        case "gradient_input":
            return outputs * seen * spec.channels_out
        case "gradient_kernel" | "gradient_bias":
            return outputs * math.prod(forward_shape(spec)[1:])
        case _:
            return outputs * seen


def _gathering(spec: TraceSpec) -> Geometry:
    axes = []
    for index, (name, axis) in enumerate(zip(("rows", "cols"), forward_axes(spec), strict=True)):
        wide = spread(axis)
        wide = replace(wide, after=wide.after + spec.output_padding[index])
        if wide.output < 1:
            removed = axis.before + axis.after
            raise DomainError(
                "transposed_output_empty", field="padding", value=removed,
                limit=removed - wide.effective + wide.padded, axis=name,
            )  # fmt: skip
        axes.append(wide)
    return Geometry(*axes)


def _rounding_up(spec: TraceSpec) -> Geometry:
    """Even a window that finds less room than it needs is played, if less than a stride is lacking."""
    shape = Geometry(*(rounded_up(axis) for axis in forward_axes(spec)))
    if min(shape.output_shape) >= 1:
        return shape
    # It refuses, and names the sizes as they were before they were rounded.
    return geometry(
        spec.plane, spec.kernel, stride=spec.stride, padding=amounts(spec), dilation=spec.dilation
    )


def _begins_inside(axis: Axis) -> bool:
    return axis.input_index(axis.output - 1, 0) < axis.size


def _sees_data(axis: Axis, output: int) -> bool:
    return any(0 <= axis.input_index(output, tap) < axis.size for tap in range(axis.kernel))
