"""A data set by its name: which there are, and how to get one ready to train on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.data.datasets import cifar, idx
from app.data.datasets.files import find, folders, missing
from app.data.datasets.own import OwnPictures
from app.data.datasets.records import Records
from app.data.datasets.shapes import OUTLINES, Shapes
from app.data.datasets.splits import MAX_COUNT, from_two_files, wanted_counts
from app.data.datasets.strokes import strokes

SplitName: TypeAlias = Literal["train", "validation", "test"]

DIGITS = tuple(str(digit) for digit in range(10))
FASHION = (
    "t_shirt",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle_boot",
)
NAMES = ("strokes", "shapes", "mnist", "fashion-mnist", "cifar-10")
OWN_PREFIX = "own-"
_GREY = (1, 28, 28)
_CLASSES = MappingProxyType(
    {
        "strokes": DIGITS,
        "shapes": tuple(OUTLINES),
        "mnist": DIGITS,
        "fashion-mnist": FASHION,
        "cifar-10": cifar.CLASSES,
    }
)
# Mean and standard deviation of the official training pixels / 255.
_NORMALIZATION = MappingProxyType(
    {"mnist": (0.1307, 0.3081), "fashion-mnist": (0.2860, 0.3530), "cifar-10": (0.4734, 0.2516)}
)
# The endless sets draw as many as are wanted; this many of each can be.
_ENDLESS = MappingProxyType({"train": MAX_COUNT, "validation": 10_000, "test": 10_000})


class LabelledPictures(Protocol):
    """What every data set answers: `records.Dataset`, the one on arrays, says what each means."""

    @property
    def name(self) -> str: ...
    @property
    def shape(self) -> tuple[int, int, int]: ...
    @property
    def classes(self) -> tuple[str, ...]: ...
    @property
    def offset(self) -> float: ...
    @property
    def scale(self) -> float: ...
    @property
    def is_ink(self) -> bool: ...
    def count(self, split: SplitName) -> int: ...
    def labels(self, split: SplitName) -> NDArray[np.int64]: ...
    def pictures(
        self, split: SplitName, indices: NDArray[np.integer[Any]], epoch: int = 0
    ) -> NDArray[np.uint8]: ...


@dataclass(frozen=True, slots=True)
class Availability:
    """One line of the list of data sets.

    Attributes:
        name: as on the wire.
        is_available: its files are there, or it needs none.
        error: why not; None where it is.
        shape: (C, H, W) of its pictures.
        classes: identifiers.
        counts: the most pictures of each split; of a file that training and validation share, five sixths
            are counted for training and one for validation, as MNIST's 60,000 are by custom. Nothing where
            it is not available.
        is_ink: bright ink on black, shown dark on light.
        is_endless: drawn by the program, other pictures in every epoch.
    """

    name: str
    is_available: bool
    error: DomainError | None
    shape: tuple[int, int, int]
    classes: tuple[str, ...]
    counts: Mapping[str, int]
    is_ink: bool
    is_endless: bool

    @property
    def name_key(self) -> str:
        """The message that names it."""
        return f"dataset.{self.name}.name"

    @property
    def hint_key(self) -> str:
        """The message that says what it is."""
        return f"dataset.{self.name}.hint"


def class_key(dataset: str, identifier: str) -> str | None:
    """The message that names a class; None for digits and one's own folders, which are their own names."""
    if dataset.startswith(OWN_PREFIX) or identifier in DIGITS:
        return None
    return f"class.{identifier}"


def available(data_dir: Path | None) -> list[Availability]:
    """All data sets by name, each with the reason where it is not to be had.

    Of the files, headers and sizes are read (of CIFAR-10's Python version, everything).
    """
    return [availability(name, data_dir) for name in NAMES]


def open_dataset(
    data: Mapping[str, object],
    seed: int,
    data_dir: Path | None = None,
    own: Mapping[str, OwnPictures] = MappingProxyType({}),
) -> LabelledPictures:
    """A data set ready to train on.

    Args:
        data: ``name``, and how many pictures are wanted of ``train``, ``validation`` and ``test``; files that
            hold fewer give what they have, training and validation in their proportion.
        seed: whose drawings, and which pictures fall into which split.
        data_dir: folder with the official files.
        own: the visitors' sets by name, ``own-…``.

    Raises:
        DomainError: ``dataset_unknown``, ``dataset_count_out_of_range``, ``data_dir_missing``,
            ``data_dir_not_found``, ``dataset_file_missing``, ``dataset_too_few_records``, or those of
            `idx.read_pair`, `cifar.read` and `OwnPictures.dataset`.
    """
    name = data.get("name")
    if not isinstance(name, str) or (name not in NAMES and name not in own):
        raise DomainError("dataset_unknown", field="data.name", value=str(name)[:80], limit=", ".join(NAMES))
    try:
        counts = wanted_counts(data)
    except DomainError as error:
        raise error.at("data") from None
    if name in own:
        return own[name].dataset(name, seed, counts)
    if name == "strokes":
        return strokes(seed, counts["train"], counts["validation"], counts["test"])
    if name == "shapes":
        return Shapes(seed, counts["train"], counts["validation"], counts["test"])
    train, test = _read_cifar(data_dir) if name == "cifar-10" else _read_idx(name, data_dir)
    return from_two_files(
        name,
        _CLASSES[name],
        train,
        test,
        counts,
        seed,
        normalization=_NORMALIZATION[name],
        is_ink=name != "cifar-10",
    )


def availability(name: str, data_dir: Path | None) -> Availability:
    """Whether one of `NAMES` can be had, and how much of it."""
    counts: Mapping[str, int] = _ENDLESS
    error = None
    is_endless = name in ("strokes", "shapes")
    if not is_endless:
        try:
            counts = _count(name, data_dir)
        except DomainError as refusal:
            counts, error = {}, refusal
    shape = cifar.SHAPE if name == "cifar-10" else _GREY
    return Availability(
        name, error is None, error, shape, _CLASSES[name], counts, name != "cifar-10", is_endless
    )


def _count(name: str, data_dir: Path | None) -> dict[str, int]:
    if name == "cifar-10":
        batches = cifar.find_batches(list(folders(name, data_dir)))
        train = cifar.count(batches.train, is_binary=batches.is_binary)
        test = cifar.count([batches.test], is_binary=batches.is_binary)
    else:
        train_pictures, train_labels, test_pictures, test_labels = _idx_files(name, data_dir)
        train, test = idx.count(train_pictures, train_labels), idx.count(test_pictures, test_labels)
    return {"train": train - train // 6, "validation": train // 6, "test": test}


def _read_cifar(data_dir: Path | None) -> tuple[Records, Records]:
    batches = cifar.find_batches(list(folders("cifar-10", data_dir)))
    is_binary = batches.is_binary
    return cifar.read(batches.train, is_binary=is_binary), cifar.read([batches.test], is_binary=is_binary)


def _read_idx(name: str, data_dir: Path | None) -> tuple[Records, Records]:
    train_pictures, train_labels, test_pictures, test_labels = _idx_files(name, data_dir)
    return idx.read_pair(train_pictures, train_labels), idx.read_pair(test_pictures, test_labels)


def _idx_files(name: str, data_dir: Path | None) -> list[Path]:
    """The four files, in the folder that has most of them.

    Raises:
        DomainError: ``dataset_file_missing``, naming the first that is not there.
    """
    best: list[Path | None] = [None] * len(idx.FILES)
    for folder in folders(name, data_dir):
        found = [find(folder, [file, f"{file}.gz"]) for file in idx.FILES]
        if sum(path is not None for path in found) > sum(path is not None for path in best):
            best = found
    for file, path in zip(idx.FILES, best, strict=True):
        if path is None:
            raise missing(name, f"{file}.gz")
    return [path for path in best if path is not None]
