"""Events of the trainer as they go out: JSON once, in the process of the run, with the keys of the records.

Bytes are base64, what is not finite is null, and weights stay out of it.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import orjson

from app.services.runs.frames import Frame
from app.training.events import (
    EpochEnded,
    MomentReached,
    RunStarted,
    SettingsChanged,
    SnapshotTaken,
    StepEnded,
    TrainingEnded,
    TrainingEvent,
)

KINDS: dict[type, str] = {
    RunStarted: "started",
    SnapshotTaken: "snapshot",
    EpochEnded: "epoch",
    MomentReached: "moment",
    SettingsChanged: "settings",
    TrainingEnded: "ended",
}
STEP_COLUMNS = ("step", "epoch", "loss", "accuracy", "learning_rate")
# What the web process itself wants to know of an event.
FACTS = {
    "started": ("steps_per_epoch", "parameters", "counts", "input_shape"),
    "epoch": ("validation_accuracy", "is_best"),
    "ended": ("reason", "best_epoch", "best_validation_accuracy", "test_accuracy"),
}

StepRow = tuple[int, int, float, float, float]


def step_row(event: StepEnded) -> StepRow:
    """The event in the order of ``STEP_COLUMNS``."""
    return event.step, event.epoch, event.loss, event.accuracy, event.learning_rate


def steps_frame(rows: list[StepRow]) -> Frame:
    """Some steps, at least one, as columns."""
    columns = dict(zip(STEP_COLUMNS, zip(*rows, strict=True), strict=True))
    return Frame("steps", rows[-1][0], rows[-1][1], to_json(columns), {"columns": columns})


def event_frame(event: TrainingEvent) -> Frame:
    """Any other event."""
    kind = KINDS[type(event)]
    record = {field.name: getattr(event, field.name) for field in fields(event)}
    weights = record.pop("weights", None)
    facts = {name: record[name] for name in FACTS.get(kind, ())}
    return Frame(
        kind,
        event.step,
        record.get("epoch", 0),
        to_json(record),
        facts,
        b"" if weights is None else np.ascontiguousarray(weights, dtype=np.float32).tobytes(),
    )


def to_json(value: Any) -> bytes:
    """Records, mappings, numbers and bytes as JSON."""
    return orjson.dumps(value, default=_other, option=orjson.OPT_SERIALIZE_NUMPY)


def _other(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)
