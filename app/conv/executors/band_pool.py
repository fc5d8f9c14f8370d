"""Memory that is used again: bands made ready for a program and a shape, lent to one thread at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """What knows how much memory it holds."""

    nbytes: int


Band = TypeVar("Band", bound=Sized)


class BandPool(Generic[Band]):
    """Bands that nobody uses at the moment, at most ``limit_bytes`` of them; the longest unused go first."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._free: OrderedDict[int, tuple[Hashable, Band]] = OrderedDict()
        self._lock = Lock()

    @contextmanager
    def lend(self, key: Hashable, make: Callable[[], Band]) -> Iterator[Band]:
        """A band that was made for ``key``, nobody else's until the block ends."""
        band = self._take(key) or make()
        try:
            yield band
        finally:
            self._give_back(key, band)

    def held_bytes(self) -> int:
        """Memory of the bands that nobody uses."""
        with self._lock:
            return sum(band.nbytes for _, band in self._free.values())

    def _take(self, key: Hashable) -> Band | None:
        with self._lock:
            for name, (made_for, band) in reversed(self._free.items()):
                if made_for == key:
                    del self._free[name]
                    return band
        return None

    def _give_back(self, key: Hashable, band: Band) -> None:
        with self._lock:
            self._free[id(band)] = key, band
            while self._free and sum(one.nbytes for _, one in self._free.values()) > self._limit_bytes:
                self._free.popitem(last=False)
