"""Convolution with the channels last, (N, H, W, C): for windows with strides or gaps.

With the channels innermost, a row of a window is one run of K_w·C numbers in memory, so cutting windows out
is copying long runs; windows as rows times kernels as columns is one tall product. The windows of a whole
batch would be K_h·K_w times as large as the maps and would fall out of the cache between being written and
being read: they are cut a few hundred at a time, multiplied, and forgotten.

Backward, every output hands its share back to its window, tap by tap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

import numpy as np

from app.conv.geometry import Geometry
from app.conv.windows import windows
from app.nn.executors.convolution import ConvolutionStage
from app.nn.executors.finish import Finish
from app.nn.executors.stage import Member, Scratch
from app.nn.layer import Array
from app.nn.planes import inside

# Windows cut at a time: with 16 to 32 channels they fill a quarter to a half of a second-level cache.
WINDOWS_AT_A_TIME = 512


@dataclass(frozen=True, slots=True)
class Piece:
    """Some windows: where they are read, where they are cut out to, and which rows of the output they are."""

    source: Array
    cut: Array
    matrix: Array
    rows: slice


class Windows:
    """Padded maps (N, H, W, C) and the windows on them, a few hundred at a time.

    Attributes:
        unpadded: the maps without padding, N-first (N, C, H, W); to be written to.
    """

    def __init__(self, count: int, channels: int, shape: Geometry, scratch: Scratch) -> None:
        padded = np.zeros((count, *shape.padded_shape, channels), scratch.dtype).transpose(0, 3, 1, 2)
        self.unpadded = inside(padded, shape)
        view = windows(padded, shape).transpose(0, 2, 3, 4, 5, 1)  # N, H_out, W_out, K_h, K_w, C
        _, height, width, *window = view.shape
        length = prod(window)
        pictures = max(1, min(count, WINDOWS_AT_A_TIME // (height * width)))
        rows = height if height * width <= WINDOWS_AT_A_TIME else max(1, WINDOWS_AT_A_TIME // width)
        room = scratch.take(pictures * rows * width * length)
        self._pieces = []
        for first in range(0, count, pictures):
            for top in range(0, height, rows):
                source = view[first : first + pictures, top : top + rows]
                cut = room[: source.size].reshape(source.shape)
                matrix = cut.reshape(-1, length)
                start = (first * height + top) * width
                self._pieces.append(Piece(source, cut, matrix, slice(start, start + len(matrix))))

    def cut(self) -> Iterator[Piece]:
        """Every piece with its windows cut out; valid until the next."""
        for piece in self._pieces:
            np.copyto(piece.cut, piece.source)
            yield piece


class ChannelsLast(ConvolutionStage):
    """Any stride, padding, dilation and table."""

    def __init__(
        self, members: tuple[Member, ...], count: int, gradient: Array, scratch: Scratch, *, is_first: bool
    ) -> None:
        super().__init__(members, gradient)
        self._shape = self.layer.geometry(members[0].entering)
        channels, filters = members[0].entering[0], self.layer.filters
        height, width = self._shape.output_shape
        dtype = gradient.dtype
        self._windows = Windows(count, channels, self._shape, scratch)
        sums = np.empty((count, height, width, filters), dtype)
        self._sums = sums.reshape(-1, filters)
        self.finish = Finish(sums, rows=1, columns=2, has_relu=self.has_relu, has_pool=self.has_pool)
        taps = self.layer.kernel
        self._weight = np.empty((*taps, channels, filters), dtype)
        self._row_bias = np.zeros(self.finish.activation.shape[2:], dtype)
        self._total, self._part = (np.empty((filters, self._weight.size // filters), dtype) for _ in range(2))
        self._ones = np.ones((1, self.finish.delta.size // filters), dtype)
        self._back = None
        if not is_first:
            self._back = _SharesBack(count, members[0].entering, self._shape, self._weight, scratch)

    def prepare(self) -> None:
        np.copyto(self._weight, self.layer.kernels().transpose(2, 3, 1, 0))
        if self._bias is not None:
            self._row_bias[...] = self._bias.value

    def logical(self, values: Array) -> Array:
        return values.transpose(0, 3, 1, 2)

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        np.copyto(self._windows.unpadded, x)
        weight = self._weight.reshape(-1, self.layer.filters)
        for piece in self._windows.cut():
            np.matmul(piece.matrix, weight, out=self._sums[piece.rows])
        return self.logical(self.finish.forward(self._row_bias))

    def backward(
        self, delta: Array, *, needs_input: bool, kept: dict[str, Array] | None = None
    ) -> Array | None:
        through = self.finish_backward(delta, delta.transpose(0, 2, 3, 1), kept)
        filters = self.layer.filters
        if self._bias is not None:  # a product with ones: adding up short rows one by one is slow
            np.matmul(self._ones, self.finish.delta.reshape(-1, filters), out=self._bias.gradient[None])
        self._weights_backward(through.reshape(-1, filters))
        if not needs_input or self._back is None:
            return None
        return self.logical(self._back.backward(through))

    def _weights_backward(self, rows: Array) -> None:
        """δ (outputs, filters) times the windows of the input."""
        filters, channels = self.layer.filters, self._weight.shape[2]
        for number, piece in enumerate(self._windows.cut()):
            np.matmul(rows[piece.rows].T, piece.matrix, out=self._part if number else self._total)
            if number:
                self._total += self._part
        by_window = self._total.reshape(filters, *self.layer.kernel, channels)
        self.write_weight_gradient(by_window.transpose(0, 3, 1, 2))


class _SharesBack:
    """∂loss/∂input tap by tap: W·δ added to where the tap read."""

    def __init__(
        self, count: int, entering: tuple[int, ...], shape: Geometry, weight: Array, scratch: Scratch
    ) -> None:
        channels = entering[0]
        self._weight = weight
        self._padded = np.zeros((count, *shape.padded_shape, channels), weight.dtype)
        first = self._padded.transpose(0, 3, 1, 2)
        self._inside = inside(first, shape).transpose(0, 2, 3, 1)
        self._view = windows(first, shape, writeable=True).transpose(0, 2, 3, 4, 5, 1)
        share = (count, *shape.output_shape, channels)
        self._share = scratch.take(prod(share)).reshape(share)

    def backward(self, delta: Array) -> Array:
        """(N, H_out, W_out, filters) → (N, H, W, C)."""
        self._padded.fill(0)
        rows = delta.reshape(-1, delta.shape[3])
        for u, v in np.ndindex(self._weight.shape[:2]):
            np.matmul(rows, self._weight[u, v].T, out=self._share.reshape(len(rows), -1))
            self._view[:, :, :, u, v] += self._share
        return self._inside
