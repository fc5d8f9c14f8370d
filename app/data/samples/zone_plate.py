"""Zone plate: rings ever closer, every frequency at every angle.

A blur shows here which frequencies it removes and in which direction; a stride shows false rings.
"""

from __future__ import annotations

import numpy as np

from app.data.samples.canvas import HEIGHT, WIDTH, grid, shrink, to_bytes

_OVERSAMPLING = 2


def draw() -> np.ndarray:
    """½ + ½·cos(π r² / W): the frequency grows with the radius, half a cycle a pixel at r = W / 2."""
    rows, columns = grid(_OVERSAMPLING)
    squared = (rows - HEIGHT / 2) ** 2 + (columns - WIDTH / 2) ** 2
    rings = 0.5 + 0.5 * np.cos(np.pi / WIDTH * squared)
    return to_bytes(shrink(rings, _OVERSAMPLING))
