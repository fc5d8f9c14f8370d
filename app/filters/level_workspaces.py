"""Tiles from padded pixels to levels: the sums of a plan, and the finish that suits its numbers."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.conv.executors.taps import in_rows
from app.conv.geometry import Geometry
from app.conv.tile_planner import TilePlan
from app.filters.finish import Finish, FloatFinish
from app.filters.magnitude import Magnitude


class LevelWorkspace(Protocol):
    """Memory for a tile of a picture, and what becomes of it.

    Attributes:
        nbytes: what it holds.
        padded: (rows, W_padded) in the numbers that are computed in: the picture is copied here.
    """

    nbytes: int
    padded: NDArray[Any]

    def levels(self) -> NDArray[Any]:
        """The levels (rows, W_out) of what ``padded`` holds: whole numbers 0 … 255 of any dtype."""


class TapLevels:
    """One integer kernel: shifted additions, then whole-number levels."""

    def __init__(self, plan: TilePlan, finish: Finish, inside: Geometry) -> None:
        self._workspace = plan.make(inside)
        self._finish = finish
        self._shape = inside.output_shape
        self._size = inside.rows.output * inside.cols.padded
        self._scratch = np.empty(self._size, finish.dtype) if finish.needs_scratch else None
        self.padded = self._workspace.padded
        self.nbytes = self._workspace.nbytes + (0 if self._scratch is None else self._scratch.nbytes)

    def levels(self) -> NDArray[Any]:
        (sums,) = self._workspace.run()
        levels = self._finish.apply(sums[: self._size], self._scratch)
        return in_rows(levels, self.padded.shape[1], self._shape)


class MagnitudeLevels:
    """A pair of integer kernels whose magnitude is shown."""

    def __init__(self, plan: TilePlan, divisor: int, offset: int, inside: Geometry) -> None:
        self._workspace = plan.make(inside)
        self._shape = inside.output_shape
        self._size = inside.rows.output * inside.cols.padded
        self._magnitude = Magnitude(self._size, divisor, offset)
        self.padded = self._workspace.padded
        self.nbytes = self._workspace.nbytes + self._magnitude.nbytes

    def levels(self) -> NDArray[Any]:
        gx, gy = (sums[: self._size] for sums in self._workspace.run())
        return in_rows(self._magnitude.apply(gx, gy), self.padded.shape[1], self._shape)


class FloatLevels:
    """One kernel of any weights: sums in float32, levels in 16 bits."""

    def __init__(self, plan: TilePlan, finish: FloatFinish, inside: Geometry) -> None:
        self._workspace = plan.make(inside)
        self._finish = finish
        self._levels = np.empty(inside.output_shape, np.int16)
        self.padded = self._workspace.padded
        self.nbytes = self._workspace.nbytes + self._levels.nbytes

    def levels(self) -> NDArray[Any]:
        rows, columns = self._levels.shape
        self._finish.apply(self._workspace.run()[:rows, :columns], self._levels)
        return self._levels


class ExactLevels:
    """One integer kernel whose sums are whole numbers in float32: on with them in whole numbers."""

    def __init__(self, plan: TilePlan, finish: Finish, inside: Geometry) -> None:
        self._workspace = plan.make(inside)
        self._finish = finish
        self._rows, self._columns = inside.output_shape
        shape = self._workspace.run().shape
        self._whole = np.empty(shape, finish.dtype)
        self._scratch = np.empty(shape, finish.dtype) if finish.needs_scratch else None
        self.padded = self._workspace.padded
        self.nbytes = self._workspace.nbytes + self._whole.nbytes * (2 if finish.needs_scratch else 1)

    def levels(self) -> NDArray[Any]:
        np.copyto(self._whole, self._workspace.run(), casting="unsafe")
        return self._finish.apply(self._whole, self._scratch)[: self._rows, : self._columns]
