"""Fair comparisons: contenders take turns within one process, so that a noisy machine is noisy for all."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata

ROUNDS = 7


def interleaved(contenders: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Median milliseconds of each contender."""
    return {name: statistics.median(times) for name, times in turns(contenders, rounds).items()}


def turns(contenders: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Milliseconds of each contender in every round: one warm-up each, then A B C A B C …"""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for contender in contenders.values():
        contender()
    for _ in range(rounds):
        for name, contender in contenders.items():
            start = time.perf_counter()
            contender()
            times[name].append((time.perf_counter() - start) * 1000)
    return times


def print_machine(*packages: str, **facts: object) -> None:
    """Versions, cores and whatever else decides about the figures."""
    versions = ", ".join(f"{package} {metadata.version(package)}" for package in packages)
    extra = "".join(f", {name.replace('_', ' ')} {value}" for name, value in facts.items())
    print(f"Python {platform.python_version()}, {versions}; {os.cpu_count()} cores{extra}")


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table in Markdown; the first column is text, the others are numbers."""
    print(f"\n### {title}\n")
    cells = [[_shown(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    lines = [list(head), ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])], *cells]
    for line in lines:
        first, *others = line
        padded = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        print(f"| {first.ljust(widths[0])} | {' | '.join(padded)} |", flush=True)


def _shown(cell: object) -> str:
    if cell is None:
        return "–"
    return (
        f"{cell:.3g}"
        if isinstance(cell, float) and cell < 100
        else f"{cell:.0f}"
        if isinstance(cell, float)
        else str(cell)
    )
