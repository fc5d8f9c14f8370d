"""Bodies of the API's requests, with the examples that its documentation shows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.conv.errors import DomainError
from app.filters.step import Step, make_step
from app.services.filter_lab import LARGEST_CHAIN, Region, Size

AmountsBody = Annotated[
    list[list[int]], Field(description="((top, bottom), (left, right)) in pixels", min_length=2, max_length=2)
]
Axes = Annotated[tuple[int, int], Field(description="(rows, columns)")]


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
    padding: str | AmountsBody = Field(default="same", description="`same`, `valid`, `full` or amounts")
    padding_mode: str = Field(default="reflect", description="`zeros`, `reflect`, `edge` or `wrap`")
    stride: Axes = (1, 1)
    dilation: Axes = (1, 1)
    channels: str = Field(default="each", description="`each`, `luminance`, `red`, `green` or `blue`")
    divisor: float | None = Field(default=None, description="null = the filter's own")
    offset: float | None = Field(default=None, description="null = the filter's own")
    display: str | None = Field(
        default=None, description="`clip`, `absolute` or `stretch`; null = the filter's own"
    )

    def to_step(self) -> Step:
        """The checked step of the domain."""
        return make_step(
            self.filter,
            self.parameters,
            operation=self.operation,
            padding=self.padding if isinstance(self.padding, str) else _amounts(self.padding),
            padding_mode=self.padding_mode,
            stride=self.stride,
            dilation=self.dilation,
            channels=self.channels,
            divisor=self.divisor,
            offset=self.offset,
            display=self.display,
        )


def _amounts(padding: list[list[int]]) -> tuple[tuple[int, int], tuple[int, int]]:
    for side in padding:
        if len(side) != 2:
            raise DomainError("padding_amounts", field="padding", value=str(padding))
    (top, bottom), (left, right) = padding
    return (top, bottom), (left, right)


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

    row: int = Field(ge=0)
    col: int = Field(ge=0)
    height: int = Field(ge=1)
    width: int = Field(ge=1)

    def to_region(self) -> Region:
        """The region of the domain."""
        return Region(self.row, self.col, self.height, self.width)


class ApplyBody(ChainBody):
    """A chain to compute, whole or a part of its result."""

    region: RegionBody | None = Field(default=None, description="only this part of the result")


class InspectBody(ChainBody):
    """A pixel to explain."""

    step: int = Field(default=0, ge=0, description="which step, counted from 0", examples=[1])
    row: int = Field(ge=0, examples=[118])
    col: int = Field(ge=0, examples=[196])


class ThumbnailsBody(Strict):
    """A picture to try every filter on."""

    picture: str = Field(examples=["still_life"])


class CodeBody(Strict):
    """A chain to write as a program."""

    steps: list[StepBody]
    target: Literal["numpy", "opencv", "pytorch"] = "numpy"


Matrix = Annotated[list[list[Any]], Field(description="rows of weights, 1×1 to 31×31")]


class KernelBody(Strict):
    """A kernel."""

    kernel: Matrix = Field(examples=[[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]])


class AnalyzeBody(KernelBody):
    """A kernel, and what its sums are divided by."""

    divisor: float = 1


class TransformBody(AnalyzeBody):
    """A kernel and what to do with it."""

    operation: str = Field(
        description="`rotate_left`, `rotate_right`, `rotate_180`, `flip_horizontal`, `flip_vertical`, "
        "`transpose`, `negate`, `normalize` or `resize`",
        examples=["rotate_right"],
    )
    rows: int | None = Field(default=None, description="for `resize`")
    cols: int | None = Field(default=None, description="for `resize`")


class TextBody(Strict):
    """Numbers as they come from a spreadsheet or a program."""

    text: str = Field(examples=["1\t2\t1\n2\t4\t2\n1\t2\t1"])
