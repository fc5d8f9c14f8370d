"""What can be said about a kernel before it meets a picture.

Its sum, its rank and factors, its symmetries, and how strongly it passes each spatial frequency.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.conv.factors import RANK_TOLERANCE, rank_one_factors
from app.conv.transforms import exact_sum

SumMeaning = Literal["brightness_kept", "flat_to_zero", "brightness_scaled"]
Character = Literal["low_pass", "high_pass", "band_pass", "all_pass"]

# Half of the strongest response (−6 dB) counts as passing.
PASSES = 0.5
# Two weights or a float sum and 1 are called equal below this share of the largest.
EQUAL_TOLERANCE = 1e-9
# Below this share of its largest number an entry of a factor is rounding of the decomposition.
ROUNDING = 1e-14


@dataclass(frozen=True, slots=True)
class Factor:
    """One term ``outer(column, row)`` of the kernel; all terms add up to it.

    Attributes:
        column: K_h numbers.
        row: K_w numbers.
        singular_value: the term's weight in the singular value decomposition, > 0. It is already contained
            in column and row.
    """

    column: tuple[float, ...]
    row: tuple[float, ...]
    singular_value: float


@dataclass(frozen=True, slots=True)
class Symmetry:
    """Whether a kernel meets itself (or, as an antisymmetry, its negative) again.

    Attributes:
        horizontal: after left and right have changed places.
        vertical: after top and bottom have changed places.
        rotational: after half a turn; then convolution and correlation agree (up to the sign).
    """

    horizontal: bool
    vertical: bool
    rotational: bool


@dataclass(frozen=True, slots=True)
class FrequencyResponse:
    """``|K(f)|`` of the discrete-time Fourier transform, sampled on a square grid.

    Attributes:
        size: N, odd. Row 0 … N−1 is the vertical frequency −0.5 … 0.5 in cycles per pixel, both ends
            included, columns likewise; the centre ``[N//2, N//2]`` is frequency 0 (a uniform picture).
        magnitude: N rows of N numbers 0 … 1 to four decimals, relative to ``peak``; all 0 for a kernel of 0s.
        peak: the largest ``|K|`` on the grid, after the divisor.
        character: see :func:`character_of`; None for a kernel of zeros, which passes nothing.
    """

    size: int
    magnitude: tuple[tuple[float, ...], ...]
    peak: float
    character: Character | None


@dataclass(frozen=True, slots=True)
class KernelAnalysis:
    """Everything the page says about a kernel.

    Attributes:
        rows, cols: K_h, K_w.
        sum: Σk before the divisor; an exact int for an integer kernel.
        sum_meaning: what ``sum / divisor`` does to a uniform area.
        rank: number of separable terms needed; exact for integers, else singular values above
            ``RANK_TOLERANCE`` times the largest.
        separable: rank 1, so one column and one row do the same work.
        factors: ``rank`` terms, largest first.
        symmetric, antisymmetric: see :class:`Symmetry`; a kernel of zeros is both.
        zeros: how many weights are exactly 0.
        frequency: see :class:`FrequencyResponse`.
    """

    rows: int
    cols: int
    sum: float
    sum_meaning: SumMeaning
    rank: int
    separable: bool
    factors: tuple[Factor, ...]
    symmetric: Symmetry
    antisymmetric: Symmetry
    zeros: int
    frequency: FrequencyResponse


def analyze(kernel: NDArray[Any], *, divisor: float = 1, frequency_size: int = 65) -> KernelAnalysis:
    """Analyse a kernel (K_h, K_w), int64 or float64.

    Args:
        divisor: what sums are divided by when the kernel is applied, ≠ 0.
        frequency_size: samples along each frequency axis, odd so that frequency 0 is one of them.
    """
    total = exact_sum(kernel)
    rank, factors = _factorize(kernel)
    return KernelAnalysis(
        rows=kernel.shape[0],
        cols=kernel.shape[1],
        sum=total,
        sum_meaning=_sum_meaning(total, divisor),
        rank=rank,
        separable=rank == 1,
        factors=factors,
        symmetric=_symmetry(kernel, 1),
        antisymmetric=_symmetry(kernel, -1),
        zeros=int(kernel.size - np.count_nonzero(kernel)),
        frequency=frequency_response(kernel, divisor=divisor, size=frequency_size),
    )


def frequency_response(kernel: NDArray[Any], *, divisor: float = 1, size: int = 65) -> FrequencyResponse:
    """``K(f_y, f_x) = Σ_uv k[u, v] · exp(−2πi (f_y·u + f_x·v))``, its magnitude.

    The sum is taken as two matrix products (rows, then columns) rather than by an FFT: so the grid may have
    any size, and both of its ends are the highest frequency, one cycle in two pixels.

    Raises:
        ValueError: if ``size`` is even or below 3.
    """
    if size < 3 or size % 2 == 0:
        raise ValueError(f"size={size}: an odd number ≥ 3 puts frequency 0 in the centre")
    frequencies = np.arange(-(size // 2), size // 2 + 1) / (size - 1)
    waves_y, waves_x = (np.exp(-2j * np.pi * np.outer(frequencies, np.arange(n))) for n in kernel.shape)
    magnitude = np.abs(waves_y @ kernel.astype(np.float64) @ waves_x.T) / abs(divisor)
    peak = float(magnitude.max())
    if peak == 0:
        return FrequencyResponse(size, _rows(magnitude), 0.0, None)
    relative = magnitude / peak
    return FrequencyResponse(size, _rows(relative), peak, character_of(relative))


def character_of(relative: NDArray[np.float64]) -> Character:
    """Name the kind of a response whose peak is 1, frequency 0 in the centre.

    Low frequencies pass when the response to a uniform picture is at least one half; high frequencies pass
    when the mean response along the rim of the grid (one cycle in two pixels across, down or both) is.
    Only low: ``low_pass``. Only high: ``high_pass``. Both, and nothing between falls below one half:
    ``all_pass``. Anything else lets only a band or some bands through: ``band_pass``.
    """
    centre = relative.shape[0] // 2
    rim = np.concatenate([relative[0], relative[-1], relative[1:-1, 0], relative[1:-1, -1]])
    passes_low, passes_high = relative[centre, centre] >= PASSES, rim.mean() >= PASSES
    if passes_low and not passes_high:
        return "low_pass"
    if passes_high and not passes_low:
        return "high_pass"
    return "all_pass" if relative.min() >= PASSES else "band_pass"


def _sum_meaning(total: float, divisor: float) -> SumMeaning:
    if total == 0:
        return "flat_to_zero"
    kept = math.isclose(total, divisor, rel_tol=EQUAL_TOLERANCE)
    return "brightness_kept" if kept else "brightness_scaled"


def _factorize(kernel: NDArray[Any]) -> tuple[int, tuple[Factor, ...]]:
    """The rank, and as many terms as that."""
    left, values, right = np.linalg.svd(kernel.astype(np.float64), full_matrices=False)
    exact = rank_one_factors(kernel)
    if exact is not None:
        return 1, (_factor(*exact, float(values[0])),)
    if np.issubdtype(kernel.dtype, np.integer):
        rank = _integer_rank(kernel)
    else:
        rank = int((values > RANK_TOLERANCE * values[0]).sum())
    scales = np.sqrt(values[:rank])
    terms = zip((left[:, :rank] * scales).T, right[:rank] * scales[:, None], values[:rank], strict=True)
    return rank, tuple(_factor(column, row, float(value)) for column, row, value in terms)


def _factor(column: NDArray[Any], row: NDArray[Any], singular_value: float) -> Factor:
    """Of the two signs the one in which the weights read as usual: smoothing positive, a slope rising.

    The factor with the clearer sum becomes positive; where both sums vanish the column's last weight does.
    """
    sums = float(column.sum()), float(row.sum())
    lean = max(sums, key=abs)
    if abs(lean) <= EQUAL_TOLERANCE * float(np.abs(column).sum() + np.abs(row).sum()):
        lean = float(column[np.flatnonzero(column)[-1]])
    sign = -1 if lean < 0 else 1
    return Factor(_clean(sign * column), _clean(sign * row), singular_value)


def _clean(vector: NDArray[Any]) -> tuple[float, ...]:
    """The numbers, with the decomposition's rounding (and −0) shown as the zero that it stands for."""
    return tuple(np.where(np.abs(vector) <= ROUNDING * np.abs(vector).max(), 0, vector).tolist())


def _integer_rank(kernel: NDArray[Any]) -> int:
    """Exact rank by elimination without fractions (Bareiss 1968), in Python's unbounded integers."""
    rows = [list(row) for row in kernel.tolist()]
    rank, previous = 0, 1
    for col in range(kernel.shape[1]):
        pivot = next((i for i in range(rank, len(rows)) if rows[i][col]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        head = rows[rank]
        for i in range(rank + 1, len(rows)):
            below = rows[i][col]
            rows[i] = [
                (head[col] * value - below * above) // previous
                for value, above in zip(rows[i], head, strict=True)
            ]
        previous = head[col]
        rank += 1
        if rank == len(rows):
            break
    return rank


def _symmetry(kernel: NDArray[Any], sign: int) -> Symmetry:
    tolerance = EQUAL_TOLERANCE * float(np.abs(kernel).max())

    def meets(other: NDArray[Any]) -> bool:
        return bool((np.abs(kernel - sign * other) <= tolerance).all())

    return Symmetry(meets(kernel[:, ::-1]), meets(kernel[::-1]), meets(kernel[::-1, ::-1]))


def _rows(grid: NDArray[np.float64]) -> tuple[tuple[float, ...], ...]:
    # Four decimals: more than a heat map or a reader can tell apart, a third of the bytes.
    return tuple(map(tuple, np.round(grid, 4).tolist()))
