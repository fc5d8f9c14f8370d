"""Data sets as the web process looks at them: which there are, a few pictures of each, and any one picture.

Runs read their data in their own processes; here a set is opened only to be looked at. Opened ones are kept
within a budget, without the pictures of a file that no split has taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.data.datasets.files import folders
from app.data.datasets.open import NAMES, OWN_PREFIX, LabelledPictures, available, class_key, open_dataset
from app.data.datasets.own import OwnPictures
from app.data.datasets.records import Dataset, Records, Split
from app.data.datasets.splits import own_counts
from app.services.own_sets import OwnSets
from app.services.result_cache import ResultCache
from app.training.events import Quantized
from app.training.quantize import quantize_picture
from app.training.spec import DataSpec

SplitName = Literal["train", "validation", "test"]

BUDGET_BYTES = 256 << 20
MOST_SAMPLES = 10
MOST_PICTURES = 100
SAMPLE_SEED = 1  # that of the page's opening state, so that both look at one opened set
_DRAWN_BYTES = 8 << 20  # what a set that draws as it is asked may come to keep
_NO_COUNTS: Mapping[str, int] = {"train": 0, "validation": 0, "test": 0}


@dataclass(frozen=True, slots=True)
class Opened:
    """A data set that can be looked at.

    Attributes:
        turn: sets that draw as they are asked remember what they drew, and take one question at a time.
    """

    data: LabelledPictures
    turn: Lock = field(default_factory=Lock)

    def pictures(self, split: SplitName, indices: Sequence[int]) -> NDArray[np.uint8]:
        """uint8 (n, C, H, W).

        Raises:
            DomainError: ``dataset_split_unknown``, ``dataset_index_out_of_range``.
        """
        with self.turn:
            return self.data.pictures(split, np.array(indices, np.int64))


@dataclass(frozen=True, slots=True)
class DatasetClass:
    """One class.

    Attributes:
        name_key: the message that names it; None where the id is its own name.
        count: how many pictures of it a visitor has brought; None of the other sets.
    """

    id: str
    name_key: str | None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """One line of the list of data sets.

    Attributes:
        error: why it is not to be had; None where it is.
        shape: (C, H, W).
        counts: split → the most pictures it can have.
        is_ink: bright ink on black, shown dark on light.
        samples: a few pictures, of different classes where there are enough; named by their class.
    """

    name: str
    error: DomainError | None
    shape: tuple[int, int, int]
    classes: tuple[DatasetClass, ...]
    counts: Mapping[str, int]
    is_ink: bool
    samples: tuple[Quantized, ...]


@dataclass(frozen=True, slots=True)
class LabelledPicture:
    """One picture of a split."""

    index: int
    label: int
    picture: Quantized


class Datasets:
    """The data sets of one server.

    Args:
        data_dir: where the official files lie.
        own: what visitors have brought.
        budget_bytes: memory for opened sets.
    """

    def __init__(self, data_dir: Path | None, own: OwnSets, *, budget_bytes: int = BUDGET_BYTES) -> None:
        self.own = own
        self._data_dir = data_dir
        self._opened: ResultCache[Opened] = ResultCache(budget_bytes, lambda opened: _weigh(opened.data))
        self._infos: ResultCache[tuple[DatasetInfo, ...]] = ResultCache(4 << 20, _weigh_infos)

    def open(self, data: DataSpec, seed: int) -> Opened:
        """A set as a run of this spec and seed has it.

        Raises:
            DomainError: those of :func:`app.data.datasets.open.open_dataset`.
        """
        own = self._own_of(data.name)
        key = data, seed, self._files_of(data.name), None if own is None else len(own.labels)
        given = {} if own is None else {data.name: own}
        return self._opened.get_or_compute(
            key, lambda: Opened(compact(open_dataset(asdict(data), seed, self._data_dir, given)))
        )

    def pictures(
        self, data: DataSpec, seed: int, split: SplitName, indices: Sequence[int]
    ) -> tuple[LabelledPicture, ...]:
        """Some pictures of a split with their labels, in the order asked for.

        Raises:
            DomainError: ``field_too_long`` for more than 100; ``dataset_index_out_of_range``; as ``open``.
        """
        if len(indices) > MOST_PICTURES:
            raise DomainError("field_too_long", field="indices", value=len(indices), limit=MOST_PICTURES)
        opened = self.open(data, seed)
        pixels, labels = opened.pictures(split, indices), opened.data.labels(split)
        return tuple(
            LabelledPicture(index, int(labels[index]), quantize_picture(one))
            for index, one in zip(indices, pixels, strict=True)
        )

    def shape_and_classes(self, name: str) -> tuple[tuple[int, int, int], int]:
        """(C, H, W) and how many classes; known without any file.

        Raises:
            DomainError: ``dataset_unknown``.
        """
        own = self._own_of(name)
        if own is not None:
            return own.shape, len(own.classes)
        found = next((one for one in available(None) if one.name == name), None)
        if found is None:
            raise DomainError("dataset_unknown", field="data.name", value=name[:80], limit=", ".join(NAMES))
        return found.shape, len(found.classes)

    def infos(self) -> list[DatasetInfo]:
        """All there are, those of the visitors last; files are looked into again only when they change."""
        key = tuple(self._files_of(name) for name in NAMES)
        official = self._infos.get_or_compute(key, self._official)
        brought = [self.info(name) for name in self.own]
        return [*official, *(info for info in brought if info is not None)]

    def info(self, name: str) -> DatasetInfo | None:
        """A set of a visitor's; None where it is no more."""
        pictures = self._own_of(name)
        return None if pictures is None else _own_info(name, pictures)

    def _official(self) -> tuple[DatasetInfo, ...]:
        infos = []
        for one in available(self._data_dir):
            classes = tuple(DatasetClass(id, class_key(one.name, id)) for id in one.classes)
            counts = {**_NO_COUNTS, **one.counts}
            info = DatasetInfo(one.name, one.error, one.shape, classes, counts, one.is_ink, ())
            infos.append(self._with_samples(info))
        return tuple(infos)

    def _with_samples(self, info: DatasetInfo) -> DatasetInfo:
        if info.error is not None:
            return info
        try:
            opened = self.open(DataSpec(info.name), SAMPLE_SEED)
            labels = opened.data.labels("validation")
            indices = _one_of_each(labels)
            pixels = opened.pictures("validation", indices)
        except DomainError as error:  # the headers were right, and what is behind them is not
            return replace(info, error=error, counts=_NO_COUNTS)
        return replace(info, samples=_quantized(pixels, labels[indices], opened.data.classes))

    def _own_of(self, name: str) -> OwnPictures | None:
        return self.own.look_at(name) if name.startswith(OWN_PREFIX) else None

    def _files_of(self, name: str) -> tuple[tuple[str, int, int], ...]:
        """Name, size and time of every file that a set may be read from: another one is another set."""
        if name not in NAMES or name in ("strokes", "shapes"):
            return ()
        try:
            states = [
                (str(path), path.stat())
                for folder in folders(name, self._data_dir)
                if folder.is_dir()
                for path in sorted(folder.iterdir())
                if path.is_file()
            ]
        except (DomainError, OSError):
            return ()
        return tuple((path, state.st_size, state.st_mtime_ns) for path, state in states)


def compact(data: LabelledPictures) -> LabelledPictures:
    """The same set without the records that no split has; one that lies in no arrays is returned as it is."""
    if not isinstance(data, Dataset):
        return data
    splits = {}
    for name, split in data.splits.items():
        records = Records(split.records.pixels[split.rows], split.records.labels[split.rows])
        splits[name] = Split(records, np.arange(len(split.rows)))
    return replace(data, splits=splits)


def _weigh(data: LabelledPictures) -> int:
    if not isinstance(data, Dataset):
        return _DRAWN_BYTES
    return sum(split.records.pixels.nbytes + 2 * split.rows.nbytes for split in data.splits.values())


def _weigh_infos(infos: Sequence[DatasetInfo]) -> int:
    return sum(len(sample.data) for info in infos for sample in info.samples)


def _one_of_each(labels: NDArray[np.int64]) -> list[int]:
    """The first picture of every class, then the first of the others, as many as are shown."""
    firsts = np.unique(labels, return_index=True)[1][:MOST_SAMPLES]
    others = [index for index in range(min(len(labels), 2 * MOST_SAMPLES)) if index not in firsts]
    return [*map(int, firsts), *others][: min(MOST_SAMPLES, len(labels))]


def _quantized(
    pixels: NDArray[np.uint8], labels: NDArray[np.int64], classes: Sequence[str]
) -> tuple[Quantized, ...]:
    return tuple(
        replace(quantize_picture(one), name=classes[label])
        for one, label in zip(pixels, labels.tolist(), strict=True)
    )


def _own_info(name: str, pictures: OwnPictures) -> DatasetInfo:
    error, counts = None, _NO_COUNTS
    try:
        pictures.check_trainable()
        counts = own_counts(len(pictures.labels))
    except DomainError as refusal:
        error = refusal
    indices = _one_of_each(pictures.labels)
    samples = _quantized(pictures.pixels[indices], pictures.labels[indices], pictures.classes)
    classes = tuple(DatasetClass(id, class_key(name, id), count) for id, count in pictures.counts.items())
    return DatasetInfo(name, error, pictures.shape, classes, counts, False, samples)
