"""The moving average: every number becomes the mean of its neighbourhood: weights of sum 1.

The weights stay whole and their sum is the divisor, so that (1, 1, 1) ÷ 3 is exact. Where the window reaches
beyond the signal it meets zeros, and the mean sinks: narrow width avoids it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import Any, Literal, get_args

import numpy as np

from app.conv.errors import DomainError
from app.conv.geometry import Axis
from app.signals.numbers import latex_number, plain, read_numbers, read_within
from app.signals.records import Answer, Formula, Labels, Proof, Range, Real
from app.signals.slide import WIDTHS, Width, counted, places, read_choice, slide

Signal = Literal["noisy", "tone", "steps", "typed"]
Weighting = Literal["plain", "triangular", "binomial", "typed"]
SIGNALS: tuple[Signal, ...] = get_args(Signal)
WEIGHTINGS: tuple[Weighting, ...] = get_args(Weighting)
LENGTH = 48
LONGEST = 64
LONGEST_WINDOW = 15
LARGEST_SEED = 9999


@dataclass(frozen=True, slots=True)
class MovingAverageDetails:
    """What the averaging did.

    Attributes:
        clean: the signal before the noise was added; None for a typed one.
        roughness_before, roughness_after: mean size of the step from one number to the next.
        edge: how many results at either end have met zeros.
    """

    clean: tuple[float, ...] | None
    roughness_before: float
    roughness_after: float
    edge: tuple[int, int]


def moving_average(
    signal: Any = "noisy",
    seed: int = 1,
    values: Any = None,
    window: int = 5,
    weights: Any = "plain",
    kernel: Any = None,
    padding: Any = "same",
) -> Answer:
    """A signal under a window of 1 to 15 weights.

    Args:
        signal: "noisy" (a slow wave and noise), "tone" (two tones dying away, like a plucked string), "steps"
            (levels and noise) or "typed".
        values: 1 to 64 numbers, for "typed".
        weights: "plain", "triangular" (1 2 3 2 1), "binomial" (1 4 6 4 1) or "typed".
        kernel: for "typed" weights: whole numbers with a sum other than 0; its length is the window's.
        padding: "valid" (narrow), "full" (wide) or "same" (equal).

    Raises:
        DomainError: those of ``read_numbers``, ``choice_unknown``, ``number_out_of_range``,
            ``average_weights_zero``.
    """
    signal = read_choice("signal", signal, SIGNALS)
    weights = read_choice("weights", weights, WEIGHTINGS)
    width: Width = read_choice("padding", padding, WIDTHS)
    read_within("seed", seed, Range(0, LARGEST_SEED, ""))
    if signal == "typed":
        v, clean = read_numbers("values", values, LONGEST), None
    else:
        v, clean = make_signal(signal, seed)
    if weights == "typed":
        w = tuple(int(one) for one in read_numbers("kernel", kernel, LONGEST_WINDOW, is_whole=True))
        window = len(w)
        if sum(w) == 0:
            raise DomainError("average_weights_zero", field="kernel", value=0)
    longest = min(LONGEST_WINDOW, Axis(len(v), 1).largest_kernel) if width == "valid" else LONGEST_WINDOW
    why = "signals.range.window" if longest < LONGEST_WINDOW else "signals.range.average"
    allowed = Range(1, longest, why, {"size": len(v), "maximum": longest})
    read_within("window", window, allowed)
    if weights != "typed":
        w = make_weights(weights, window)
    trace, tape = slide(v, w, padding=width, divisor=sum(w), is_centred=True)
    averages = trace.output.values
    before, after = trace.geometry.padding[1]
    expected = np.convolve(np.pad(v, (before, after)), np.array(w) / sum(w), "valid")
    return Answer(
        kind="moving_average",
        spec={
            "signal": signal, "seed": seed, "values": v if signal == "typed" else None, "window": window,
            "weights": weights, "kernel": w if weights == "typed" else None, "padding": width,
        },
        trace=trace,
        tape=tape,
        labels=Labels(counted(len(v)), counted(len(w)), places(trace, tape)),
        formulas=(Formula("average", _formula(w)), Formula("length", _length(len(v), len(w), width))),
        proof=Proof(
            "numpy_average",
            {"count": str(len(averages))},
            float(np.abs(np.array(averages) - expected).max()),
        ),
        latex=_formula(w),
        numpy=(
            "import numpy as np\n\n"
            f"v = np.pad({[float(plain(one)) for one in v]}, {(before, after)})\n"
            f"w = np.array({list(w)}) / {sum(w)}\n"
            "average = np.convolve(v, w, 'valid')\n"
        ),
        ranges={
            "window": allowed,
            "seed": Range(0, LARGEST_SEED, "signals.range.seed", {"maximum": LARGEST_SEED}),
            "values": Range(1, LONGEST, "signals.range.length", {"maximum": LONGEST}),
            "kernel": Range(1, longest, why, {"size": len(v), "maximum": longest}),
        },
        details=MovingAverageDetails(clean, _roughness(v), _roughness(averages), (before, after)),
    )  # fmt: skip


def make_signal(signal: Signal, seed: int) -> tuple[tuple[Real, ...], tuple[float, ...]]:
    """48 numbers to one decimal, the same for the same seed, and what they were before the noise."""
    t = np.arange(LENGTH)
    if signal == "tone":
        clean = 6 * np.exp(-t / 24) * (np.sin(2 * np.pi * t / 12) + 0.5 * np.sin(2 * np.pi * t / 4.5))
        noise = 0.6
    elif signal == "steps":
        clean = np.array([1.0, 6.0, 3.0, 8.0])[t * 4 // LENGTH]
        noise = 0.9
    else:
        clean = 5 + 3.5 * np.sin(2 * np.pi * t / 32) + 1.5 * np.sin(2 * np.pi * t / 13)
        noise = 1.3
    values = clean + np.random.default_rng([seed, SIGNALS.index(signal)]).normal(0, noise, LENGTH)
    rounded = tuple(int(one) if one == int(one) else one for one in np.round(values, 1).tolist())
    return rounded, tuple(np.round(clean, 4).tolist())


def make_weights(weights: Weighting, window: int) -> tuple[int, ...]:
    """``window`` whole weights."""
    if weights == "triangular":
        return tuple(min(i, window - 1 - i) + 1 for i in range(window))
    if weights == "binomial":
        return tuple(comb(window - 1, i) for i in range(window))
    return (1,) * window


def _roughness(values: tuple[Real, ...]) -> float:
    return float(np.abs(np.diff(np.array(values, float))).mean()) if len(values) > 1 else 0.0


def _formula(w: tuple[int, ...]) -> str:
    shown = [latex_number(one) for one in w]
    inside = ", ".join(shown if len(w) <= 9 else [*shown[:3], r"\dots", *shown[-2:]])
    return rf"r = v * \tfrac{{1}}{{{sum(w)}}}({inside})"


def _length(n: int, m: int, width: Width) -> str:
    length = {"valid": "n-m+1", "full": "n+m-1", "same": "n"}[width]
    written = {"valid": f"{n}-{m}+1 = {n - m + 1}", "full": f"{n}+{m}-1 = {n + m - 1}", "same": f"{n}"}[width]
    return rf"{length} = {written}"
