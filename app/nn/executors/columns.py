"""Columns of feature maps in *phases*: column x = P·q + b is cell q of phase b; the pictures lie innermost.

In an array (P, H, C, Q, N), the columns one step to the right are the next phase, or the next cell of the
first: a shift along the row moves nothing, and what is done to it is done to long runs of numbers.

What is done is written down once, as a ``Program`` on arrays that stay where they are, and run for each part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from app.nn.layer import Array, Shape

Program: TypeAlias = list[tuple[Callable[..., object], tuple[Any, ...]]]


def run(program: Program) -> None:
    """One call after another."""
    for function, arguments in program:
        function(*arguments)


class Phases:
    """The maps that enter a stage, in the phases that it wants: read in, and ∂loss/∂maps handed back."""

    def __init__(
        self, entering: Shape, phases: int, takes: int | None, count: int, dtype: np.dtype[np.floating[Any]]
    ) -> None:
        """Args:
        entering: (C, H, W) of a picture.
        phases: P.
        takes: phases in which the maps come, a divisor of P; None where they come as (N, C, H, W).
        count: N.
        """
        channels, height, width = entering
        self._width, self._phases, self._takes = width, phases, takes
        shape = (phases, height, channels, -(-width // phases), count)
        self.delta = np.empty(shape, dtype)
        self._values: Array | None = None
        self._given = self.delta
        if takes == phases and width % phases == 0:
            return
        self._values = np.zeros(shape, dtype)
        if takes is None:
            self._given = np.moveaxis(np.empty((channels, height, width, count), dtype), -1, 0)
        else:
            self._given = np.empty((takes, height, channels, width // takes, count), dtype)

    def read(self, x: Array) -> Array:
        """(P, H, C, cells, N); zeros where the width is no multiple of P."""
        if self._values is None:
            return x
        for part, place in self._pairs(x, self._values):
            np.copyto(place, part)
        return self._values

    def give(self) -> Array:
        """``delta`` as the maps came."""
        if self._values is not None:
            for part, place in self._pairs(self._given, self.delta):
                np.copyto(part, place)
        return self._given

    def _pairs(self, x: Array, values: Array) -> Iterator[tuple[Array, Array]]:
        """(part of the maps, the same cells in P phases), (H, C, cells, N) each."""
        for phase in range(min(self._phases, self._width)):
            if self._takes is None:
                part = x.transpose(2, 1, 3, 0)[:, :, phase :: self._phases]
            else:
                every = self._phases // self._takes
                part = x[phase % self._takes, :, :, phase // self._takes :: every]
            yield part, values[phase, :, :, : part.shape[2]]


Shifted: TypeAlias = tuple[Array, int]


def shifted(values: Array, column: int) -> Shifted:
    """Columns P·q + ``column`` of maps (P, H, C, Q, N): of which phase they are, and how many cells further.

    ``column`` may be negative, or lie beyond the maps.
    """
    cell, phase = divmod(column, len(values))
    return values[phase], cell


def existing(columns: Shifted, cells: int) -> tuple[Array, slice]:
    """Those that exist for q = 0 … cells − 1, (H, C, some, N), and which q these are."""
    values, cell = columns
    start = min(cells, max(0, -cell))
    stop = max(start, min(cells, values.shape[2] - cell))
    return values[:, :, start + cell : stop + cell], slice(start, stop)


def combined(function: np.ufunc, left: Shifted, right: Shifted, out: Array) -> Program:
    """``out = left ± right``, where what does not exist is 0.

    A call on many short runs takes thrice as long as on one long one. So where all have as many cells, the
    rows are taken for one long row, and cells that looked into a neighbouring row are put right afterwards.

    Args:
        function: ``np.add`` or ``np.subtract``.
        out: (H, C, cells, N).
    """
    cells = out.shape[2]
    is_one_run = all(one.shape == out.shape and one.flags.c_contiguous for one in (left[0], right[0], out))
    program: Program = [_as_one_run(function, left, right, out)] if is_one_run else []
    (a, where_a), (b, where_b) = existing(left, cells), existing(right, cells)
    edges = sorted({0, where_a.start, where_a.stop, where_b.start, where_b.stop, cells})
    for start, stop in pairwise(edges):
        place = out[:, :, start:stop]
        one = a[:, :, start - where_a.start : stop - where_a.start]
        two = b[:, :, start - where_b.start : stop - where_b.start]
        has_one, has_two = (where.start <= start < where.stop for where in (where_a, where_b))
        if has_one and has_two:
            if not is_one_run:
                program.append((function, (one, two, place)))
        elif has_one:
            program.append((np.copyto, (place, one)))
        elif has_two:
            program.append((np.copyto, (place, two)) if function is np.add else (np.negative, (two, place)))
        else:
            program.append((place.fill, (0,)))
    return program


def _as_one_run(
    function: np.ufunc, left: Shifted, right: Shifted, out: Array
) -> tuple[Callable[..., object], tuple[Any, ...]]:
    count = out.shape[3]
    shifts = [cell * count for _, cell in (left, right)]
    start, stop = max(0, *(-shift for shift in shifts)), out.size - max(0, *shifts)
    one, two = (
        values.reshape(-1)[start + shift : stop + shift]
        for (values, _), shift in zip((left, right), shifts, strict=True)
    )
    return function, (one, two, out.reshape(-1)[start:stop])
