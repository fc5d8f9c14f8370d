"""Siemens star: spokes that meet in the middle. Where they melt into grey is where the resolution ends."""

from __future__ import annotations

import numpy as np

from app.data.samples.canvas import HEIGHT, WIDTH, grid, shrink, smoothstep, to_bytes

_OVERSAMPLING = 3
_SPOKES = 36
_RADIUS = 226.0
_INK, _PAPER = 0.08, 0.96


def draw() -> np.ndarray:
    """Spokes, a ring of one pixel around them, and a disc in the middle that points each way."""
    rows, columns = grid(_OVERSAMPLING)
    y, x = rows - HEIGHT / 2, columns - WIDTH / 2
    radius = np.hypot(x, y)
    angle = np.arctan2(y, x)
    # One period is a spoke and a gap; the edge is as soft as one sample point is wide.
    wave = np.sin(_SPOKES * angle) * np.maximum(radius, 1) / _SPOKES
    spokes = np.where(radius < _RADIUS, np.clip(0.5 + wave * _OVERSAMPLING, 0, 1), 0)
    ring = 1 - smoothstep(0.4, 1.1, np.abs(radius - _RADIUS - 7))
    ink = np.maximum(spokes, ring)
    return to_bytes(shrink(_PAPER + (_INK - _PAPER) * ink, _OVERSAMPLING))
