"""From the columns of a computation to its reductions.

A column is one term of every output at once: they are multiplied and added by the same ``accumulate`` as the
engine's planes, in the same order, so the last partial sums are exactly the engine's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.accumulate import accumulate
from app.conv.geometry import Geometry
from app.conv.windows import windows
from app.explain.arrays import number, numbers
from app.explain.records import Reduction, Term


@dataclass(frozen=True, slots=True)
class Columns:
    """Several outputs with equally many terms.

    Attributes:
        values, value_at: (outputs, terms).
        weights, weight_at: the same, or broadcast from (terms,); ``weight_at`` is None where the weights are
            no operand's.
        bias, bias_at: one for all of these outputs, or none.
    """

    values: NDArray[Any]
    weights: NDArray[Any]
    value_at: NDArray[np.intp]
    weight_at: NDArray[np.intp] | None
    bias: Any = None
    bias_at: int | None = None


def reduce_columns(columns: Columns, first_output: int) -> Iterator[Reduction]:
    """The reductions of these outputs, counted from ``first_output`` on."""
    values = columns.values
    weights = np.broadcast_to(columns.weights, values.shape)
    steps = list(accumulate(zip(values.T, weights.T, strict=True)))
    products = np.stack([product for product, _ in steps], axis=1)
    sums = np.stack([partial_sum for _, partial_sum in steps], axis=1)
    totals = sums[:, -1] if columns.bias is None else sums[:, -1] + columns.bias
    if columns.weight_at is None:
        weight_at = repeat(repeat(None))
    else:
        weight_at = iter(np.broadcast_to(columns.weight_at, values.shape).tolist())
    bias = None if columns.bias is None else number(columns.bias)
    rows = zip(
        numbers(values),
        numbers(weights),
        numbers(products),
        numbers(sums),
        columns.value_at.tolist(),
        weight_at,
        strict=False,
    )
    for n, (row, result) in enumerate(zip(rows, numbers(totals), strict=True)):
        terms = tuple(map(Term, *row))
        yield Reduction(first_output + n, terms, result, bias, columns.bias_at)


def window_rows(grid: NDArray[Any], geometry: Geometry) -> NDArray[Any]:
    """What each output sees: (C, H, W) → (outputs, C·K_h·K_w), channel by channel, row by row."""
    view = windows(grid, geometry)
    channels, rows, cols, *_ = view.shape
    return view.transpose(1, 2, 0, 3, 4).reshape(rows * cols, -1 if channels else 0)


def tap_rows(grid: NDArray[Any], geometry: Geometry) -> NDArray[Any]:
    """What each tap touches on its way: (C, H, W) → (C, K_h, K_w, outputs)."""
    view = windows(grid, geometry).transpose(0, 3, 4, 1, 2)
    return view.reshape(*view.shape[:3], -1)
