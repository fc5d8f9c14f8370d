"""A small data set in memory, as the trainer wants one, and shorthands for specs and runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.training.controls import Controls
from app.training.data import Indices, Pixels, Split
from app.training.events import TrainingEvent
from app.training.spec import TrainingSpec, from_wire
from app.training.trainer import train

Event = TypeVar("Event")

TINY_LAYERS: list[dict[str, Any]] = [
    {"kind": "convolution", "filters": 4, "kernel": [3, 3], "padding": [1, 1]},
    {"kind": "relu"},
    {"kind": "max_pool"},
    {"kind": "flatten"},
    {"kind": "dense", "units": "classes"},
]


@dataclass(frozen=True)
class Bars:
    """Bright bars on noise: class k has its bar in rows ``k·height//classes`` …, so a network can learn it.

    ``is_endless`` draws other noise for every epoch, as the built-in sets do.
    """

    counts: Mapping[str, int] = field(default_factory=lambda: {"train": 50, "validation": 20, "test": 20})
    shape: tuple[int, int, int] = (1, 8, 6)
    classes: tuple[str, ...] = ("top", "middle", "bottom")
    noise: int = 60
    is_endless: bool = False
    name: str = "bars"
    offset: float = 0.25
    scale: float = 4.0
    is_ink: bool = True

    def count(self, split: Split) -> int:
        return self.counts[split]

    def labels(self, split: Split) -> NDArray[np.int64]:
        return (np.arange(self.counts[split]) * 7 + len(split)) % len(self.classes)

    def pictures(self, split: Split, indices: Indices, epoch: int = 0) -> Pixels:
        drawn_for = epoch if self.is_endless and split == "train" else 0
        return np.stack([self._picture(split, int(index), drawn_for) for index in indices])

    def _picture(self, split: Split, index: int, epoch: int) -> Pixels:
        chance = np.random.default_rng([len(split), index, epoch])
        picture = chance.integers(0, self.noise, self.shape)
        rows = self.shape[1]
        top = int(self.labels(split)[index]) * rows // len(self.classes)
        picture[:, top : top + max(1, rows // len(self.classes))] += 150
        return picture.astype(np.uint8)


def spec_of(**wire: Any) -> TrainingSpec:
    """A spec for ``Bars``: what is given, and the rest small."""
    wire.setdefault("network", {"layers": TINY_LAYERS})
    return from_wire({"batch_size": 16, "epochs": 2, "seed": 5, **wire})


def run(
    spec: TrainingSpec, data: Bars | None = None, controls: Controls | None = None
) -> list[TrainingEvent]:
    """All events of a run."""
    return list(train(spec, data or Bars(), controls))


def of_type(events: list[TrainingEvent], kind: type[Event]) -> list[Event]:
    """Those events of a list that are of one kind."""
    return [event for event in events if isinstance(event, kind)]


def plain(event: object) -> object:
    """An event as nested tuples that compare by value; arrays by their bytes."""
    if isinstance(event, np.ndarray):
        return (event.dtype.str, event.shape, event.tobytes())
    if isinstance(event, Mapping):
        return tuple((key, plain(value)) for key, value in event.items())
    if isinstance(event, list | tuple):
        return tuple(plain(one) for one in event)
    names = getattr(event, "__dataclass_fields__", None)
    if names is None:
        return event
    return (type(event).__name__, *((name, plain(getattr(event, name))) for name in names))
