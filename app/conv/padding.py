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
    row_source = source_index(np.arange(start, stop) - geometry.rows.before, geometry.rows.size, mode)
    columns = geometry.cols
    col_source = source_index(np.arange(columns.padded) - columns.before, columns.size, mode)
    inside = slice(columns.before, columns.before + columns.size)

    padded = np.empty((*x.shape[:-2], stop - start, columns.padded), dtype or x.dtype)
    padded[..., inside] = _rows_of(x, row_source)
    for border in (slice(0, columns.before), slice(inside.stop, columns.padded)):
        source = col_source[border]
        if source.size:
            padded[..., border] = padded[..., inside][..., np.maximum(source, 0)]
            padded[..., border][..., source == NOWHERE] = 0
    padded[..., row_source == NOWHERE, :] = 0
    return padded


def _rows_of(x: NDArray[Any], source: NDArray[np.intp]) -> NDArray[Any]:
    """The rows ``source`` of ``x``: a view where they are consecutive, which is almost always."""
    if source[0] >= 0 and source[-1] - source[0] == source.size - 1 and (np.diff(source) == 1).all():
        return x[..., source[0] : source[-1] + 1, :]
    return x[..., np.maximum(source, 0), :]
