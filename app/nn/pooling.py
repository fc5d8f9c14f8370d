"""Pooling (汇聚): one number for every window of every map, nothing to learn.

A maximum sends all of δ back to the pixel that won, the first of equals (row by row); an average spreads
δ/(K_h·K_w) over its window (D2).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.conv.geometry import Geometry, geometry
from app.conv.padding import pad
from app.conv.windows import windows
from app.nn.layer import Array, Layer, Shape, check_pair, maps_shape
from app.nn.planes import inside


class Pool(Layer):
    """(C, H, W) → (C, H_out, W_out): what maximum and average have in common.

    Args:
        size: (rows, cols) of a window.
        stride: (rows, cols) from window to window; None lays them side by side.
        padding: (rows, cols), at most half a window, so that each sees some of the picture.

    Raises:
        DomainError: numbers that are not whole or too small; ``pool_padding_too_large``.
    """

    def __init__(
        self,
        size: Sequence[int] = (2, 2),
        stride: Sequence[int] | None = None,
        padding: Sequence[int] = (0, 0),
    ) -> None:
        super().__init__()
        self.size = check_pair("size", size)
        self.stride = self.size if stride is None else check_pair("stride", stride)
        self.padding = check_pair("padding", padding, minimum=0)
        for amount, length in zip(self.padding, self.size, strict=True):
            if amount > length // 2:
                raise DomainError(
                    "pool_padding_too_large", field="padding", value=amount, limit=length // 2, size=length
                )

    def geometry(self, shape: Shape) -> Geometry:
        """Where the windows meet maps of this shape.

        Raises:
            DomainError: ``layer_needs_maps``, ``pool_no_window``.
        """
        _, height, width = maps_shape(shape)
        (top, left), (rows, cols) = self.padding, self.size
        for length, available in ((rows, height + 2 * top), (cols, width + 2 * left)):
            if length > available:
                raise DomainError("pool_no_window", field="size", value=length, limit=available)
        return geometry((height, width), (rows, cols), stride=self.stride, padding=((top, top), (left, left)))

    def output_shape(self, shape: Shape) -> Shape:
        return (shape[0], *self.geometry(shape).output_shape)

    @abstractmethod
    def multiplications(self, shape: Shape) -> int: ...


class MaxPool(Pool):
    """The largest value of every window; padding holds no value and never wins."""

    kind: ClassVar[str] = "max_pool"

    def multiplications(self, shape: Shape) -> int:
        self.output_shape(shape)
        return 0

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        shape = self.geometry(x.shape[1:])
        view = windows(_pad_with_nothing(x, shape), shape)
        best = view[..., 0, 0].copy()
        winner: NDArray[np.intp] = np.zeros(best.shape, np.intp)
        for tap, (u, v) in enumerate(np.ndindex(*self.size)):
            is_larger = view[..., u, v] > best
            np.copyto(best, view[..., u, v], where=is_larger)
            np.copyto(winner, tap, where=is_larger)
        self._shape, self._winner = shape, winner
        return best

    def backward(self, delta: Array, *, needs_input: bool = True) -> Array | None:
        if not needs_input:
            return None
        padded = np.zeros((*delta.shape[:2], *self._shape.padded_shape), delta.dtype)
        view = windows(padded, self._shape, writeable=True)
        for tap, (u, v) in enumerate(np.ndindex(*self.size)):
            view[..., u, v] += delta * (self._winner == tap)
        return inside(padded, self._shape)


class AveragePool(Pool):
    """The mean of every window, ``1/(K_h·K_w) ΣΣ``; the zeros of the padding count as pixels."""

    kind: ClassVar[str] = "average_pool"

    def multiplications(self, shape: Shape) -> int:
        return int(np.prod(self.output_shape(shape), dtype=int))

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        self._shape = self.geometry(x.shape[1:])
        return mean_of_windows(x, self._shape)

    def backward(self, delta: Array, *, needs_input: bool = True) -> Array | None:
        return spread_over_windows(delta, self._shape) if needs_input else None


class GlobalAveragePool(Layer):
    """The mean of every whole map: (C, H, W) → (C,)."""

    kind: ClassVar[str] = "global_average_pool"

    def output_shape(self, shape: Shape) -> Shape:
        return (maps_shape(shape)[0],)

    def multiplications(self, shape: Shape) -> int:
        return self.output_shape(shape)[0]

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        self._input = x.shape
        means: Array = x.mean(axis=(2, 3))
        return means

    def backward(self, delta: Array, *, needs_input: bool = True) -> Array | None:
        if not needs_input:
            return None
        share = delta / delta.dtype.type(self._input[2] * self._input[3])
        return np.broadcast_to(share[:, :, None, None], self._input).copy()


def mean_of_windows(x: Array, shape: Geometry) -> Array:
    """(N, C, H, W) → (N, C, H_out, W_out), added up tap by tap."""
    view = windows(pad(x, shape), shape)
    total = view[..., 0, 0].copy()
    for u, v in list(np.ndindex(view.shape[-2:]))[1:]:
        total += view[..., u, v]
    total /= view.shape[-2] * view.shape[-1]
    return total


def spread_over_windows(delta: Array, shape: Geometry) -> Array:
    """Each δ divided evenly among the cells of its window: (N, C, H_out, W_out) → (N, C, H, W)."""
    padded = np.zeros((*delta.shape[:2], *shape.padded_shape), delta.dtype)
    view = windows(padded, shape, writeable=True)
    share = delta / delta.dtype.type(shape.rows.kernel * shape.cols.kernel)
    for u, v in np.ndindex(view.shape[-2:]):
        view[..., u, v] += share
    return inside(padded, shape)


def _pad_with_nothing(x: Array, shape: Geometry) -> Array:
    if shape.padding == ((0, 0), (0, 0)):
        return x
    padded = np.full((*x.shape[:2], *shape.padded_shape), -np.inf, x.dtype)
    inside(padded, shape)[...] = x
    return padded
