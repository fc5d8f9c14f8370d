"""The pickles of CIFAR-10's Python version, read without running anything that stands in them.

A pickle is a program. The official files (written by Python 2, protocol 2) need some thirty harmless
instructions and three names, `numpy.core.multiarray._reconstruct`, `numpy.ndarray` and `numpy.dtype`. The
instructions are checked first, one by one, so that no other ever runs; the three names lead to stand-ins
that only note what they are called with, never to NumPy itself. The array is then made from the notes.
"""

from __future__ import annotations

import pickle
import pickletools
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from app.conv.errors import DomainError
from app.data.datasets.files import shown
from app.data.datasets.records import Records

MAX_BYTES = 64 << 20  # an official file has 31 MB
MAX_MEMO = 1 << 20  # one slot a file name; a number of billions would reserve them all
PIXELS = 3 * 32 * 32

# fmt: off
_INSTRUCTIONS = frozenset((
    "PROTO", "STOP", "MARK", "EMPTY_DICT", "SETITEM", "SETITEMS", "EMPTY_LIST", "APPEND", "APPENDS",
    "EMPTY_TUPLE", "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3", "NONE", "NEWTRUE", "NEWFALSE",
    "BININT", "BININT1", "BININT2", "SHORT_BINSTRING", "BINSTRING", "BINUNICODE", "SHORT_BINBYTES",
    "BINBYTES", "BINPUT", "LONG_BINPUT", "BINGET", "LONG_BINGET", "GLOBAL", "REDUCE", "BUILD",
))
# fmt: on


class _Type:
    """Stands for ``numpy.ndarray``: handed to ``_reconstruct``, never called."""


class _Element:
    """Stands for ``numpy.dtype``: notes the name of the element type."""

    def __init__(self, name: object = b"", *_: object) -> None:
        self.name = name

    def __setstate__(self, state: object) -> None:
        """Byte order and fields, which an unsigned byte has not."""


class _Array:
    """Stands for what ``_reconstruct`` makes: notes the state that an array would be given."""

    def __init__(self, *_: object) -> None:
        self.state: object = None

    def __setstate__(self, state: object) -> None:
        self.state = state


_NAMES: dict[tuple[str, str], type] = {
    ("numpy.core.multiarray", "_reconstruct"): _Array,
    ("numpy", "ndarray"): _Type,
    ("numpy", "dtype"): _Element,
}


class _Reader(pickle.Unpickler):
    def __init__(self, content: bytes, file: str) -> None:
        super().__init__(BytesIO(content), encoding="bytes")
        self._file = file

    def find_class(self, module: str, name: str) -> Any:
        """One of the three stand-ins.

        Raises:
            DomainError: ``cifar_pickle_forbidden``: any other name.
        """
        try:
            return _NAMES[module, name]
        except KeyError:
            raise _forbidden(f"{module}.{name}", self._file) from None


def read(path: Path) -> Records:
    """The records of one pickle, uint8 (n, 3, 32, 32) and int64 (n,).

    Raises:
        DomainError: ``cifar_pickle_too_long``, ``cifar_pickle_forbidden``, ``cifar_pickle_malformed`` or
            ``dataset_file_unreadable``.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DomainError(
            "dataset_file_unreadable", field="data.name", value=reason, file=shown(path)
        ) from error
    if len(content) > MAX_BYTES:
        raise DomainError(
            "cifar_pickle_too_long",
            field="data.name",
            value=path.stat().st_size,
            limit=MAX_BYTES,
            file=shown(path),
        )
    try:
        return _records(content, shown(path))
    except DomainError:
        raise
    except Exception as error:
        # A broken pickle surfaces as nearly any exception there is; all of them mean the same to the reader.
        raise DomainError(
            "cifar_pickle_malformed", field="data.name", value=type(error).__name__, file=shown(path)
        ) from error


def _records(content: bytes, file: str) -> Records:
    for instruction, argument, _ in pickletools.genops(content):
        if instruction.name not in _INSTRUCTIONS:
            raise _forbidden(instruction.name, file)
        if instruction.name.endswith(("BINPUT", "BINGET")) and (argument or 0) > MAX_MEMO:
            raise _forbidden(f"{instruction.name} {argument}", file)
    read = _Reader(content, file).load()
    if not isinstance(read, dict):
        raise _malformed(type(read).__name__, file)
    labels = read.get(b"labels")
    if not isinstance(labels, list) or not all(type(label) is int for label in labels):
        raise _malformed("labels", file)
    pixels = _pixels(read.get(b"data"), file)
    if len(pixels) != len(labels):
        raise _malformed(f"{len(pixels)} × data, {len(labels)} × labels", file)
    return Records(pixels.reshape(-1, 3, 32, 32), np.array(labels, np.int64))


def _pixels(array: object, file: str) -> np.ndarray:
    """(n, 3072) from the notes: version, shape, element, column-major or not, bytes."""
    if not isinstance(array, _Array) or not isinstance(array.state, tuple) or len(array.state) != 5:
        raise _malformed("data", file)
    _, shape, element, is_column_major, raw = array.state
    if not isinstance(element, _Element) or element.name != b"u1" or not isinstance(raw, bytes):
        raise _malformed("data: dtype", file)
    if not isinstance(shape, tuple) or len(shape) != 2 or shape[1] != PIXELS or shape[0] * PIXELS != len(raw):
        raise _malformed(f"data: {shape}, {len(raw)} bytes", file)
    values = np.frombuffer(raw, np.uint8)
    return values.reshape(shape, order="F" if is_column_major is True else "C")


def _forbidden(what: str, file: str) -> DomainError:
    return DomainError("cifar_pickle_forbidden", field="data.name", value=what[:80], file=file)


def _malformed(what: str, file: str) -> DomainError:
    return DomainError("cifar_pickle_malformed", field="data.name", value=what[:120], file=file)
