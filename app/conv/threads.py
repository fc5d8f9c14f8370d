"""Work shared out between threads. NumPy lets go of the interpreter while it adds, so two threads are faster
where there is enough to add between two lines of Python."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

CORES = os.cpu_count() or 1
# One pool for the process: whatever asks, no more threads compute than there are cores beside the askers.
_helpers = ThreadPoolExecutor(max(1, CORES - 1), thread_name_prefix="tiles")


def share(work: Callable[[Iterator[int]], None], count: int, threads: int) -> None:
    """``work(numbers)`` in several threads at once, the caller's among them; errors are raised here.

    All take their numbers from the same 0 … ``count`` − 1, the next one whenever they have done one: a thread
    that is late or slow does less, and one that has not begun when they run out is not waited for. ``work``
    must not share again.
    """
    numbers = iter(range(count))
    helpers = [_helpers.submit(work, numbers) for _ in range(min(threads, count) - 1)]
    try:
        work(numbers)
    finally:
        for helper in helpers:
            if not helper.cancel():
                helper.result()
