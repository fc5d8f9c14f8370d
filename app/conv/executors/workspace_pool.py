"""Memory that is used again: workspaces made for a program and a shape, lent to one thread at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """What knows how much memory it holds."""

    nbytes: int


Memory = TypeVar("Memory", bound=Sized)


class WorkspacePool(Generic[Memory]):
    """Workspaces that nobody uses now, at most ``limit_bytes`` of them; the longest unused go first."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._free: OrderedDict[int, tuple[Hashable, Memory]] = OrderedDict()
        self._lock = Lock()

    @contextmanager
    def lend(self, key: Hashable, make: Callable[[], Memory]) -> Iterator[Memory]:
        """A workspace that was made for ``key``, nobody else's until the block ends."""
        workspace = self._take(key) or make()
        try:
            yield workspace
        finally:
            self._give_back(key, workspace)

    def held_bytes(self) -> int:
        """Memory of the workspaces that nobody uses."""
        with self._lock:
            return sum(workspace.nbytes for _, workspace in self._free.values())

    def _take(self, key: Hashable) -> Memory | None:
        with self._lock:
            for name, (made_for, workspace) in reversed(self._free.items()):
                if made_for == key:
                    del self._free[name]
                    return workspace
        return None

    def _give_back(self, key: Hashable, workspace: Memory) -> None:
        with self._lock:
            self._free[id(workspace)] = key, workspace
            while self._free and sum(one.nbytes for _, one in self._free.values()) > self._limit_bytes:
                self._free.popitem(last=False)
