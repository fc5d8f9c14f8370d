"""How a hand departs from the skeletons: from random numbers to the ink's path.

In order: choose a glyph, mix its poses, let each point slip, bend the whole (a random polynomial, so
neighbours move together), stretch, slant and turn it; then choose a pen and press it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.data.datasets.strokes.curves import PATH_POINTS, basis
from app.data.datasets.strokes.glyphs import Glyph
from app.data.datasets.strokes.random_numbers import RandomNumbers
from app.data.datasets.strokes.round_digits import ROUND
from app.data.datasets.strokes.straight_digits import STRAIGHT

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

GLYPHS: tuple[Glyph, ...] = tuple(sorted(ROUND + STRAIGHT, key=lambda glyph: glyph.digit))

# Half the height of a digit is 1. All deviations were chosen by looking at real handwriting and by how well
# a network that has seen only these pictures reads it.
POSE_POWER = 3.0  # of the poses' uniform weights: the higher, the nearer to a single pose
POSE_REACH = 1.15  # mixtures go a little beyond the poses themselves
SLIP = 0.06
BEND = 0.12
STRETCH_MEAN, STRETCH = 0.14, 0.2  # logarithms of width against height
SLANT_MEAN, SLANT = 0.12, 0.28  # tangent
TURN = 0.08  # radians
PEN_MEAN, PEN = 0.24, 0.24  # logarithms of half the stroke's width in pixels
PRESSURE = 0.18


@dataclass(frozen=True, slots=True)
class Ink:
    """What the pen left, before it is put into a picture.

    Attributes:
        path: (n, PATH_POINTS, 2) float64, x to the right and y down, in halves of a digit's height.
        radius: (n, PATH_POINTS) float64, half the width of the stroke in pixels of the final picture.
    """

    path: FloatArray
    radius: FloatArray


@dataclass(frozen=True, slots=True)
class _Tables:
    """All glyphs side by side, padded to the same number of poses and points."""

    thresholds: FloatArray  # (digits, glyphs): a number in [0, 1) picks the first glyph above it
    pose_count: IntArray  # (glyphs,)
    poses: FloatArray  # (glyphs, poses, points, 2)
    basis: FloatArray  # (glyphs, PATH_POINTS, points)
    slip: FloatArray  # (glyphs,)
    pen: FloatArray  # (glyphs,)


@cache
def _tables() -> _Tables:
    most_poses = max(glyph.poses.shape[0] for glyph in GLYPHS)
    most_points = max(glyph.poses.shape[1] for glyph in GLYPHS)
    poses = np.zeros((len(GLYPHS), most_poses, most_points, 2))
    matrices = np.zeros((len(GLYPHS), PATH_POINTS, most_points))
    for number, glyph in enumerate(GLYPHS):
        count, points, _ = glyph.poses.shape
        poses[number, :count, :points] = glyph.poses
        matrices[number, :, :points] = basis(glyph)
    digits = np.array([glyph.digit for glyph in GLYPHS])
    weights = np.array([glyph.weight for glyph in GLYPHS])
    shares = np.where(digits == np.arange(10)[:, None], weights, 0.0)
    thresholds = np.cumsum(shares, axis=1) / shares.sum(axis=1, keepdims=True)
    pose_count = np.array([glyph.poses.shape[0] for glyph in GLYPHS])
    slip, pen = np.array([(glyph.slip, glyph.pen) for glyph in GLYPHS]).T
    return _Tables(thresholds, pose_count, poses, matrices, SLIP * slip, pen)


def write(digits: IntArray, numbers: RandomNumbers) -> Ink:
    """Write each digit (n,) in a hand of its own.

    Args:
        digits: 0 to 9.
        numbers: one row of random numbers for each digit.
    """
    tables = _tables()
    chosen = (numbers.uniform(1) >= tables.thresholds[digits]).sum(axis=1)
    points = _mixed_pose(tables, chosen, numbers)
    points = points + tables.slip[chosen][:, None, None] * numbers.normal(*points.shape[1:])
    points = _transformed(_bent(points, numbers), numbers)
    path = tables.basis[chosen] @ points
    return Ink(path, tables.pen[chosen][:, None] * _pen(numbers))


def _mixed_pose(tables: _Tables, chosen: IntArray, numbers: RandomNumbers) -> FloatArray:
    """A weighted mean of each glyph's poses, often near one of them and sometimes beyond: (n, points, 2)."""
    most_poses = tables.poses.shape[1]
    pose_count = tables.pose_count[chosen][:, None]
    exists = np.arange(most_poses) < pose_count
    weight = numbers.uniform(most_poses) ** POSE_POWER * exists
    weight /= weight.sum(axis=1, keepdims=True)
    weight = POSE_REACH * weight + (1 - POSE_REACH) * exists / pose_count
    count, poses, points, _ = tables.poses[chosen].shape
    flat = tables.poses[chosen].reshape(count, poses, points * 2)
    return (weight[:, None, :] @ flat).reshape(count, points, 2)


def _bent(points: FloatArray, numbers: RandomNumbers) -> FloatArray:
    """Move every point by a random polynomial of its place: neighbours move together."""
    x, y = points[..., 0], points[..., 1]
    terms = np.stack([x * x, x * y, y * y, x * y * y, y * y * y, x * x * y], axis=-1)
    amount = BEND * numbers.normal(6, 2)
    return points + terms @ amount


def _transformed(points: FloatArray, numbers: RandomNumbers) -> FloatArray:
    """Stretch, slant and turn about the centre."""
    stretch = np.exp(STRETCH_MEAN + STRETCH * numbers.normal())
    slant = SLANT_MEAN + SLANT * numbers.normal()
    turn = TURN * numbers.normal()
    x, y = points[..., 0], points[..., 1]
    x = x * stretch[:, None] - slant[:, None] * y
    x, y = x - turn[:, None] * y, y + turn[:, None] * x
    return np.stack([x, y], axis=-1)


def _pen(numbers: RandomNumbers) -> FloatArray:
    """Half the stroke's width along the path: one width a hand, pressure that swells and fades slowly."""
    width = np.exp(PEN_MEAN + PEN * numbers.normal(1))
    # The first three Chebyshev polynomials.
    along = np.linspace(-1, 1, PATH_POINTS)
    swell = (numbers.normal(1, 3) @ np.stack([along, 2 * along**2 - 1, 4 * along**3 - 3 * along]))[:, 0]
    return width * np.exp(np.clip(PRESSURE * swell, -0.4, 0.3))
