"""A kernel of rank one is a column times a row: slide the row, then the column.

K_h·K_w multiplications become K_h + K_w. Integer kernels are factored into integers, so the result is
the definition's to the last bit; float factors come from the SVD and differ by rounding only.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from app.conv.executors.plain import plain
from app.conv.geometry import Axis, Geometry


def separable(
    padded: NDArray[Any], column: NDArray[Any], row: NDArray[Any], geometry: Geometry
) -> NDArray[Any]:
    """Correlation of ``padded`` (…, H_padded, W_padded) with ``outer(column, row)`` → (…, H_out, W_out)."""
    rows, cols = geometry.rows, geometry.cols
    along_rows = Geometry(Axis(rows.padded, 1), cols)
    along_columns = Geometry(rows, Axis(cols.output, 1))
    return plain(plain(padded, row[None, :], along_rows), column[:, None], along_columns)
