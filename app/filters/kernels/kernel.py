"""What a kernel factory returns: the weights, and how to read their weighted sum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[Any]
"""An array of int64 or float64; which of the two decides how the sum is computed."""

LARGEST_SIDE = 31
"""The most rows or columns a kernel may have: what a person can still read as a table of numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Kernel:
    """Weights with the two numbers applied after the weighted sum: ``sum / divisor + offset``.

    The divisor stays apart so that whole numbers stay whole: nine ones with divisor 9 are summed
    exactly and rounded once, where nine times 0.111… would be rounded ten times.

    Args:
        weights: (rows, columns), int64 when every weight is a whole number and float64 otherwise;
            it becomes read-only.
        divisor: finite and not zero.
        offset: added after the division, in grey levels 0..255.
        factors: (column, row), two vectors whose outer product is ``weights``, given only where
            that product is how the kernel was made.

    Raises:
        ValueError: if the weights are not such an array, not finite, or the divisor is zero.
    """

    weights: Weights
    divisor: float = 1
    offset: float = 0
    factors: tuple[Weights, ...] = ()

    def __post_init__(self) -> None:
        if self.weights.ndim != 2 or self.weights.size == 0:
            raise ValueError(f"weights of shape {self.weights.shape} are not a table")
        if self.weights.dtype not in (np.dtype(np.int64), np.dtype(np.float64)):
            raise ValueError(f"weights are {self.weights.dtype}, neither int64 nor float64")
        if not np.isfinite(self.weights).all():
            raise ValueError("a weight is not finite")
        if self.divisor == 0:
            raise ValueError("nothing can be divided by zero")
        for array in (self.weights, *self.factors):
            array.setflags(write=False)

    @classmethod
    def from_factors(cls, column: Weights, row: Weights, *, divisor: float = 1, offset: float = 0) -> Kernel:
        """The outer product ``column ⊗ row``: one pass down the columns, then one along the rows."""
        return cls(np.multiply.outer(column, row), divisor, offset, (column, row))
