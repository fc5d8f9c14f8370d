"""A kernel of rank one as a column times a row: integers into integers, floats by the SVD."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

# A singular value below this share of the largest counts as rounding.
RANK_TOLERANCE = 1e-10


def rank_one_factors(kernel: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """``(column, row)`` with ``outer(column, row) == kernel``, or None where the rank is not one.

    Args:
        kernel: (K_h, K_w), integer or floating.

    Returns:
        int64 factors (exact, the row without common divisor) for an integer kernel; for a float kernel
        float64 factors of about equal norm, the row's largest weight positive: exact where a row of the
        kernel and the ratios of its rows say it without rounding (a box of 0.25), else exact to rounding.
    """
    if not kernel.any():
        return None
    if np.issubdtype(kernel.dtype, np.integer):
        return _integer_factors(kernel)
    left, values, right = np.linalg.svd(kernel)
    if values.size > 1 and values[1] > RANK_TOLERANCE * values[0]:
        return None
    exact = _ratio_factors(kernel)
    scale = math.sqrt(values[0])
    column, row = (left[:, 0] * scale, right[0] * scale) if exact is None else exact
    return (column, row) if row[np.argmax(np.abs(row))] > 0 else (-column, -row)


def _ratio_factors(kernel: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """The row of the largest weight and every row's ratio to it, where that gives the kernel exactly."""
    pivot_row, pivot_col = np.unravel_index(np.abs(kernel).argmax(), kernel.shape)
    row = kernel[pivot_row].astype(np.float64)
    column = kernel[:, pivot_col] / row[pivot_col]
    # A power of two balances the two norms and rounds nothing.
    balance = 2.0 ** round(math.log2(np.linalg.norm(column) / np.linalg.norm(row)) / 2)
    column, row = column / balance, row * balance
    return (column, row) if (np.outer(column, row) == kernel).all() else None


def _integer_factors(kernel: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """Every row is a multiple of the primitive row; the multiples are the column."""
    weights = kernel.astype(object)  # Python integers: products cannot overflow
    pivot_row = next(row for row in weights if any(row))
    primitive = pivot_row // math.gcd(*pivot_row)
    pivot = int(np.flatnonzero(primitive)[0])
    if any(row[pivot] % primitive[pivot] for row in weights):
        return None
    column = weights[:, pivot] // primitive[pivot]
    if (np.outer(column, primitive) != weights).any():
        return None
    return column.astype(np.int64), primitive.astype(np.int64)
