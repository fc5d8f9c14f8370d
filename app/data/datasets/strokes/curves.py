"""Smooth curves through points, as one matrix a glyph.

A Catmull-Rom spline is linear in the points it passes through: with `basis(glyph)` of shape
(PATH_POINTS, points) the path of any pose is ``basis @ pose``, so a batch of pictures is one matrix product.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.data.datasets.strokes.glyphs import Glyph

FloatArray = NDArray[np.float64]

PATH_POINTS = 96
"""Points along the whole path: closer than a pixel even on the longest digit."""

# Rows: powers 0 to 3 of the place t in a segment; columns: the four points around it (tension ½).
_CATMULL_ROM = np.array([[0, 2, 0, 0], [-1, 0, 1, 0], [2, -5, 4, -1], [-1, 3, -3, 1]]) / 2
_FINE = 40


def basis(glyph: Glyph) -> FloatArray:
    """(PATH_POINTS, points) float64; rows sum to 1, evenly spaced on the mean of the poses."""
    points = glyph.poses.mean(axis=0)
    fine = [_curve_basis(curve, len(points)) for curve in glyph.curves]
    lengths = [np.r_[0, np.cumsum(np.hypot(*np.diff(matrix @ points, axis=0).T))] for matrix in fine]
    shares = _shares([length[-1] for length in lengths])
    rows = []
    for matrix, length, share in zip(fine, lengths, shares, strict=True):
        places = np.interp(np.linspace(0, length[-1], share), length, np.arange(len(length)))
        left = np.minimum(places.astype(int), len(length) - 2)
        part = (places - left)[:, None]
        rows.append((1 - part) * matrix[left] + part * matrix[left + 1])
    return np.concatenate(rows)


def _shares(lengths: list[float]) -> list[int]:
    """How many of the path's points each curve gets; at least two, PATH_POINTS in all."""
    spare = PATH_POINTS - 2 * len(lengths)
    ends = np.rint(np.cumsum(lengths) / sum(lengths) * spare).astype(int)
    return [2 + int(share) for share in np.diff(ends, prepend=0)]


def _curve_basis(curve: tuple[int, ...], count: int) -> FloatArray:
    """The spline through the points of one curve, finely sampled: (samples, count)."""
    chosen = np.eye(count)[list(curve)]
    before, after = 2 * chosen[:1] - chosen[1:2], 2 * chosen[-1:] - chosen[-2:-1]
    padded = np.concatenate([before, chosen, after])
    t = np.linspace(0, 1, _FINE, endpoint=False)[:, None] ** np.arange(4)
    pieces = [t @ _CATMULL_ROM @ padded[first : first + 4] for first in range(len(curve) - 1)]
    return np.concatenate([*pieces, chosen[-1:]])
