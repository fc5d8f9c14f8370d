"""Averages: the diamond, the box and the Gaussian."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .grid import offsets, steps
from .kernel import Kernel


def blur_diamond() -> Kernel:
    """The mean of the 13 pixels at most two steps away, ``|i| + |j| ≤ 2`` (deck 1)::

    0 0 1 0 0
    0 1 1 1 0
    1 1 1 1 1       ÷ 13
    0 1 1 1 0
    0 0 1 0 0
    """
    i, j = offsets(2)
    weights = (np.abs(i) + np.abs(j) <= 2).astype(np.int64)
    return Kernel(weights, divisor=int(weights.sum()))


def blur_box(size: int) -> Kernel:
    """The mean of a square of ``size`` × ``size`` pixels (deck 2: size 3)::

        1 1 1
        1 1 1       ÷ 9         = column of ones ⊗ row of ones
        1 1 1

    An even size has no middle; its anchor is the cell right of and below it, ``size // 2``.
    """
    side = np.ones(size, dtype=np.int64)
    return Kernel.from_factors(side, side.copy(), divisor=size * size)


def bell(sigma: float) -> NDArray[np.float64]:
    """The one-dimensional Gaussian ``exp(−i² / 2σ²)``, sampled at whole pixels and made to sum to 1.

    Cut at 3σ, rounded to the nearest pixel (what SciPy does with ``truncate=3``). The integral of
    the bell beyond 3σ is 0.27 % of the whole, less than one grey level of 255; dividing by the sum
    gives that share back to the rest, so brightness is kept exactly.

    Returns:
        (2r + 1,) float64 with r = ⌊3σ + ½⌋, positive, symmetric, sum 1.
    """
    samples = np.exp(-(steps(gaussian_radius(sigma)) ** 2) / (2.0 * sigma * sigma))
    return np.asarray(samples / samples.sum(), dtype=np.float64)


def gaussian_radius(sigma: float) -> int:
    """Pixels from the middle to the rim of the bell: 3σ, rounded."""
    return int(3.0 * sigma + 0.5)


def gaussian(sigma: float) -> Kernel:
    """The bell turned round its axis: ``exp(−(i² + j²) / 2σ²)``, sum 1. For σ = 0.45::

        0.006 0.067 0.006
        0.067 0.709 0.067       = bell ⊗ bell, because e^(a + b) = e^a · e^b
        0.006 0.067 0.006

    No other kernel is both round and separable.
    """
    return Kernel.from_factors(bell(sigma), bell(sigma))
