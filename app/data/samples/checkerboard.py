"""Checkerboard over a gradient: the same edge at every contrast, at every brightness.

An edge filter answers to the steps of the board and not to the slope beneath it; a filter that shifts
brightness shows at the clipped ends.
"""

from __future__ import annotations

import numpy as np

from app.data.samples.canvas import HEIGHT, WIDTH, grid, to_bytes

_SQUARE = 40


def draw() -> np.ndarray:
    """Brightness grows to the right, contrast downwards; the left half warm, the right half cool."""
    rows, columns = grid()
    is_light = (np.floor(rows / _SQUARE) + np.floor(columns / _SQUARE)) % 2
    slope = 0.12 + 0.76 * columns / WIDTH
    contrast = 0.02 + 0.55 * (rows / HEIGHT) ** 1.5
    grey = slope + (is_light - 0.5) * contrast
    tint = (columns / WIDTH - 0.5) * 0.22
    return to_bytes(np.stack([grey - tint, grey + 0 * tint, grey + tint]))
