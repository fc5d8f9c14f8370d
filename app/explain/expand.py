"""The grids that windows slide over, as maps back to the operand's cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.geometry import Geometry
from app.conv.padding import pad
from app.explain.records import INSERTED_ZERO, NO_DATA, PADDING_ZERO, Expanded

Cells = NDArray[np.intp]


def cell_indices(shape: Sequence[int]) -> Cells:
    """The flat index of every cell, in its place."""
    return np.arange(int(np.prod(shape))).reshape(shape)


def padded_cells(shape: Sequence[int], windows: Geometry) -> Cells:
    """(C, H, W) with zero padding around: (C, H_padded, W_padded)."""
    # Padding is 0, so cells are counted from 1 while it is put around them.
    return pad(cell_indices(shape) + 1, windows) + PADDING_ZERO


def pooled_cells(
    shape: Sequence[int], windows: Geometry, padding: tuple[tuple[int, int], tuple[int, int]], *, is_max: bool
) -> Cells:
    """(C, H, W) as pooling windows see it.

    The padding of an average is zeros, that of a maximum is no data; what rounding up adds to ``padding``
    never has data.
    """
    cells = padded_cells(shape, windows)
    if is_max:
        cells[cells == PADDING_ZERO] = NO_DATA
    (_, bottom), (_, right) = padding
    cells[..., windows.rows.before + windows.rows.size + bottom :, :] = NO_DATA
    cells[..., :, windows.cols.before + windows.cols.size + right :] = NO_DATA
    return cells


def spread_cells(shape: Sequence[int], gathers: Geometry, stride: tuple[int, int]) -> Cells:
    """(C, H, W) with stride − 1 zeros between its cells and a full padding around them.

    Args:
        gathers: the windows of :func:`app.explain.extent.spread`; where they reach further than the full
            padding, there is more of it at the end.
    """
    rows, cols = gathers.rows, gathers.cols
    (top, bottom), (left, right) = (
        (axis.effective - 1, max(axis.effective - 1, axis.after)) for axis in (rows, cols)
    )
    cells = np.full((shape[0], top + rows.size + bottom, left + cols.size + right), PADDING_ZERO, np.intp)
    inside = cells[:, top : top + rows.size, left : left + cols.size]
    inside[...] = INSERTED_ZERO
    inside[:, :: stride[0], :: stride[1]] = cell_indices(shape)
    return cells


def read_cells(values: NDArray[Any], cells: Cells) -> NDArray[Any]:
    """The values behind ``cells``; 0 where there is no cell of the operand."""
    read: NDArray[Any] = values.ravel()[np.maximum(cells, 0)]
    read[cells < 0] = 0
    return read


def to_expanded(cells: Cells, origin: tuple[int, int]) -> Expanded:
    """The record of an expanded grid."""
    channels, height, width = cells.shape
    return Expanded((channels, height, width), tuple(cells.ravel().tolist()), origin)
