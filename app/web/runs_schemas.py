"""Bodies of the requests for training runs, and how a run is written back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, get_args

import numpy as np
from pydantic import BaseModel, Field, WithJsonSchema

from app.conv.errors import DomainError
from app.services.runs.commands import WORDS, Command
from app.services.runs.run import Status
from app.training.controls import Probe
from app.training.spec import FORMS, INITIALIZATIONS, LOSSES, OPTIMIZERS, TrainingSpec, from_wire
from app.web.errors import ErrorBody
from app.web.schemas import Strict
from app.web.validation import as_json


def _object(**properties: Any) -> WithJsonSchema:
    """The domain reads it and names the number that is wrong; this is for the documentation."""
    return WithJsonSchema({"type": "object", "properties": properties, "additionalProperties": False})


def _defaults(record: Any, **choices: Sequence[str]) -> WithJsonSchema:
    """The fields of a record of the domain with the values that they have when they are left out."""
    kinds = {str: "string", int: "integer", float: "number"}
    return _object(
        **{
            name: {"type": kinds[type(value)], "default": value}
            | ({"enum": list(choices[name])} if name in choices else {})
            for name, value in asdict(record).items()
        }
    )


DEFAULTS = TrainingSpec()
Data = Annotated[Any, _defaults(DEFAULTS.data)]
Network = Annotated[
    Any,
    _object(
        preset={"type": ["string", "null"], "description": "id from `GET /api/networks/presets`"},
        layers={"type": "array", "items": {"type": "object"}, "description": "written out, or the preset's"},
    ),
]
Optimizer = Annotated[Any, _defaults(DEFAULTS.optimizer, kind=OPTIMIZERS, form=FORMS)]
Number = Annotated[Any, WithJsonSchema({"type": ["number", "null"]})]
Integer = Annotated[Any, WithJsonSchema({"type": "integer"})]
Picture = Annotated[
    Any,
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "object",
                    "properties": {"split": {"type": "string"}, "index": {"type": "integer"}},
                    "required": ["split", "index"],
                },
                {
                    "type": "object",
                    "properties": {"pixels": {"type": "string", "contentEncoding": "base64"}},
                    "required": ["pixels"],
                },
                {"type": "null"},
            ]
        }
    ),
]


class TrainingBody(Strict):
    """What decides a run; whatever is left out has its default, so `{}` trains too."""

    data: Data = Field(default_factory=dict, description="which data set, and how much of it")
    network: Network = Field(default_factory=dict, description="a preset, or layers")
    loss: str = Field(default=DEFAULTS.loss, description=", ".join(f"`{loss}`" for loss in LOSSES))
    optimizer: Optimizer = Field(default_factory=dict, description="how gradients become updates")
    initialization: str = Field(
        default=DEFAULTS.initialization, description=", ".join(f"`{one}`" for one in INITIALIZATIONS)
    )
    batch_size: Integer = Field(default=DEFAULTS.batch_size, description="pictures a step")
    epochs: Integer = Field(default=DEFAULTS.epochs, description="times through the training pictures")
    seed: Integer = Field(default=DEFAULTS.seed, description="of everything that is left to chance")

    def to_spec(self) -> TrainingSpec:
        """The checked spec of the domain."""
        return from_wire(self.model_dump(exclude_unset=True))


class CommandBody(Strict):
    """What a run is to do."""

    command: str = Field(description=", ".join(f"`{word}`" for word in WORDS), examples=["pause"])
    learning_rate: Number = Field(default=None, description="of `set`")
    momentum: Number = Field(default=None, description="of `set`")
    dropout: Number = Field(default=None, description="of `set`: the rate of all dropout layers")
    probe: Picture = Field(
        default=None, description="of `probe`: a picture of the data, or uint8 pixels C·H·W in base64"
    )

    def to_command(self, shape: tuple[int, int, int]) -> Command:
        """The command, for a run whose pictures have a shape."""
        probe = None if self.probe is None else read_picture(self.probe, shape, "probe")
        return Command(self.command, self.learning_rate, self.momentum, self.dropout, probe)


class BestView(BaseModel):
    """The epoch whose weights are kept."""

    epoch: int
    validation_accuracy: float


class RunView(BaseModel):
    """A run as it stands."""

    id: str
    status: str = Field(description=", ".join(f"`{status}`" for status in get_args(Status)))
    position: int | None = Field(description="in the queue; 1 is next")
    spec: dict[str, Any] = Field(description="every field written out")
    step: int
    epoch: int
    steps_per_epoch: int
    steps_total: int
    samples_per_second: float
    viewers: int
    error: ErrorBody | None = Field(description="why it failed")
    best: BestView | None
    test_accuracy: float | None = Field(description="of the best epoch's weights, once the run has ended")
    created_at: str = Field(description="ISO 8601")


class StepColumns(BaseModel):
    """Steps, one column a quantity."""

    step: list[int]
    epoch: list[int]
    loss: list[float]
    accuracy: list[float]
    learning_rate: list[float]


class HistoryView(BaseModel):
    """What happened after an event."""

    after: int = Field(description="0: everything there is")
    run: RunView
    started: dict[str, Any] | None
    steps: StepColumns
    epochs: list[dict[str, Any]]
    snapshots: list[int] = Field(description="steps that can be looked back at")
    snapshot: dict[str, Any] | None = Field(description="the newest")
    settings: list[dict[str, Any]]
    moment: dict[str, Any] | None = Field(description="the newest")
    ended: dict[str, Any] | None


class MomentView(BaseModel):
    """What was recorded at or before a step."""

    snapshot: dict[str, Any] | None


def read_picture(given: Any, shape: tuple[int, int, int], place: str) -> Probe:
    """`{"split", "index"}` or `{"pixels": base64 of uint8 C·H·W}` as the domain has it.

    Raises:
        DomainError: ``picture_malformed``, and ``probe_shape_misfit`` for too many or too few pixels.
    """
    match given:
        case {"split": str(split), "index": int(index), **more} if not more and not isinstance(index, bool):
            return Probe(split, index)  # type: ignore[arg-type]  # checked by the domain
        case {"pixels": str(text), **more} if not more:
            try:
                pixels = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
            except binascii.Error:
                raise DomainError("picture_malformed", field=f"{place}.pixels", value=as_json(text)) from None
            if pixels.size != np.prod(shape):
                wanted = "×".join(map(str, shape))
                raise DomainError(
                    "probe_shape_misfit", field=f"{place}.pixels", value=pixels.size, limit=wanted
                )
            return Probe(pixels=pixels.reshape(shape))
    raise DomainError("picture_malformed", field=place, value=as_json(given))
