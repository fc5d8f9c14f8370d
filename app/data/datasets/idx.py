"""IDX, the files of MNIST and Fashion-MNIST, packed by gzip or not.

Source: http://yann.lecun.com/exdb/mnist/ ("file format"): two zero bytes, the type of an element (8 =
unsigned byte), the number of axes, then the length of each axis as a big-endian 32-bit number, then the
elements, the last axis running fastest. Pictures have three axes (magic number 2051), labels one (2049).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np

from app.conv.errors import DomainError
from app.data.datasets.files import shown
from app.data.datasets.records import Records

FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
PICTURES_MAGIC, LABELS_MAGIC = 2051, 2049
SIDE = 28
MAX_RECORDS = 100_000
_GZIP = b"\x1f\x8b"
_BLOCK = 1 << 20


def read_pair(pictures: Path, labels: Path, classes: int = 10) -> Records:
    """The pictures of one file with the labels of the other.

    Returns:
        Records of uint8 (n, 1, 28, 28) and int64 (n,).

    Raises:
        DomainError: as `count`; ``idx_truncated``, ``idx_trailing``, ``dataset_label_out_of_range``.
    """
    total = count(pictures, labels)
    pixels = _elements(pictures, PICTURES_MAGIC).reshape(total, 1, SIDE, SIDE)
    given = _elements(labels, LABELS_MAGIC)
    wrong = np.flatnonzero(given >= classes)
    if wrong.size:
        raise DomainError(
            "dataset_label_out_of_range",
            field="data.name",
            value=int(given[wrong[0]]),
            limit=classes - 1,
            file=shown(labels),
            record=int(wrong[0]) + 1,
        )
    return Records(pixels, given.astype(np.int64))


def count(pictures: Path, labels: Path) -> int:
    """How many records the two headers promise; nothing else is read.

    Raises:
        DomainError: ``idx_wrong_magic``, ``idx_truncated``, ``idx_wrong_size``, ``idx_counts_differ``,
            ``dataset_no_records``, ``dataset_too_many_records``, ``dataset_file_damaged`` or
            ``dataset_file_unreadable``.
    """
    (of_pictures, height, width) = _header(pictures, PICTURES_MAGIC)
    (of_labels,) = _header(labels, LABELS_MAGIC)
    if (height, width) != (SIDE, SIDE):
        raise DomainError(
            "idx_wrong_size",
            field="data.name",
            value=f"{height} × {width}",
            limit=f"{SIDE} × {SIDE}",
            file=shown(pictures),
        )
    if of_pictures != of_labels:
        raise DomainError(
            "idx_counts_differ",
            field="data.name",
            value=of_pictures,
            limit=of_labels,
            file=shown(pictures),
            other=shown(labels),
        )
    if of_pictures == 0:
        raise DomainError("dataset_no_records", field="data.name", value=0, limit=1, file=shown(pictures))
    if of_pictures > MAX_RECORDS:
        raise DomainError(
            "dataset_too_many_records",
            field="data.name",
            value=of_pictures,
            limit=MAX_RECORDS,
            file=shown(pictures),
        )
    return of_pictures


def _header(path: Path, magic: int) -> tuple[int, ...]:
    with _opened(path) as stream:
        return _read_header(path, stream, magic)


def _read_header(path: Path, stream: BinaryIO, magic: int) -> tuple[int, ...]:
    axes = magic & 0xFF
    size = 4 + 4 * axes
    head = stream.read(size)
    if len(head) >= 4 and int.from_bytes(head[:4], "big") != magic:
        raise DomainError(
            "idx_wrong_magic",
            field="data.name",
            value=int.from_bytes(head[:4], "big"),
            limit=magic,
            file=shown(path),
        )
    if len(head) < size:
        raise DomainError("idx_truncated", field="data.name", value=len(head), limit=size, file=shown(path))
    return tuple(int(length) for length in np.frombuffer(head, ">u4", offset=4))


def _elements(path: Path, magic: int) -> np.ndarray:
    """All elements as uint8 (n,), no more than the header promises."""
    with _opened(path) as stream:
        lengths = _read_header(path, stream, magic)
        promised = int(np.prod(lengths))
        elements = np.empty(promised, np.uint8)
        got = 0
        view = memoryview(elements.data)
        while got < promised:
            block = stream.read(min(_BLOCK, promised - got))
            if not block:
                raise DomainError(
                    "idx_truncated", field="data.name", value=got, limit=promised, file=shown(path)
                )
            view[got : got + len(block)] = block
            got += len(block)
        if stream.read(1):
            raise DomainError(
                "idx_trailing", field="data.name", value=promised + 1, limit=promised, file=shown(path)
            )
    return elements


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The file's content, unpacked where it is packed; whatever breaks while reading it is a refusal."""
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == _GZIP
            file.seek(0)
            if is_packed:
                with gzip.GzipFile(fileobj=file) as unpacked:
                    yield unpacked  # type: ignore[misc]
            else:
                yield file
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DomainError(
            "dataset_file_damaged", field="data.name", value=type(error).__name__, file=shown(path)
        ) from error
    except OSError as error:
        raise DomainError(
            "dataset_file_unreadable",
            field="data.name",
            value=error.strerror or type(error).__name__,
            file=shown(path),
        ) from error
