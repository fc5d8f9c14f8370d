"""What one output of a convolution or pooling layer is made of, as a trace of its window alone.

The window is cut out of the layer's input together with how much of it hangs over the edge, so that in the
trace every padded cell is still known to be padding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.geometry import Amounts, Axis, Geometry
from app.explain.records import Mode, Trace
from app.explain.spec import (
    CHANNELS,
    DILATIONS,
    INPUT_SIDES,
    KERNEL_SIDES,
    LARGEST_NUMBER,
    PADDINGS,
    STRIDES,
)
from app.explain.trace import trace

# A case of the Sliding window page that leaves everything else as it is.
_CASE = "b2_convolution"
_LINK_SIDE = 8  # as many cells as the page likes to show, where the picture has them


@dataclass(frozen=True, slots=True)
class Sliding:
    """A layer that slides, and one place of its output.

    Attributes:
        mode: ``correlate``, ``max_pool`` or ``average_pool``.
        x: (C, H, W), what enters; of a pooling only the one channel.
        windows: where kernel and input meet.
        row, col: of the output.
        kernels: (1, C, K_h, K_w) of this output channel; None for pooling.
        bias: of this output channel, if it has one.
    """

    mode: Mode
    x: NDArray[Any]
    windows: Geometry
    row: int
    col: int
    kernels: NDArray[Any] | None = None
    bias: float | None = None

    @property
    def terms(self) -> int:
        """How many cells the window has, over all channels."""
        return len(self.x) * self.windows.rows.kernel * self.windows.cols.kernel


@dataclass(frozen=True, slots=True)
class _Cut:
    """Part of one axis: the cells from ``start`` to ``stop``, the padding that is still around them, and
    which of the outputs that fit in there is meant."""

    start: int
    stop: int
    before: int
    after: int
    output: int


def window_trace(sliding: Sliding, *, is_picture: bool) -> Trace:
    """One reduction: the window's cells times the kernel's, or the window's largest or mean.

    Args:
        is_picture: whether the input is the picture itself, which is grey, or a feature map.

    Raises:
        DomainError: ``number_too_large``, ``not_a_number``, ``trace_too_large``.
    """
    rows = _window_alone(sliding.windows.rows, sliding.row)
    cols = _window_alone(sliding.windows.cols, sliding.col)
    played = trace(
        sliding.mode,
        sliding.x[:, rows.start : rows.stop, cols.start : cols.stop].astype(np.float64),
        _weights(sliding).astype(np.float64),
        bias=None if sliding.bias is None else [sliding.bias],
        padding=((rows.before, rows.after), (cols.before, cols.after)),
        dilation=_dilation(sliding.windows),
    )
    place = rows.output * played.geometry.output[1] + cols.output
    operands = tuple(
        replace(operand, law="grey" if is_picture else "value") if operand.id == "x" else operand
        for operand in played.operands
    )
    return replace(played, operands=operands, reductions=(played.reductions[place],))


def sliding_link(sliding: Sliding) -> str | None:
    """The same layer around this place as a query of the Sliding window page; None where it is too large."""
    windows = sliding.windows
    kernel = (windows.rows.kernel, windows.cols.kernel)
    stride = (windows.rows.stride, windows.cols.stride)
    rows = _surroundings(windows.rows, sliding.row)
    cols = _surroundings(windows.cols, sliding.col)
    if rows is None or cols is None:
        return None
    padding: Amounts = ((rows.before, rows.after), (cols.before, cols.after))
    crop = sliding.x[:, rows.start : rows.stop, cols.start : cols.stop]
    weights = _weights(sliding)
    fits = (
        _within(CHANNELS, len(crop))
        and _within(INPUT_SIDES, *crop.shape[1:])
        and _within(KERNEL_SIDES, *kernel)
        and _within(STRIDES, *stride)
        and _within(DILATIONS, *_dilation(windows))
        and _within(PADDINGS, *padding[0], *padding[1])
        and all(np.isfinite(one).all() and np.abs(one).max() <= LARGEST_NUMBER for one in (crop, weights))
    )
    if not fits:
        return None
    fields = {
        "case": _CASE,
        "mode": sliding.mode,
        "x": _operand(crop),
        "w": "1x1x{}x{}:ones:0".format(*kernel) if sliding.kernels is None else _operand(weights),
        "bias": "none" if sliding.bias is None else _operand(np.array([sliding.bias])),
        "stride": _listed(stride),
        "padding": _listed([*padding[0], *padding[1]]),
        "dilation": _listed(_dilation(windows)),
    }
    return "&".join(f"{name}={value}" for name, value in fields.items())


def _window_alone(axis: Axis, output: int) -> _Cut:
    """The cells that one window sees.

    A window that lies wholly in the padding takes the input's nearest cell along, since an operand has to
    have one; then several outputs fit, and it is the first or the last of them.
    """
    first = axis.input_index(output, 0)
    end = first + axis.effective
    start = min(max(first, 0), axis.size - 1)
    stop = min(max(end, 1), axis.size)
    return _Cut(start, stop, max(0, -first), max(0, end - axis.size), max(0, first - start))


def _surroundings(axis: Axis, output: int) -> _Cut | None:
    """Some cells around one window, cut so that the windows stand where they stand in the layer."""
    first = axis.input_index(output, 0)
    side = max(_LINK_SIDE, axis.effective)
    wanted = first + axis.effective // 2 - side // 2
    start = max(0, min(wanted, axis.size - side))
    stop = min(axis.size, start + side)
    if start > 0:  # a window begins there, and none is left out between it and ours
        start += (first - start) % axis.stride
    before = axis.before if start == 0 else 0
    after = axis.after if stop == axis.size else 0
    if first < start - before or first + axis.effective > stop + after:
        return None
    return _Cut(start, stop, before, after, (first - start + before) // axis.stride)


def _weights(sliding: Sliding) -> NDArray[Any]:
    rows, cols = sliding.windows.rows.kernel, sliding.windows.cols.kernel
    return np.ones((1, 1, rows, cols)) if sliding.kernels is None else sliding.kernels


def _dilation(windows: Geometry) -> tuple[int, int]:
    return windows.rows.dilation, windows.cols.dilation


def _within(bounds: tuple[int, int], *values: int) -> bool:
    return all(bounds[0] <= value <= bounds[1] for value in values)


def _operand(array: NDArray[Any]) -> str:
    """As the links of the Sliding window page write an operand whose values are given."""
    shape = "x".join(map(str, array.shape))
    # A plus sign would be read as a space.
    values = "_".join(f"{value:.6g}".replace("e+", "e") for value in array.ravel().tolist())
    return f"{shape}:ramp:0:{shape}={values}"


def _listed(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))
