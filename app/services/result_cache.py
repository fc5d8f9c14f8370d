"""Results kept by key within a byte budget; each is computed once, however many ask at the same time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Result = TypeVar("Result")


class ResultCache(Generic[Result]):
    """Least recently used results leave first.

    Args:
        budget_bytes: what all kept results may weigh together; a heavier one is returned and not kept.
        weigh: bytes of a result.
    """

    def __init__(self, budget_bytes: int, weigh: Callable[[Result], int]) -> None:
        self._budget_bytes = budget_bytes
        self._weigh = weigh
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Result] = OrderedDict()
        self._kept_bytes = 0
        self._running: dict[Hashable, Future[Result]] = {}

    @property
    def kept_bytes(self) -> int:
        return self._kept_bytes

    def get_or_compute(self, key: Hashable, compute: Callable[[], Result]) -> Result:
        """The kept result of ``key``, or the one another thread is about to have, or a new one.

        An exception of ``compute`` reaches everyone who waits for it, and nothing is kept.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            running = self._running.get(key)
            if running is None:
                mine = self._running[key] = Future()
        if running is not None:
            return running.result()
        try:
            result = compute()
            size = self._weigh(result)
        except BaseException as error:
            with self._lock:
                del self._running[key]
            mine.set_exception(error)
            raise
        with self._lock:
            del self._running[key]
            self._keep(key, result, size)
        mine.set_result(result)
        return result

    def _keep(self, key: Hashable, result: Result, size: int) -> None:
        if size > self._budget_bytes:
            return
        self._kept[key] = result
        self._kept_bytes += size
        while self._kept_bytes > self._budget_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= self._weigh(oldest)
