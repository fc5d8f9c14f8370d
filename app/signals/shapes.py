"""Functions whose convolutions can be written down: pieces of ``(c₀ + c₁τ) e^{−λτ}``.

The product of such a piece with a reversed, shifted one is a quadratic times an exponential, whose integral
is known; so the exact convolution is a closed formula, not a finer approximation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Quadratic = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """``(constant + slope·τ) e^{−rate·τ}`` on [low, high)."""

    low: float
    high: float
    constant: float
    slope: float = 0
    rate: float = 0

    def __call__(self, t: float) -> float:
        return (self.constant + self.slope * t) * math.exp(-self.rate * t)


@dataclass(frozen=True, slots=True)
class Shape:
    """A function that is 0 outside its pieces; ``latex`` is its formula."""

    id: str
    pieces: tuple[Piece, ...]
    latex: str

    @property
    def high(self) -> float:
        """Where it ends; every shape begins at 0."""
        return self.pieces[-1].high

    def __call__(self, t: float) -> float:
        return next((piece(t) for piece in self.pieces if piece.low <= t < piece.high), 0.0)


SHAPES = {
    shape.id: shape
    for shape in (
        Shape("box", (Piece(0, 1, 1),), r"1\;(0\le t<1)"),
        Shape("ramp", (Piece(0, 1, 0, 1),), r"t\;(0\le t<1)"),
        Shape("triangle", (Piece(0, 1, 0, 1), Piece(1, 2, 2, -1)), r"1-|t-1|\;(0\le t<2)"),
        Shape("exponential", (Piece(0, 4, 1, 0, 1),), r"e^{-t}\;(0\le t<4)"),
        Shape("wide_box", (Piece(0, 2, 0.5),), r"\tfrac12\;(0\le t<2)"),
    )
}

# Results that a book prints; every other pair has its numbers, and no formula here.
CLOSED_FORMS = {
    ("box", "box"): ((0, 1, "t"), (1, 2, "2-t")),
    ("box", "exponential"): ((0, 1, "1-e^{-t}"), (1, 4, "(e-1)e^{-t}"), (4, 5, "e^{1-t}-e^{-4}")),
    ("box", "ramp"): ((0, 1, r"\tfrac12t^2"), (1, 2, r"t-\tfrac12t^2")),
    ("box", "triangle"): (
        (0, 1, r"\tfrac12t^2"),
        (1, 2, r"-t^2+3t-\tfrac32"),
        (2, 3, r"\tfrac12(3-t)^2"),
    ),
    ("box", "wide_box"): ((0, 1, r"\tfrac12t"), (1, 2, r"\tfrac12"), (2, 3, r"\tfrac12(3-t)")),
    ("exponential", "exponential"): ((0, 4, "t\\,e^{-t}"), (4, 8, "(8-t)\\,e^{-t}")),
    ("wide_box", "wide_box"): ((0, 2, r"\tfrac14t"), (2, 4, r"\tfrac14(4-t)")),
}


def convolution_at(f: Shape, g: Shape, t: float) -> float:
    """``∫ f(τ) g(t − τ) dτ``, exactly."""
    return sum(_piece_integral(a, b, t) for a in f.pieces for b in g.pieces)


def overlap(f: Shape, g: Shape, t: float) -> tuple[float, float]:
    """Where f(τ) and g(t − τ) are both inside their supports; empty where the second is not the larger."""
    return max(0.0, t - g.high), min(f.high, t)


def closed_form(f: str, g: str) -> str | None:
    """The printed result as KaTeX, None where there is none."""
    pieces = CLOSED_FORMS.get((f, g)) or CLOSED_FORMS.get((g, f))
    if pieces is None:
        return None
    rows = r" \\ ".join(rf"{formula} & {low}\le t<{high}" for low, high, formula in pieces)
    return rf"(f*g)(t)=\begin{{cases}}{rows}\end{{cases}}"


def _piece_integral(a: Piece, b: Piece, t: float) -> float:
    low, high = max(a.low, t - b.high), min(a.high, t - b.low)
    if high <= low:
        return 0.0
    constant = b.constant + b.slope * t
    quadratic = (
        a.constant * constant,
        a.slope * constant - a.constant * b.slope,
        -a.slope * b.slope,
    )
    growth = b.rate - a.rate
    scale = math.exp(-b.rate * t)
    return scale * (_primitive(quadratic, growth, high) - _primitive(quadratic, growth, low))


def _primitive(q: Quadratic, growth: float, x: float) -> float:
    """Of ``(q₀ + q₁x + q₂x²) e^{growth·x}``."""
    if growth == 0:
        return q[0] * x + q[1] * x**2 / 2 + q[2] * x**3 / 3
    value, first, second = q[0] + q[1] * x + q[2] * x**2, q[1] + 2 * q[2] * x, 2 * q[2]
    return math.exp(growth * x) * (value / growth - first / growth**2 + second / growth**3)
