"""The convolutional layer: ``Z^o = Σ_c W^{o,c} ⊗ X^c + b^o`` (⊗ does not flip), and its three gradients.

Forward, one matrix product: rows of kernels times columns of windows (im2col). Backward (F4), the same two
matrices again:

* ∂loss/∂W^{o,c} = δ^o ⊗ X^c: a shared weight adds up every pair (window value, δ) it took part in;
* ∂loss/∂b^o = Σ δ^o;
* ∂loss/∂X^c = Σ_o rot180(W^{o,c}) ⊗̃ δ^o, written as its equal: every output hands W·δ back to its window.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

import numpy as np

from app.conv.errors import DomainError
from app.conv.geometry import Geometry, geometry
from app.nn.connection_table import Table, lenet5_table, read_table
from app.nn.initialize import fill
from app.nn.layer import Array, Initialization, Layer, Shape, check_pair, check_whole, maps_shape, written
from app.nn.planes import add_columns, columns_of


class Convolution(Layer):
    """(C, H, W) → (filters, H_out, W_out).

    Parameters: ``weight`` (filters, C, K_h, K_w) and ``bias`` (filters,). With a connection table ``weight``
    is (connections, K_h, K_w), only the kernels that exist, output by output; ``kernels()`` is the array
    with zeros in the gaps.

    Args:
        filters: feature maps out.
        kernel, stride, padding, dilation: (rows, cols); the padding is zeros, alike at both ends.
        table: rows of 0 and 1, (filters, C), ``"lenet5"`` for LeNet-5's C3, None for all connections.

    Raises:
        DomainError: numbers that are not whole or too small; a table that is none (``read_table``).
    """

    kind: ClassVar[str] = "convolution"

    def __init__(
        self,
        filters: int,
        kernel: Sequence[int] = (3, 3),
        stride: Sequence[int] = (1, 1),
        padding: Sequence[int] = (0, 0),
        dilation: Sequence[int] = (1, 1),
        bias: bool = True,
        table: Sequence[Sequence[int]] | Literal["lenet5"] | None = None,
    ) -> None:
        super().__init__()
        self.filters = check_whole("filters", filters)
        self.kernel = check_pair("kernel", kernel)
        self.stride = check_pair("stride", stride)
        self.padding = check_pair("padding", padding, minimum=0)
        self.dilation = check_pair("dilation", dilation)
        self.has_bias = bias
        self.table: Table | None = None
        if table is not None:
            self.table = lenet5_table() if isinstance(table, str) else read_table(table)

    def geometry(self, shape: Shape) -> Geometry:
        """Where the kernel meets maps of this shape.

        Raises:
            DomainError: ``layer_needs_maps``, ``no_window``.
        """
        _, height, width = maps_shape(shape)
        (top, left), (rows, cols) = self.padding, self.kernel
        return geometry(
            (height, width), (rows, cols), stride=self.stride, padding=((top, top), (left, left)),
            dilation=self.dilation,
        )  # fmt: skip

    def output_shape(self, shape: Shape) -> Shape:
        output = self.geometry(shape).output_shape
        wanted = (self.filters, shape[0])
        if self.table is not None and self.table.shape != wanted:
            raise DomainError(
                "layer_table_misfit", field="table", value=written(self.table.shape), limit=written(wanted)
            )
        return (self.filters, *output)

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:
        self.output_shape(shape)
        kernels = (self.filters, shape[0]) if self.table is None else (int(self.table.sum()),)
        weight = {"weight": (*kernels, *self.kernel)}
        return weight | {"bias": (self.filters,)} if self.has_bias else weight

    def multiplications(self, shape: Shape) -> int:
        weights = np.prod(self.parameter_shapes(shape)["weight"], dtype=int)
        return int(weights * np.prod(self.output_shape(shape)[1:], dtype=int))

    def initialize(self, method: Initialization, generator: np.random.Generator) -> None:
        weight = self.parameters["weight"].value
        taps = self.kernel[0] * self.kernel[1]
        if self.table is None:
            fill(weight, weight.shape[1] * taps, self.filters * taps, method, generator)
        else:
            out, into = np.nonzero(self.table)
            fan_in, fan_out = self.table.sum(axis=1)[out] * taps, self.table.sum(axis=0)[into] * taps
            fill(weight, fan_in[:, None, None], fan_out[:, None, None], method, generator)
        if self.has_bias:
            self.parameters["bias"].value[...] = 0

    def kernels(self) -> Array:
        """All kernels (filters, C, K_h, K_w), zeros where the table has no connection."""
        return self._spread(self.parameters["weight"].value)

    def kernel_gradients(self) -> Array:
        """∂loss/∂kernels (filters, C, K_h, K_w), zeros where the table has no connection."""
        return self._spread(self.parameters["weight"].gradient)

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        shape = self.geometry(x.shape[1:])
        self._x, self._shape = x, shape
        rows = self.kernels().reshape(self.filters, -1)
        sums: Array = np.matmul(rows, columns_of(x, shape))
        z = sums.reshape(len(x), self.filters, *shape.output_shape)
        if self.has_bias:
            z += self.parameters["bias"].value[:, None, None]
        return z

    def backward(self, delta: Array, *, needs_input: bool = True) -> Array | None:
        flat = delta.reshape(*delta.shape[:2], -1)
        columns = columns_of(self._x, self._shape)
        shared = np.matmul(flat, columns.swapaxes(1, 2)).sum(axis=0)
        gradient = shared.reshape(self.filters, -1, *self.kernel)
        self.parameters["weight"].gradient[...] = gradient if self.table is None else gradient[self.table]
        if self.has_bias:
            self.parameters["bias"].gradient[...] = flat.sum(axis=(0, 2))
        if not needs_input:
            return None
        rows = self.kernels().reshape(self.filters, -1)
        return add_columns(np.matmul(rows.T, flat), self._x.shape[1], self._shape)

    def _spread(self, weight: Array) -> Array:
        if self.table is None:
            return weight
        spread = np.zeros((*self.table.shape, *self.kernel), weight.dtype)
        spread[self.table] = weight
        return spread
