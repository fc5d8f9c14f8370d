"""One pixel of a filtered picture, product by product.

A picture is too large to be traced whole: here one window is read by itself, under any padding mode, and its
terms say where in the picture they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.conv.accumulate import accumulate
from app.conv.correlate import accumulator_dtype
from app.conv.geometry import Axis, Geometry
from app.conv.padding import NOWHERE, PaddingMode, source_index

Origin = Literal["picture", "zeros", "reflect", "edge", "wrap"]


@dataclass(frozen=True, slots=True)
class PixelTerm:
    """One product of a sum.

    Attributes:
        row, col: the tap (u, v) of the kernel as applied.
        input_row, input_col: the input cell the value was read from; None for a padded zero.
        origin: ``"picture"`` where the window lies inside, else the padding that supplied the value.
        value, weight, product: ``product = value · weight``.
        partial_sum: the sum so far, this product included.
    """

    row: int
    col: int
    input_row: int | None
    input_col: int | None
    origin: Origin
    value: float
    weight: float
    product: float
    partial_sum: float


@dataclass(frozen=True, slots=True)
class PixelReduction:
    """One output: its products in playing order (kernel row by row) and what they add up to.

    Attributes:
        sum: the last partial sum; exactly what the plain executor returns for this output.
        divisor, offset: applied afterwards.
        value: ``sum / divisor + offset``.
    """

    terms: tuple[PixelTerm, ...]
    sum: float
    divisor: float
    offset: float
    value: float


@dataclass(frozen=True, slots=True)
class SeenCells:
    """The input cells behind the taps of one output.

    Attributes:
        rows, cols: for each kernel row and column the input row and column, ``NOWHERE`` for a padded zero.
        is_row_padding, is_col_padding: whether it lies outside the input.
    """

    rows: NDArray[np.intp]
    cols: NDArray[np.intp]
    is_row_padding: NDArray[np.bool_]
    is_col_padding: NDArray[np.bool_]

    def read(self, x: NDArray[Any]) -> NDArray[Any]:
        """The window (…, K_h, K_w) of ``x`` (…, H, W), padding included; a copy."""
        window: NDArray[Any] = x[..., np.maximum(self.rows, 0)[:, None], np.maximum(self.cols, 0)]
        window[..., self.rows == NOWHERE, :] = 0
        window[..., :, self.cols == NOWHERE] = 0
        return window


def seen_cells(geometry: Geometry, padding_mode: PaddingMode, output: tuple[int, int]) -> SeenCells:
    """Where output ``(row, col)`` looks."""
    rows, is_row_padding = _seen(geometry.rows, padding_mode, output[0])
    cols, is_col_padding = _seen(geometry.cols, padding_mode, output[1])
    return SeenCells(rows, cols, is_row_padding, is_col_padding)


def reduce_window(
    window: NDArray[Any],
    kernel: NDArray[Any],
    cells: SeenCells,
    padding_mode: PaddingMode,
    *,
    divisor: float = 1,
    offset: float = 0,
) -> PixelReduction:
    """The terms of one output, in the order and the dtype in which ``correlate`` adds them.

    Args:
        window: (K_h, K_w), what ``cells.read`` returned for one plane.
        kernel: (K_h, K_w) as applied (already rotated for a convolution).
    """
    dtype = accumulator_dtype(window, kernel)
    values, weights = window.astype(dtype), kernel.astype(dtype)
    taps = list(np.ndindex(*kernel.shape))
    sums = accumulate((values[tap], weights[tap]) for tap in taps)
    terms = tuple(
        _term(cells, padding_mode, tap, values[tap], weights[tap], product, partial_sum)
        for tap, (product, partial_sum) in zip(taps, sums, strict=True)
    )
    total = terms[-1].partial_sum
    return PixelReduction(terms, total, divisor, offset, total / divisor + offset)


def _term(
    cells: SeenCells,
    padding_mode: PaddingMode,
    tap: tuple[int, ...],
    value: Any,
    weight: Any,
    product: Any,
    partial_sum: Any,
) -> PixelTerm:
    u, v = tap
    input_row, input_col = int(cells.rows[u]), int(cells.cols[v])
    is_somewhere = NOWHERE not in (input_row, input_col)
    origin: Origin = padding_mode if cells.is_row_padding[u] or cells.is_col_padding[v] else "picture"
    return PixelTerm(
        row=u,
        col=v,
        input_row=input_row if is_somewhere else None,
        input_col=input_col if is_somewhere else None,
        origin=origin,
        value=value.item(),
        weight=weight.item(),
        product=product.item(),
        partial_sum=partial_sum.item(),
    )


def _seen(axis: Axis, mode: PaddingMode, output: int) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    index = axis.input_index(output, 0) + np.arange(axis.kernel) * axis.dilation
    return source_index(index, axis.size, mode), (index < 0) | (index >= axis.size)
