"""Which executor computes a kernel, and what that costs for one pixel.

The plan looks at the kernel only: its size, zeros and rank. A Sobel typed by hand gets Sobel's plan.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.conv.executors.fourier import fourier
from app.conv.executors.plain import plain
from app.conv.executors.separable import separable
from app.conv.factors import rank_one_factors
from app.conv.geometry import Geometry

ExecutorName = Literal["plain", "separable", "fourier"]
Run = Callable[[NDArray[Any], Geometry], NDArray[Any]]

# What a Fourier transform there and back costs, in multiply-adds of the plain executor (measured: see
# tests/benchmarks/filters.py). Below it, adding tap by tap is quicker.
FOURIER_COST = 40


@dataclass(frozen=True, slots=True)
class Plan:
    """How a kernel will be computed.

    Attributes:
        executor: its name.
        multiplications, additions: operations per output value.
        plain_multiplications: what the definition would multiply, zeros included: K_h·K_w.
        run: ``run(padded, geometry)`` → sums (…, H_out, W_out), of the dtype of ``padded``.
    """

    executor: ExecutorName
    multiplications: int
    additions: int
    plain_multiplications: int
    run: Run = field(repr=False, compare=False)


def plan(kernel: NDArray[Any]) -> Plan:
    """The cheapest plan for ``kernel`` (K_h, K_w), of integer or float dtype."""
    taps = int(np.count_nonzero(kernel))
    candidates = [
        Plan("plain", taps, max(0, taps - 1), kernel.size, lambda x, g: plain(x, _like(kernel, x), g)),
    ]
    factors = rank_one_factors(kernel) if min(kernel.shape) > 1 else None
    if factors is not None:
        column, row = factors
        ends = int(np.count_nonzero(column)), int(np.count_nonzero(row))
        candidates.append(
            Plan(
                "separable",
                sum(ends),
                sum(max(0, n - 1) for n in ends),
                kernel.size,
                lambda x, g: separable(x, _like(column, x), _like(row, x), g),
            )
        )
    cheapest = min(candidates, key=lambda candidate: candidate.multiplications + candidate.additions)
    if cheapest.multiplications <= FOURIER_COST or _overflows_fourier(kernel):
        return cheapest
    return Plan("fourier", FOURIER_COST, FOURIER_COST, kernel.size, lambda x, g: fourier(x, kernel, g))


def _like(kernel: NDArray[Any], padded: NDArray[Any]) -> NDArray[Any]:
    return kernel.astype(padded.dtype, copy=False)


def _overflows_fourier(kernel: NDArray[Any]) -> bool:
    """Whether integer sums could be too large to be recovered exactly from float64 spectra."""
    return np.issubdtype(kernel.dtype, np.integer) and float(np.abs(kernel).sum()) * 255 >= math.ldexp(1, 31)
