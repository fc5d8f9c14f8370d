"""A single one: leave the picture where it is, or move it."""

from __future__ import annotations

from .grid import middle_one, single_one
from .kernel import Kernel


def identity() -> Kernel:
    """Every pixel is itself::

    0 0 0
    0 1 0
    0 0 0
    """
    return Kernel(middle_one(1))


def shift(dx: int, dy: int) -> Kernel:
    """Moves the picture ``dx`` pixels to the right and ``dy`` down. For dx = 1, dy = 0::

        1 0 0       (one row: as many rows and columns as the way is long, and a middle)

    Under correlation a pixel *fetches* what it becomes: to move right, it looks to its left. Under
    convolution the same kernel moves the picture the other way.
    """
    down, right = abs(dy), abs(dx)
    return Kernel(single_one(2 * down + 1, 2 * right + 1, down - dy, right - dx))
