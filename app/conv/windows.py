"""Every window of an input as one strided view, without a copy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.geometry import Geometry


def windows(padded: NDArray[Any], geometry: Geometry, *, writeable: bool = False) -> NDArray[Any]:
    """View of ``padded`` (…, H_padded, W_padded) as (…, H_out, W_out, K_h, K_w).

    ``windows[..., i, j, :, :]`` is what output (i, j) sees; ``windows[..., u, v]`` is the plane that tap
    (u, v) touches on its way. Overlapping windows share memory, so a writeable view is only for adding tap
    by tap.
    """
    rows, cols = geometry.rows, geometry.cols
    view = np.lib.stride_tricks.sliding_window_view(
        padded, (rows.effective, cols.effective), axis=(-2, -1), writeable=writeable
    )
    return view[..., :: rows.stride, :: cols.stride, :: rows.dilation, :: cols.dilation]
