"""The goals of the filters, row by row: every peer takes turns with us, at 1 and 12 megapixels.

    python -m tests.benchmarks.filter_goals
    python -m tests.benchmarks.filter_goals "12 MP" edges Gaussian     only this size, only these rows
    python -m tests.benchmarks.filter_goals memory

A ratio is the peer's time over ours, both from 8-bit RGB to 8-bit RGB in memory, borders included: above 1 we
are faster. Where the quickest rounds tell something else than the medians, the machine did other things too.
Every picture is compared with ours in the same run before anything is timed. The memory table says what a
filter takes beside its result.
"""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Sequence
from functools import partial
from statistics import median
from typing import Any

# Before NumPy is imported: ours sets the threads of its matrix product.
from app.conv.threads import CORES

# isort: split
import cv2
import numpy as np
from numpy.typing import NDArray

from app.filters.apply import apply_step
from app.filters.quick import WORKSPACE_BYTES, quick_way
from app.filters.step import Step, make_step
from tests.benchmarks.filter_peers import check_equal, peers, picture, torch_said
from tests.benchmarks.timing import print_machine, print_table, turns

COURSE = ("edges", "gradient_magnitude", "sharpen", "emboss", "blur_diamond", "motion_diagonal", "blur_box")
GAUSSIAN_SIDES = (15, 31)
FLOAT_SIDES = (3, 5, 7, 9, 11, 15, 21, 31)
PEERS = ("filter2D", "sepFilter2D", "SciPy", "PyTorch", "Pillow")
SLOW = ("SciPy", "PyTorch", "Pillow")
SIZES = {"1 MP": (1000, 1000, 61), "12 MP": (3000, 4000, 9)}
MEMORY_SIZES = {"12 MP": (3000, 4000), "50 MP": (7072, 7072)}
MEMORY_ROWS = ("edges", "gradient_magnitude", "Gaussian 31×31", "any floats 9×9", "any floats 31×31")
# The planes of a tile, and half as much again for what does not grow with it, for every thread.
BOUND_BYTES = WORKSPACE_BYTES * 3 // 2 * CORES


def main(asked: Sequence[str]) -> None:
    cv2.setNumThreads(CORES)
    packages = ["numpy", "opencv-python-headless", "scipy", "pillow"]
    print_machine(
        *packages,
        OpenCV_threads=cv2.getNumThreads(),
        PyTorch=torch_said(),
        ours=f"1, for larger work {CORES}",
    )
    sizes = [size for size in SIZES if size in asked] or list(SIZES)
    words = [word for word in asked if word not in SIZES and word != "memory"]
    rows = {row: step for row, step in steps().items() if not words or any(word in row for word in words)}
    if not asked or "memory" in asked:
        memory()
    if list(asked) != ["memory"]:
        for size in sizes:
            goals(size, rows)


def steps() -> dict[str, Step]:
    """The rows of the table; the Gaussians have the width that OpenCV gives a kernel of their side."""
    rows = {id: make_step(id, display="clip", offset=0) for id in COURSE}
    for side in GAUSSIAN_SIDES:
        line = gaussian(side)
        rows[f"Gaussian {side}×{side}"] = custom(np.outer(line, line))
    rng = np.random.default_rng(1)
    for side in FLOAT_SIDES:
        kernel = rng.normal(size=(side, side))
        rows[f"any floats {side}×{side}"] = custom(kernel / np.abs(kernel).sum())
    return rows


def gaussian(side: int) -> NDArray[np.float64]:
    width = 0.3 * ((side - 1) * 0.5 - 1) + 0.8
    line: NDArray[np.float64] = np.exp(-((np.arange(side) - side // 2) ** 2) / (2 * width**2))
    line /= line.sum()
    return line


def custom(kernel: NDArray[Any]) -> Step:
    return make_step("custom", {"kernel": kernel.tolist()})


def goal(row: str, size: str) -> dict[str, float]:
    """The ratios that are to be reached, by peer."""
    if row in COURSE:
        opencv = 1.0 if size == "1 MP" else 1.1
        return {"filter2D": opencv, "SciPy": 10, "PyTorch": 10, "Pillow": 5}
    if row.startswith("Gaussian"):
        return {"filter2D": 5, "sepFilter2D": 0.7}
    side = int(row.rpartition("×")[2])
    return {"filter2D": 0.7 if side < 15 else 1.5}


def goals(size: str, wanted: dict[str, Step]) -> None:
    height, width, rounds = SIZES[size]
    pixels = picture(height, width)
    rows = []
    for row, step in wanted.items():
        goal_of = goal(row, size)
        others = {n: peer for n, peer in peers(pixels, step).items() if n in goal_of or n == "sepFilter2D"}
        ours = partial(apply_step, pixels, step)
        check_equal(row, ours().pixels, others)
        medians, cells, ms = {}, {}, []
        for name, peer in others.items():
            # Each with us alone, so that nobody always comes after one that leaves the caches cold.
            pair = turns({"ours": ours, name: peer}, min(rounds, 5) if name in SLOW else rounds)
            medians[name] = median(pair[name]) / median(pair["ours"])
            cells[name] = f"{medians[name]:.3g} ({min(pair[name]) / min(pair['ours']):.3g})"
            ms += pair["ours"]
        short = [f"{peer} < {least:g}" for peer, least in goal_of.items() if medians.get(peer, least) < least]
        way = quick_way(step)
        plan = "–" if way is None else way.plan.executor
        rows.append([row, plan, min(ms), *map(cells.get, PEERS), "; ".join(short)])
    title = f"{size} RGB; peer's time ÷ ours: of the medians, in brackets of the quickest"
    print_table(title, ["work", "plan", "ours, ms", *PEERS, "short of its goal"], rows)


def memory() -> None:
    """The most that was held at one time beside picture and result, by NumPy's own account."""
    rows = []
    for row in MEMORY_ROWS:
        cells: list[object] = [row]
        for height, width in MEMORY_SIZES.values():
            pixels = picture(height, width)
            tracemalloc.start()
            result = apply_step(pixels, steps()[row]).pixels
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            beside = peak - result.nbytes
            assert beside <= BOUND_BYTES, f"{row}: {beside} bytes beside the result"
            cells.append(beside / 2**20)
        rows.append(cells)
    title = f"MiB beside the result, {CORES} threads; the bound is {BOUND_BYTES >> 20}"
    print_table(title, ["work", *MEMORY_SIZES], rows)


if __name__ == "__main__":
    main(sys.argv[1:])
