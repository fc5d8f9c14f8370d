"""A convolution as a matrix product: the Toeplitz matrix C (y = Cx), im2col and col2im (decks 1, 3, 4).

All of it is read off one table: which operand cell every window sees through every tap. That table is the
engine's ``windows`` view of a grid of cell numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.conv.accumulate import accumulate
from app.conv.errors import DomainError
from app.conv.geometry import Geometry, geometry
from app.conv.padding import pad
from app.conv.transforms import rotate_180
from app.conv.windows import windows
from app.explain.arrays import check_terms, number
from app.explain.extent import amounts, forward_shape, most_terms
from app.explain.operands import arrays, resolve
from app.explain.records import Number
from app.explain.spec import CONVOLUTION_MODES, KERNEL_SIDES, PADDINGS, TraceSpec

Cells: TypeAlias = NDArray[np.intp]
NumberRows: TypeAlias = tuple[tuple[Number, ...], ...]

# The picture of deck 1 is 28 × 28; a larger one cannot be looked at as a matrix.
PICTURE_SIDES = (1, 28)
MATRIX_MODES = CONVOLUTION_MODES - {"gradient_bias"}


@dataclass(frozen=True, slots=True)
class SparseMatrix:
    """A matrix of which only the entries that hold a weight are listed, row by row.

    Attributes:
        row, col: position of each entry.
        weight_at: flat index of its weight in operand w.
    """

    rows: int
    cols: int
    row: tuple[int, ...]
    col: tuple[int, ...]
    weight_at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ColumnMatrix:
    """The windows of an operand as columns (im2col), or an operand's channels as rows.

    Attributes:
        value_at: row-major, for each entry the flat index of its value: into the expanded grid of x for
            "correlate", "convolve" and "gradient_kernel"; into the operand's values otherwise.
        values: row-major.
    """

    rows: int
    cols: int
    value_at: tuple[int, ...]
    values: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class FoldedColumns:
    """Columns to be added up into a grid (col2im).

    Attributes:
        values: the product, row-major.
        target: for each entry the flat index of the grid cell it is added to.
        shape: (C, H, W) of that grid, the cells that the padding cuts off included.
        origin: (row, col) of result cell (0, 0) in it.
    """

    rows: int
    cols: int
    values: tuple[Number, ...]
    target: tuple[int, ...]
    shape: tuple[int, int, int]
    origin: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Matrices:
    """Every way of writing one convolution as matrices; ``product = kernel_rows · im2col``.

    Attributes:
        toeplitz: outputs × inputs of the mode; for "gradient_kernel" that of its forward pass.
        kernel_rows: the weights as applied, a row for each output channel; transposed where col2im follows;
            for "gradient_kernel" the rows of delta.
        col2im: for "transposed" and "gradient_input"; None otherwise.
    """

    toeplitz: SparseMatrix
    im2col: ColumnMatrix
    kernel_rows: NumberRows
    product: NumberRows
    col2im: FoldedColumns | None


@dataclass(frozen=True, slots=True)
class _Forward:
    """The convolution behind a mode: from ``shape`` (C, H, W) to ``outputs`` (O, H_out, W_out)."""

    shape: tuple[int, int, int]
    outputs: tuple[int, int, int]
    weight_shape: tuple[int, ...]
    geometry: Geometry
    is_flipped: bool

    @property
    def weight_order(self) -> Cells:
        """(O, C, K_h, K_w): the index of the weight behind each tap as it slides."""
        order = np.arange(math.prod(self.weight_shape)).reshape(self.weight_shape)
        return rotate_180(order) if self.is_flipped else order

    @property
    def grid(self) -> tuple[int, int, int]:
        """(C, H_padded, W_padded)."""
        rows, cols = self.geometry.padded_shape
        return self.shape[0], rows, cols

    def seen(self) -> Cells:
        """(C, H_out, W_out, K_h, K_w): the input cell, or −1 for padding."""
        cells = np.arange(1, math.prod(self.shape) + 1).reshape(self.shape)
        return windows(pad(cells, self.geometry), self.geometry) - 1

    def columns(self) -> Cells:
        """(C·K_h·K_w, H_out·W_out): the padded cell behind every tap of every window."""
        cells = np.arange(math.prod(self.grid)).reshape(self.grid)
        view = windows(cells, self.geometry).transpose(0, 3, 4, 1, 2)
        return view.reshape(math.prod(self.weight_shape[1:]), -1)


def matrices(spec: TraceSpec) -> Matrices:
    """The matrices of a spec.

    Raises:
        DomainError: ``matrix_not_for_mode``, ``trace_too_large``; those of
            :func:`app.explain.operands.resolve`.
    """
    spec = resolve(spec)
    forward = _forward(spec)
    check_terms(most_terms(spec), is_symbolic=spec.has_letters)
    operands = arrays(spec)
    x, weight = operands["x"], operands["w"]
    applied = weight.ravel()[forward.weight_order]
    maps = len(applied)
    if spec.mode in ("correlate", "convolve", "gradient_kernel"):
        index = forward.columns()
        padded = pad(x, forward.geometry).ravel()
        left = applied.reshape(maps, -1)
        if spec.mode == "gradient_kernel":
            index, left = index.T, operands["delta"].reshape(maps, -1)
        product = _multiply(left, padded[index])
        columns = _columns(index, padded)
        return Matrices(toeplitz(spec), columns, _rows(left), _rows(product), None)
    flat = (x if spec.mode == "transposed" else operands["delta"]).ravel()
    index = np.arange(flat.size).reshape(maps, -1)
    left = applied.reshape(maps, -1).T
    product = _multiply(left, flat[index])
    folded = FoldedColumns(
        rows=product.shape[0],
        cols=product.shape[1],
        values=tuple(number(value) for value in product.ravel()),
        target=tuple(forward.columns().ravel().tolist()),
        shape=forward.grid,
        origin=(forward.geometry.rows.before, forward.geometry.cols.before),
    )
    return Matrices(toeplitz(spec), _columns(index, flat), _rows(left), _rows(product), folded)


def toeplitz(spec: TraceSpec) -> SparseMatrix:
    """The matrix that turns the flattened operand into the flattened result, without the bias.

    Raises:
        DomainError: ``matrix_not_for_mode``.
    """
    forward = _forward(spec)
    seen = forward.seen()[None]
    rows, cols = forward.outputs[1:]
    outputs = np.arange(math.prod(forward.outputs)).reshape(-1, 1, rows, cols, 1, 1)
    shape = np.broadcast_shapes(seen.shape, outputs.shape)
    row, col = np.broadcast_to(outputs, shape), np.broadcast_to(seen, shape)
    weight_at = np.broadcast_to(forward.weight_order[:, :, None, None], shape)
    height, width = math.prod(forward.outputs), math.prod(forward.shape)
    if spec.mode in ("transposed", "gradient_input"):
        row, col, height, width = col, row, width, height
    is_inside = (row >= 0) & (col >= 0)
    return _sparse(height, width, row[is_inside], col[is_inside], weight_at[is_inside])


def picture_matrix(size: int, kernel: int, padding: int) -> SparseMatrix:
    """Deck 1's matrix: padded picture cells × outputs, so that ``flattened picture @ matrix`` correlates.

    ``weights[i : i + kernel, j : j + kernel, i, j] = w``; 28, 5, 2 give 1024 × 784.

    Args:
        size: side of the square picture, 1 … 28.
        kernel: side of the square kernel.
        padding: zeros on every side.

    Raises:
        DomainError: ``number_out_of_range``; ``no_window``.
    """
    for field, value, (low, high) in (
        ("size", size, PICTURE_SIDES),
        ("kernel", kernel, KERNEL_SIDES),
        ("padding", padding, PADDINGS),
    ):
        if not low <= value <= high:
            raise DomainError("number_out_of_range", field=field, value=value, limit=f"{low}–{high}")
    shape = geometry((size, size), (kernel, kernel), padding=padding)
    cells = np.arange(math.prod(shape.padded_shape)).reshape(shape.padded_shape)
    row = windows(cells, shape)
    outputs = np.arange(math.prod(shape.output_shape)).reshape(*shape.output_shape, 1, 1)
    weight_at = np.broadcast_to(np.arange(kernel * kernel).reshape(kernel, kernel), row.shape)
    col = np.broadcast_to(outputs, row.shape)
    return _sparse(cells.size, outputs.size, row.ravel(), col.ravel(), weight_at.ravel())


def _forward(spec: TraceSpec) -> _Forward:
    if spec.mode not in MATRIX_MODES:
        raise DomainError(
            "matrix_not_for_mode", field="mode", value=spec.mode, limit=", ".join(sorted(MATRIX_MODES))
        )
    there, back = spec.x.shape, forward_shape(spec)
    # A transposed convolution's input is what the convolution behind it returned.
    channels, *plane = back if spec.mode == "transposed" else there
    shape = geometry(
        (plane[0], plane[1]), spec.kernel, stride=spec.stride, padding=amounts(spec), dilation=spec.dilation
    )
    maps = there[0] if spec.mode == "transposed" else back[0]
    return _Forward(
        (channels, plane[0], plane[1]), (maps, *shape.output_shape), spec.w.shape, shape, spec.is_flipped
    )


def _multiply(left: NDArray[Any], right: NDArray[Any]) -> NDArray[Any]:
    """left @ right, of numbers or letters, added in the engine's order."""
    terms = ((left[:, [n]], right[[n]]) for n in range(len(right)))
    *_, (_, total) = accumulate(terms)
    result: NDArray[Any] = total
    return result


def _columns(index: Cells, source: NDArray[Any]) -> ColumnMatrix:
    values = tuple(number(value) for value in source[index.ravel()])
    rows, cols = index.shape
    return ColumnMatrix(rows, cols, tuple(index.ravel().tolist()), values)


def _rows(array: NDArray[Any]) -> NumberRows:
    return tuple(tuple(number(value) for value in row) for row in array)


def _sparse(rows: int, cols: int, row: Cells, col: Cells, weight_at: Cells) -> SparseMatrix:
    order = np.lexsort((col, row))
    listed = (tuple(part[order].tolist()) for part in (row, col, weight_at))
    return SparseMatrix(rows, cols, *listed)
