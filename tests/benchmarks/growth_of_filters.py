"""How the cost of a filter grows: with the picture, and with the side of the kernel.

    python -m tests.benchmarks.growth_of_filters [pixels | sides]

Both tables are ratios within one run. In the first, 1 is the time of a pixel at 1 megapixel: a column of ones
is linear growth. In the second, 1 is the time of a 3×3 kernel: a way that is linear in the side k stays below
the column k ÷ 3, and one that takes every weight once would follow (k ÷ 3)².
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

# Before NumPy is imported: ours sets the threads of its matrix product.
from app.conv.threads import CORES

# isort: split
import numpy as np

from app.filters.apply import apply_step
from app.filters.quick import quick_way
from app.filters.step import Step, make_step
from tests.benchmarks.filter_peers import picture
from tests.benchmarks.timing import interleaved, print_machine, print_table

SIZES = {"0.25 MP": (500, 500), "1 MP": (1000, 1000), "4 MP": (2000, 2000), "12 MP": (3000, 4000)}
SIDES = (3, 5, 7, 9, 11, 15, 21, 31)


def main(asked: Sequence[str]) -> None:
    print_machine("numpy", ours=f"1, for larger work {CORES}")
    if not asked or "pixels" in asked:
        with_pixels()
    if not asked or "sides" in asked:
        with_sides()


def with_pixels() -> None:
    steps = {
        "edges": make_step("edges"),
        "motion 9×9": make_step("motion_diagonal"),
        "gradients": make_step("gradient_magnitude"),
        "Gaussian 15×15": gaussian(15),
        "floats 5×5": floats(5),
        "floats 31×31": floats(31),
    }
    cost = {size: nanoseconds(steps, *shape) for size, shape in SIZES.items()}
    rows = [[size, *(cost[size][name] / cost["1 MP"][name] for name in steps)] for size in SIZES]
    rows.append(["1 MP, ns a pixel", *cost["1 MP"].values()])
    print_table("cost of a pixel (three channels), 1 = at 1 megapixel", ["picture", *steps], rows)


def with_sides() -> None:
    kinds = {
        "Gaussian": gaussian,
        "box": lambda side: custom(np.ones((side, side), int), side * side),
        "motion": lambda side: custom(np.eye(side, dtype=int), side),
        "any floats": floats,
        "any integers": integers,
    }
    steps = {(name, side): make(side) for name, make in kinds.items() for side in SIDES}
    cost = nanoseconds(steps, 1000, 1000, rounds=5)
    rows: list[list[object]] = []
    for side in SIDES:
        cells = [f"{cost[n, side] / cost[n, SIDES[0]]:.2f} {executor(steps[n, side])}" for n in kinds]
        rows.append([f"{side}×{side}", side / 3, *cells])
    rows.append(["3×3, ns a pixel", None, *(f"{cost[name, 3]:.1f}" for name in kinds)])
    print_table("cost with the side, 1 = a 3×3 kernel, at 1 megapixel", ["kernel", "k ÷ 3", *kinds], rows)


def nanoseconds(steps: Any, height: int, width: int, rounds: int = 7) -> Any:
    """A pixel's, by the keys of ``steps``."""
    pixels = picture(height, width)
    ms = interleaved({key: partial(apply_step, pixels, step) for key, step in steps.items()}, rounds)
    return {key: one * 1e6 / (height * width) for key, one in ms.items()}


def gaussian(side: int) -> Step:
    line = np.exp(-((np.arange(side) - side // 2) ** 2) / (side / 3) ** 2)
    return custom(np.outer(line, line), line.sum() ** 2)


def floats(side: int) -> Step:
    kernel = np.random.default_rng(side).normal(size=(side, side))
    return custom(kernel, np.abs(kernel).sum())


def integers(side: int) -> Step:
    kernel = np.random.default_rng(side).integers(-9, 10, (side, side))
    return custom(kernel, int(np.abs(kernel).sum()))


def custom(kernel: Any, divisor: float) -> Step:
    return make_step("custom", {"kernel": kernel.tolist()}, divisor=float(divisor))


def executor(step: Step) -> str:
    way = quick_way(step)
    return "–" if way is None else way.plan.executor


if __name__ == "__main__":
    main(sys.argv[1:])
