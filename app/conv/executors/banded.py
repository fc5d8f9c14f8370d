"""A kernel of low rank as two products with banded matrices: 24 outputs down, then 24 across, at once.

A column of the kernel that slides down 24 outputs is a matrix of 24 rows, each with the same weights one
place further on (a banded Toeplitz matrix, the matrix of lesson B5). It multiplies all columns of a band in
one product, and the matrix of the row does the same across. Many of its entries are zeros, but the
processor's matrix product is ten times as fast as adding plane by plane. What is not of rank one is a sum of
columns times rows (lesson B14).

Sums are kept in float32: with Σ|k|·255 up to some thousands they are exact to a thousandth of a grey level.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from app.conv.geometry import Geometry

# Outputs of one product along a column and along a row: fewer leave the processor idle, more multiply zeros.
OUTPUTS = 24

Factors = Sequence[tuple[NDArray[Any], NDArray[Any]]]


class BandedBand:
    """Memory and matrices for one band of a picture; not for two threads at a time.

    Args:
        factors: (column, row) of every term, dilation already written as zeros between the weights.
        inside: the geometry of the band, without padding.

    Attributes:
        padded: float32 (rows, columns), to be filled before :meth:`run`.
        nbytes: what it holds.
    """

    def __init__(self, factors: Factors, inside: Geometry) -> None:
        rows, columns = inside.output_shape
        tall, wide = inside.rows.effective - 1, inside.cols.effective - 1
        blocks, strips = -(-rows // OUTPUTS), -(-columns // OUTPUTS)
        height, width = blocks * OUTPUTS, strips * OUTPUTS
        # What lies beyond the picture stays zero: it only reaches outputs that nobody reads.
        whole = np.zeros((height + tall, width + wide), np.float32)
        self.padded = whole[: inside.rows.padded, : inside.cols.padded]
        self._blocks = _overlapping(whole, blocks, (OUTPUTS + tall, width + wide), axis=0)
        halfway = np.empty((height, width + wide), np.float32)
        self._halfway = halfway.reshape(blocks, OUTPUTS, width + wide)
        self._strips = _overlapping(halfway, strips, (height, OUTPUTS + wide), axis=1)
        self._sums = np.empty((height, width), np.float32)
        self._term = self._sums if len(factors) == 1 else np.empty_like(self._sums)
        self._matrices = [(toeplitz(column), toeplitz(row).T.copy()) for column, row in factors]
        self.nbytes = whole.nbytes + halfway.nbytes + self._sums.nbytes * min(2, len(factors))

    def run(self) -> NDArray[np.float32]:
        """The sums of what ``padded`` holds; outputs stand in the upper left, the rest means nothing."""
        for number, (down, across) in enumerate(self._matrices):
            target = self._term if number else self._sums
            np.matmul(down, self._blocks, out=self._halfway)
            strips = _overlapping(target, len(self._strips), (len(target), OUTPUTS), axis=1)
            np.matmul(self._strips, across, out=strips)
            if number:
                np.add(self._sums, self._term, out=self._sums)
        return self._sums


def toeplitz(weights: NDArray[Any]) -> NDArray[np.float32]:
    """(OUTPUTS, OUTPUTS + K − 1): row i has the K weights from column i on."""
    matrix = np.zeros((OUTPUTS, OUTPUTS + len(weights) - 1), np.float32)
    for output in range(OUTPUTS):
        matrix[output, output : output + len(weights)] = weights
    return matrix


def _overlapping(
    whole: NDArray[np.float32], count: int, shape: tuple[int, int], *, axis: int
) -> NDArray[np.float32]:
    """``count`` windows of ``shape``, OUTPUTS rows or columns apart, side by side or overlapping."""
    strides = whole.strides[axis] * OUTPUTS, *whole.strides
    return as_strided(whole, (count, *shape), strides)
