"""Convolution with the pictures last, (C, B, H, S, N), columns of outputs computed B at a time.

Maps of few channels give products too small for a fast matrix product, and cutting windows out costs more
than multiplying them. Two tricks:

* The N pictures of a micro-batch are innermost, so every copy moves runs of S·N numbers.
* A row of a map is laid out by *phases*: column x = s·B + b is cell s of phase b. B neighbouring outputs see
  B + K_w − 1 columns together; one matrix holds all B shifts of the kernel, a band in each row (a Toeplitz
  matrix, deck 4), so the columns are cut out once for B outputs instead of B times.

        columns of the window   0 1 2 3 4 5       B = 4, K_w = 3
        output of phase 0       a b c . . .
        output of phase 1       . a b c . .
        output of phase 2       . . a b c .
        output of phase 3       . . . a b c

Backward, the gradient of that matrix holds the kernel's gradient once in every band: add them up. The input's
δ is gathered along a row with the mirrored band and added up over the K_h rows that saw it.

With 2×2 pooling B phases become B/2, just what the next convolution wants: 4 → pool → 2 → pool → 1.
"""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from app.nn.executors.convolution import ConvolutionStage
from app.nn.executors.finish import Finish
from app.nn.executors.stage import Member, Scratch
from app.nn.layer import Array

# Bytes of windows cut at a time; more fall out of the second-level cache before they are read.
CUT_BYTES = 320 * 1024


class BatchLast(ConvolutionStage):
    """Stride and dilation 1, any kernel and padding, output width a multiple of B.

    Attributes:
        count: N.
        phases, takes: B, and the input's; see the constructor.
    """

    def __init__(
        self,
        members: tuple[Member, ...],
        count: int,
        gradient: Array,
        scratch: Scratch,
        *,
        phases: int,
        takes: int | None,
        hands_on_phases: bool,
        is_first: bool,
    ) -> None:
        """Args:
        phases: B.
        takes: phases in which the input comes, a divisor of B; None where it comes as (N, C, H, W).
        hands_on_phases: whether a stage that takes phases follows.
        """
        super().__init__(members, gradient)
        channels, height, width = members[0].entering
        filters, out_height, out_width = members[0].leaving
        rows, cols = self.layer.kernel
        top, left = self.layer.padding
        dtype = gradient.dtype
        self.count, self.phases, self.takes = count, phases, takes
        self._hands_on_phases = hands_on_phases
        cells = out_width // phases
        self._source = _Phased(channels, phases, height + 2 * top, cells, cols, count, scratch)
        self._inside = _Inside(self._source.values, phases, (height, width), (top, left), takes)

        span = phases + cols - 1
        self._band = np.zeros((filters * phases, channels * rows * span), dtype)
        self._band_gradient = np.empty_like(self._band)
        self._band_part = np.empty_like(self._band)
        self._weight_bands = _bands(self._band, filters, phases, channels, rows, cols)
        self._gradient_bands = _bands(self._band_gradient, filters, phases, channels, rows, cols)
        self._kernel_gradient = np.empty((filters, channels, rows, cols), dtype)

        sums = np.empty((filters, phases, out_height, cells, count), dtype)
        self._sums = sums.reshape(filters * phases, -1)
        self.finish = Finish(sums, rows=2, columns=1, has_relu=self.has_relu, has_pool=self.has_pool)
        self._cuts = self._source.cuts(rows, out_height)
        self._back = None if is_first else _GatheredBack(self, scratch)

    def prepare(self) -> None:
        kernels = self.layer.kernels()
        self._weight_bands[...] = kernels[:, None]
        if self._back is not None:
            self._back.prepare(kernels)

    def logical(self, values: Array) -> Array:
        channels, phases, height, cells, count = values.shape
        return values.transpose(4, 0, 2, 3, 1).reshape(count, channels, height, cells * phases)

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        self._inside.write(x)
        for cut in self._cuts:
            np.matmul(self._band, cut.fill(), out=self._sums[:, cut.outputs])
        bias = self._bias
        activation = self.finish.forward(
            np.zeros((), self._band.dtype) if bias is None else bias.value[:, None, None, None, None]
        )
        return activation if self._hands_on_phases else self.logical(activation)

    def backward(
        self, delta: Array, *, needs_input: bool, kept: dict[str, Array] | None = None
    ) -> Array | None:
        own: Array = delta
        if not self._hands_on_phases:
            channels, phases, height, cells, count = self.finish.activation.shape
            split = delta.reshape(count, channels, height, cells, phases)  # column x = s·B + b
            own = split.transpose(1, 4, 2, 3, 0)
        elif kept is not None:
            delta = self.logical(delta)
        through = self.finish_backward(delta, own, kept)
        if self._bias is not None:
            np.add.reduce(self.finish.delta.reshape(len(through), -1), axis=1, out=self._bias.gradient)
        flat = through.reshape(self._sums.shape)
        for number, cut in enumerate(self._cuts):
            out = self._band_part if number else self._band_gradient
            np.matmul(flat[:, cut.outputs], cut.fill().T, out=out)
            if number:
                self._band_gradient += self._band_part
        np.add.reduce(self._gradient_bands, axis=1, out=self._kernel_gradient)
        self.write_weight_gradient(self._kernel_gradient)
        if not needs_input or self._back is None:
            return None
        return self._back.backward(through)


class _Cut:
    """The windows of some rows of outputs, cut out into one matrix."""

    def __init__(self, copies: list[tuple[Array, Array]], matrix: Array, outputs: slice) -> None:
        self._copies, self._matrix, self.outputs = copies, matrix, outputs

    def fill(self) -> Array:
        for target, source in self._copies:
            np.copyto(target, source)
        return self._matrix


class _Phased:
    """Padded maps (C, B, H_padded, S_padded, N) with room for the K_w − 1 columns beyond the last phase."""

    def __init__(
        self, channels: int, phases: int, height: int, cells: int, cols: int, count: int, scratch: Scratch
    ) -> None:
        self._span = phases + cols - 1
        self._cells, self._scratch = cells, scratch
        more = -(-self._span // phases) - 1
        self.values = np.zeros((channels, phases, height, cells + more, count), scratch.dtype)

    def cuts(self, rows: int, out_height: int) -> list[_Cut]:
        """Matrices (C·rows·span, outputs) for all rows of outputs, some rows at a time."""
        channels, phases, _, _, count = self.values.shape
        # C, B, H_out, S_padded, N, rows → C, rows, B, H_out, S_padded, N
        view = sliding_window_view(self.values, rows, axis=2).transpose(0, 5, 1, 2, 3, 4)
        height = out_height
        row_bytes = channels * rows * self._span * self._cells * count * self.values.itemsize
        while height > 1 and height * row_bytes > CUT_BYTES:
            height = -(-height // 2)
        room = self._scratch.take(channels * rows * self._span * height * self._cells * count)
        found = []
        for top in range(0, out_height, height):
            some = min(height, out_height - top)
            shape = (channels, rows, self._span, some, self._cells, count)
            cut = room[: prod(shape)].reshape(shape)
            copies = []
            for first in range(0, self._span, phases):
                number = min(phases, self._span - first)
                cell = first // phases
                source = view[:, :, :number, top : top + some, cell : cell + self._cells]
                copies.append((cut[:, :, first : first + number], source))
            per_row = self._cells * count
            matrix = cut.reshape(channels * rows * self._span, -1)
            found.append(_Cut(copies, matrix, slice(top * per_row, (top + some) * per_row)))
        return found


class _Inside:
    """Column x = s·B + b of the input against column x + left of the padded maps, phase by phase."""

    def __init__(
        self, padded: Array, phases: int, size: tuple[int, int], before: tuple[int, int], takes: int | None
    ) -> None:
        (height, width), (top, left) = size, before
        self._takes = takes
        self._width, self._phases = width, phases
        self._places = []
        for phase in range(min(phases, width)):
            shift, into = divmod(phase + left, phases)
            cells = -(-(width - phase) // phases)
            self._places.append((phase, padded[:, into, top : top + height, shift : shift + cells]))

    def _pairs(self, x: Array) -> list[tuple[Array, Array]]:
        """(part of the input, the same cells in the padded maps), (C, H, cells, N) each."""
        if self._takes is None:
            last = np.moveaxis(x, 0, -1)
            return [(last[:, :, phase :: self._phases], place) for phase, place in self._places]
        takes, every = self._takes, self._phases // self._takes
        return [(x[:, phase % takes, :, phase // takes :: every], place) for phase, place in self._places]

    def write(self, x: Array) -> None:
        for part, place in self._pairs(x):
            np.copyto(place, part)

    def read(self, x: Array) -> Array:
        for part, place in self._pairs(x):
            np.copyto(part, place)
        return x


class _GatheredBack:
    """∂loss/∂input: along a row gathered from δ with the mirrored band, then added over the kernel's rows."""

    def __init__(self, stage: BatchLast, scratch: Scratch) -> None:
        convolution = stage.members[0]
        (channels, height, width), (filters, out_height, out_width) = (
            convolution.entering,
            convolution.leaving,
        )
        rows, cols = stage.layer.kernel
        top, left = stage.layer.padding
        phases, count, dtype = stage.phases, stage.count, scratch.dtype
        cells = -(-(width + 2 * left) // phases)
        source = _Phased(filters, phases, out_height, cells, cols, count, scratch)
        self._delta = _Inside(source.values, phases, (out_height, out_width), (0, cols - 1), phases)
        self._cut = source.cuts(1, out_height)
        span = phases + cols - 1
        self._band = np.zeros((channels * rows * phases, filters * span), dtype)
        size = self._band.itemsize
        per_row = filters * span
        # [c, u, phase, f, v]: row (c, u, phase), column (f, phase + v)
        self._bands = as_strided(
            self._band,
            (channels, rows, phases, filters, cols),
            tuple(size * step for step in (rows * phases * per_row, phases * per_row, per_row + 1, span, 1)),
        )
        self._shares = np.empty((channels, rows, phases, out_height, cells, count), dtype)
        self._flat = self._shares.reshape(channels * rows * phases, -1)
        self._padded = np.zeros((channels, phases, out_height + rows - 1, cells, count), dtype)
        self._inside = _Inside(self._padded, phases, (height, width), (top, left), stage.takes)
        if stage.takes is None:
            self._input = np.moveaxis(np.empty((channels, height, width, count), dtype), -1, 0)
        else:
            self._input = np.empty((channels, stage.takes, height, width // stage.takes, count), dtype)

    def prepare(self, kernels: Array) -> None:
        self._bands[...] = kernels[..., ::-1].transpose(1, 2, 0, 3)[:, :, None]

    def backward(self, delta: Array) -> Array:
        self._delta.write(delta)
        for cut in self._cut:
            np.matmul(self._band, cut.fill(), out=self._flat[:, cut.outputs])
        height = self._shares.shape[3]
        self._padded[:, :, height:] = 0
        np.copyto(self._padded[:, :, :height], self._shares[:, 0])
        for row in range(1, self._shares.shape[1]):
            part = self._padded[:, :, row : row + height]
            np.add(part, self._shares[:, row], out=part)
        return self._inside.read(self._input)


def _bands(matrix: Array, filters: int, phases: int, channels: int, rows: int, cols: int) -> Array:
    """Where the band matrix is not zero: [f, phase, c, u, v] is row (f, phase), column (c, u, phase + v)."""
    length, size = matrix.shape[1], matrix.itemsize
    span = phases + cols - 1
    steps = (phases * length, length + 1, rows * span, span, 1)
    return as_strided(matrix, (filters, phases, channels, rows, cols), tuple(size * step for step in steps))
