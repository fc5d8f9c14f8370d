"""Multiplying integers is convolving their digits, then carrying (deck 5).

125 × 47, low digits first: ``[5, 2, 1] * [7, 4] = [35, 34, 15, 4]``; no column may hold more than 9, so each
keeps its last digit and hands the rest to the next: 5, 7, 8, 5, that is 5875.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.conv.errors import DomainError
from app.signals.numbers import sequence_latex, superscript
from app.signals.records import Answer, Formula, Labels, Proof, Range
from app.signals.slide import slide

MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Carry:
    """One column.

    Attributes:
        position: its power of ten.
        column: what the convolution put there (0 beyond its end).
        carry_in, carry_out: what comes from the column on its right, what goes to the one on its left.
        total: ``column + carry_in = 10 · carry_out + digit``.
    """

    position: int
    column: int
    carry_in: int
    total: int
    digit: int
    carry_out: int


@dataclass(frozen=True, slots=True)
class IntegerDetails:
    """The carries from the lowest column up, and the product in digits."""

    carries: tuple[Carry, ...]
    product: str


def integer(a: Any = "125", b: Any = "47") -> Answer:
    """The product of two whole numbers ≥ 0 of at most 12 digits.

    Args:
        a, b: whole numbers, or text of digits (spaces, commas and underscores may group them).

    Raises:
        DomainError: ``integer_empty``, ``integer_not_digits``, ``integer_negative``, ``integer_too_long``.
    """
    first, second = read_digits("a", a), read_digits("b", b)
    v, w = digits_of(first), digits_of(second)
    trace, tape = slide(v, w)
    columns = trace.output.values
    carries = carry([int(column) for column in columns])
    product = "".join(str(one.digit) for one in reversed(carries)).lstrip("0") or "0"
    expected = int(first) * int(second)
    length = Range(1, MOST_DIGITS, "signals.range.digits", {"maximum": MOST_DIGITS})
    equation = rf"{first} \times {second} = {product}"
    return Answer(
        kind="integer",
        spec={"a": first, "b": second},
        trace=trace,
        tape=tape,
        labels=Labels(_powers(len(v)), _powers(len(w)), _powers(len(columns))),
        formulas=(
            Formula("product", equation),
            Formula("digits", rf"{sequence_latex(v)} * {sequence_latex(w)} = {sequence_latex(columns)}"),
        ),
        proof=Proof(
            "integer",
            {"a": first, "b": second, "product": product, "expected": str(expected)},
            float(abs(int(product) - expected)),
        ),
        latex=rf"{equation} = \sum_i r_i\,10^i,\quad r = {sequence_latex(columns)}",
        numpy=(
            "import numpy as np\n\n"
            f"a = [int(digit) for digit in reversed('{first}')]\n"
            f"b = [int(digit) for digit in reversed('{second}')]\n"
            "columns = np.convolve(a, b)\n"
            "product = sum(int(column) * 10**i for i, column in enumerate(columns))\n"
        ),
        ranges={"a": length, "b": length},
        details=IntegerDetails(carries, product),
    )


def read_digits(field: str, given: Any) -> str:
    """The digits, without leading zeros."""
    if isinstance(given, int) and not isinstance(given, bool) and abs(given) >= 10**MOST_DIGITS:
        count = len(str(given).lstrip("-")) if abs(given) < 10**4000 else 4000
        raise DomainError("integer_too_long", field=field, value=count, limit=MOST_DIGITS)
    text = "" if given is None else str(given)
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    for separator in (" ", ",", "_", "\u202f"):
        text = text.replace(separator, "")
    if not text:
        raise DomainError("integer_empty", field=field, value="", limit=1)
    if text[0] == "-" and text[1:].isdigit():
        raise DomainError("integer_negative", field=field, value=text[:24], limit=0)
    if not (text.isascii() and text.isdigit()):
        raise DomainError("integer_not_digits", field=field, value=str(given)[:24])
    text = text.lstrip("0") or "0"
    if len(text) > MOST_DIGITS:
        raise DomainError("integer_too_long", field=field, value=len(text), limit=MOST_DIGITS)
    return text


def digits_of(text: str) -> tuple[int, ...]:
    """Low digits first."""
    return tuple(int(digit) for digit in reversed(text))


def carry(columns: Sequence[int]) -> tuple[Carry, ...]:
    """Every column from the lowest up until nothing is left to carry."""
    carries: list[Carry] = []
    carried = 0
    while len(carries) < len(columns) or carried:
        column = columns[len(carries)] if len(carries) < len(columns) else 0
        out, digit = divmod(column + carried, 10)
        carries.append(Carry(len(carries), column, carried, column + carried, digit, out))
        carried = out
    return tuple(carries)


def _powers(count: int) -> tuple[str, ...]:
    return tuple(str(10**power) if power < 2 else f"10{superscript(power)}" for power in range(count))
