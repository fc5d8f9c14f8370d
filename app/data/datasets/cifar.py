"""CIFAR-10, the binary version and the one for Python.

Source: https://www.cs.toronto.edu/~kriz/cifar.html. A binary record is one label byte and 3 × 1,024 bytes:
the red plane, the green, the blue, each 32 rows of 32. The Python version has the same rows of 3,072 bytes
in pickles, which `cifar_pickle` reads without trusting them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.conv.errors import DomainError
from app.data.datasets import cifar_pickle
from app.data.datasets.files import find, missing, shown
from app.data.datasets.records import Records

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
SHAPE = (3, 32, 32)
PIXELS = 3 * 32 * 32
RECORD_BYTES = 1 + PIXELS
MAX_RECORDS = 100_000


@dataclass(frozen=True, slots=True)
class Batches:
    """The files of one version, found in one folder.

    Attributes:
        train: ``data_batch_1`` … ``data_batch_5``, as many of them as there are.
        test: ``test_batch``.
        is_binary: records of bytes; else pickles.
    """

    train: tuple[Path, ...]
    test: Path
    is_binary: bool


def find_batches(folders: Sequence[Path]) -> Batches:
    """The first complete version in `folders`, or in the folder that the official archive unpacks to.

    Raises:
        DomainError: ``dataset_file_missing``, naming the file.
    """
    versions = ((".bin", "cifar-10-batches-bin"), ("", "cifar-10-batches-py"))
    absent = "data_batch_1.bin"
    for folder in folders:
        for ending, unpacked in versions:
            for place in (folder, folder / unpacked):
                names = [f"data_batch_{number}{ending}" for number in range(1, 6)]
                train = tuple(path for name in names if (path := find(place, [name])))
                test = find(place, [f"test_batch{ending}"])
                if train and test:
                    return Batches(train, test, is_binary=ending == ".bin")
                if train:
                    absent = f"test_batch{ending}"
                elif test:
                    absent = names[0]
    raise missing("cifar-10", absent)


def read(files: Sequence[Path], *, is_binary: bool) -> Records:
    """All records of some files, one after the other.

    Returns:
        Records of uint8 (n, 3, 32, 32) and int64 (n,).

    Raises:
        DomainError: ``cifar_wrong_size``, ``dataset_no_records``, ``dataset_too_many_records``,
            ``dataset_label_out_of_range``, ``dataset_file_unreadable``, or those of `cifar_pickle.read`.
    """
    if not is_binary:
        return _joined(files, [cifar_pickle.read(path) for path in files])
    total = count(files, is_binary=True)
    pixels = np.empty((total, PIXELS), np.uint8)
    labels = np.empty(total, np.int64)
    start = 0
    for path in files:
        try:
            rows = np.fromfile(path, np.uint8).reshape(-1, RECORD_BYTES)
        except OSError as error:
            raise _unreadable(path, error) from error
        end = start + len(rows)
        pixels[start:end] = rows[:, 1:]
        labels[start:end] = rows[:, 0]
        _check_labels(path, labels[start:end])
        start = end
    return Records(pixels.reshape(-1, *SHAPE), labels)


def count(files: Sequence[Path], *, is_binary: bool) -> int:
    """How many records some files hold: by their sizes, or, of pickles, by reading them.

    Raises:
        DomainError: ``cifar_wrong_size``, ``dataset_no_records``, ``dataset_too_many_records``,
            ``dataset_file_unreadable``, or those of `cifar_pickle.read`.
    """
    counted: Callable[[Path], int] = _binary_count if is_binary else _pickle_count
    total = 0
    for path in files:
        total += counted(path)
        _check_count(path, total)
    return total


def _binary_count(path: Path) -> int:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error
    if size % RECORD_BYTES:
        raise DomainError(
            "cifar_wrong_size", field="data.name", value=size, limit=RECORD_BYTES, file=shown(path)
        )
    return size // RECORD_BYTES


def _pickle_count(path: Path) -> int:
    return len(cifar_pickle.read(path).labels)


def _joined(files: Sequence[Path], parts: Sequence[Records]) -> Records:
    for path, part in zip(files, parts, strict=True):
        _check_labels(path, part.labels)
    _check_count(files[-1], sum(len(part.labels) for part in parts))
    if len(parts) == 1:
        return parts[0]
    return Records(
        np.concatenate([part.pixels for part in parts]), np.concatenate([part.labels for part in parts])
    )


def _check_count(path: Path, total: int) -> None:
    if total == 0:
        raise DomainError("dataset_no_records", field="data.name", value=0, limit=1, file=shown(path))
    if total > MAX_RECORDS:
        raise DomainError(
            "dataset_too_many_records", field="data.name", value=total, limit=MAX_RECORDS, file=shown(path)
        )


def _check_labels(path: Path, labels: np.ndarray) -> None:
    wrong = np.flatnonzero((labels < 0) | (labels >= len(CLASSES)))
    if wrong.size:
        raise DomainError(
            "dataset_label_out_of_range",
            field="data.name",
            value=int(labels[wrong[0]]),
            limit=len(CLASSES) - 1,
            file=shown(path),
            record=int(wrong[0]) + 1,
        )


def _unreadable(path: Path, error: OSError) -> DomainError:
    reason = error.strerror or type(error).__name__
    return DomainError("dataset_file_unreadable", field="data.name", value=reason, file=shown(path))
