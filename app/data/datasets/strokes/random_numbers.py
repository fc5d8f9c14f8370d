"""Random numbers that are looked up, not drawn one after the other.

A picture's numbers depend on its key alone, so it looks the same whether it is drawn first or last, alone or
in a batch: this is what lets an endless data set be drawn lazily in any order. The mixing function is the
finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Keys = NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_SIXTEEN_BITS = np.uint64(0xFFFF)
# Four uniform numbers of 16 bits: their sum is nearly normal, and no hand slips further than 3.46 deviations.
_SUM_MEAN = 2 * 65535.0
_SUM_DEVIATION = 65536.0 * 3**-0.5


def keys(*parts: int, indices: NDArray[np.int64]) -> Keys:
    """One key (n,) for each index, in the world that the parts (each ≥ 0) name."""
    mixed = np.zeros(1, np.uint64)
    for part in parts:
        mixed = _mix(mixed + np.uint64(part) + _GOLDEN)
    return _mix(mixed + indices.astype(np.uint64) * _GOLDEN)


class RandomNumbers:
    """Columns of random numbers, one row for each key; each call gives new columns."""

    def __init__(self, rows: Keys) -> None:
        self._rows = rows
        self._used = 0

    def uniform(self, *shape: int) -> FloatArray:
        """(n, *shape) float64, 0 ≤ u < 1."""
        return (self._bits(shape) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def normal(self, *shape: int) -> FloatArray:
        """(n, *shape) float64 with mean 0 and deviation 1, between −3.47 and 3.47."""
        bits = self._bits(shape)
        total: FloatArray = np.zeros(bits.shape)
        for part in range(4):
            total += (bits >> np.uint64(16 * part)) & _SIXTEEN_BITS
        return (total - _SUM_MEAN) / _SUM_DEVIATION

    def _bits(self, shape: tuple[int, ...]) -> Keys:
        count = int(np.prod(shape, dtype=np.int64))
        columns = np.arange(self._used + 1, self._used + count + 1, dtype=np.uint64)
        self._used += count
        mixed = _mix(self._rows[:, None] + columns * _GOLDEN)
        return mixed.reshape(len(self._rows), *shape)


def _mix(bits: Keys) -> Keys:
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))
