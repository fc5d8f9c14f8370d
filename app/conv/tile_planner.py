"""Which way a kernel takes from pixels to sums on tiles of a picture, by what each way would cost.

The costs are nanoseconds for each output value on one thread, measured (docs/decisions/0015). Another machine
moves the borders between ways, never a result by more than float32 rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from app.conv.executors import banded, blocks
from app.conv.executors.banded import BandedWorkspace, Factors
from app.conv.executors.blocks import BlockWorkspace
from app.conv.executors.spectrum import SpectrumWorkspace
from app.conv.executors.taps import TapWorkspace, plane_count
from app.conv.geometry import Geometry
from app.conv.tap_program import Program, tap_program

TileExecutor = Literal["taps", "banded", "blocks", "fourier"]

PASS_NS = 0.045  # one addition of 16-bit planes; 32-bit ones take twice that
PRODUCT_NS = 0.0205  # a multiplication and an addition inside a matrix product, with its memory
COPY_NS = 0.125  # a byte laid down as a float, with the rows that two copies both need
TERM_NS = 0.1  # an addition of float32 planes
PLANE_NS = 0.18  # a multiplication and an addition of float32 planes
SPECTRUM_NS = 8.7
WIDER_NS = 0.35  # what float32 takes longer than 16 bits to be filled from pixels and made levels

# Padded cells and output columns of a tile: enough that a line of Python between two additions does not
# count, and long rows. A Fourier transform goes down the columns too: it wants a square that stays in the
# second-level cache.
TILE_CELLS, TILE_COLUMNS = 1 << 19, 8192
SPECTRUM_CELLS, SPECTRUM_COLUMNS = 5 << 15, 384

# A sum of more columns times rows than this is never the cheapest.
MOST_TERMS = 3
TERM_TOLERANCE = 1e-9
LARGEST_EXACT_FLOAT = 1 << 24
LARGEST_FLOAT_SUM = 1 << 13  # float32 then keeps a thousandth of a grey level
WHITE = 255


class Workspace(Protocol):
    """Memory for one tile: fill ``padded``, :meth:`run`, read the sums."""

    nbytes: int
    padded: NDArray[Any]


@dataclass(frozen=True, slots=True)
class TilePlan:
    """How the sums of a tile are computed.

    Attributes:
        executor: its name.
        multiplications, additions: for each output value, zeros of banded matrices included; for
            ``"fourier"``, whose own depend on the picture, as many as take as long plane by plane.
        nanoseconds: the estimated cost of an output value.
        bytes_a_cell: memory for every cell of the padded tile.
        cells, columns: of a tile on which it is fast: padded cells at most, and output columns.
        make: ``make(geometry of the tile)`` → its memory: a :class:`Workspace`.
        program: the lines of ``"taps"``, else None.
    """

    executor: TileExecutor
    multiplications: int
    additions: int
    nanoseconds: float
    bytes_a_cell: int
    make: Callable[[Geometry], Any] = field(repr=False, compare=False)
    program: Program | None = None
    cells: int = TILE_CELLS
    columns: int = TILE_COLUMNS


def integer_plan(kernel: NDArray[Any], dilation: tuple[int, int], dtype: np.dtype[Any]) -> TilePlan:
    """The cheapest exact plan for an integer kernel with a weight that is not zero.

    Args:
        dtype: of 16 or 32 bits, wide enough for every sum.
    """
    return min(integer_plans(kernel, dilation, dtype), key=lambda plan: plan.nanoseconds)


def integer_plans(
    kernel: NDArray[Any], dilation: tuple[int, int], dtype: np.dtype[Any]
) -> Iterator[TilePlan]:
    """All that are exact."""
    yield tap_plan(tap_program(kernel), dilation, dtype)
    if int(np.abs(kernel).sum()) * WHITE < LARGEST_EXACT_FLOAT:
        yield _block_plan(spread(kernel, dilation))


def tap_plan(program: Program, dilation: tuple[int, int], dtype: np.dtype[Any]) -> TilePlan:
    """Shifted additions of planes of ``dtype``."""
    return TilePlan(
        "taps",
        program.multiplications,
        program.additions,
        len(program.lines) * PASS_NS * dtype.itemsize / 2,
        plane_count(program) * dtype.itemsize,
        lambda inside: TapWorkspace(program, inside.padded_shape, dtype, dilation),
        program,
    )


def float_plan(kernel: NDArray[Any], dilation: tuple[int, int]) -> TilePlan | None:
    """The cheapest plan in float32, or None where its sums could be too large to be precise."""
    return min(float_plans(kernel, dilation), key=lambda plan: plan.nanoseconds, default=None)


def float_plans(kernel: NDArray[Any], dilation: tuple[int, int]) -> Iterator[TilePlan]:
    """All that keep a thousandth of a grey level; none where no sum in float32 does."""
    if float(np.abs(kernel).sum()) * WHITE > LARGEST_FLOAT_SUM:
        return
    wide = spread(kernel, dilation)
    yield _block_plan(wide)
    yield _spectrum_plan(wide)
    factors = low_rank_factors(wide)
    if factors is not None:
        yield _banded_plan(wide, factors)


def spread(kernel: NDArray[Any], dilation: tuple[int, int]) -> NDArray[Any]:
    """The kernel with its dilation written as zeros between the weights."""
    (rows, columns), (down, across) = kernel.shape, dilation
    wide = np.zeros(((rows - 1) * down + 1, (columns - 1) * across + 1), kernel.dtype)
    wide[::down, ::across] = kernel
    return wide


def low_rank_factors(kernel: NDArray[Any]) -> Factors | None:
    """(column, row) of at most ``MOST_TERMS`` terms whose sum is the kernel to rounding, or None."""
    left, values, right = np.linalg.svd(kernel.astype(np.float64))
    terms = int((values > TERM_TOLERANCE * values[0]).sum()) if values[0] else 1
    if terms > MOST_TERMS:
        return None
    roots = np.sqrt(values[:terms])
    return [(left[:, i] * roots[i], right[i] * roots[i]) for i in range(terms)]


def _banded_plan(kernel: NDArray[Any], factors: Factors) -> TilePlan:
    tall, wide = kernel.shape
    products = len(factors) * (banded.DOWN + tall - 1 + banded.ACROSS + wide - 1)
    return TilePlan(
        "banded",
        products,
        products - 1,
        products * PRODUCT_NS + (len(factors) - 1) * TERM_NS + WIDER_NS,
        4 * (3 + (len(factors) > 1)),
        lambda inside: BandedWorkspace(factors, inside),
    )


def _block_plan(kernel: NDArray[Any]) -> TilePlan:
    tall, wide = kernel.shape
    products = (blocks.OUTPUTS + tall - 1) * wide
    cost = products * PRODUCT_NS + wide * COPY_NS + WIDER_NS
    return TilePlan("blocks", products, products - 1, cost, 5, lambda inside: BlockWorkspace(kernel, inside))


def _spectrum_plan(kernel: NDArray[Any]) -> TilePlan:
    in_taps = round(SPECTRUM_NS / PLANE_NS)
    return TilePlan(
        "fourier", in_taps, in_taps, SPECTRUM_NS, 20, lambda inside: SpectrumWorkspace(kernel, inside),
        cells=SPECTRUM_CELLS, columns=SPECTRUM_COLUMNS,
    )  # fmt: skip
