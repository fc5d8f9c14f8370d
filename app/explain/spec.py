"""What can be asked to be explained, checked: a mode, its operands, and how the window moves.

A ``TraceSpec`` is what a control panel, a link or a notebook says. It may be wrong; ``check`` says where.
What it leaves open (operands without values) is filled in by :func:`app.explain.operands.resolve`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar, get_args

from app.conv.errors import DomainError
from app.conv.geometry import Padding
from app.explain.records import Mode, Rounding

Operation = Literal["correlate", "convolve"]
Fill = Literal["ramp", "random", "one_hot", "zeros", "ones", "letters"]
PaddingName = Literal["same", "valid", "full"]
Entry: TypeAlias = int | float | str
Choice = TypeVar("Choice", bound=str)

MODES: tuple[Mode, ...] = get_args(Mode)
OPERATIONS: tuple[Operation, ...] = get_args(Operation)
ROUNDINGS: tuple[Rounding, ...] = get_args(Rounding)
FILLS: tuple[Fill, ...] = get_args(Fill)
PADDING_NAMES: tuple[PaddingName, ...] = get_args(PaddingName)

POOL_MODES = frozenset(
    {"max_pool", "average_pool", "global_average_pool", "max_pool_backward", "average_pool_backward"}
)
MAX_MODES = frozenset({"max_pool", "max_pool_backward"})
BACKWARD_MODES = frozenset(
    {"gradient_kernel", "gradient_input", "gradient_bias", "max_pool_backward", "average_pool_backward"}
)
# Modes that add products of two operands; only these know letters.
CONVOLUTION_MODES = frozenset(MODES) - POOL_MODES
BIASED_MODES = frozenset({"correlate", "convolve", "transposed"})

# House limits: what a page can show in cells that a hand can hit.
INPUT_SIDES = (1, 12)
KERNEL_SIDES = (1, 7)
STRIDES = (1, 5)
PADDINGS = (0, 6)
DILATIONS = (1, 4)
CHANNELS = (1, 3)
LARGEST_NUMBER = 1_000_000
_HUGE = 1e300
LARGEST_SEED = 2**32 - 1

# How JSON writes what Python writes otherwise.
_AS_WRITTEN = {"None": "null", "True": "true", "False": "false", "nan": "NaN"}
_ABSURD, _MOST_LENGTHS = 10**6, 6

# Products are written side by side, wδ_s, so an index must end where the next letter begins.
SYMBOL = re.compile(r"[A-Za-zα-ωΑ-Ω](_([A-Za-z]|[0-9]{1,3}))?")


@dataclass(frozen=True, slots=True)
class OperandSpec:
    """The numbers of one operand, written out or described.

    Attributes:
        shape: x and delta (C, H, W); w (O, C, K_h, K_w), for "transposed" (C_in, C_out, K_h, K_w); bias (O,).
        fill: what stands where ``values`` has nothing.
        seed: of the fill "random", ≥ 0.
        values: flat, row-major; numbers, or letters such as ``a`` or ``δ_p``. None: all by ``fill``.
        values_shape: the shape ``values`` were written for, where it is another than ``shape``: the overlap
            is kept (top left, channel by channel), the rest is filled.
    """

    shape: tuple[int, ...]
    fill: Fill = "ramp"
    seed: int = 0
    values: tuple[Entry, ...] | None = None
    values_shape: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class TraceSpec:
    """One computation to be explained.

    Attributes:
        x: the input; in backward modes the input of the forward pass.
        w: the weights; pooling reads only the kernel size ``shape[-2:]`` of it.
        bias: one number for each output channel, of "correlate", "convolve" and "transposed".
        delta: what arrives from behind in a backward mode; None is filled with small integers.
        operation: which forward pass "transposed" and the gradients belong to.
        stride, dilation: (rows, cols).
        padding: ((top, bottom), (left, right)) or a name; for "transposed" that of the convolution it undoes.
        output_padding: (rows, cols) added at the bottom and right of a transposed output, < stride.
        rounding: of pooling; "ceil" also plays a last window that reaches beyond the edge.
    """

    mode: Mode
    x: OperandSpec
    w: OperandSpec
    bias: OperandSpec | None = None
    delta: OperandSpec | None = None
    operation: Operation = "correlate"
    stride: tuple[int, int] = (1, 1)
    padding: Padding = ((0, 0), (0, 0))
    dilation: tuple[int, int] = (1, 1)
    output_padding: tuple[int, int] = (0, 0)
    rounding: Rounding = "floor"

    @property
    def kernel(self) -> tuple[int, int]:
        """(K_h, K_w) of the window; global pooling looks through the whole input at once."""
        rows, cols = (self.x if self.mode == "global_average_pool" else self.w).shape[-2:]
        return rows, cols

    @property
    def plane(self) -> tuple[int, int]:
        """(H, W) of the input."""
        rows, cols = self.x.shape[-2:]
        return rows, cols

    @property
    def channels_out(self) -> int:
        """Channels of what the forward pass returns."""
        if self.mode in POOL_MODES:
            return self.x.shape[0]
        return self.w.shape[1 if self.mode == "transposed" else 0]

    @property
    def is_flipped(self) -> bool:
        """Whether the forward pass rotates its kernel by 180° before it slides."""
        return self.mode == "convolve" or (
            self.mode in CONVOLUTION_MODES - {"correlate"} and self.operation == "convolve"
        )

    @property
    def has_letters(self) -> bool:
        """Whether any operand that takes part says a letter."""
        return any(
            operand.fill == "letters" or any(isinstance(value, str) for value in operand.values or ())
            for operand in (self.x, self.w, self.bias, self.delta)
            if operand is not None
        )


def choice(field: str, value: object, choices: tuple[Choice, ...]) -> Choice:
    """The one of ``choices`` that ``value`` is.

    Raises:
        DomainError: ``choice_unknown``.
    """
    for one in choices:
        if value == one:
            return one
    raise DomainError("choice_unknown", field=field, value=str(value)[:40], limit=", ".join(choices))


def check_numbers(spec: TraceSpec, reader: str) -> None:
    """Refuse letters where only numbers will do.

    Args:
        reader: what wants numbers: a mode, "proof", or a target of the exports.

    Raises:
        DomainError: ``letters_not_allowed``, at the first letter.
    """
    for name, operand in (("x", spec.x), ("w", spec.w), ("bias", spec.bias), ("delta", spec.delta)):
        if operand is None:
            continue
        if operand.fill == "letters" and operand.values is None:
            raise DomainError("letters_not_allowed", field=f"{name}.fill", value=operand.fill, limit=reader)
        for index, value in enumerate(operand.values or ()):
            if isinstance(value, str):
                raise DomainError(
                    "letters_not_allowed", field=f"{name}.values.{index}", value=value, limit=reader
                )


def check(spec: TraceSpec) -> None:
    """Everything about a spec that does not need its geometry.

    Raises:
        DomainError: ``choice_unknown``, ``operand_shape``, ``operand_values``, ``not_a_number``,
            ``field_not_a_number`` (a number in quotation marks), ``number_too_large``,
            ``letters_not_allowed``, ``channels_differ``, ``output_padding_too_large``, ``seed_negative``,
            ``number_out_of_range`` (a seed), or for a house limit ``trace_input``, ``trace_kernel``,
            ``trace_stride``, ``trace_padding``, ``trace_dilation``, ``trace_channels``.
    """
    for field, value, choices in (
        ("mode", spec.mode, MODES),
        ("operation", spec.operation, OPERATIONS),
        ("rounding", spec.rounding, ROUNDINGS),
    ):
        choice(field, value, choices)
    _check_operand(spec, "x", spec.x, 3)
    _check_operand(spec, "w", spec.w, 4)
    if spec.bias is not None:
        _check_operand(spec, "bias", spec.bias, 1)
    if spec.delta is not None:
        _check_operand(spec, "delta", spec.delta, 3)
    _check_sides(spec)
    _check_steps(spec)


def _check_operand(spec: TraceSpec, name: str, operand: OperandSpec, rank: int) -> None:
    choice(f"{name}.fill", operand.fill, FILLS)
    if operand.seed < 0:
        raise DomainError("seed_negative", field=f"{name}.seed", value=operand.seed, limit=0)
    if operand.seed > LARGEST_SEED:
        raise DomainError(
            "number_out_of_range", field=f"{name}.seed", value=operand.seed, limit=f"0–{LARGEST_SEED}"
        )
    for field, shape in (("shape", operand.shape), ("values_shape", operand.values_shape)):
        if shape is not None and (len(shape) != rank or min(shape, default=1) < 1):
            raise DomainError(
                "operand_shape", field=f"{name}.{field}", value=_shape_text(shape), limit=rank, operand=name
            )
    expected = math.prod(operand.values_shape or operand.shape)
    if operand.values is not None and len(operand.values) != expected:
        raise DomainError(
            "operand_values", field=f"{name}.values", value=len(operand.values), limit=expected,
            shape=_shape_text(operand.values_shape or operand.shape),
        )  # fmt: skip
    if operand.fill == "letters" and spec.mode in POOL_MODES:
        raise DomainError("letters_not_allowed", field=f"{name}.fill", value=operand.fill, limit=spec.mode)
    for index, value in enumerate(operand.values or ()):
        _check_entry(spec, f"{name}.values.{index}", value)


def _check_entry(spec: TraceSpec, field: str, value: object) -> None:
    if isinstance(value, str):
        if _reads_as_number(value):
            raise DomainError("field_not_a_number", field=field, value=value[:20])
        if not SYMBOL.fullmatch(value):
            raise DomainError("not_a_number", field=field, value=value[:20])
        if spec.mode in POOL_MODES:
            raise DomainError("letters_not_allowed", field=field, value=value, limit=spec.mode)
        return
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or (isinstance(value, float) and not math.isfinite(value)):
        shown = _AS_WRITTEN.get(str(value), str(value))
        raise DomainError("not_a_number", field=field, value=shown[:20])
    assert isinstance(value, int | float)
    if abs(value) > LARGEST_NUMBER:
        # Python does not print whole numbers of thousands of digits.
        printable = max(-_HUGE, min(value, _HUGE))
        raise DomainError("number_too_large", field=field, value=printable, limit=LARGEST_NUMBER)


def _reads_as_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _check_sides(spec: TraceSpec) -> None:
    for axis in (1, 2):
        _within("trace_input", f"x.shape.{axis}", spec.x.shape[axis], INPUT_SIDES)
    if spec.mode != "global_average_pool":
        for axis in (2, 3):
            _within("trace_kernel", f"w.shape.{axis}", spec.w.shape[axis], KERNEL_SIDES)
    _within("trace_channels", "x.shape.0", spec.x.shape[0], CHANNELS)
    if spec.mode in POOL_MODES:
        return
    for axis in (0, 1):
        _within("trace_channels", f"w.shape.{axis}", spec.w.shape[axis], CHANNELS)
    wanted = 0 if spec.mode == "transposed" else 1
    if spec.w.shape[wanted] != spec.x.shape[0]:
        raise DomainError(
            "channels_differ", field=f"w.shape.{wanted}", value=spec.x.shape[0], limit=spec.w.shape[wanted]
        )


def _check_steps(spec: TraceSpec) -> None:
    for axis in (0, 1):
        _within("trace_stride", f"stride.{axis}", spec.stride[axis], STRIDES)
        _within("trace_dilation", f"dilation.{axis}", spec.dilation[axis], DILATIONS)
        given = spec.output_padding[axis]
        if spec.mode == "transposed" and not 0 <= given < spec.stride[axis]:
            raise DomainError(
                "output_padding_too_large", field=f"output_padding.{axis}", value=given,
                limit=spec.stride[axis] - 1, stride=spec.stride[axis],
            )  # fmt: skip
    if isinstance(spec.padding, str):
        choice("padding", spec.padding, PADDING_NAMES)
    elif isinstance(spec.padding, int):
        _within("trace_padding", "padding", spec.padding, PADDINGS)
    else:
        for axis, pair in enumerate(spec.padding):
            for end, amount in enumerate(pair):
                _within("trace_padding", f"padding.{axis}.{end}", amount, PADDINGS)


def _within(code: str, field: str, value: int, bounds: tuple[int, int]) -> None:
    low, high = bounds
    if not low <= value <= high:
        raise DomainError(
            code, field=field, value=value, limit=low if value < low else high, minimum=low, maximum=high
        )


def _shape_text(shape: tuple[int, ...]) -> str:
    """``3×12×12``; what could be no shape at all is cut short."""
    lengths = [str(length) if abs(length) < _ABSURD else "…" for length in shape[:_MOST_LENGTHS]]
    return "×".join([*lengths, *(["…"] if len(shape) > _MOST_LENGTHS else [])]) or "[]"
