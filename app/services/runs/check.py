"""Whether a run can be, before it waits for a process: the data are there and the network fits them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from app.conv.errors import DomainError
from app.data.datasets.open import NAMES, availability
from app.data.datasets.own import OwnPictures
from app.data.datasets.splits import wanted_counts
from app.training.spec import TrainingSpec, check_network


def check_run(
    spec: TrainingSpec, data_dir: Path | None, own: Mapping[str, OwnPictures]
) -> tuple[int, int, int]:
    """Refuse a run that would fail at once; returns the shape of its pictures. May look into files.

    Raises:
        DomainError: ``dataset_unknown``, why the data set is not available, or why the network does not fit.
    """
    name = spec.data.name
    if name in own:
        data = own[name].dataset(name, spec.seed, wanted_counts(asdict(spec.data)))
        shape, classes = data.shape, data.classes
    elif name in NAMES:
        found = availability(name, data_dir)
        if found.error is not None:
            raise found.error
        shape, classes = found.shape, found.classes
    else:
        raise DomainError("dataset_unknown", field="data.name", value=name[:80], limit=", ".join(NAMES))
    check_network(spec, shape, len(classes))
    return shape
