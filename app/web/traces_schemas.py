"""Bodies of the requests for traces, and how a spec is written back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, WithJsonSchema

from app.conv.errors import DomainError
from app.explain.spec import (
    FILLS,
    MODES,
    OPERATIONS,
    PADDING_NAMES,
    ROUNDINGS,
    OperandSpec,
    TraceSpec,
    choice,
)
from app.web.schemas import Axes, PaddingBody, Strict, Whole, read_padding
from app.web.trace_wire import TraceView
from app.web.validation import as_json

# The domain reads them and names the cell that is wrong.
Entries = Annotated[
    Any,
    WithJsonSchema({"anyOf": [{"type": "array", "items": {"type": ["number", "string"]}}, {"type": "null"}]}),
]

DECK_INPUT = [1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -2, -3, -4, -5, -6, -7]
DECK_KERNEL = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]


def _entries(given: Any) -> tuple[Any, ...]:
    if not isinstance(given, list | tuple):
        raise DomainError("field_not_a_list", field="values", value=as_json(given))
    return tuple(given)


class OperandBody(Strict):
    """The numbers of one operand, written out or described."""

    shape: list[Whole] = Field(description="x, delta: (C, H, W); w: (O, C, K_h, K_w); bias: (O,)")
    fill: str = Field(default="ramp", description="`ramp`, `random`, `one_hot`, `zeros`, `ones`, `letters`")
    seed: Whole = Field(default=0, description="of the fill `random`")
    values: Entries = Field(default=None, description="row by row; letters make the trace symbolic")
    values_shape: list[Whole] | None = Field(
        default=None,
        description="the shape the values were written for: the overlap is kept, the rest filled",
    )

    def to_operand(self) -> OperandSpec:
        """The operand of the domain."""
        return OperandSpec(
            shape=tuple(self.shape),
            fill=choice("fill", self.fill, FILLS),
            seed=self.seed,
            values=self.values if self.values is None else _entries(self.values),
            values_shape=None if self.values_shape is None else tuple(self.values_shape),
        )


def _operand(name: str, body: OperandBody) -> OperandSpec:
    try:
        return body.to_operand()
    except DomainError as error:
        raise error.at(name) from None


class TraceBody(Strict):
    """One computation to be explained."""

    mode: str = Field(
        description="`correlate`, `convolve`, `max_pool`, `average_pool`, `global_average_pool`, "
        "`transposed`, `gradient_kernel`, `gradient_input`, `gradient_bias`, `max_pool_backward` or "
        "`average_pool_backward`",
        examples=["convolve"],
    )
    x: OperandBody = Field(examples=[{"shape": [1, 4, 4], "values": DECK_INPUT}])
    w: OperandBody = Field(examples=[{"shape": [1, 1, 3, 3], "values": DECK_KERNEL}])
    bias: OperandBody | None = Field(default=None, description="one number for each output channel")
    delta: OperandBody | None = Field(default=None, description="∂loss/∂output, for the backward modes")
    operation: str = Field(default="correlate", description="which forward pass a backward mode belongs to")
    stride: Axes = (1, 1)
    padding: PaddingBody = Field(default=((0, 0), (0, 0)), examples=[[[1, 1], [1, 1]]])
    dilation: Axes = (1, 1)
    output_padding: Axes = (0, 0)
    rounding: str = Field(default="floor", description="of pooling: `floor` or `ceil`")

    def to_spec(self) -> TraceSpec:
        """The spec of the domain."""
        padding = read_padding(self.padding)
        return TraceSpec(
            mode=choice("mode", self.mode, MODES),
            x=_operand("x", self.x),
            w=_operand("w", self.w),
            bias=None if self.bias is None else _operand("bias", self.bias),
            delta=None if self.delta is None else _operand("delta", self.delta),
            operation=choice("operation", self.operation, OPERATIONS),
            stride=self.stride,
            padding=choice("padding", padding, PADDING_NAMES) if isinstance(padding, str) else padding,
            dilation=self.dilation,
            output_padding=self.output_padding,
            rounding=choice("rounding", self.rounding, ROUNDINGS),
        )


class PictureMatrixBody(Strict):
    """The convolution of a whole picture as one matrix."""

    size: Whole = Field(default=28, description="side of the picture, 1 to 28")
    kernel: Whole = Field(default=5, description="side of the kernel, 1 to 7")
    padding: Whole = Field(default=2, description="zeros on each side, 0 to 6")


class ExportBody(Strict):
    """A computation, and the form to take it away in."""

    spec: TraceBody = Field(
        description="a body of `POST /api/traces`",
        examples=[{"mode": "correlate", "x": {"shape": [1, 4, 4]}, "w": {"shape": [1, 1, 3, 3]}}],
    )
    target: Literal["latex_sum", "latex_result", "numpy", "pytorch"] = Field(examples=["numpy"])
    reduction: Whole = Field(default=0, ge=0, description="which output, for `latex_sum`")


class RangeView(BaseModel):
    """The range of a control and why it ends there."""

    minimum: int
    maximum: int
    reason: str = Field(description="message key")
    values: dict[str, Any] = Field(description="placeholders of the sentence")


class PlayedView(BaseModel):
    """A trace, the spec with all its numbers, and what every control may say next."""

    trace: TraceView
    spec: dict[str, Any]
    ranges: dict[str, RangeView]
    formulas: dict[str, str] = Field(description="LaTeX of the output's `rows` and `cols`")
