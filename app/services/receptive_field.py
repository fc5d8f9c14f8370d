"""Which part of the picture one number of one feature map can see: looked back through all layers.

Every layer is asked once, from the last to the first: along an axis, outputs ``lo`` to ``hi`` see inputs
``lo·s − p`` to ``hi·s − p + (k − 1)·d``. Cells of the padding see nothing, so what lies outside of a map is
left out before it is looked back any further; only outside of the picture itself it stays, to be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from app.conv.geometry import Axis, Geometry
from app.nn.convolution import Convolution
from app.nn.dense import Dense
from app.nn.flatten import Flatten
from app.nn.layer import Layer, Shape
from app.nn.network import Sequential
from app.nn.pooling import GlobalAveragePool, Pool
from app.nn.residual import Residual
from app.nn.softmax import Softmax


@dataclass(frozen=True, slots=True)
class Field:
    """Rows ``top`` … ``bottom − 1`` and columns ``left`` … ``right − 1``."""

    top: int
    left: int
    bottom: int
    right: int


# Which numbers of a vector are looked through: one, or (None) all.
_Places: TypeAlias = Field | int | None


def receptive_field(network: Sequential, name: str, unit: tuple[int, int, int]) -> Field | None:
    """What unit (channel, row, col) of a layer sees of the picture; None where that is only padding.

    A vector's unit is (index, 0, 0).
    """
    names = [name for name, _ in network.layers]
    until = names.index(name) + 1
    shapes = [network.input_shape, *network.shapes.values()][: until + 1]
    channel, row, col = unit
    is_vector = len(shapes[-1]) == 1
    seen: _Places = channel if is_vector else Field(row, col, row + 1, col + 1)
    found = _back([layer for _, layer in network.layers[:until]], shapes, seen)
    return found if isinstance(found, Field) and _is_some(found) else None


def _back(layers: Sequence[Layer], shapes: Sequence[Shape], seen: _Places) -> _Places:
    """Through several layers; ``shapes`` has one more entry, what enters the first."""
    for layer, before, after in reversed(list(zip(layers, shapes[:-1], shapes[1:], strict=True))):
        if isinstance(seen, Field):
            seen = _inside(seen, after)
            if not _is_some(seen):
                return seen
        seen = _through(layer, before, after, seen)
    return seen


def _through(layer: Layer, before: Shape, after: Shape, seen: _Places) -> _Places:
    if isinstance(layer, Convolution | Pool):
        assert isinstance(seen, Field)
        return _windows(layer.geometry(before), seen)
    if isinstance(layer, GlobalAveragePool):
        return _whole(before)
    if isinstance(layer, Dense | Softmax):
        return _whole(before)
    if isinstance(layer, Flatten) and len(before) == 3:
        if seen is None or isinstance(seen, Field):
            return _whole(before)
        _, row, col = (int(at) for at in np.unravel_index(seen, before))
        return Field(row, col, row + 1, col + 1)
    if isinstance(layer, Residual):
        return _both_ways(layer, before, after, seen)
    return seen  # activations, dropout and what flattens a vector look at their own place


def _both_ways(layer: Residual, before: Shape, after: Shape, seen: _Places) -> _Places:
    shapes = [before]
    for _, inner in layer.layers:
        shapes.append(inner.output_shape(shapes[-1]))
    changed = _back([inner for _, inner in layer.layers], shapes, seen)
    past = seen if layer.projection is None else _back([layer.projection], [before, after], seen)
    if not isinstance(changed, Field) or not isinstance(past, Field):
        return changed if changed == past else None
    if not _is_some(changed):
        return past
    return Field(
        min(changed.top, past.top),
        min(changed.left, past.left),
        max(changed.bottom, past.bottom),
        max(changed.right, past.right),
    )


def _windows(windows: Geometry, seen: Field) -> Field:
    top, bottom = _reach(windows.rows, seen.top, seen.bottom)
    left, right = _reach(windows.cols, seen.left, seen.right)
    return Field(top, left, bottom, right)


def _reach(axis: Axis, first: int, end: int) -> tuple[int, int]:
    return axis.input_index(first, 0), axis.input_index(end - 1, axis.kernel - 1) + 1


def _whole(shape: Shape) -> _Places:
    return Field(0, 0, shape[1], shape[2]) if len(shape) == 3 else None


def _inside(seen: Field, shape: Shape) -> Field:
    _, height, width = shape
    return Field(max(0, seen.top), max(0, seen.left), min(height, seen.bottom), min(width, seen.right))


def _is_some(seen: Field) -> bool:
    return seen.top < seen.bottom and seen.left < seen.right
