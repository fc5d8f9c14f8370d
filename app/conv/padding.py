"""What a window sees beyond the edge of its input.

==========  =====================================  ==================================
mode        …edge d c b a | a b c d …              name elsewhere
==========  =====================================  ==================================
zeros       0 0 | a b c d | 0 0                    SciPy ``constant``, PyTorch ``zeros``
reflect     c b | a b c d | c b                    SciPy ``mirror``, OpenCV ``REFLECT_101``
edge        a a | a b c d | d d                    SciPy ``nearest``, OpenCV ``REPLICATE``
wrap        c d | a b c d | a b                    SciPy ``grid-wrap``, PyTorch ``circular``
==========  =====================================  ==================================
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import DTypeLike, NDArray

from app.conv.geometry import Axis, Geometry

PaddingMode = Literal["zeros", "reflect", "edge", "wrap"]
PADDING_MODES: tuple[PaddingMode, ...] = get_args(PaddingMode)

NOWHERE = -1


def source_index(index: NDArray[np.intp], size: int, mode: PaddingMode) -> NDArray[np.intp]:
    """The input cell whose value stands at each (possibly outside) ``index``; ``NOWHERE`` for a padded zero.

    Args:
        index: positions relative to the input, any integers.
        size: input length ≥ 1.
    """
    if mode == "zeros":
        return np.where((index >= 0) & (index < size), index, NOWHERE)
    if mode == "edge":
        return np.clip(index, 0, size - 1)
    if mode == "wrap":
        return index % size
    period = max(1, 2 * (size - 1))
    folded = index % period
    return np.minimum(folded, period - folded) if size > 1 else folded * 0


def pad(
    x: NDArray[Any],
    geometry: Geometry,
    mode: PaddingMode = "zeros",
    *,
    rows: tuple[int, int] | None = None,
    dtype: DTypeLike | None = None,
) -> NDArray[Any]:
    """``x`` (…, H, W) with its padding, or only some rows of it.

    Args:
        rows: (start, stop) in padded rows; None for all. A band at a time keeps memory bounded.
        dtype: dtype of the copy; None keeps that of ``x``.

    Returns:
        A new C-contiguous array (…, stop − start, W_padded).
    """
    start, stop = rows if rows is not None else (0, geometry.rows.padded)
    padded = np.empty((*x.shape[:-2], stop - start, geometry.cols.padded), dtype or x.dtype)
    Border(geometry, mode).pad(x, start, padded)
    return padded


class Border:
    """Where every padded row and column comes from: worked out once, used for one tile after the other."""

    def __init__(self, geometry: Geometry, mode: PaddingMode) -> None:
        self._rows = list(_runs(geometry.rows, mode))
        self._columns = list(_runs(geometry.cols, mode))

    def pad(self, x: NDArray[Any], start: int, out: NDArray[Any], left: int = 0) -> None:
        """Fill ``out`` (…, rows, columns) with the padded rows from ``start`` and columns from ``left`` on of
        ``x`` (…, H, W)."""
        columns = list(_within(self._columns, left, out.shape[-1]))
        for rows, from_rows in _within(self._rows, start, out.shape[-2]):
            for cols, from_cols in columns:
                inside = from_rows is not None and from_cols is not None
                out[..., rows, cols] = x[..., from_rows, from_cols] if inside else 0


@dataclass(frozen=True, slots=True)
class _Run:
    """Padded cells ``first … last − 1``, which come from neighbouring cells of the input.

    Attributes:
        source: the input cell of the first; ``NOWHERE``: all are zeros.
        step: 1 as they lie in the input, −1 in mirror image, 0 all from one cell.
    """

    first: int
    last: int
    source: int
    step: int


def _runs(axis: Axis, mode: PaddingMode) -> Iterator[_Run]:
    """An axis from its first padded cell to its last."""
    inside = axis.before, axis.before + axis.size
    for first, last in ((0, inside[0]), inside, (inside[1], axis.padded)):
        if (first, last) == inside:
            yield _Run(first, last, 0, 1)
        else:
            yield from _border_runs(
                source_index(np.arange(first, last) - axis.before, axis.size, mode), first
            )


def _border_runs(source: NDArray[np.intp], start: int) -> Iterator[_Run]:
    first = 0
    while first < source.size:
        cell = int(source[first])
        last = first + 1
        step = int(source[last]) - cell if last < source.size else 1
        step = step if step in (-1, 0, 1) else 1
        while last < source.size and source[last] == cell + (last - first) * step:
            last += 1
        yield _Run(start + first, start + last, cell, step)
        first = last


def _within(runs: list[_Run], start: int, length: int) -> Iterator[tuple[slice, slice | None]]:
    """What of the runs lies in ``length`` cells from ``start`` on.

    Yields:
        (cells counted from ``start``, cells of the input; None: zeros).
    """
    for run in runs:
        first, last = max(run.first, start), min(run.last, start + length)
        if first >= last:
            continue
        cells = slice(first - start, last - start)
        source = run.source + (first - run.first) * run.step
        end = source + (last - first) * run.step
        if run.source == NOWHERE:
            yield cells, None
        elif run.step == 0:
            yield cells, slice(source, source + 1)
        else:
            yield cells, slice(source, end if end >= 0 else None, run.step)
