"""Multiplying polynomials is convolving their coefficients, low powers first (deck 5).

``(3 − 2x + x²)(−5 + 4x)``: reverse (−5, 4), slide it along (3, −2, 1), and below each power stands the sum of
the products that make it: ``−15 + 22x − 13x² + 4x³``.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from app.signals.numbers import exact, latex_number, plain, read_numbers, sequence_latex, superscript
from app.signals.records import Answer, Formula, Labels, Proof, Range, Real
from app.signals.slide import slide

LONGEST = 12
POINT = 2


def polynomial(p: Any = (3, -2, 1), q: Any = (-5, 4)) -> Answer:
    """The product of two polynomials given by their coefficients, low powers first.

    Args:
        p, q: 1 to 12 numbers each.

    Raises:
        DomainError: those of :func:`app.signals.numbers.read_numbers`.
    """
    p, q = read_numbers("p", p, LONGEST), read_numbers("q", q, LONGEST)
    trace, tape = slide(p, q)
    r = trace.output.values
    left, right = evaluate(p, POINT) * evaluate(q, POINT), evaluate(r, POINT)
    length = Range(1, LONGEST, "signals.range.length", {"maximum": LONGEST})
    product = rf"\left({written(p)}\right)\left({written(q)}\right)"
    return Answer(
        kind="polynomial",
        spec={"p": p, "q": q},
        trace=trace,
        tape=tape,
        labels=Labels(_powers(len(p)), _powers(len(q)), _powers(len(r))),
        formulas=(
            Formula("product", rf"{product} = {written(r)}"),
            Formula("coefficients", rf"{sequence_latex(p)} * {sequence_latex(q)} = {sequence_latex(r)}"),
        ),
        proof=Proof(
            "evaluate",
            {
                "point": str(POINT),
                "p": plain(evaluate(p, POINT)),
                "q": plain(evaluate(q, POINT)),
                "product": plain(left),
                "r": plain(right),
            },
            float(abs(left - right)),
        ),
        latex=rf"{product} = {written(r)}",
        numpy=f"import numpy as np\n\np = {list(p)}  # 1, x, x**2, …\nq = {list(q)}\nr = np.convolve(p, q)\n",
        ranges={"p": length, "q": length},
    )


def evaluate(coefficients: Sequence[Real], x: Real) -> Fraction:
    """The polynomial's value at ``x``, exactly, by Horner's scheme."""
    total = Fraction(0)
    for coefficient in reversed(coefficients):
        total = total * exact(x) + exact(coefficient)
    return total


def written(coefficients: Sequence[Real]) -> str:
    """``3 - 2x + x^{2}`` for (3, −2, 1); ``0`` where all are 0."""
    text = ""
    for power, coefficient in enumerate(coefficients):
        if coefficient == 0:
            continue
        sign = "-" if coefficient < 0 else "+"
        text += f" {sign} " if text else sign.replace("+", "")
        number = latex_number(abs(coefficient))
        letter = "" if power == 0 else "x" if power == 1 else f"x^{{{power}}}"
        text += letter if number == "1" and letter else number + letter
    return text or "0"


def _powers(count: int) -> tuple[str, ...]:
    return tuple(
        "1" if power == 0 else "x" if power == 1 else f"x{superscript(power)}" for power in range(count)
    )
