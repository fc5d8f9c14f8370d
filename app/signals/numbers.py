"""Reading numbers that somebody typed, and writing them into formulas and programs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from app.conv.errors import DomainError
from app.signals.records import Range, Real

LARGEST_NUMBER = 1_000_000
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def read_numbers(field: str, given: Any, longest: int, *, is_whole: bool = False) -> tuple[Real, ...]:
    """1 to ``longest`` finite numbers of at most a million; 2.0 is read as 2.

    Raises:
        DomainError: ``signal_not_a_list``, ``signal_empty``, ``signal_too_long``, ``signal_not_a_number``,
            ``signal_number_too_large``, ``signal_not_whole``.
    """
    if not isinstance(given, list | tuple):
        raise DomainError("signal_not_a_list", field=field, value=str(given)[:40])
    if not given:
        raise DomainError("signal_empty", field=field, value=0, limit=1)
    if len(given) > longest:
        raise DomainError("signal_too_long", field=field, value=len(given), limit=longest)
    return tuple(_number(f"{field}.{i}", value, i + 1, is_whole) for i, value in enumerate(given))


def _number(field: str, value: Any, place: int, is_whole: bool) -> Real:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or (isinstance(value, float) and not math.isfinite(value)):
        raise DomainError(
            "signal_not_a_number",
            field=field,
            value=_written(value),
            place=place,
            row=field.partition(".")[0],
        )
    if abs(value) > LARGEST_NUMBER:
        raise DomainError(
            "signal_number_too_large",
            field=field,
            value=_written(value),
            limit=LARGEST_NUMBER,
            place=place,
            row=field.partition(".")[0],
        )
    if value == int(value):
        return int(value)
    if is_whole:
        raise DomainError(
            "signal_not_whole", field=field, value=value, place=place, row=field.partition(".")[0]
        )
    number: Real = value
    return number


def _written(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**20 else f"10^{int(value.bit_length() * math.log10(2))}"
    text = str(value).strip()
    return (text if len(text) <= 24 else f"{text[:23]}…") or "—"


def read_within(field: str, value: Real, allowed: Range) -> Real:
    """The number itself.

    Raises:
        DomainError: ``number_out_of_range`` outside ``allowed``.
    """
    if not allowed.minimum <= value <= allowed.maximum:
        raise DomainError(
            "number_out_of_range", field=field, value=value, limit=f"{allowed.minimum} … {allowed.maximum}"
        )
    return value


def exact(value: Real) -> Fraction:
    """The decimal as it was typed: 0.1 is one tenth."""
    return Fraction(str(value))


def plain(value: Real | Fraction) -> str:
    """A number as text, without a needless ``.0`` and without an exponent's noise."""
    if isinstance(value, Fraction):
        return str(value) if value.denominator > 10**6 or value.denominator == 1 else plain(float(value))
    return str(int(value)) if value == int(value) else f"{value:.10g}"


def sequence_latex(values: Sequence[Real], longest: int = 16) -> str:
    """``(1, 0, 2)``; of a long sequence the beginning and the end."""
    shown = [latex_number(value) for value in values]
    if len(shown) > longest:
        shown = [*shown[: longest - 3], r"\dots", *shown[-2:]]
    return f"({', '.join(shown)})"


def latex_number(value: Real) -> str:
    """A number for KaTeX, to six digits."""
    text = plain(value) if value == int(value) else f"{value:.6g}"
    mantissa, _, exponent = text.partition("e")
    return rf"{mantissa}\cdot 10^{{{int(exponent)}}}" if exponent else text


def superscript(power: int) -> str:
    """²; for ids of cells, where no formula can be set."""
    return str(power).translate(SUPERSCRIPTS)
