"""Any kernel as one matrix product: four output rows at once, all weights in one banded matrix.

Every padded row of bytes is laid down K_w times as floats, each copy one pixel further on; then the K_h·K_w
values that an output needs stand below each other in one column, and those of the output below start K_w
rows further down. A matrix of four rows with the kernel's weights, moved on K_w places from row to row
(block Toeplitz), gives four rows of outputs in one product. Copying costs K_w a pixel, and some entries of
the matrix are zeros, but the processor's matrix product does ten multiplications and additions in the time
of one addition of planes.

Sums are kept in float32: exact for whole numbers while Σ|k|·255 < 2²⁴.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from app.conv.executors.products import side_by_side, toeplitz
from app.conv.geometry import Geometry

OUTPUTS = 4  # rows of one product: more multiply zeros, fewer leave the processor idle
# Columns of one copy, and its bytes: several times as high as its kernel, whose rows two neighbouring copies
# both need, and enough that threads seldom meet between two calls of NumPy.
STRIP = 1024
COPY_BYTES = 2 << 20
# Values that one product reads: they stay in the second-level cache. OpenBLAS multiplies straight from memory
# while rows · columns · depth is at most a million, and this is below; above, it copies both sides first, and
# that takes longer than the product where one of them is four rows high.
PRODUCT_VALUES = 1 << 17


class BlockWorkspace:
    """Memory and matrix for one tile of a picture; not for two threads at a time.

    Args:
        kernel: (K_h, K_w), dilation already written as zeros between the weights.
        inside: the geometry of the tile, without padding.

    Attributes:
        padded: uint8 (rows, columns), to be filled before :meth:`run`.
        nbytes: what it holds.
    """

    def __init__(self, kernel: NDArray[Any], inside: Geometry) -> None:
        rows, columns = inside.output_shape
        tall, wide = kernel.shape
        self._matrix = toeplitz(kernel, OUTPUTS)
        strip = _share(columns, min(STRIP, PRODUCT_VALUES // self._matrix.shape[1]))
        products = _share(-(-rows // OUTPUTS), COPY_BYTES // (strip * wide * OUTPUTS * 4))
        chunk = products * OUTPUTS
        height = -(-rows // chunk) * chunk
        whole = np.zeros((height + tall - 1, columns + wide - 1), np.uint8)
        self.padded = whole[: inside.rows.padded, : inside.cols.padded]
        self._copies = np.empty((chunk + tall - 1, wide, strip), np.float32)
        self._sums = np.empty((height, columns), np.float32)
        self.nbytes = whole.nbytes + self._copies.nbytes + self._sums.nbytes
        self._stacked = side_by_side(
            self._copies.reshape(-1, strip), products, OUTPUTS * wide, (self._matrix.shape[1], strip), axis=0
        )
        self._work = []
        for top in range(0, height, chunk):
            for left in (min(first, columns - strip) for first in range(0, columns, strip)):
                seen = whole[top : top + chunk + tall - 1, left:]
                moved = as_strided(seen, self._copies.shape, (*seen.strides, seen.itemsize))
                out = self._sums[top : top + chunk, left : left + strip]
                sums = side_by_side(out, products, OUTPUTS, (OUTPUTS, strip), axis=0)
                self._work.append((moved, sums))

    def run(self) -> NDArray[np.float32]:
        """The sums of what ``padded`` holds; outputs stand in the upper left, the rest means nothing."""
        for moved, sums in self._work:
            np.copyto(self._copies, moved)
            np.matmul(self._matrix, self._stacked, out=sums)
        return self._sums


def _share(whole: int, most: int) -> int:
    """An equal share of at most ``most``, at least 1."""
    return -(-whole // -(-whole // max(1, most)))
