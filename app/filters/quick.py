"""From 8-bit pixels to 8-bit pixels in one go, a tile at a time.

A tile is copied once into the numbers that the plan computes in, its sums are computed and become levels
where they stand, and only the levels leave it. Tiles are as large as stays in the second-level cache; their
memory (a workspace) is made ready once, lent to one thread at a time and used again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.executors.workspace_pool import WorkspacePool
from app.conv.geometry import Geometry
from app.conv.padding import Border
from app.conv.tap_program import tap_program
from app.conv.threads import CORES, share
from app.conv.tile_planner import TilePlan, float_plan, integer_plan, tap_plan
from app.conv.tiles import Tiles, tiles
from app.filters.display import WHITE
from app.filters.finish import LARGEST_FLOAT_OFFSET, Finish, FloatFinish, make_finish
from app.filters.level_workspaces import ExactLevels, FloatLevels, LevelWorkspace, MagnitudeLevels, TapLevels
from app.filters.magnitude import DIVISORS
from app.filters.step import Step

# Bytes of all planes of a tile: what a program with many planes works on is smaller.
WORKSPACE_BYTES = 6 << 20
# Estimated work, in nanoseconds, below which a second thread costs more than it brings, and what every output
# value takes beside its sums: to be copied in, made a level and copied out.
THREADED_NS = 1e6
AROUND_NS = 0.3
POOL_BYTES = 64 << 20
# Weights that are whole numbers when multiplied by this are taken as whole: quarters, eighths …
FINEST_FRACTION = 1 << 10


@dataclass(frozen=True, slots=True)
class Way:
    """How a step is computed on pictures.

    Attributes:
        plan: how its sums are computed.
        key: equal for two ways whose workspaces can stand in for each other.
        bytes_a_cell: memory that a workspace needs for every padded cell of its tile.
        make: ``make(geometry of a tile without padding)`` → a workspace.
    """

    plan: TilePlan
    key: Hashable
    bytes_a_cell: int
    make: Callable[[Geometry], LevelWorkspace]


_pool: WorkspacePool[LevelWorkspace] = WorkspacePool(POOL_BYTES)


def apply_quickly(
    planes: NDArray[np.uint8], step: Step, geometry: Geometry, threads: int | None = None
) -> NDArray[np.uint8] | None:
    """The levels of a step (C, H_out, W_out); None where no way leads there.

    Exactly the definition's for integer kernels; for floats one level beside it where the definition's value
    is within a thousandth of half way between two.

    Args:
        planes: (C, H, W).
        threads: how many share the tiles; None: as many as pay. The result is the same.
    """
    way = quick_way(step)
    if way is None:
        return None
    levels = np.empty((len(planes), *geometry.output_shape), np.uint8)
    border = Border(geometry, step.padding_mode)
    grid = tile_grid(way, geometry)
    inside = geometry.tile(*grid.size)
    key = way.key, inside

    def some_tiles(numbers: Iterator[int]) -> None:
        with _pool.lend(key, lambda: way.make(inside)) as workspace:
            for number in numbers:
                plane, place = divmod(number, grid.count)
                tile = grid.tile(place)
                border.pad(planes[plane], tile.top, workspace.padded, tile.left)
                own = workspace.levels()[tile.rows.start - tile.top :, tile.cols.start - tile.left :]
                np.copyto(levels[plane, tile.rows, tile.cols], own, casting="unsafe")

    if threads is None:
        threads = CORES if levels.size * (way.plan.nanoseconds + AROUND_NS) >= THREADED_NS else 1
    share(some_tiles, len(planes) * grid.count, threads)
    return levels


def tile_grid(way: Way, geometry: Geometry) -> Tiles:
    """How a picture is cut: a matter of the picture and the step alone, so the result is too."""
    return tiles(geometry, min(way.plan.cells, WORKSPACE_BYTES // way.bytes_a_cell), way.plan.columns)


def quick_way(step: Step) -> Way | None:
    """The way of a step, or None where its numbers ask for more than tiles can do."""
    if step.stride != (1, 1) or step.display == "stretch" or not all(k.any() for k in step.applied):
        return None
    if step.filter.combine == "single":
        return _single(step)
    return _pair(step) if step.filter.combine == "magnitude" else None


def _single(step: Step) -> Way | None:
    given = step.applied[0]
    kernel, divisor = whole_weights(given, step.divisor)
    if np.issubdtype(kernel.dtype, np.integer):
        finish = make_finish(kernel, divisor, step.offset, step.display)
        if finish is not None:
            return _exact(step, kernel, divisor, finish)
    if np.issubdtype(given.dtype, np.integer):
        return None  # whole weights are promised to be exact
    if abs(step.offset) > LARGEST_FLOAT_OFFSET:
        return None
    plan = float_plan(given / step.divisor, step.dilation)
    if plan is None:
        return None
    shown = FloatFinish(step.offset, step.display == "absolute")
    return Way(plan, step.effect, plan.bytes_a_cell + 2, lambda inside: FloatLevels(plan, shown, inside))


def _exact(step: Step, kernel: NDArray[Any], divisor: float, finish: Finish) -> Way | None:
    plan = integer_plan(kernel, step.dilation, finish.dtype)
    if plan.executor == "taps":
        size = plan.bytes_a_cell + finish.needs_scratch * finish.dtype.itemsize
        return Way(plan, step.effect, size, lambda inside: TapLevels(plan, finish, inside))
    wide = make_finish(kernel, divisor, step.offset, step.display, least_bits=32)
    if wide is None:
        return None
    return Way(plan, step.effect, plan.bytes_a_cell + 8, lambda inside: ExactLevels(plan, wide, inside))


def _pair(step: Step) -> Way | None:
    kernels = step.applied
    largest = max(float(np.abs(kernel).sum()) for kernel in kernels) * WHITE
    whole = all(np.issubdtype(kernel.dtype, np.integer) for kernel in kernels)
    divisor, offset = int(step.divisor), int(step.offset)
    if (
        divisor not in DIVISORS
        or divisor != step.divisor
        or offset != step.offset
        or not 0 <= offset <= WHITE
    ):
        return None
    if not whole or largest >= 2**15:
        return None
    plan = tap_plan(tap_program(*kernels, either_sign=True), step.dilation, np.dtype(np.int16))
    size = plan.bytes_a_cell + 4 + 4 * (divisor > 1)
    return Way(plan, step.effect, size, lambda inside: MagnitudeLevels(plan, divisor, offset, inside))


def whole_weights(kernel: NDArray[Any], divisor: float) -> tuple[NDArray[Any], float]:
    """The same kernel in whole numbers over a positive divisor, where it is one in halves, quarters …

    A box of 0.25 then rounds its halves as the definition does, and needs no multiplication. Other kernels
    come back as they are.
    """
    if divisor < 0:
        kernel, divisor = -kernel, -divisor
    fraction = 1
    while fraction <= FINEST_FRACTION and not np.issubdtype(kernel.dtype, np.integer):
        scaled = kernel * fraction
        if (scaled == np.rint(scaled)).all() and np.abs(scaled).sum() < 1 << 31:
            return scaled.astype(np.int64), divisor * fraction
        fraction *= 2
    return kernel, divisor
