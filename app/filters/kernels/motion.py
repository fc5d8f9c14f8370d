"""Motion blur: the mean of the pixels a point passes over while the shutter is open."""

from __future__ import annotations

from itertools import pairwise
from math import cos, floor, radians, sin

import numpy as np

from .kernel import Kernel

_GRAZED = 1e-9
"""Shorter stretches than this, in pixels, come from rounding at a pixel's corner, not from the line."""


def motion_diagonal(length: int) -> Kernel:
    """The mean of ``length`` pixels down the diagonal (deck 1: length 9). For length 3::

    1 0 0
    0 1 0       ÷ 3
    0 0 1
    """
    return Kernel(np.eye(length, dtype=np.int64), divisor=length)


def motion_blur(angle: float, length: int) -> Kernel:
    """Each pixel weighs as much as the line lies on it; the whole line weighs 1. 30°, length 5::

        0.000 0.000 0.000 0.146 0.154
        0.000 0.085 0.231 0.085 0.000
        0.154 0.146 0.000 0.000 0.000

    The line runs through the middle of the kernel, ``angle`` degrees anticlockwise from the right as
    seen on the screen. It is cut wherever it crosses the border of a pixel, and the exact length of
    every piece, divided by ``length``, is that pixel's weight: the smoothing of its jagged steps
    needs no further rule. At 0° this is a single row; at 45° it is the lectures' diagonal, mirrored.

    Args:
        angle: degrees; 0 and 180 are the same line.
        length: pixels, at least 1.
    """
    along_column, along_row = cos(radians(angle)), -sin(radians(angle))
    half = length / 2.0
    cuts = [-half, half]
    for speed in (along_column, along_row):
        if abs(speed) * half > 0.5:
            last = floor(abs(speed) * half - 0.5)
            borders = np.arange(-last - 1, last + 1) + 0.5
            cuts.extend((borders / speed).tolist())
    cuts.sort()

    pieces: dict[tuple[int, int], float] = {}
    for start, end in pairwise(cuts):
        if end - start > _GRAZED:
            middle = (start + end) / 2.0
            cell = floor(along_row * middle + 0.5), floor(along_column * middle + 0.5)
            pieces[cell] = pieces.get(cell, 0.0) + (end - start)

    rows = max(abs(i) for i, _ in pieces)
    columns = max(abs(j) for _, j in pieces)
    weights = np.zeros((2 * rows + 1, 2 * columns + 1), dtype=np.float64)
    for (i, j), piece in pieces.items():
        weights[rows + i, columns + j] = piece
    return Kernel(weights / weights.sum())
