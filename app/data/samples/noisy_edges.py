"""Noisy edges: shapes in noise that grows to the right, and a few dead pixels.

The question of every edge detector: how much must one blur before the edges outvote the noise?
"""

from __future__ import annotations

import numpy as np

from app.data.samples.canvas import HEIGHT, WIDTH, grid, shrink, to_bytes

_OVERSAMPLING = 2
_SEED = 20_240_229


def draw() -> np.ndarray:
    """Disc, square, triangle, ring and a bundle of bars, smooth first, noise last."""
    rows, columns = grid(_OVERSAMPLING)
    blank = np.zeros((HEIGHT * _OVERSAMPLING, WIDTH * _OVERSAMPLING), np.float32)
    picture = np.stack([blank + 0.36, blank + 0.42, blank + 0.50])

    def paint(is_inside: np.ndarray, colour: tuple[float, float, float]) -> None:
        for plane, level in zip(picture, colour, strict=True):
            plane[np.broadcast_to(is_inside, plane.shape)] = level

    paint((rows - 130) ** 2 + (columns - 130) ** 2 < 82**2, (0.92, 0.63, 0.22))
    turned_x, turned_y = (columns - 330) + 0.35 * (rows - 130), (rows - 130) - 0.35 * (columns - 330)
    paint((np.abs(turned_x) < 74) & (np.abs(turned_y) < 74), (0.16, 0.20, 0.33))
    distance = np.hypot(rows - 130, columns - 528)
    paint((distance < 84) & (distance > 46), (0.78, 0.30, 0.30))
    paint((rows < 440) & (rows - 270 > 1.75 * np.abs(columns - 130)), (0.30, 0.62, 0.48))
    for bar in range(9):
        width = 22 - 2.2 * bar
        middle = 252 + sum(2.1 * (22 - 2.2 * k) for k in range(bar))
        paint((np.abs(columns - middle) < width / 2) & (rows > 270) & (rows < 440), (0.94, 0.93, 0.88))
    slanted = (columns - 588) + 0.18 * (rows - 355)
    paint((np.abs(slanted) < 34) & (np.abs(rows - 355) < 85), (0.12, 0.13, 0.18))

    random = np.random.default_rng(_SEED)
    noise = random.standard_normal((3, HEIGHT, WIDTH), dtype=np.float32)
    growing = 0.015 + 0.13 * np.linspace(0, 1, WIDTH, dtype=np.float32) ** 1.3
    noisy = shrink(picture, _OVERSAMPLING) + noise * growing
    dead = random.integers(0, HEIGHT * WIDTH, 260)
    noisy.reshape(3, -1)[:, dead] = random.integers(0, 2, 260)
    return to_bytes(noisy)
