"""The six pictures the program draws itself, so that no page is ever empty.

Each is 640 × 480, deterministic, and drawn once, when it is first asked for. Importing this package
draws nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

import numpy as np

from app.data.samples import checkerboard, noisy_edges, siemens_star, still_life, text, zone_plate
from app.data.samples.canvas import HEIGHT, WIDTH

__all__ = ["SAMPLES", "SIZE", "TELLING", "draw"]

SIZE = (HEIGHT, WIDTH)
"""Rows and columns of each picture, known before it is drawn."""

SAMPLES: Mapping[str, Callable[[], np.ndarray]] = MappingProxyType(
    {
        "still_life": still_life.draw,
        "zone_plate": zone_plate.draw,
        "siemens_star": siemens_star.draw,
        "text": text.draw,
        "checkerboard": checkerboard.draw,
        "noisy_edges": noisy_edges.draw,
    }
)
"""How to draw each picture, in the order they are offered; the first one opens the product."""


TELLING: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "still_life": (208, 389),
        "zone_plate": (169, 377),
        "siemens_star": (175, 375),
        "text": (226, 387),
        "checkerboard": (252, 359),
        "noisy_edges": (184, 451),
    }
)
"""Row and column of :func:`app.data.telling.telling_pixel`, known before the picture is drawn."""


@cache
def draw(id: str) -> np.ndarray:
    """The picture `id` of `SAMPLES`: uint8 (3, H, W), C-contiguous, sRGB, read-only, drawn once."""
    pixels = SAMPLES[id]()
    pixels.setflags(write=False)
    return pixels
