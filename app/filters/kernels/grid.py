"""Where the cells of a kernel are, counted from its middle, and the two simplest tables on them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .kernel import Weights


def steps(radius: int) -> NDArray[np.int64]:
    """``[-radius … 0 … radius]``, int64."""
    return np.arange(-radius, radius + 1, dtype=np.int64)


def offsets(radius: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column offsets ``(i, j)`` of a square of side ``2·radius + 1``, as a column and a row.

    Written so that ``i**2 + j**2`` or ``abs(i) + abs(j)`` broadcasts to the whole square.
    """
    return steps(radius)[:, np.newaxis], steps(radius)[np.newaxis, :]


def ones(rows: int, columns: int) -> Weights:
    """A table of ones, int64: the plain sum of the window."""
    return np.ones((rows, columns), dtype=np.int64)


def single_one(rows: int, columns: int, row: int, column: int) -> Weights:
    """Zeros with a one at ``(row, column)``, int64: copy that pixel and nothing else."""
    weights = np.zeros((rows, columns), dtype=np.int64)
    weights[row, column] = 1
    return weights


def middle_one(radius: int) -> Weights:
    """The identity kernel of side ``2·radius + 1``, int64."""
    side = 2 * radius + 1
    return single_one(side, side, radius, radius)
