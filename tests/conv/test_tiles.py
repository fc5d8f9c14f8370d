"""A grid of tiles: every output belongs to one of them, whatever the picture."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.conv.geometry import geometry
from app.conv.tiles import Tile, Tiles, tiles


def test_the_last_tiles_reach_back_and_keep_what_is_their_own():
    """Five rows in tiles of 3 and seven columns in tiles of 4."""
    grid = Tiles((5, 7), (3, 4))
    assert (grid.across, grid.count) == (2, 4)
    assert grid.tile(0) == Tile(0, 0, slice(0, 3), slice(0, 4))
    assert grid.tile(1) == Tile(0, 3, slice(0, 3), slice(4, 7))
    assert grid.tile(2) == Tile(2, 0, slice(3, 5), slice(0, 4))
    assert grid.tile(3) == Tile(2, 3, slice(3, 5), slice(4, 7))


def test_a_large_picture_gets_equal_tiles():
    """A kernel of nine rows has a rim of 8; nine times that and one are 73 rows, and 100,000 cells are 73
    rows of 1,369 with 8 under the rim: 4,000 columns are three times 1,334 at most. Rows of 1,342 cells there
    are 74, less the rim 66, and 3,000 rows are 46 times 66 at most."""
    shape = geometry((3000, 4000), (9, 9), padding="same")
    grid = tiles(shape, 100_000, 8192)
    assert grid.size == (66, 1334)
    assert grid.count == 46 * 3


def test_a_tile_has_no_more_columns_than_are_asked_for():
    shape = geometry((3000, 4000), (3, 3), padding="same")
    assert tiles(shape, 100_000, 8192).size[1] == 4000
    assert tiles(shape, 100_000, 1024).size[1] == 1000


def test_a_tile_is_at_least_twice_its_kernel_and_no_larger_than_the_picture():
    shape = geometry((500, 20), (31, 9), padding="same")
    assert tiles(shape, 1, 1).size == (56, 10)  # 500 in nine parts of at most 62, 20 in two of at most 18


@given(
    st.tuples(st.integers(1, 90), st.integers(1, 90)), st.tuples(st.integers(1, 12), st.integers(1, 12)),
    st.integers(1, 3000), st.integers(1, 100),
)  # fmt: skip
def test_every_output_has_one_owner_that_computes_it(picture, kernel, cells, columns):
    shape = geometry(picture, kernel, padding="full")
    grid = tiles(shape, cells, columns)
    owners = np.zeros(shape.output_shape, int)
    height, width = grid.size
    for number in range(grid.count):
        tile = grid.tile(number)
        owners[tile.rows, tile.cols] += 1
        assert 0 <= tile.top <= tile.rows.start < tile.rows.stop <= tile.top + height <= shape.rows.output
        assert 0 <= tile.left <= tile.cols.start < tile.cols.stop <= tile.left + width <= shape.cols.output
    assert (owners == 1).all()
