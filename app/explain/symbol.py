"""Letters that can be multiplied and added exactly.

An :class:`Expression` is a polynomial: NumPy arrays of them (dtype object) go through the same padding,
windows and sums as numbers do, and the result reads like the deck's: ``aw + bx + dy + ez``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple, TypeAlias

Coefficient: TypeAlias = int | float | Fraction
MINUS = "−"
_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Symbol(NamedTuple):
    """A letter and its place: the operand's first letter comes first, and all of x before all of w."""

    order: int
    name: str


Monomial: TypeAlias = tuple[Symbol, ...]


class Expression:
    """A sum of products of letters with number coefficients; immutable.

    Products are ordered by their letters and letters by their place, so equal sums print alike in whatever
    order they were added: ``wδ_s + xδ_r + yδ_q + zδ_p``.
    """

    __slots__ = ("_parts",)

    def __init__(self, parts: Mapping[Monomial, Coefficient]) -> None:
        self._parts = {letters: number for letters, number in parts.items() if number != 0}

    @classmethod
    def letter(cls, name: str, order: int = 0) -> Expression:
        """The expression that is one letter, which may carry an index: ``"δ_p"``."""
        return cls({(Symbol(order, name),): 1})

    @property
    def constant(self) -> Coefficient | None:
        """The number this is; None where letters are left."""
        if not self._parts:
            return 0
        return self._parts.get(()) if len(self._parts) == 1 else None

    def __add__(self, other: Expression | Coefficient) -> Expression:
        parts = dict(self._parts)
        for letters, number in _parts(other).items():
            parts[letters] = parts.get(letters, 0) + number
        return Expression(parts)

    __radd__ = __add__

    def __neg__(self) -> Expression:
        return self * -1

    def __sub__(self, other: Expression | Coefficient) -> Expression:
        return self + other * -1

    def __rsub__(self, other: Coefficient) -> Expression:
        return -self + other

    def __mul__(self, other: Expression | Coefficient) -> Expression:
        product: dict[Monomial, Coefficient] = {}
        for letters, number in self._parts.items():
            for more, factor in _parts(other).items():
                monomial = tuple(sorted(letters + more))
                product[monomial] = product.get(monomial, 0) + number * factor
        return Expression(product)

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Expression | int | float | Fraction):
            return NotImplemented
        return self._parts == _parts(other)

    def __hash__(self) -> int:
        constant = self.constant
        return hash(constant if constant is not None else frozenset(self._parts.items()))

    def __str__(self) -> str:
        text = ""
        for letters in sorted(self._parts, key=lambda letters: (not letters, letters)):  # a bare number last
            number = self._parts[letters]
            part = _print(letters, number if number > 0 else -number)
            if text:
                text += f" {MINUS if number < 0 else '+'} {part}"
            else:
                text = MINUS + part if number < 0 else part
        return text or "0"

    def __repr__(self) -> str:
        return f"Expression({self})"


def _parts(number: Expression | Coefficient) -> Mapping[Monomial, Coefficient]:
    if isinstance(number, Expression):
        return number._parts
    return {(): number} if number != 0 else {}


def _print(letters: Monomial, number: Coefficient) -> str:
    """``2aw``, ``a²``, ``1/2 a``; a coefficient of one is not written."""
    names = []
    for letter, run in groupby(letters):
        times = len(list(run))
        names.append(letter.name + (str(times).translate(_DIGITS) if times > 1 else ""))
    if not names:
        return str(number)
    if number == 1:
        return "".join(names)
    is_fraction = isinstance(number, Fraction) and number.denominator != 1
    return f"{number}{' ' if is_fraction else ''}{''.join(names)}"
