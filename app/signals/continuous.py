"""From the integral to the sum: ``(f * g)(t) = ∫ f(τ) g(t − τ) dτ ≈ h Σ_k f(τ_k) g(t − τ_k)``.

Both functions are sampled in the middle of cells of width h = 1/N. Cell k of f and cell m of g meet at
``t = (k + m + 1)h``, so the sum at t is a convolution of the samples, divided by N.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.conv.errors import DomainError
from app.signals.numbers import plain
from app.signals.records import Answer, Curve, Formula, Labels, Proof, Range
from app.signals.shapes import SHAPES, Shape, closed_form, convolution_at, overlap
from app.signals.slide import read_choice, slide

SAMPLES = (2, 4, 5, 8, 10)
CURVE = 160
PRODUCT = 48


@dataclass(frozen=True, slots=True)
class StepError:
    """How far the sum is from the integral, at worst, with N samples per unit."""

    samples: int
    step: float
    largest_error: float


@dataclass(frozen=True, slots=True)
class ContinuousDetails:
    """What is drawn.

    Attributes:
        step: h.
        f, g: the two functions.
        g_reversed: g(−τ); shifted to the right by t it is g(t − τ).
        tau: the middles of the cells of f, where the samples are.
        t: the times of the results.
        products: for each t the product curve f(τ) g(t − τ) over the overlap of the two.
        exact: the integral as a curve over all t.
        exact_at: the integral at ``t``.
        errors: for every N that may be chosen.
    """

    step: float
    f: Curve
    g: Curve
    g_reversed: Curve
    tau: tuple[float, ...]
    t: tuple[float, ...]
    products: tuple[Curve, ...]
    exact: Curve
    exact_at: tuple[float, ...]
    largest_error: float
    errors: tuple[StepError, ...]


def continuous(f: Any = "box", g: Any = "exponential", samples: int = 5) -> Answer:
    """Two functions of time.

    Args:
        f, g: "box", "ramp", "triangle", "exponential" or "wide_box".
        samples: N, cells per unit of time: 2, 4, 5, 8 or 10.

    Raises:
        DomainError: ``choice_unknown``.
    """
    names = tuple(SHAPES)
    f, g = SHAPES[read_choice("f", f, names)], SHAPES[read_choice("g", g, names)]
    if samples not in SAMPLES:
        raise DomainError(
            "choice_unknown", field="samples", value=samples, limit=", ".join(map(str, SAMPLES))
        )
    v, w = _sampled(f, samples), _sampled(g, samples)
    trace, tape = slide(v, w, divisor=samples)
    t = [(i + 1) / samples for i in range(len(trace.reductions))]
    exact_at = [convolution_at(f, g, time) for time in t]
    middle = [_middle(i, samples) for i in range(len(v))]
    independent = [_riemann(f, g, time, samples) for time in t]
    rule = r"(f*g)(t)=\int f(\tau)\,g(t-\tau)\,d\tau\approx h\sum_k f(\tau_k)\,g(t-\tau_k)"
    result = closed_form(f.id, g.id)
    times = np.linspace(0, f.high + g.high, CURVE + 1).tolist()
    errors = tuple(StepError(n, 1 / n, _largest_error(f, g, n)) for n in SAMPLES)
    formulas = [Formula("integral", rule), Formula("f", f"f(t)={f.latex}"), Formula("g", f"g(t)={g.latex}")]
    if result:
        formulas.append(Formula("closed", result))
    return Answer(
        kind="continuous",
        spec={"f": f.id, "g": g.id, "samples": samples},
        trace=trace,
        tape=tape,
        labels=Labels(
            tuple(map(plain, middle)),
            tuple(plain(_middle(i, samples)) for i in range(len(w))),
            tuple(map(plain, t)),
        ),
        formulas=tuple(formulas),
        proof=Proof(
            "riemann",
            {"count": str(len(t)), "step": plain(1 / samples)},
            max(abs(mine - theirs) for mine, theirs in zip(trace.output.values, independent, strict=True)),
        ),
        latex=rf"{rule},\quad h=\tfrac{{1}}{{{samples}}}" + (rf",\qquad {result}" if result else ""),
        numpy=_numpy(v, w, samples),
        ranges={"samples": Range(SAMPLES[0], SAMPLES[-1], "signals.range.samples", {"maximum": SAMPLES[-1]})},
        details=ContinuousDetails(
            step=1 / samples,
            f=_drawn(f),
            g=_drawn(g),
            g_reversed=_reversed(_drawn(g)),
            tau=tuple(middle),
            t=tuple(t),
            products=tuple(_product(f, g, time) for time in t),
            exact=Curve(_rounded(times), _rounded([convolution_at(f, g, time) for time in times])),
            exact_at=tuple(exact_at),
            largest_error=next(one.largest_error for one in errors if one.samples == samples),
            errors=errors,
        ),
    )


def _middle(cell: int, samples: int) -> float:
    return round((cell + 0.5) / samples, 9)


def _sampled(shape: Shape, samples: int) -> list[float]:
    return [shape(_middle(i, samples)) for i in range(round(shape.high * samples))]


def _riemann(f: Shape, g: Shape, t: float, samples: int) -> float:
    """The sum as the integral's definition writes it, without any convolution."""
    cells = range(round(f.high * samples))
    return sum(f(_middle(k, samples)) * g(t - _middle(k, samples)) for k in cells) / samples


def _largest_error(f: Shape, g: Shape, samples: int) -> float:
    sums = slide(_sampled(f, samples), _sampled(g, samples), divisor=samples)[0].output.values
    return max(abs(one - convolution_at(f, g, (i + 1) / samples)) for i, one in enumerate(sums))


def _drawn(shape: Shape) -> Curve:
    """From 0 up, along the pieces, and back down to 0."""
    x, y = [0.0], [0.0]
    for piece in shape.pieces:
        count = 48 if piece.rate else 1
        for time in np.linspace(piece.low, piece.high, count + 1).tolist():
            x.append(time)
            y.append(piece(time))
    return Curve(_rounded([*x, shape.high]), _rounded([*y, 0.0]))


def _reversed(curve: Curve) -> Curve:
    return Curve(tuple(-x for x in reversed(curve.x)), curve.y[::-1])


def _product(f: Shape, g: Shape, t: float) -> Curve:
    low, high = overlap(f, g, t)
    if high <= low:
        return Curve((), ())
    # A hair inside, so that a jump at either end is seen from the inner side.
    taus = np.linspace(low + 1e-9, high - 1e-9, PRODUCT + 1).tolist()
    return Curve(_rounded(taus), _rounded([f(tau) * g(t - tau) for tau in taus]))


def _numpy(v: list[float], w: list[float], samples: int) -> str:
    return (
        "import numpy as np\n\n"
        f"h = 1 / {samples}\n"
        f"f = np.array({[float(plain(one)) for one in v]})  # in the middle of each cell\n"
        f"g = np.array({[float(plain(one)) for one in w]})\n"
        "integral = h * np.convolve(f, g)\n"
        "t = h * np.arange(1, len(integral) + 1)\n"
    )


def _rounded(values: list[float]) -> tuple[float, ...]:
    return tuple(round(value, 5) for value in values)
