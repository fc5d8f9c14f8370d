"""Which executor computes a kernel, and what that costs for one pixel.

The plan looks at the kernel's numbers and at the stride, never at a filter's name: a Sobel typed by hand
gets Sobel's plan.
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
from app.conv.executors.taps import taps
from app.conv.factors import rank_one_factors
from app.conv.geometry import Geometry
from app.conv.tap_program import Program, tap_program

ExecutorName = Literal["plain", "separable", "taps", "fourier"]
Run = Callable[[NDArray[Any], Geometry], NDArray[Any]]

# What a Fourier transform there and back costs for each value of the input, in taps of the plain executor
# (measured, docs/decisions/0006): at or below it adding tap by tap is quicker. Whole numbers are added at
# half the price of float64, and the transform costs the same for both.
FOURIER_COST_INTEGER = 64
FOURIER_COST_FLOAT = 40


@dataclass(frozen=True, slots=True)
class Plan:
    """How a kernel will be computed.

    Attributes:
        executor: its name.
        multiplications, additions: operations per output value; for ``"fourier"``, whose operations depend
            on the size of the picture, how many plain ones take as long.
        plain_multiplications: what the definition would multiply, zeros included: K_h·K_w.
        program: the lines of ``"taps"``, else None.
        run: ``run(padded, geometry)`` → sums (…, H_out, W_out), of the dtype of ``padded``.
    """

    executor: ExecutorName
    multiplications: int
    additions: int
    plain_multiplications: int
    run: Run = field(repr=False, compare=False)
    program: Program | None = None


def plan(
    kernel: NDArray[Any],
    *,
    stride: tuple[int, int] = (1, 1),
    largest_value: float = 255,
    whole_values: bool = True,
) -> Plan:
    """The cheapest plan for ``kernel`` (K_h, K_w), of integer or float dtype.

    Args:
        stride: (rows, columns). The plain executor computes only the outputs that are kept; the separable
            one slides its row over every input row, and the Fourier transform computes every output.
        largest_value: bound of |x|, for integer inputs: it decides whether spectra are exact enough.
        whole_values: whether the inputs are integers; only those may take the detours of ``"taps"``, on which
            floats would lose digits.
    """
    count = int(np.count_nonzero(kernel))
    candidates = [
        Plan(
            "plain",
            count,
            max(0, count - 1),
            kernel.size,
            lambda x, g: plain(x, _like(kernel, x), g),
        ),
    ]
    factors = rank_one_factors(kernel) if min(kernel.shape) > 1 else None
    if factors is not None:
        column, row = factors
        ends = int(np.count_nonzero(column)), int(np.count_nonzero(row))
        candidates.append(
            Plan(
                "separable",
                ends[0] + ends[1] * stride[0],
                ends[0] - 1 + (ends[1] - 1) * stride[0],
                kernel.size,
                lambda x, g: separable(x, _like(column, x), _like(row, x), g),
            )
        )
    if whole_values and count and stride == (1, 1) and np.issubdtype(kernel.dtype, np.integer):
        program = tap_program(kernel)
        operations = program.multiplications, program.additions
        candidates.append(Plan("taps", *operations, kernel.size, lambda x, g: taps(x, program, g), program))
    cheapest = min(candidates, key=lambda candidate: candidate.multiplications + candidate.additions)
    cost = fourier_cost(kernel) * stride[0] * stride[1]
    in_taps = (cheapest.multiplications + cheapest.additions + 1) // 2
    if in_taps <= cost or _overflows_fourier(kernel, largest_value):
        return cheapest
    return Plan("fourier", cost, cost, kernel.size, lambda x, g: fourier(x, kernel, g))


def fourier_cost(kernel: NDArray[Any]) -> int:
    """Taps of the plain executor that take as long as the transforms, at stride 1."""
    return FOURIER_COST_INTEGER if np.issubdtype(kernel.dtype, np.integer) else FOURIER_COST_FLOAT


def _like(kernel: NDArray[Any], padded: NDArray[Any]) -> NDArray[Any]:
    return kernel.astype(padded.dtype, copy=False)


def _overflows_fourier(kernel: NDArray[Any], largest_value: float) -> bool:
    """Whether integer sums could be too large to be recovered exactly from float64 spectra."""
    reach = float(np.abs(kernel.astype(np.float64)).sum()) * largest_value
    return np.issubdtype(kernel.dtype, np.integer) and reach >= math.ldexp(1, 31)
