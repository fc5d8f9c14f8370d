"""What can be done to a kernel: turn it, mirror it, negate, normalise and resize it.

Every function leaves its argument alone, keeps the dtype and returns a new C-contiguous array.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError

# Longest side of a kernel, in weights.
LARGEST_SIDE = 31
# A float sum below this share of Σ|k| counts as zero: it is what rounding leaves over.
ZERO_SUM_TOLERANCE = 1e-9

Kernel = NDArray[Any]


def rotate_180(kernel: Kernel) -> Kernel:
    """``k[K_h−1−u, K_w−1−v]``: the one place where a kernel is flipped.

    Convolution is correlation with this kernel. Works on the last two axes, so it also turns every kernel of
    a layer's weight (O, C, K_h, K_w) at once.
    """
    return np.ascontiguousarray(kernel[..., ::-1, ::-1])


def rotate_left(kernel: Kernel) -> Kernel:
    """A quarter turn anticlockwise as seen on the screen: (K_h, K_w) → (K_w, K_h)."""
    return np.ascontiguousarray(np.rot90(kernel, 1))


def rotate_right(kernel: Kernel) -> Kernel:
    """A quarter turn clockwise as seen on the screen: (K_h, K_w) → (K_w, K_h)."""
    return np.ascontiguousarray(np.rot90(kernel, -1))


def flip_horizontal(kernel: Kernel) -> Kernel:
    """Left and right change places."""
    return np.ascontiguousarray(kernel[:, ::-1])


def flip_vertical(kernel: Kernel) -> Kernel:
    """Top and bottom change places."""
    return np.ascontiguousarray(kernel[::-1])


def transpose(kernel: Kernel) -> Kernel:
    """Rows become columns: mirrored at the main diagonal, (K_h, K_w) → (K_w, K_h)."""
    return np.ascontiguousarray(kernel.T)


def negate(kernel: Kernel) -> Kernel:
    """Every weight changes its sign; no ``-0.0`` is left behind."""
    return np.ascontiguousarray(0 - kernel)


def normalize(kernel: Kernel) -> tuple[Kernel, float]:
    """The same weights with the divisor that makes them comparable; the weights stay as they were typed.

    * Sum ≠ 0: the divisor is the sum, so a uniform area keeps its brightness.
    * Sum = 0 (an edge filter): there is no brightness to keep, and the divisor is the sum of the positive
      weights, so the strongest possible edge of a picture 0 … 255 gives exactly ±255.

    Returns:
        (kernel, divisor ≠ 0), the divisor an int for an integer kernel.

    Raises:
        DomainError: ``kernel_all_zero``.
    """
    if not kernel.any():
        raise DomainError("kernel_all_zero", field="kernel", value=0, limit=1)
    total = exact_sum(kernel)
    return kernel.copy(), total if total != 0 else exact_sum(np.maximum(kernel, 0))


def resize(kernel: Kernel, rows: int, cols: int) -> Kernel:
    """Grow with zeros or crop to (rows, cols); the anchor ``k[K_h//2, K_w//2]`` stays the anchor.

    Raises:
        DomainError: ``kernel_too_large``, ``kernel_empty``.
    """
    for field, side in (("rows", rows), ("cols", cols)):
        if side > LARGEST_SIDE:
            raise DomainError("kernel_too_large", field=field, value=f"{rows}×{cols}", limit=LARGEST_SIDE)
        if side < 1:
            raise DomainError("kernel_empty", field=field, value=side, limit=1)
    resized = np.zeros((rows, cols), kernel.dtype)
    from_rows, to_rows = _overlap(kernel.shape[0], rows)
    from_cols, to_cols = _overlap(kernel.shape[1], cols)
    resized[to_rows, to_cols] = kernel[from_rows, from_cols]
    return resized


def exact_sum(kernel: Kernel) -> float:
    """Σk: an exact int for an integer kernel; else correctly rounded, and 0.0 where only rounding is left."""
    weights: list[float] = kernel.ravel().tolist()
    if np.issubdtype(kernel.dtype, np.integer):
        return sum(weights)
    total = math.fsum(weights)
    return 0.0 if abs(total) <= ZERO_SUM_TOLERANCE * math.fsum(map(abs, weights)) else total


_PLAIN: Mapping[str, Callable[[Kernel], Kernel]] = MappingProxyType(
    {
        "rotate_left": rotate_left,
        "rotate_right": rotate_right,
        "rotate_180": rotate_180,
        "flip_horizontal": flip_horizontal,
        "flip_vertical": flip_vertical,
        "transpose": transpose,
        "negate": negate,
    }
)
OPERATIONS: tuple[str, ...] = (*_PLAIN, "normalize", "resize")


def transform(
    kernel: Kernel, divisor: float, operation: str, *, rows: int | None = None, cols: int | None = None
) -> tuple[Kernel, float]:
    """One operation by its name.

    Args:
        kernel: (K_h, K_w).
        divisor: what the weights are divided by; only ``"normalize"`` replaces it.
        operation: one of :data:`OPERATIONS`.
        rows, cols: the new size for ``"resize"``; None keeps that side.

    Returns:
        (kernel, divisor).

    Raises:
        DomainError: ``choice_unknown``; and those of :func:`normalize` and :func:`resize`.
    """
    if operation in _PLAIN:
        return _PLAIN[operation](kernel), divisor
    if operation == "normalize":
        return normalize(kernel)
    if operation == "resize":
        height, width = kernel.shape
        return resize(kernel, height if rows is None else rows, width if cols is None else cols), divisor
    raise DomainError("choice_unknown", field="operation", value=operation, limit=", ".join(OPERATIONS))


def _overlap(old: int, new: int) -> tuple[slice, slice]:
    """Where the two lengths cover each other when their anchors ``length // 2`` lie on one another."""
    shift = new // 2 - old // 2
    first, last = max(0, -shift), min(old, new - shift)
    return slice(first, last), slice(first + shift, last + shift)
