"""Tap algebra: run a program of shifted additions on planes that are laid out as one long row.

A padded tile (…, rows, columns) in memory is one row of numbers; a tap r rows below and c columns to the
right is the same row seen ``r·columns + c`` further on. So each line of the program is one call of NumPy on
two contiguous rows, and the few sums that mix the end of one row with the start of the next are never read.

The numbers may be of any integer dtype that holds the *result*: additions wrap round, and what overflows on
the way comes back in the end, for arithmetic modulo 2¹⁶ is exact there. 16-bit numbers are added four times
as fast as 64-bit ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from app.conv.geometry import Geometry
from app.conv.tap_program import PICTURE, Program, View

# Rows of numbers that start on the same place within a page wait for each other in the cache.
STAGGER_BYTES = 192
ALIGNMENT = 64

Call = tuple[Callable[..., Any], tuple[Any, ...]]


class TapWorkspace:
    """A program made ready for tiles of one shape: its memory is taken once and used again and again.

    Not for two threads at a time.

    Attributes:
        padded: (rows, columns), to be filled before :meth:`run`.
        nbytes: what it holds.
    """

    def __init__(
        self, program: Program, shape: tuple[int, int], dtype: DTypeLike, dilation: tuple[int, int] = (1, 1)
    ) -> None:
        self._pitch = shape[1]
        self._dilation = dilation
        length = shape[0] * shape[1]
        slots, count = _slots(program)
        # One picture row more than is filled: the last row of sums can then be seen whole.
        rows = _staggered_rows(count, length + self._pitch, np.dtype(dtype))
        self.nbytes = sum(row.nbytes for row in rows)
        self.padded = rows[0][:length].reshape(shape)
        self._calls = list(self._made_ready(program, slots, rows))
        self._results = [rows[slots[view.plane]][self._offset(view) :] for view in program.results]

    def run(self) -> list[NDArray[Any]]:
        """The sums of what ``padded`` holds, one flat row for each kernel of the program.

        Output (i, j) stands at ``i·columns + j``; what lies between the last output of a row and the first
        of the next means nothing. The rows are overwritten by the next run.
        """
        for ufunc, operands in self._calls:
            ufunc(*operands)
        return self._results

    def _made_ready(self, program: Program, slots: list[int], rows: list[NDArray[Any]]) -> Iterator[Call]:
        lengths = [rows[0].size]  # a plane ends where the first of those it is made from ends
        for number, line in enumerate(program.lines, 1):
            views = [line.left] if line.right is None else [line.left, line.right]
            size = max(0, min(lengths[view.plane] - self._offset(view) for view in views))
            lengths.append(size)
            out = rows[slots[number]][:size]
            read = [rows[slots[view.plane]][self._offset(view) :][:size] for view in views]
            if line.operation == "multiply":
                yield np.multiply, (read[0], rows[0].dtype.type(line.factor), out)
            else:
                yield np.add if line.operation == "add" else np.subtract, (read[0], read[1], out)

    def _offset(self, view: View) -> int:
        return view.row * self._dilation[0] * self._pitch + view.col * self._dilation[1]


def taps(padded: NDArray[Any], program: Program, geometry: Geometry) -> NDArray[Any]:
    """Correlation of ``padded`` (…, H_padded, W_padded), stride 1, with the program's kernel.

    Returns:
        (…, H_out, W_out) of the dtype of ``padded``.
    """
    planes = padded.reshape(-1, *padded.shape[-2:])
    sums = np.empty((len(planes), *geometry.output_shape), padded.dtype)
    workspace = TapWorkspace(
        program,
        (padded.shape[-2], padded.shape[-1]),
        padded.dtype,
        (geometry.rows.dilation, geometry.cols.dilation),
    )
    for plane, out in zip(planes, sums, strict=True):
        np.copyto(workspace.padded, plane)
        np.copyto(out, in_rows(workspace.run()[0], padded.shape[-1], geometry.output_shape))
    return sums.reshape(*padded.shape[:-2], *geometry.output_shape)


def in_rows(flat: NDArray[Any], pitch: int, shape: tuple[int, int]) -> NDArray[Any]:
    """A view of a flat row of sums as (rows, columns), ``pitch`` numbers from one row to the next."""
    rows, columns = shape
    return flat[: rows * pitch].reshape(rows, pitch)[:, :columns]


def plane_count(program: Program) -> int:
    """Rows of memory that a workspace for this program has."""
    return _slots(program)[1]


def _slots(program: Program) -> tuple[list[int], int]:
    """Which row of memory each plane lies in, and how many rows there are.

    A row is used again once nobody reads its plane any more; by the very line that reads it last only where
    it reads it unmoved, for then each cell is read before it is written.
    """
    last_read = {PICTURE: 0}
    for number, line in enumerate(program.lines, 1):
        for view in (line.left, line.right):
            if view is not None:
                last_read[view.plane] = number
    for result in program.results:
        last_read[result.plane] = len(program.lines) + 1
    slots = [0]
    free: list[int] = []
    count = 1
    for number, line in enumerate(program.lines, 1):
        views = [view for view in (line.left, line.right) if view is not None]
        dying = {view.plane for view in views if last_read[view.plane] == number}
        in_place = [
            plane for plane in sorted(dying) if all(v.row == v.col == 0 for v in views if v.plane == plane)
        ]
        if in_place:
            slot = slots[in_place[0]]
            dying.discard(in_place[0])
        elif free:
            slot = free.pop()
        else:
            slot, count = count, count + 1
        slots.append(slot)
        free += sorted(slots[plane] for plane in dying)
    return slots, count


def _staggered_rows(count: int, length: int, dtype: np.dtype[Any]) -> list[NDArray[Any]]:
    """Rows of zeros, each on a different place within its page."""
    size = length * dtype.itemsize
    rows = []
    for number in range(count):
        memory = np.zeros(size + ALIGNMENT + STAGGER_BYTES * count, np.uint8)
        start = -memory.ctypes.data % ALIGNMENT + STAGGER_BYTES * number
        rows.append(memory[start : start + size].view(dtype))
    return rows
