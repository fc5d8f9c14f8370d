"""The length of a gradient as a level, from two sums in 16 bits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.filters.display import WHITE

# With these, a quotient half way between two levels is seen exactly in float32, and no other is near one.
DIVISORS = (1, 2, 4)


class Magnitude:
    """``√(gx² + gy²) / divisor + offset`` to the nearest level, at most 255, of int16 gradients, used up.

    A gradient of 255 · divisor is white whatever the other says, so both are cut there. The sum of their
    squares then is a whole number below 2²⁴, exact in float32, and so is its root where it is whole: a test
    tries every pair.

    Args:
        size: the most pixels of one call.
        divisor: 1, 2 or 4.
        offset: 0 … 255; what is white without it stays white.
    """

    def __init__(self, size: int, divisor: int = 1, offset: int = 0) -> None:
        self._divisor = divisor
        self._offset = offset
        self._root = np.empty(size, np.float32)
        self._other = np.empty(size if divisor > 1 else 0, np.float32)
        self.nbytes = self._root.nbytes + self._other.nbytes

    def apply(self, gx: NDArray[np.int16], gy: NDArray[np.int16]) -> NDArray[np.float32]:
        """Levels 0 … 255 as whole float32 numbers, in memory that the next call uses again."""
        root = self._root[: gx.size]
        white = WHITE * self._divisor
        for gradient in (gx, gy):
            gradient.clip(np.int16(-white), np.int16(white), out=gradient)
        if self._divisor == 1:
            self._sum_in_16_bits(gx, gy, root)
        else:
            other = self._other[: gx.size]
            np.copyto(root, gx)
            np.copyto(other, gy)
            np.multiply(root, root, out=root)
            np.multiply(other, other, out=other)
            np.add(root, other, out=root)
        np.sqrt(root, out=root)
        if self._divisor > 1:
            np.multiply(root, np.float32(1 / self._divisor), out=root)
        if self._offset:
            np.add(root, np.float32(self._offset), out=root)
        if self._divisor > 1 or self._offset:
            root.clip(np.float32(0), np.float32(WHITE), out=root)
        return np.rint(root, out=root)

    def _sum_in_16_bits(self, gx: NDArray[np.int16], gy: NDArray[np.int16], out: NDArray[np.float32]) -> None:
        """Squares up to 255² fit, and so does their sum when it is cut at 255², which is white."""
        squares = []
        for gradient in (gx, gy):
            square = gradient.view(np.uint16)
            squares.append(np.multiply(square, square, out=square))
        room = out.view(np.uint16)[: gx.size]
        np.subtract(np.uint16(WHITE * WHITE), squares[0], out=room)
        np.minimum(squares[1], room, out=squares[1])
        np.add(squares[0], squares[1], out=squares[0])
        np.copyto(out, squares[0])
