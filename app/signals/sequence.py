"""Any two sequences: convolution beside cross-correlation, narrow, wide and equal width, padding, stride.

``r_i = Σ_k v_k w_{i−k+1}``, undefined elements being 0 (deck 5). The lengths are n − m + 1, n + m − 1 and
n (deck 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.conv.geometry import Axis
from app.signals.numbers import read_numbers, read_within, sequence_latex
from app.signals.records import Answer, Formula, Labels, Operation, Proof, Range, Real
from app.signals.slide import OPERATIONS, Padding, counted, places, read_choice, read_padding, slide

LONGEST = 24
LARGEST_STRIDE = 6
LARGEST_PADDING = 24


@dataclass(frozen=True, slots=True)
class Length:
    """How long r is for a kind of padding; None where not a single window fits."""

    padding: str
    amounts: tuple[int, int]
    length: int | None


@dataclass(frozen=True, slots=True)
class SequenceDetails:
    """What else could have been chosen.

    Attributes:
        other: the operation that was not chosen, and what it gives.
        lengths: of narrow, wide and equal width at this stride.
        amounts: the zeros in use before and after v.
    """

    other: Operation
    other_values: tuple[Real, ...]
    is_same: bool
    lengths: tuple[Length, ...]
    amounts: tuple[int, int]


def sequence(
    v: Any = (1, 0, 2),
    w: Any = (0, 1, 2, 3),
    operation: Any = "convolve",
    padding: Any = "full",
    stride: int = 1,
) -> Answer:
    """Two sequences of 1 to 24 numbers.

    Args:
        padding: "valid", "full", "same" or [zeros before, zeros after].

    Raises:
        DomainError: those of ``read_numbers``, ``choice_unknown``, ``signal_padding``,
            ``number_out_of_range``, ``no_window``.
    """
    v, w = read_numbers("v", v, LONGEST), read_numbers("w", w, LONGEST)
    operation = read_choice("operation", operation, OPERATIONS)
    padding = read_padding(padding)
    ranges = _ranges(len(v), len(w), padding)
    read_within("stride", stride, ranges["stride"])
    if not isinstance(padding, str):
        for side, amount in enumerate(padding):
            read_within(f"padding.{side}", amount, Range(0, LARGEST_PADDING, ""))
    trace, tape = slide(v, w, operation=operation, padding=padding, stride=stride)
    other: Operation = "correlate" if operation == "convolve" else "convolve"
    other_values = slide(v, w, operation=other, padding=padding, stride=stride)[0].output.values
    r = trace.output.values
    amounts = trace.geometry.padding[1]
    independent = _independent(v, w, operation, amounts, stride)
    star = "*" if operation == "convolve" else r"\star"
    rule = (
        r"r_i = \sum_{k=-\infty}^{\infty} v_k\, w_{i-k+1}"
        if operation == "convolve"
        else r"r_i = \sum_{k=-\infty}^{\infty} v_{i+k-1}\, w_k"
    )
    equation = rf"{sequence_latex(v)} {star} {sequence_latex(w)} = {sequence_latex(r)}"
    return Answer(
        kind="sequence",
        spec={"v": v, "w": w, "operation": operation, "padding": padding, "stride": stride},
        trace=trace,
        tape=tape,
        labels=Labels(counted(len(v)), counted(len(w)), places(trace, tape)),
        formulas=(Formula("rule", rule), Formula("sequence", equation)),
        proof=Proof(
            "numpy_convolve" if operation == "convolve" else "numpy_correlate",
            {"count": str(len(r))},
            float(max(abs(mine - theirs) for mine, theirs in zip(r, independent, strict=True))),
        ),
        latex=rf"{rule},\qquad {equation}",
        numpy=_numpy(v, w, operation, amounts, stride),
        ranges=ranges,
        details=SequenceDetails(
            other,
            other_values,
            other_values == r,
            tuple(_length(name, len(v), len(w), stride) for name in ("valid", "full", "same")),
            amounts,
        ),
    )


def _independent(
    v: tuple[Real, ...], w: tuple[Real, ...], operation: Operation, amounts: tuple[int, int], stride: int
) -> list[Real]:
    """The same from ``numpy.convolve``: the whole wide result, then the part that was asked for."""
    padded = np.concatenate([np.zeros(amounts[0], int), np.array(v), np.zeros(amounts[1], int)])
    kernel = np.array(w) if operation == "convolve" else np.array(w)[::-1]
    wide = np.convolve(padded, kernel)
    inside: list[Real] = wide[len(w) - 1 : len(padded)][::stride].tolist()
    return inside


def _numpy(
    v: tuple[Real, ...], w: tuple[Real, ...], operation: Operation, amounts: tuple[int, int], stride: int
) -> str:
    step = "" if stride == 1 else f"[::{stride}]"
    return (
        "import numpy as np\n\n"
        f"v = np.pad({list(v)}, {amounts})\n"
        f"w = np.array({list(w)})\n"
        f"r = np.{operation}(v, w, 'valid'){step}\n"
    )


def _ranges(n: int, m: int, padding: Padding) -> dict[str, Range]:
    before, after = _amounts(padding, m)
    axis = Axis(n, m, before=before, after=after)
    largest = (
        min(LONGEST, axis.largest_kernel) if padding == "valid" or not isinstance(padding, str) else LONGEST
    )
    why = "signals.range.window" if largest < LONGEST else "signals.range.length"
    single = axis.largest_useful_stride + 1
    return {
        "v": Range(1, LONGEST, "signals.range.length", {"maximum": LONGEST}),
        "w": Range(1, largest, why, {"size": axis.padded, "maximum": largest}),
        "stride": Range(1, LARGEST_STRIDE, "signals.range.stride", {"single": single}),
        "padding": Range(0, LARGEST_PADDING, "signals.range.padding", {"wide": m - 1, "narrow": 0}),
    }


def _amounts(padding: Padding, m: int) -> tuple[int, int]:
    if not isinstance(padding, str):
        return padding
    return {"valid": (0, 0), "full": (m - 1, m - 1), "same": (m // 2, m - 1 - m // 2)}[padding]


def _length(padding: str, n: int, m: int, stride: int) -> Length:
    amounts = _amounts(padding, m)  # type: ignore[arg-type]
    length = Axis(n, m, stride, 1, *amounts).output
    return Length(padding, amounts, length or None)
