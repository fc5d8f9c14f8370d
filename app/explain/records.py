"""What an explanation is made of: frozen records that any page, notebook or test can read.

A *trace* is one operation played back: every output is a *reduction*, every reduction a sequence of *terms*,
one product each. All positions are flat, row-major indices into the channels-first grids they name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

# A number; or, where operands are letters, an expression as text: "aw + bx + dy + ez".
Number: TypeAlias = int | float | str

Mode = Literal[
    "correlate",
    "convolve",
    "max_pool",
    "average_pool",
    "global_average_pool",
    "transposed",
    "gradient_kernel",
    "gradient_input",
    "gradient_bias",
    "max_pool_backward",
    "average_pool_backward",
]
Rounding = Literal["floor", "ceil"]
OperandId = Literal["x", "w", "b", "delta"]
OutputId = Literal["y", "dw", "dx", "db"]
Kind = Literal["input", "kernel", "bias", "delta"]
Law = Literal["grey", "value", "delta"]

# Where a cell of an expanded grid has no operand cell behind it.
PADDING_ZERO = -1
INSERTED_ZERO = -2
NO_DATA = -3


@dataclass(frozen=True, slots=True)
class Term:
    """One product of a sum (of a maximum: one candidate, with weight 1).

    Attributes:
        value, weight, product: ``product = value · weight``.
        partial_sum: the sum so far, this product included; of a maximum, the largest so far.
        value_at: index into the *expanded* grid of the value operand; into its values where it has none.
        weight_at: index into the values of the weight operand; None where the weight is no operand's cell.
    """

    value: Number
    weight: Number
    product: Number
    partial_sum: Number
    value_at: int
    weight_at: int | None


@dataclass(frozen=True, slots=True)
class Reduction:
    """One output: its terms in playing order and what becomes of their sum.

    Attributes:
        output: index into the output's values.
        bias, bias_at: added after the last term, and its index in operand "b".
        divisor: the sum is divided by it (average pooling).
        winner: index of the term that won a maximum; the first of equals.
        result: ``(last partial sum + bias) / divisor``; 0 where there are no terms.
    """

    output: int
    terms: tuple[Term, ...]
    result: Number
    bias: Number | None = None
    bias_at: int | None = None
    divisor: int | None = None
    winner: int | None = None


@dataclass(frozen=True, slots=True)
class Expanded:
    """The grid a window really slides over: an operand with its padding and its inserted zeros.

    Attributes:
        shape: (C, H_expanded, W_expanded).
        source: for each of its cells the index of the operand cell, or PADDING_ZERO, INSERTED_ZERO, NO_DATA.
        origin: (row, col) of operand cell (0, 0) of each channel.
    """

    shape: tuple[int, int, int]
    source: tuple[int, ...]
    origin: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Operand:
    """An array that enters the operation.

    Attributes:
        law: how its cells are coloured; the colours of δ differ from those of values.
        shape: (C, H, W); of a bias (O,); of a kernel (O, C, K_h, K_w), of that of "transposed"
            (C_in, C_out, K_h, K_w).
        values: row-major.
        applied: of a kernel: for each cell of it *as it slides*, rotated or not, the index of the weight.
    """

    id: OperandId
    kind: Kind
    law: Law
    shape: tuple[int, ...]
    values: tuple[Number, ...]
    expanded: Expanded | None = None
    applied: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """What the operation returns: a feature map "y", or the gradient of a kernel, an input or a bias."""

    id: OutputId
    law: Law
    shape: tuple[int, ...]
    values: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class TraceGeometry:
    """Sizes as (rows, cols), in cells; for a backward mode those of the forward operation.

    Attributes:
        padding: ((top, bottom), (left, right)) as chosen, without what rounding up adds.
        effective: the kernel from its first tap to its last.
        padded: size of the grid the window slides over, zeros and missing cells included.
        output: of the forward operation, (H_out, W_out).
    """

    input: tuple[int, int]
    kernel: tuple[int, int]
    stride: tuple[int, int]
    dilation: tuple[int, int]
    padding: tuple[tuple[int, int], tuple[int, int]]
    output_padding: tuple[int, int]
    effective: tuple[int, int]
    padded: tuple[int, int]
    output: tuple[int, int]
    rounding: Rounding = "floor"


@dataclass(frozen=True, slots=True)
class Counts:
    """What sharing weights saves.

    Attributes:
        convolution_parameters: weights of the kernels, and one bias per map where there is one.
        dense_parameters: those of a fully connected layer between the same input and output.
        multiplications: products of the trace, those with padding included; 0 where nothing is weighted.
    """

    convolution_parameters: int
    dense_parameters: int
    multiplications: int


@dataclass(frozen=True, slots=True)
class Trace:
    """One operation, product by product.

    Attributes:
        operands: every array that takes part.
        value_operand, weight_operand: which of them a term's ``value_at`` and ``weight_at`` refer to.
        reductions: in playing order, which is that of the output's cells.
        by_input: the same products as (reduction, term), in the order in which each input cell hands them
            out, without those of padding and inserted zeros. Only for "transposed" and "gradient_input". Each
            output meets its products in the same sequence either way, so its partial sums agree.
        is_symbolic: whether some operand holds letters.
    """

    mode: Mode
    geometry: TraceGeometry
    operands: tuple[Operand, ...]
    value_operand: OperandId
    weight_operand: OperandId | None
    output: Output
    reductions: tuple[Reduction, ...]
    by_input: tuple[tuple[int, int], ...] | None
    counts: Counts
    is_symbolic: bool

    def operand(self, name: OperandId) -> Operand:
        """The operand called ``name``.

        Raises:
            KeyError: where this trace has none.
        """
        for operand in self.operands:
            if operand.id == name:
                return operand
        raise KeyError(name)
