"""Any kernel as one matrix product: eight output rows at once, all weights in one banded matrix.

Every padded row is laid down K_w times, each copy one pixel further on; then the K_h·K_w values that an
output needs stand below each other in one column, and those of the output below start K_w rows further down.
A matrix of eight rows with the kernel's weights, moved on K_w places from row to row (block Toeplitz), gives
eight rows of outputs in one product. Copying costs K_w a pixel, and some entries of the matrix are zeros, but
the processor's matrix product does ten multiplications and additions in the time of one addition of planes.

Sums are kept in float32: exact for whole numbers while Σ|k|·255 < 2²⁴.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from app.conv.geometry import Geometry

OUTPUTS = 8  # rows of one product
PRODUCTS = 8  # made from one copy
STRIP = 512  # columns of one copy: with its rows it stays in the second-level cache


class BlockBand:
    """Memory and matrix for one band of a picture; not for two threads at a time.

    Args:
        kernel: (K_h, K_w), dilation already written as zeros between the weights.
        inside: the geometry of the band, without padding.

    Attributes:
        padded: float32 (rows, columns), to be filled before :meth:`run`.
        nbytes: what it holds.
    """

    def __init__(self, kernel: NDArray[Any], inside: Geometry) -> None:
        rows, columns = inside.output_shape
        tall, wide = kernel.shape
        products = min(PRODUCTS, -(-rows // OUTPUTS))
        chunk = products * OUTPUTS
        height = -(-rows // chunk) * chunk
        strip = min(STRIP, columns)
        whole = np.zeros((height + tall - 1, columns + wide - 1), np.float32)
        self.padded = whole[: inside.rows.padded, : inside.cols.padded]
        self._copies = np.empty((chunk + tall - 1, wide, strip), np.float32)
        self._sums = np.empty((height, columns), np.float32)
        self._matrix = _block_toeplitz(kernel)
        self.nbytes = whole.nbytes + self._copies.nbytes + self._sums.nbytes
        row_bytes = self._copies.strides[0]
        columns_of_products = as_strided(
            self._copies, (products, self._matrix.shape[1], strip), (OUTPUTS * row_bytes, strip * 4, 4)
        )
        self._work = []
        for top in range(0, height, chunk):
            for left in [*range(0, columns - strip, strip), columns - strip]:
                seen = whole[top : top + chunk + tall - 1, left:]
                moved = as_strided(seen, self._copies.shape, (*seen.strides, 4))
                out = self._sums[top : top + chunk, left : left + strip]
                sums = as_strided(out, (products, OUTPUTS, strip), (OUTPUTS * out.strides[0], *out.strides))
                self._work.append((moved, columns_of_products, sums))

    def run(self) -> NDArray[np.float32]:
        """The sums of what ``padded`` holds; outputs stand in the upper left, the rest means nothing."""
        for moved, columns, sums in self._work:
            np.copyto(self._copies, moved)
            np.matmul(self._matrix, columns, out=sums)
        return self._sums


def _block_toeplitz(kernel: NDArray[Any]) -> NDArray[np.float32]:
    """(OUTPUTS, (OUTPUTS + K_h − 1)·K_w): row i has all weights from row i of the kernel's rows on."""
    tall, wide = kernel.shape
    matrix = np.zeros((OUTPUTS, (OUTPUTS + tall - 1) * wide), np.float32)
    for output in range(OUTPUTS):
        matrix[output, output * wide : (output + tall) * wide] = kernel.ravel()
    return matrix
