"""A picture cut into tiles of one size, so that every tile stays in the cache whatever the picture.

The grid depends on the picture and the kernel alone, never on who computes which tile. The last tiles of a
row and of a column are as large as the others and reach back over them; what two tiles see is the first's.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.conv.geometry import Axis, Geometry

# A tile's own rows, in rows that lie under the kernel at its rim.
TALL = 8


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile of a grid.

    Attributes:
        top, left: its first output row and column.
        rows, cols: the outputs that nobody before it has.
    """

    top: int
    left: int
    rows: slice
    cols: slice


@dataclass(frozen=True, slots=True)
class Tiles:
    """The grid of a picture.

    Attributes:
        shape: output rows and columns of the picture.
        size: output rows and columns of every tile, none larger than the picture.
    """

    shape: tuple[int, int]
    size: tuple[int, int]

    @property
    def across(self) -> int:
        """Tiles in a row."""
        return -(-self.shape[1] // self.size[1])

    @property
    def count(self) -> int:
        return -(-self.shape[0] // self.size[0]) * self.across

    def tile(self, number: int) -> Tile:
        """Tile 0 … count − 1, row by row."""
        row, col = divmod(number, self.across)
        top, rows = self._along(0, row)
        left, cols = self._along(1, col)
        return Tile(top, left, rows, cols)

    def _along(self, axis: int, number: int) -> tuple[int, slice]:
        first, end = number * self.size[axis], self.shape[axis]
        return min(first, end - self.size[axis]), slice(first, min(first + self.size[axis], end))


def tiles(geometry: Geometry, cells: int, columns: int) -> Tiles:
    """A grid of equal tiles with at most about ``columns`` output columns and ``cells`` padded cells.

    Long rows are read and written fastest, but what lies under the kernel at the rim of a tile is computed by
    two: a tile is as wide as leaves it ``TALL`` times as high as that.
    """
    rim = geometry.rows.effective - 1
    widest = cells // ((TALL + 1) * rim + 1) - geometry.cols.effective + 1
    width = _share(geometry.cols, min(columns, widest))
    padded_width = width + geometry.cols.effective - 1
    height = _share(geometry.rows, cells // padded_width - geometry.rows.effective + 1)
    return Tiles(geometry.output_shape, (height, width))


def _share(axis: Axis, most: int) -> int:
    """An equal share of the outputs of an axis: at most ``most`` of them or twice the kernel."""
    most = max(most, 2 * axis.effective)
    return -(-axis.output // -(-axis.output // most))
