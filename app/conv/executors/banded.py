"""A kernel of low rank as two products with banded matrices: several outputs down, then several across.

A column of the kernel that slides down four outputs is a matrix of four rows, each with the same weights
one place further on (a banded Toeplitz matrix, the matrix of lesson B5). It multiplies all columns of a tile
in one product, and the matrix of the row does the same across. Some of its entries are zeros, but the
processor's matrix product is ten times as fast as adding plane by plane. What is not of rank one is a sum of
columns times rows (lesson B14).

Sums are kept in float32: with Σ|k|·255 up to some thousands they are exact to a thousandth of a grey level.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.executors.products import side_by_side, toeplitz
from app.conv.geometry import Geometry

# Outputs of one product: fewer leave the processor idle, more multiply zeros. Across, they fill one of its
# registers.
DOWN = 4
ACROSS = 16

Factors = Sequence[tuple[NDArray[Any], NDArray[Any]]]


class BandedWorkspace:
    """Memory and matrices for one tile of a picture; not for two threads at a time.

    Args:
        factors: (column, row) of every term, dilation already written as zeros between the weights.
        inside: the geometry of the tile, without padding.

    Attributes:
        padded: float32 (rows, columns), to be filled before :meth:`run`.
        nbytes: what it holds.
    """

    def __init__(self, factors: Factors, inside: Geometry) -> None:
        rows, columns = inside.output_shape
        tall, wide = inside.rows.effective - 1, inside.cols.effective - 1
        blocks, strips = -(-rows // DOWN), -(-columns // ACROSS)
        height, width = blocks * DOWN, strips * ACROSS
        # What lies beyond the picture stays zero: it only reaches outputs that nobody reads.
        whole = np.zeros((height + tall, width + wide), np.float32)
        self.padded = whole[: inside.rows.padded, : inside.cols.padded]
        halfway = np.empty((height, width + wide), np.float32)
        self._sums = np.empty((height, width), np.float32)
        self._term = self._sums if len(factors) == 1 else np.empty_like(self._sums)
        self._blocks = side_by_side(whole, blocks, DOWN, (DOWN + tall, width + wide), axis=0)
        self._halfway = halfway.reshape(blocks, DOWN, width + wide)
        self._strips = side_by_side(halfway, strips, ACROSS, (height, ACROSS + wide), axis=1)
        self._matrices = [
            (toeplitz(column[:, None], DOWN), toeplitz(row[:, None], ACROSS).T.copy())
            for column, row in factors
        ]
        self.nbytes = whole.nbytes + halfway.nbytes + self._sums.nbytes * min(2, len(factors))

    def run(self) -> NDArray[np.float32]:
        """The sums of what ``padded`` holds; outputs stand in the upper left, the rest means nothing."""
        for number, (down, across) in enumerate(self._matrices):
            target = self._term if number else self._sums
            np.matmul(down, self._blocks, out=self._halfway)
            strips = side_by_side(target, len(self._strips), ACROSS, (len(target), ACROSS), axis=1)
            np.matmul(self._strips, across, out=strips)
            if number:
                np.add(self._sums, self._term, out=self._sums)
        return self._sums
