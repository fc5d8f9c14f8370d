"""What a digit can look like: skeletons in poses, and the notation they are written in.

A pose is the path of a pen in a box ten units high: ``x,y`` are the points a smooth curve passes through,
``|`` is a corner (the point before it ends one curve and begins the next), ``/`` lifts the pen. The poses of
one glyph have the same structure, so that any mixture of them is a pose again. The skeletons themselves are
in `round_digits` and `straight_digits`; how a hand departs from them is in `handwriting`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

CORNER, LIFT = "|", "/"


@dataclass(frozen=True, slots=True)
class Glyph:
    """One way to write a digit.

    Attributes:
        digit: what it is read as, 0 to 9.
        weight: how often it is written, relative to the other glyphs of the digit.
        curves: for each smooth piece of the path the indices of its points; pieces that meet in a corner
            share that point.
        poses: (poses, points, 2) float64, x to the right and y down, centred, half the height = 1.
        slip: how far its points stray, relative to the other glyphs; a plain ring shows every slip.
        pen: how wide its strokes are, relative to the other glyphs; a small loop would fill with ink.
    """

    digit: int
    weight: float
    curves: tuple[tuple[int, ...], ...]
    poses: FloatArray
    slip: float
    pen: float


def glyph(digit: int, weight: float, *poses: str, slip: float = 1.0, pen: float = 1.0) -> Glyph:
    """A glyph from its poses in the notation of this module."""
    read = [_read(pose) for pose in poses]
    curves = read[0][0]
    if any(other != curves for other, _ in read):
        raise ValueError(f"the poses of a {digit} differ in structure: {poses}")
    points = np.array([points for _, points in read]) / 5.0
    lowest, highest = points.min(axis=1, keepdims=True), points.max(axis=1, keepdims=True)
    return Glyph(digit, weight, curves, points - (lowest + highest) / 2, slip, pen)


def _read(pose: str) -> tuple[tuple[tuple[int, ...], ...], list[tuple[float, float]]]:
    """The curves as indices into the points, and the points."""
    curves: list[list[int]] = [[]]
    points: list[tuple[float, float]] = []
    for word in pose.split():
        if word == CORNER:
            curves.append([len(points) - 1])
        elif word == LIFT:
            curves.append([])
        else:
            x, y = word.split(",")
            curves[-1].append(len(points))
            points.append((float(x), float(y)))
    return tuple(map(tuple, curves)), points
