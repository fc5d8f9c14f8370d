"""Bodies of the API's requests, with the examples that its documentation shows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.conv.errors import DomainError
from app.conv.geometry import Amounts
from app.filters.step import PADDINGS, Step, make_step
from app.services.filter_lab import LARGEST_CHAIN, Region, Size
from app.web.validation import as_json


def _no_text(value: Any) -> Any:
    """Pydantic would read "3" and true as numbers; a slip of the pen should be seen."""
    if isinstance(value, bool | str):
        raise PydanticCustomError("not_a_number", "not a number")
    return value


Whole = Annotated[int, BeforeValidator(_no_text)]
Real = Annotated[float, BeforeValidator(_no_text)]
Axes = Annotated[tuple[Whole, Whole], Field(description="(rows, columns)")]
# Read by hand: of a union Pydantic reports a complaint about every branch and none about the value.
PaddingBody = Annotated[
    Any,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "enum": list(PADDINGS)},
                {
                    "type": "array",
                    "description": "[[top, bottom], [left, right]] in pixels",
                    "items": {"type": "array", "items": {"type": "integer", "minimum": 0}},
                },
            ]
        }
    ),
]


class Strict(BaseModel):
    """A misspelt key is an error, not a silent default."""

    model_config = ConfigDict(extra="forbid")


class StepBody(Strict):
    """One filter of a chain; whatever is left out has its default."""

    filter: str = Field(description="id from `GET /api/filters`", examples=["gaussian"])
    parameters: dict[str, Any] = Field(
        default_factory=dict,
        description='the filter\'s parameters; for `custom`: `{"kernel": [[…], …]}`',
        examples=[{"sigma": 3}],
    )
    operation: str = Field(default="correlate", description="`correlate`, or `convolve` (rotated by 180°)")
    padding: PaddingBody = Field(default="same", description="`same`, `valid`, `full` or amounts")
    padding_mode: str = Field(default="reflect", description="`zeros`, `reflect`, `edge` or `wrap`")
    stride: Axes = (1, 1)
    dilation: Axes = (1, 1)
    channels: str = Field(default="each", description="`each`, `luminance`, `red`, `green` or `blue`")
    divisor: Real | None = Field(default=None, description="null = the filter's own")
    offset: Real | None = Field(default=None, description="null = the filter's own")
    display: str | None = Field(
        default=None, description="`clip`, `absolute` or `stretch`; null = the filter's own"
    )

    def to_step(self) -> Step:
        """The checked step of the domain."""
        return make_step(
            self.filter,
            self.parameters,
            operation=self.operation,
            padding=read_padding(self.padding),
            padding_mode=self.padding_mode,
            stride=self.stride,
            dilation=self.dilation,
            channels=self.channels,
            divisor=self.divisor,
            offset=self.offset,
            display=self.display,
        )


def read_padding(given: Any) -> str | Amounts:
    """Amounts or a name, whatever form they came in; the domain checks the name.

    Raises:
        DomainError: ``padding_amounts``.
    """
    if isinstance(given, str):
        return given
    match given:
        case [[int(top), int(bottom)], [int(left), int(right)]]:
            if not any(isinstance(amount, bool) for side in given for amount in side):
                return (top, bottom), (left, right)
    raise DomainError("padding_amounts", field="padding", value=as_json(given))


class ChainBody(Strict):
    """A picture and the filters it goes through, in order."""

    picture: str = Field(description="id of a built-in or an uploaded picture", examples=["still_life"])
    size: Size = Field(default="preview", description="`preview`: at most one megapixel; `full`: as uploaded")
    steps: list[StepBody] = Field(
        description=f"1 to {LARGEST_CHAIN} filters",
        examples=[[{"filter": "gaussian", "parameters": {"sigma": 2}}, {"filter": "gradient_magnitude"}]],
    )

    def to_steps(self) -> list[Step]:
        """The checked steps; a refusal names the step's number."""
        return to_steps(self.steps)


def to_steps(bodies: list[StepBody]) -> list[Step]:
    """The checked steps of the domain.

    Raises:
        DomainError: with ``steps.<number>.`` before the field.
    """
    steps = []
    for number, body in enumerate(bodies[: LARGEST_CHAIN + 1]):
        try:
            steps.append(body.to_step())
        except DomainError as error:
            raise error.at(f"steps.{number}") from None
    return steps


class RegionBody(Strict):
    """A rectangle of pixels."""

    row: Whole = Field(ge=0, examples=[120])
    col: Whole = Field(ge=0, examples=[200])
    height: Whole = Field(ge=1, examples=[64])
    width: Whole = Field(ge=1, examples=[96])

    def to_region(self) -> Region:
        """The region of the domain."""
        return Region(self.row, self.col, self.height, self.width)


class ApplyBody(ChainBody):
    """A chain to compute, whole or a part of its result."""

    region: RegionBody | None = Field(
        default=None,
        description="only this part of the result",
        examples=[{"row": 120, "col": 200, "height": 64, "width": 96}],
    )
    pixels: Whole | None = Field(
        default=None,
        ge=1,
        description="send no more pixels than so many, scaled down: for who shows it smaller than it is",
        examples=[200_000],
    )


class InspectBody(ChainBody):
    """A pixel to explain."""

    step: Whole = Field(default=0, ge=0, description="which step, counted from 0", examples=[1])
    row: Whole = Field(ge=0, examples=[118])
    col: Whole = Field(ge=0, examples=[196])


class ThumbnailsBody(Strict):
    """A picture to try every filter on."""

    picture: str = Field(examples=["still_life"])


class CodeBody(Strict):
    """A chain to write as a program."""

    steps: list[StepBody] = Field(examples=[[{"filter": "sobel_x"}]])
    target: Literal["numpy", "opencv", "pytorch"] = "numpy"


# The domain reads it and names the cell that is wrong.
Matrix = Annotated[
    Any,
    Field(description="rows of weights, 1×1 to 31×31"),
    WithJsonSchema({"type": "array", "items": {"type": "array", "items": {"type": "number"}}}),
]


class KernelBody(Strict):
    """A kernel."""

    kernel: Matrix = Field(examples=[[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]])


class AnalyzeBody(KernelBody):
    """A kernel, and what its sums are divided by."""

    divisor: Real = 1


class TransformBody(AnalyzeBody):
    """A kernel and what to do with it."""

    operation: str = Field(
        description="`rotate_left`, `rotate_right`, `rotate_180`, `flip_horizontal`, `flip_vertical`, "
        "`transpose`, `negate`, `normalize` or `resize`",
        examples=["rotate_right"],
    )
    rows: Whole | None = Field(default=None, description="for `resize`")
    cols: Whole | None = Field(default=None, description="for `resize`")


class TextBody(Strict):
    """Numbers as they come from a spreadsheet or a program."""

    text: str = Field(examples=["1\t2\t1\n2\t4\t2\n1\t2\t1"])
