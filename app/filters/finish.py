"""From sums to grey levels in the very memory they stand in, without leaving whole numbers.

``sum / divisor + offset``, the display, rounding half to even and clipping give, for a whole divisor and
offset, what :mod:`app.filters.display` gives in floating point: that is the definition, and a test goes
through every sum there can be. Clipping with `clip` and dividing unsigned numbers are what NumPy does fast.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.filters.display import WHITE
from app.filters.step import Display

LARGEST_SUM = {16: 2**15 - 1, 32: 2**31 - 1}
LARGEST_FLOAT_OFFSET = 2**14


@dataclass(frozen=True, slots=True)
class Finish:
    """Divide, move, show, round and clip.

    Attributes:
        divisor: ≥ 1.
        shift: added to the sum before the division: offset · divisor.
        absolute: whether negative values are shown as their size.
        low, high: the range of the sums with ``shift``.
        bits: 16 or 32, the width that holds it all.
    """

    divisor: int
    shift: int
    absolute: bool
    low: int
    high: int
    bits: int

    @property
    def dtype(self) -> np.dtype[Any]:
        """The signed integers the sums are to be kept in."""
        return np.dtype(f"int{self.bits}")

    @property
    def needs_scratch(self) -> bool:
        """Whether :meth:`apply` needs a second array: a value can lie half way between two levels."""
        return self.divisor % 2 == 0

    def apply(self, sums: NDArray[Any], scratch: NDArray[Any] | None = None) -> NDArray[Any]:
        """Levels 0 … 255 in the place of ``sums``, a contiguous array of :attr:`dtype`.

        Sums outside ``low … high`` become anything.

        Args:
            scratch: like ``sums``, its contents are lost; taken from the heap where it is needed and missing.
        """
        number = sums.dtype.type
        half = self.divisor // 2
        low, high = self.low, self.high
        if self.absolute and low < 0:
            if self.shift:
                np.add(sums, number(self.shift), out=sums)
            np.abs(sums, out=sums)
            low, high = 0, max(-low, high)
            added = half
        else:
            added = self.shift + half
        if added:
            np.add(sums, number(added), out=sums)
        # Rounded down from here, everything below one and a half levels above white is white.
        brightest = (WHITE + 1) * self.divisor - 1
        if low + half < 0 or high + half > brightest:
            sums.clip(number(0), number(min(brightest, LARGEST_SUM[self.bits])), out=sums)
        if self.divisor > 1:
            unsigned = f"uint{self.bits}"
            self._divide(sums.view(unsigned), None if scratch is None else scratch.view(unsigned))
        return sums

    def _divide(self, values: NDArray[Any], scratch: NDArray[Any] | None) -> None:
        """Rounded down, but what lay half way before ``half`` was added goes to the even level.

        Half way, the sum is now a multiple of the divisor. Taking 1 away where the quotient is odd leads to
        the even one below from there, and from nowhere else.
        """
        divisor = values.dtype.type(self.divisor)
        if self.needs_scratch:
            is_odd = np.floor_divide(values, divisor, out=scratch)
            np.bitwise_and(is_odd, values.dtype.type(1), out=is_odd)
            np.subtract(values, is_odd, out=values)
        np.floor_divide(values, divisor, out=values)


def make_finish(
    kernel: NDArray[Any], divisor: float, offset: float, display: Display, *, least_bits: int = 16
) -> Finish | None:
    """The finish of a single integer kernel, or None where whole numbers do not do."""
    whole = float(divisor).is_integer() and float(offset).is_integer()
    if display == "stretch" or not whole or divisor < 1:
        return None
    number, shift = int(divisor), int(offset) * int(divisor)
    low = shift + WHITE * int(np.minimum(kernel, 0).sum())
    high = shift + WHITE * int(np.maximum(kernel, 0).sum())
    # The sums alone must fit as well as what they become on the way to a rounded quotient.
    reach = max(abs(low), abs(high), abs(low - shift), abs(high - shift)) + number
    for bits, largest in LARGEST_SUM.items():
        if reach <= largest and bits >= least_bits:
            return Finish(number, shift, display == "absolute", low, high, bits)
    return None


@dataclass(frozen=True, slots=True)
class FloatFinish:
    """Move, show, round half to even and clip float32 sums that are divided already.

    Attributes:
        offset: within ±``LARGEST_FLOAT_OFFSET``, so that what is rounded fits 16 bits.
        absolute: whether negative values are shown as their size.
    """

    offset: float
    absolute: bool

    def apply(self, sums: NDArray[np.float32], levels: NDArray[np.int16]) -> None:
        """Fill ``levels`` with 0 … 255; the sums are used up. Clipping 16 bits is the quicker half of it."""
        if self.offset:
            np.add(sums, np.float32(self.offset), out=sums)
        if self.absolute:
            np.abs(sums, out=sums)
        np.rint(sums, out=sums)
        np.copyto(levels, sums, casting="unsafe")
        levels.clip(np.int16(0), np.int16(WHITE), out=levels)
