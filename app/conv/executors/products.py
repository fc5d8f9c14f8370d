"""What the executors that multiply matrices have in common: banded matrices, and windows that overlap."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray


def toeplitz(weights: NDArray[Any], outputs: int) -> NDArray[np.float32]:
    """(outputs, (outputs + R − 1)·C) for weights (R, C): row i has all of them, row by row, from i·C on."""
    rows, cols = weights.shape
    matrix = np.zeros((outputs, (outputs + rows - 1) * cols), np.float32)
    for output in range(outputs):
        matrix[output, output * cols : (output + rows) * cols] = weights.ravel()
    return matrix


def side_by_side(
    whole: NDArray[np.float32], count: int, apart: int, shape: tuple[int, int], *, axis: int
) -> NDArray[np.float32]:
    """``count`` windows of ``shape``, ``apart`` rows (axis 0) or columns (axis 1) from one to the next."""
    strides = whole.strides[axis] * apart, *whole.strides
    return as_strided(whole, (count, *shape), strides)
