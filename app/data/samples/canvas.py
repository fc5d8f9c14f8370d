"""What the drawn pictures share: a grid of coordinates, and the way from light to bytes."""

from __future__ import annotations

import numpy as np

HEIGHT, WIDTH = 480, 640


def grid(oversampling: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Rows (H·n, 1) and columns (1, W·n) of the sample points, float32, in pixels of the finished picture."""
    step = 1 / oversampling
    rows = (np.arange(HEIGHT * oversampling, dtype=np.float32) + 0.5) * step
    columns = (np.arange(WIDTH * oversampling, dtype=np.float32) + 0.5) * step
    return rows[:, None], columns[None, :]


def shrink(picture: np.ndarray, oversampling: int) -> np.ndarray:
    """The mean of each n × n block of (…, H·n, W·n): what a pixel's area saw."""
    if oversampling == 1:
        return picture
    n = oversampling
    total = picture[..., ::n, ::n].astype(np.float32)
    for row in range(n):
        for column in range(n):
            if row or column:
                total += picture[..., row::n, column::n]
    return total / (n * n)


def to_bytes(picture: np.ndarray) -> np.ndarray:
    """0…1 in sRGB, (H, W) grey or (3, H, W), as uint8 (3, H, W)."""
    levels = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(levels, (3, *levels.shape[-2:])))


def smoothstep(low: float, high: float, x: np.ndarray) -> np.ndarray:
    """0 below `low`, 1 above `high`, and no corner in between."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))
