"""What an explanation is made of: frozen records that any page, notebook or test can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Origin = Literal["picture", "zeros", "reflect", "edge", "wrap"]


@dataclass(frozen=True, slots=True)
class Term:
    """One product of a sum.

    Attributes:
        row, col: the tap (u, v) of the kernel as applied.
        input_row, input_col: the input cell the value was read from; None for a padded zero.
        origin: ``"picture"`` where the window lies inside, else the padding that supplied the value.
        value, weight, product: ``product = value · weight``.
        partial_sum: the sum so far, this product included.
    """

    row: int
    col: int
    input_row: int | None
    input_col: int | None
    origin: Origin
    value: float
    weight: float
    product: float
    partial_sum: float


@dataclass(frozen=True, slots=True)
class Reduction:
    """One output: its products in playing order (kernel row by row) and what they add up to.

    Attributes:
        sum: the last partial sum; exactly what the plain executor returns for this output.
        divisor, offset: applied afterwards.
        value: ``sum / divisor + offset``.
    """

    terms: tuple[Term, ...]
    sum: float
    divisor: float
    offset: float
    value: float
