"""Where to look first in a picture that nobody has pointed at yet."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Shares of the height and of the width: near the middle, in the half that the stage shows filtered.
ROWS = (0.35, 0.65)
COLS = (0.54, 0.72)
# Grey levels between both sides of the edge: plain to see, and under most kernels still within 0 and 255.
CONTRAST = 60


def telling_pixel(pixels: NDArray[np.uint8]) -> tuple[int, int]:
    """A pixel on an edge near the middle, where a kernel has something to say.

    Args:
        pixels: uint8 (C, H, W).

    Returns:
        Row and column, counted from 0, of the pixel whose neighbours across and along it differ by nearest to
        ``CONTRAST`` grey levels; the middle of the region where it is even, or too small to have neighbours.
    """
    channels, height, width = pixels.shape
    (top, bottom), (left, right) = (
        (int(low * length), int(high * length)) for (low, high), length in ((ROWS, height), (COLS, width))
    )
    middle = (top + bottom) // 2, (left + right) // 2
    region = pixels[:, top:bottom, left:right].sum(axis=0, dtype=np.int32)
    if min(region.shape) < 3:
        return middle
    down = np.abs(region[2:, 1:-1] - region[:-2, 1:-1])
    across = np.abs(region[1:-1, 2:] - region[1:-1, :-2])
    contrast = down + across
    if not contrast.any():
        return middle
    row, col = np.unravel_index(np.abs(contrast - CONTRAST * channels).argmin(), contrast.shape)
    return top + 1 + int(row), left + 1 + int(col)
