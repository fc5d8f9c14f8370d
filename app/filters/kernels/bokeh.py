"""The disc an out-of-focus lens makes of every point of light."""

from __future__ import annotations

from math import ceil, pi

import numpy as np

from .kernel import Kernel, Weights

_NOTHING = 1e-12
"""Area below this, in square pixels, is rounding."""


def disc_bokeh(radius: float) -> Kernel:
    """A round average: each pixel weighs the exact area of it that the disc covers. For radius 1.5::

        0.077 0.137 0.077
        0.137 0.141 0.137       a whole pixel weighs 1 / (π · 1.5²) = 0.141
        0.077 0.137 0.077

    By area and not by asking whether a pixel's centre is inside: the rim stays smooth, the disc stays
    round, and it grows evenly when the radius does.

    Args:
        radius: pixels, at least ½; the side is ``2·⌈radius − ½⌉ + 1``.
    """
    reach = ceil(radius - 0.5)
    corners = np.arange(-reach, reach + 2) - 0.5
    area = _area_from_middle(corners[:, np.newaxis], corners[np.newaxis, :], radius)
    covered = np.diff(np.diff(area, axis=0), axis=1)
    covered[covered < _NOTHING] = 0.0
    return Kernel(covered / covered.sum())


def _area_from_middle(y: Weights, x: Weights, radius: float) -> Weights:
    """Area of the disc inside the rectangle from the middle to ``(y, x)``, negative where y·x < 0.

    A summed-area table without the sums: the part of the disc in any rectangle is a difference of
    four of these. Inside the circle the rectangle is full, ``y · x``; beyond it, it is full up to the
    column where the circle sinks below ``y``, and from there on the integral of the circle.
    """
    sign = np.sign(y) * np.sign(x)
    y, x = np.minimum(np.abs(y), radius), np.minimum(np.abs(x), radius)
    full_until = np.minimum(np.sqrt(radius * radius - y * y), x)
    return np.asarray(sign * (full_until * y + _under_circle(x, radius) - _under_circle(full_until, radius)))


def _under_circle(x: Weights, radius: float) -> Weights:
    """``∫₀ˣ √(r² − t²) dt`` for 0 ≤ x ≤ r; π r² / 4 at x = r."""
    height = np.sqrt(np.maximum(radius * radius - x * x, 0.0))
    angle = np.where(x >= radius, pi / 2, np.arcsin(np.minimum(x / radius, 1.0)))
    return np.asarray((x * height + radius * radius * angle) / 2.0)
