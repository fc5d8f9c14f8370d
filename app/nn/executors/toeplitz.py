"""P neighbouring outputs at once: a row of the kernel as a Toeplitz matrix, a band in each row (deck 4).

        columns of the window   0 1 2 3 4 5       P = 4, K_w = 3
        output of phase 0       a b c . . .
        output of phase 1       . a b c . .
        output of phase 2       . . a b c .
        output of phase 3       . . . a b c

P outputs see span = P + K_w − 1 columns together, so a column is copied span/P times instead of K_w times,
and a product has P times as many rows: maps of few channels would make products too small to be fast. The
price is span/K_w times as many multiplications, the others by zero. With P = 1 there is no zero.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import as_strided

from app.nn.executors.along_rows import AlongRows, Outputs
from app.nn.executors.columns import Program, existing, shifted
from app.nn.executors.stage import Scratch
from app.nn.layer import Array


class Toeplitz(AlongRows):
    """k = R = 1, C' = span·C, F' = P·F; products are sums as they come."""

    def __init__(self, channels: int, filters: int, cols: int, phases: int, left: int) -> None:
        """``cols`` is K_w; ``left``, the padding."""
        self._span = phases + cols - 1
        self._channels, self._filters, self._cols, self._phases = channels, filters, cols, phases
        self._left = left
        self.parts = (1, 1)
        self.inputs, self.outputs = self._span * channels, phases * filters

    def factors(self, kernels: Array, out: Array) -> None:
        self._band(out)[...] = kernels.transpose(2, 3, 0, 1)

    def kernels(self, factors: Array) -> Array:
        """The kernel is in the band once for every phase: add them up."""
        total: Array = np.add.reduce(self._band(factors), axis=0)
        return total.transpose(2, 3, 0, 1)

    def _band(self, factors: Array) -> Array:
        """Where they are not zero: [b, u, v, f, c] is row (b, f), column (u, b + v, c)."""
        _, row, u, column = factors.strides
        column *= self._channels
        return as_strided(
            factors,
            (self._phases, factors.shape[2], self._cols, self._filters, self._channels),
            (row * self._filters + column, u, column, row, factors.strides[3]),
        )

    def terms(self, values: Array, out: Array) -> Program:
        return [(np.copyto, (place, column)) for place, column in self._columns(values, out)]

    def maps(self, terms: Array, out: Array) -> Program:
        shares = self._columns(out, terms)
        return [(out.fill, (0,)), *((np.add, (column, share, column)) for share, column in shares)]

    def _columns(self, values: Array, terms: Array) -> Iterator[tuple[Array, Array]]:
        """(what a column of the windows is in the terms, in the maps), (H, C, some cells, N) each."""
        height, count = terms.shape[2], values.shape[4]
        split = terms.reshape(height, self._span, self._channels, -1, count)
        for number in range(self._span):
            column, where = existing(shifted(values, number - self._left), split.shape[3])
            yield split[:, number, :, where], column

    def outputs_of(self, delta: Array, count: int, scratch: Scratch) -> Outputs:  # noqa: ARG002
        rows_first = delta.reshape(delta.shape[2], self._phases, self._filters, -1, count)
        return Outputs(delta, rows_first.swapaxes(0, 1), [], [])
