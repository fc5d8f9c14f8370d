"""Rows shared out between threads. NumPy lets go of the interpreter while it adds, so two threads are faster
where there is enough to add between two lines of Python."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

CORES = os.cpu_count() or 1
# One pool for the process: whatever asks, no more threads compute than there are cores beside the askers.
_helpers = ThreadPoolExecutor(max(1, CORES - 1), thread_name_prefix="rows")


def share_rows(work: Callable[[int, int], None], rows: int, threads: int) -> None:
    """``work(first, last)`` for parts of ``range(rows)``, all at the same time; errors are raised here.

    The caller's thread does the last part itself. ``work`` must not share rows again.
    """
    threads = max(1, min(threads, rows))
    borders = [rows * part // threads for part in range(threads + 1)]
    parts = list(pairwise(borders))
    waiting = [_helpers.submit(work, first, last) for first, last in parts[:-1]]
    try:
        work(*parts[-1])
    finally:
        for future in waiting:
            future.result()
