"""Receptive fields: what one cell of a layer sees of the picture, as numbers that hold for every cell (B13).

Along an axis, cell i sees ``size`` cells from ``start + i·step`` on. A window of effective size m with
stride s and p cells of padding before turns (start, step, size) into
``(start − p·step, step·s, size + (m − 1)·step)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from app.conv.geometry import Axis
from app.nn.convolution import Convolution
from app.nn.layer import Layer, Shape
from app.nn.pooling import Pool
from app.nn.residual import Residual

Pair: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Placement:
    """(rows, columns) each, in pixels of the picture; what lies outside of it is padding."""

    start: Pair = (0, 0)
    step: Pair = (1, 1)
    size: Pair = (1, 1)


def placed(before: Placement | None, layer: Layer, entering: Shape) -> Placement | None:
    """Where the cells of ``layer`` lie, from where those that enter it do; None where a cell sees all.

    Args:
        entering: shape of what enters, which the layer fits.
    """
    if before is None or len(layer.output_shape(entering)) != 3:
        return None
    if isinstance(layer, Convolution | Pool):
        windows = layer.geometry(entering)
        rows, cols = (_along(before, axis, along) for axis, along in enumerate((windows.rows, windows.cols)))
        return Placement(*((row, col) for row, col in zip(rows, cols, strict=True)))
    if isinstance(layer, Residual):
        # The way round sees less than the way through, whose windows are centred on it.
        inside: Placement | None = before
        for _, inner in layer.layers:
            inside = placed(inside, inner, entering)
            entering = inner.output_shape(entering)
        return inside
    return before


def _along(before: Placement, axis: int, windows: Axis) -> tuple[int, int, int]:
    start, step, size = before.start[axis], before.step[axis], before.size[axis]
    return start - windows.before * step, step * windows.stride, size + (windows.effective - 1) * step
