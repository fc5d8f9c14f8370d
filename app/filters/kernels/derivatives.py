"""First derivatives: difference in one direction, smooth across it.

In all of them x grows to the right and y downwards, and the sign is *later minus earlier*: brighter
on the right, or below, is positive.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from .kernel import Kernel, Weights

Direction = Literal["x", "y"]
Operator = Literal["sobel", "prewitt", "scharr", "roberts"]

EDGE = (-1, 0, 1)
"""The central difference: next minus previous."""
TRIANGLE = (1, 2, 1)
"""Sobel's smoothing: the middle row counts double."""
FLAT = (1, 1, 1)
"""Prewitt's smoothing: three rows alike."""
NEARLY_ROUND = (3, 10, 3)
"""Scharr's smoothing: chosen so that the answer depends least on the direction of the edge."""


def _vector(values: tuple[int, ...]) -> Weights:
    return np.array(values, dtype=np.int64)


def _edge_times_smooth(smooth: tuple[int, ...], direction: Direction, divisor: float = 1) -> Kernel:
    if direction == "x":
        return Kernel.from_factors(_vector(smooth), _vector(EDGE), divisor=divisor)
    return Kernel.from_factors(_vector(EDGE), _vector(smooth), divisor=divisor)


def sobel_x() -> Kernel:
    """Right minus left, smoothed downwards; finds vertical edges (deck 2)::

    -1  0  1       1
    -2  0  2   =   2  ⊗  -1 0 1
    -1  0  1       1
    """
    return _edge_times_smooth(TRIANGLE, "x")


def sobel_y() -> Kernel:
    """Below minus above, smoothed along the row; finds horizontal edges (deck 2)::

    -1 -2 -1      -1
     0  0  0   =   0  ⊗   1 2 1
     1  2  1       1
    """
    return _edge_times_smooth(TRIANGLE, "y")


def prewitt(direction: Direction) -> Kernel:
    """Sobel's elder sister, with a plain mean across the edge. ``direction="x"``::

    -1  0  1       1
    -1  0  1   =   1  ⊗  -1 0 1
    -1  0  1       1
    """
    return _edge_times_smooth(FLAT, direction)


def scharr(direction: Direction) -> Kernel:
    """Sobel with the weights 3, 10, 3 that turn best with the edge. ``direction="x"``::

         -3  0   3       3
        -10  0  10   =  10  ⊗  -1 0 1       ÷ 4
         -3  0   3       3

    3 + 10 + 3 = 16 is four times Sobel's 1 + 2 + 1, so the divisor 4 puts both on one scale.
    """
    return _edge_times_smooth(NEARLY_ROUND, direction, divisor=4)


def roberts(direction: Literal["down", "up"]) -> Kernel:
    """The difference along a diagonal of a 2×2 window, going right and down, or right and up::

        down  -1  0         up   0  1
               0 [1]            -1 [0]

    The anchor (in brackets) is the lower right cell, as for every even kernel.
    """
    rows = [[-1, 0], [0, 1]] if direction == "down" else [[0, 1], [-1, 0]]
    return Kernel(np.array(rows, dtype=np.int64))


def gradient(operator: Operator) -> tuple[Kernel, Kernel]:
    """Two differences at right angles, ``(g_x, g_y)``, whose length is the strength of an edge.

    For ``"roberts"`` the two run along the diagonals (down, then up): the length is the same kind
    of number, but an angle taken from this pair would be turned by 45°.
    """
    if operator == "roberts":
        return roberts("down"), roberts("up")
    smooth = {"sobel": TRIANGLE, "prewitt": FLAT}
    if operator == "scharr":
        return scharr("x"), scharr("y")
    return _edge_times_smooth(smooth[operator], "x"), _edge_times_smooth(smooth[operator], "y")
