"""Which input maps feed which output map (连接表 T, deck 3): T[p, d] = 1 where map p depends on map d.

A full table is what every modern layer has. LeNet-5's C3 left 36 of 96 connections out, to save products and
to make its 16 maps look at different things; its table is the one printed in LeCun, Bottou, Bengio and
Haffner, "Gradient-based learning applied to document recognition", 1998, Table I.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError

Table: TypeAlias = NDArray[np.bool_]


def _neighbours(count: int) -> list[tuple[int, ...]]:
    """``count`` neighbouring maps of six, round the corner: (0, 1, 2), (1, 2, 3) … (5, 0, 1)."""
    return [tuple((first + step) % 6 for step in range(count)) for first in range(6)]


# Six maps see three neighbours, six see four, three see two pairs with a gap between them, the last sees all.
LENET5_INPUTS: tuple[tuple[int, ...], ...] = (
    *_neighbours(3),
    *_neighbours(4),
    (0, 1, 3, 4),
    (1, 2, 4, 5),
    (0, 2, 3, 5),
    (0, 1, 2, 3, 4, 5),
)


def lenet5_table() -> Table:
    """C3 of LeNet-5: (16, 6) with 60 connections."""
    return np.array([[channel in inputs for channel in range(6)] for inputs in LENET5_INPUTS])


def read_table(rows: Sequence[Sequence[int]]) -> Table:
    """A table from its rows of 0 and 1, one row an output map.

    Raises:
        DomainError: ``layer_table_malformed`` (no rows, ragged, other numbers), ``layer_table_row_empty`` (an
            output map that sees nothing).
    """
    is_even = bool(rows) and bool(rows[0]) and all(len(row) == len(rows[0]) for row in rows)
    if not is_even or any(entry not in (0, 1) for row in rows for entry in row):
        raise DomainError("layer_table_malformed", field="table", value=len(rows), limit="0, 1")
    for number, row in enumerate(rows, start=1):
        if not any(row):
            raise DomainError("layer_table_row_empty", field="table", value=number, limit=1)
    return np.array(rows, dtype=bool)
