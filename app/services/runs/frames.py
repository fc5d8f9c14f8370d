"""What goes through the pipes between the web process and a run's: pickled objects, each behind its length.

Both ends are this program and neither repeats what a visitor sent without having read it, so pickle is safe
here; it carries a data set of one's own as it lies in memory.
"""

from __future__ import annotations

import copyreg
import pickle
import struct
from collections.abc import Mapping
from functools import partial
from typing import IO, Any, NamedTuple

from app.conv.errors import DomainError

LENGTH = struct.Struct("<Q")
LARGEST_FRAME_BYTES = 512 << 20  # a data set of one's own, and some


class Frame(NamedTuple):
    """One message of a run.

    Attributes:
        kind: an event of the stream (``started``, ``steps``, ``snapshot`` …), or ``failed``.
        step, epoch: when.
        body: the event as viewers get it, JSON.
        facts: the little that the web process itself wants to know of it.
        weights: float32, of a snapshot and of the end.
    """

    kind: str
    step: int
    epoch: int
    body: bytes = b""
    facts: Mapping[str, Any] = {}
    weights: bytes = b""


def write_frame(stream: IO[bytes], message: object) -> None:
    """Send one message; blocks while nobody reads.

    Raises:
        OSError: the other end is gone.
        ValueError: the stream has been closed here.
    """
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def read_frame(stream: IO[bytes]) -> Any:
    """The next message.

    Raises:
        EOFError: the other end is gone, perhaps in the middle of a message.
    """
    (length,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    if length > LARGEST_FRAME_BYTES:
        raise EOFError
    return pickle.loads(_exactly(stream, length))


def _exactly(stream: IO[bytes], count: int) -> bytes:
    content = stream.read(count)
    if len(content) < count:
        raise EOFError
    return content


def _reduce_refusal(error: DomainError) -> tuple[partial[DomainError], tuple[str]]:
    """An exception is copied by its sentence alone; a refusal is its code and its values."""
    values: Mapping[str, Any] = {**error.values, "field": error.field}
    return partial(DomainError, **values), (error.code,)


copyreg.pickle(DomainError, _reduce_refusal)
