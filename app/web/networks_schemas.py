"""Bodies of the requests for networks, and how what is in them is written back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, WithJsonSchema

from app.conv.errors import DomainError
from app.nn.placement import Placement
from app.services.units import Place
from app.training.controls import Probe
from app.training.spec import TrainingSpec
from app.web.errors import ErrorBody
from app.web.runs_schemas import Data, Integer, Picture, TrainingBody, read_picture
from app.web.schemas import Strict, Whole
from app.web.trace_wire import TraceView

Layers = Annotated[Any, WithJsonSchema({"type": "array", "items": {"type": "object", "required": ["kind"]}})]
FIRST_PICTURE = {"split": "validation", "index": 0}
LARGEST_STEP = 10**12


class DescribeBody(Strict):
    """A network that need not work, over data."""

    layers: Layers = Field(
        description="as in a spec; missing fields have their defaults",
        examples=[[{"kind": "flatten"}, {"kind": "dense", "units": "classes"}]],
    )
    data: Data = Field(default_factory=dict, description="which data set it is for")
    input_shape: tuple[Whole, Whole, Whole] | None = Field(
        default=None, description="(channels, rows, columns), instead of `data`"
    )
    classes: Annotated[Whole, Field(ge=1, le=1000)] = Field(
        default=10, description="how many, beside `input_shape`"
    )
    batch_size: Integer = Field(default=32, description="pictures a step; memory depends on it")


class ProbeBody(Strict):
    """A picture to be sent through a run's network."""

    picture: Picture = Field(
        description="a picture of the data, or uint8 pixels C·H·W in base64", examples=[FIRST_PICTURE]
    )
    step: Annotated[Whole, Field(ge=0, le=LARGEST_STEP)] | None = Field(
        default=None, description="whose weights: those recorded then or nearest before; null: the newest"
    )

    def to_probe(self, shape: tuple[int, int, int]) -> Probe:
        """The picture, for data of a shape."""
        return read_picture(self.picture, shape, "picture")


class UntrainedBody(Strict):
    """A picture to be sent through a network as its seed begins it."""

    spec: TrainingBody = Field(default_factory=TrainingBody, description="a body of `POST /api/runs`")
    picture: Picture = Field(
        description="a picture of the data, or uint8 pixels C·H·W in base64", examples=[FIRST_PICTURE]
    )

    def to_spec(self) -> TrainingSpec:
        """The checked spec of the domain."""
        try:
            return self.spec.to_spec()
        except DomainError as error:
            raise error.at("spec") from None


class UnitFields(Strict):
    """Which number of which layer; of a vector ``row`` and ``col`` are 0."""

    layer: str = Field(description="name of a layer", examples=["convolution_1"])
    channel: Whole = Field(description="from 0", examples=[0])
    row: Whole = Field(default=0, description="from 0")
    col: Whole = Field(default=0, description="from 0")

    def to_place(self) -> Place:
        """As the service takes it."""
        return Place(self.layer, self.channel, self.row, self.col)


class RunUnitBody(ProbeBody, UnitFields):
    """One number of one feature map of a run's network."""


class UntrainedUnitBody(UntrainedBody, UnitFields):
    """One number of one feature map of an untrained network."""


class QuantizedView(BaseModel):
    """Numbers for drawing: level 0…255 runs linearly from `minimum` to `maximum`."""

    name: str
    shape: tuple[int, int, int]
    minimum: float
    maximum: float
    data: str = Field(description="uint8, row by row, in base64")
    out_channels: int | None = Field(description="of kernels: how many output channels they belong to")


class ActivationsView(BaseModel):
    """A picture and what every layer makes of it."""

    step: int = Field(description="whose weights these are")
    picture: QuantizedView
    label: int | None = Field(description="null for pixels that were sent")
    maps: list[QuantizedView] = Field(description="one per layer; vectors as (n, 1, 1)")
    kernels: list[QuantizedView] = Field(description="of the convolutions, (O·C, K_h, K_w)")
    scores: list[float]
    score_kind: Literal["probability", "output"]
    predicted: int


class ProductView(BaseModel):
    """One product of a sum."""

    index: int = Field(description="flat, into what enters the layer")
    value: float
    weight: float
    product: float


class DenseSumView(BaseModel):
    """A sum by its largest products."""

    terms: list[ProductView]
    count: int = Field(description="of all products")
    sum: float = Field(description="of all products, without the bias")
    bias: float | None


class FieldView(BaseModel):
    """Cells of the picture, ends exclusive; may lie outside of it."""

    top: int
    left: int
    bottom: int
    right: int


class UnitView(BaseModel):
    """One number, taken apart."""

    layer: str
    kind: str
    step: int = Field(description="whose weights these are")
    trace: TraceView | None = Field(description="one reduction, cut to its window")
    dense: DenseSumView | None
    kernel: list[list[list[float]]] | None = Field(description="[channel][row][col] of what enters")
    gradient: list[list[list[float]]] | None = Field(description="∂L/∂kernel of this picture alone")
    delta: float | None = Field(description="∂L/∂(this number) of this picture alone")
    z: float | None = Field(description="before the activation function")
    a: float | None = Field(description="after it")
    receptive_field: FieldView | None
    sliding_link: str | None = Field(description="query of the Sliding window page")


class FieldLimitsView(BaseModel):
    """One field of a layer and how far it can go."""

    id: str
    kind: Literal["int", "float", "pair", "choice", "bool"]
    value: Any
    minimum: float | None
    maximum: float | None
    reason: str | None = Field(description="message key: why no further; null where the house says so")
    values: dict[str, Any] = Field(description="placeholders of that message")
    choices: list[str] = Field(description="of a choice: by name, beside null")
    rows: list[list[int]] | None = Field(description="of a connection table by name: its rows of 0 and 1")


class LayerDescriptionView(BaseModel):
    """One layer of a network that need not work."""

    name: str
    kind: str
    input_shape: list[int] | None = Field(description="null behind a layer that does not fit")
    output_shape: list[int] | None
    parameters: int
    multiplications: int = Field(description="of one picture, forward")
    error: ErrorBody | None
    fields: list[FieldLimitsView]
    formula: str = Field(description="LaTeX")
    receptive_field: Placement | None = Field(
        description="what a cell sees of the picture; null where it sees all"
    )
    layers: list[LayerDescriptionView] = Field(description="inside of a residual block; its own input first")


class DescriptionView(BaseModel):
    """A whole network without its arrays."""

    layers: list[LayerDescriptionView]
    parameters: int
    multiplications: int
    memory_bytes: int = Field(description="of one training step, estimated")
    error: ErrorBody | None = Field(description="why it cannot be trained")


class PresetView(BaseModel):
    """A network by name: `preset.<id>.name` in the messages."""

    id: str
    layers: list[dict[str, Any]]
    data: list[str] = Field(description="names of the data sets it is meant for")
    spec: dict[str, Any] = Field(description="how it learns best: a body of `POST /api/runs`")
