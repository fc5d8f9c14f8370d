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
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import DTypeLike, NDArray

from app.conv.geometry import Geometry

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
    """Where every padded row and column comes from: worked out once, used for one band after the other."""

    def __init__(self, geometry: Geometry, mode: PaddingMode) -> None:
        rows, columns = geometry.rows, geometry.cols
        self._rows = source_index(np.arange(rows.padded) - rows.before, rows.size, mode)
        # Before the first and after the last of these rows, padding begins.
        self._first, self._last = rows.before, rows.before + rows.size
        self._inside = slice(columns.before, columns.before + columns.size)
        source = source_index(np.arange(columns.padded) - columns.before, columns.size, mode)
        borders = (slice(0, columns.before), slice(self._inside.stop, columns.padded))
        self._columns = [part for border in borders for part in _runs(source, border)]

    def pad(self, x: NDArray[Any], start: int, out: NDArray[Any]) -> None:
        """Fill ``out`` (…, rows, W_padded) with padded rows from ``start`` on of ``x`` (…, H, W)."""
        stop = start + out.shape[-2]
        first, last = max(start, self._first), min(stop, self._last)
        centre = out[..., self._inside]
        if first < last:
            top = first - self._first
            centre[..., first - start : last - start, :] = x[..., top : top + last - first, :]
        else:
            first = last = stop  # nothing but border
        for row in (*range(start, first), *range(last, stop)):
            if self._rows[row] == NOWHERE:
                centre[..., row - start, :] = 0
            else:
                centre[..., row - start, :] = x[..., self._rows[row], :]
        for border, columns in self._columns:
            out[..., border] = 0 if columns is None else centre[..., columns]


def _runs(source: NDArray[np.intp], border: slice) -> Iterator[tuple[slice, slice | None]]:
    """Parts of ``border`` whose cells come from neighbouring cells, the same way round or reversed.

    Yields:
        (columns of the padded row, columns of the input; None: zeros).
    """
    first = border.start
    while first < border.stop:
        column = int(source[first])
        last = first + 1
        step = int(source[last]) - column if last < border.stop else 1
        step = step if step in (-1, 0, 1) else 1
        while last < border.stop and source[last] == column + (last - first) * step:
            last += 1
        if column == NOWHERE:
            yield slice(first, last), None
        elif step == 0:
            yield slice(first, last), slice(column, column + 1)
        else:
            end = column + (last - first) * step
            yield slice(first, last), slice(column, None if end < 0 else end, step)
        first = last
