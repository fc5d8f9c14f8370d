"""What one-dimensional answers are made of; field names are the keys on the wire.

A one-dimensional convolution is a trace of shape (1, 1, n): the same keys as the traces of the Sliding
window, so that one player plays both. Reductions are kept in columns, as they are sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Real: TypeAlias = int | float
Pair: TypeAlias = tuple[int, int]
Operation = Literal["convolve", "correlate"]

PADDING_ZERO = -1


@dataclass(frozen=True, slots=True)
class SlideExpanded:
    """v with the zeros that stand for its undefined elements; ``source`` is −1 for those."""

    shape: tuple[int, int, int]
    source: tuple[int, ...]
    origin: Pair


@dataclass(frozen=True, slots=True)
class SlideOperand:
    """v (id "x") or w (id "w"); ``applied[u]`` is the index of the weight at place u of w as it slides."""

    id: Literal["x", "w"]
    kind: Literal["input", "kernel"]
    law: Literal["grey", "value"]
    shape: tuple[int, ...]
    values: tuple[Real, ...]
    expanded: SlideExpanded | None = None
    applied: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class SlideOutput:
    """r."""

    id: Literal["y"]
    law: Literal["value"]
    shape: tuple[int, int, int]
    values: tuple[Real, ...]


@dataclass(frozen=True, slots=True)
class SlideReduction:
    """One r_i: its products in playing order, and what their sum is divided by."""

    output: int
    values: tuple[Real, ...]
    weights: tuple[Real, ...]
    products: tuple[Real, ...]
    partial_sums: tuple[Real, ...]
    value_at: tuple[int, ...]
    weight_at: tuple[int, ...]
    result: Real
    divisor: int | None = None
    bias: None = None
    bias_at: None = None
    winner: None = None


@dataclass(frozen=True, slots=True)
class SlideGeometry:
    """Sizes as (rows, cols); there is one row."""

    input: Pair
    kernel: Pair
    stride: Pair
    dilation: Pair
    padding: tuple[Pair, Pair]
    output_padding: Pair
    effective: Pair
    padded: Pair
    output: Pair
    rounding: Literal["floor"] = "floor"


@dataclass(frozen=True, slots=True)
class SlideCounts:
    """Weights of w, of a dense layer between the same lengths, and products altogether."""

    convolution_parameters: int
    dense_parameters: int
    multiplications: int


@dataclass(frozen=True, slots=True)
class SlideTrace:
    """One sequence sliding past another, product by product."""

    mode: Operation
    geometry: SlideGeometry
    operands: tuple[SlideOperand, SlideOperand]
    output: SlideOutput
    reductions: tuple[SlideReduction, ...]
    counts: SlideCounts
    value_operand: Literal["x"] = "x"
    weight_operand: Literal["w"] = "w"
    by_input: None = None
    is_symbolic: bool = False


@dataclass(frozen=True, slots=True)
class Tape:
    """Where things stand when v, w and r are written below each other, in cells from the left.

    Attributes:
        columns: length of v with its zeros.
        window_at: for each r_i the column of the first cell of w.
        output_at: for each r_i its own column: below the cell of v that has the same index.
    """

    columns: int
    window_at: tuple[int, ...]
    output_at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """What a number may be, and why: ``reason`` is a message key with ``values`` as placeholders."""

    minimum: Real
    maximum: Real
    reason: str
    values: Mapping[str, Real] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Proof:
    """The same result by another road.

    Attributes:
        method: message key ``signals.proof.<method>``.
        values: its placeholders, as text.
        largest_error: largest difference between the two roads; 0 where both are exact.
    """

    method: str
    values: Mapping[str, str]
    largest_error: float


@dataclass(frozen=True, slots=True)
class Formula:
    """A KaTeX string; what it says is ``signals.formula.<id>``."""

    id: str
    latex: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A drawn line: y at x, a vertical edge being two points at one x."""

    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands above the cells of v, w and r: x², 10³, a number of pips, a time."""

    v: tuple[str, ...]
    w: tuple[str, ...]
    y: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything about one computation.

    Attributes:
        kind: "polynomial", "integer", …
        spec: what was asked, with every default filled in: sent again, it gives the same answer.
        ranges: for each number of the spec what it may be.
        latex, numpy: the computation to take away.
        details: what only this kind has.
    """

    kind: str
    spec: Mapping[str, Any]
    trace: SlideTrace
    tape: Tape
    labels: Labels
    formulas: tuple[Formula, ...]
    proof: Proof
    latex: str
    numpy: str
    ranges: Mapping[str, Range]
    details: Any = None
