"""What the process of a run does: open the data, build the network, train."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from app.data.datasets.open import open_dataset
from app.data.datasets.own import OwnPictures
from app.training.controls import Controls
from app.training.events import TrainingEvent
from app.training.spec import TrainingSpec
from app.training.trainer import train


@dataclass(frozen=True, slots=True)
class Job:
    """A run as its process is told of it.

    Attributes:
        own: the visitors' data sets that it needs, by name; they lie in memory alone.
        data_dir: where data sets lie as files.
    """

    spec: TrainingSpec
    own: Mapping[str, OwnPictures] = field(default_factory=dict)
    data_dir: Path | None = None


# What a process can be told to do; tests have others.
Task = Callable[[Job, Controls], Iterator[TrainingEvent]]


def run(job: Job, controls: Controls) -> Iterator[TrainingEvent]:
    """Train.

    Raises:
        DomainError: the data set or the network is not possible.
    """
    data = open_dataset(asdict(job.spec.data), job.spec.seed, job.data_dir, job.own)
    return train(job.spec, data, controls)
