"""Feature maps cut into windows, and windows added back into feature maps: im2col and col2im (deck 4).

Both ways use the one strided view of ``app.conv``; nothing here knows a stride.
"""

from __future__ import annotations

import numpy as np

from app.conv.geometry import Geometry
from app.conv.padding import pad
from app.conv.windows import windows
from app.nn.layer import Array


def columns_of(x: Array, shape: Geometry) -> Array:
    """What every output sees, one column an output.

    Args:
        x: (N, C, H, W).

    Returns:
        (N, C·K_h·K_w, H_out·W_out), a copy; zeros where a window hangs over the edge.
    """
    view = windows(pad(x, shape), shape)
    count, channels, height, width, rows, cols = view.shape
    taps_first = view.transpose(0, 1, 4, 5, 2, 3)
    return taps_first.reshape(count, channels * rows * cols, height * width)


def add_columns(columns: Array, channels: int, shape: Geometry) -> Array:
    """Every column added back to where it was read; what fell on the padding is dropped.

    The transpose of ``columns_of``: a pixel seen by many windows receives the sum of all its shares.

    Args:
        columns: (N, C·K_h·K_w, H_out·W_out).

    Returns:
        (N, C, H, W).
    """
    taps = (shape.rows.kernel, shape.cols.kernel)
    shares = columns.reshape(len(columns), channels, *taps, *shape.output_shape)
    padded = np.zeros((len(columns), channels, *shape.padded_shape), columns.dtype)
    view = windows(padded, shape, writeable=True)
    for u, v in np.ndindex(*taps):
        view[..., u, v] += shares[:, :, u, v]
    return inside(padded, shape)


def inside(padded: Array, shape: Geometry) -> Array:
    """The part of ``padded`` (…, H_padded, W_padded) that is no padding: a view (…, H, W)."""
    rows, cols = shape.rows, shape.cols
    return padded[..., rows.before : rows.before + rows.size, cols.before : cols.before + cols.size]
