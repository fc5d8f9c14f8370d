"""The definition: for every tap, multiply the plane under it by its weight and add.

Nothing here is clever. Every other executor is held to what this one returns.
"""

from __future__ import annotations

from collections import deque
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from app.conv.accumulate import accumulate
from app.conv.geometry import Geometry
from app.conv.windows import windows


def plain(padded: NDArray[Any], kernel: NDArray[Any], geometry: Geometry) -> NDArray[Any]:
    """Correlation of ``padded`` (…, H_padded, W_padded) with ``kernel`` (K_h, K_w) → (…, H_out, W_out).

    Both have the accumulator's dtype already. A weight of zero adds nothing and is passed over.
    """
    view = windows(padded, geometry)
    taps = np.argwhere(kernel)
    if taps.size == 0:
        return np.zeros(view.shape[:-2], padded.dtype)
    sums = accumulate((view[..., u, v], kernel[u, v]) for u, v in taps)
    _, total = deque(sums, maxlen=1).pop()
    return cast(NDArray[Any], total)
