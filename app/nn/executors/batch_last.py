"""Convolution with the pictures last, (P, H, C, Q, N), row by row and without cutting out windows.

A row of outputs sees K_h rows of the maps. With all channels of a row side by side, K_h rows that follow each
other in memory are one matrix already, K_h·C high, and the next row of outputs sees another, one row further
down. So all rows of outputs are one stack of products on overlapping views, and no window is ever copied:

        row 0 of the maps  ┐
        row 1              │ ┐   times the kernels: row 0 of the outputs
        row 2              ┘ │ ┐ row 1
        row 3                ┘ │ row 2
        row 4                  ┘

Each product is small enough for BLAS to skip its packing, and runs at the full speed of the processor. Along
the row a convolution is left, which ``along`` does in one of two ways: ``Toeplitz`` or ``Winograd``.

Backward, ∂terms of a row come from the products that it took part in: again K_h rows of ∂products that follow
each other. The terms were kept: the weights' gradient is one more stack of products, added up over the rows.
"""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from app.nn.executors.along_rows import AlongRows
from app.nn.executors.columns import Phases, Program, run
from app.nn.executors.convolution import ConvolutionStage
from app.nn.executors.finish import Finish
from app.nn.executors.stage import Member, Scratch
from app.nn.layer import Array

# A product that is the sum over many pictures is fast while its result has so few numbers.
MOST_AT_ONCE = 1024


class BatchLast(ConvolutionStage):
    """Stride and dilation 1, any kernel and padding, output width a multiple of P."""

    def __init__(
        self,
        members: tuple[Member, ...],
        count: int,
        gradient: Array,
        scratch: Scratch,
        along: AlongRows,
        *,
        phases: int,
        takes: int | None,
        hands_on_phases: bool,
        is_first: bool,
    ) -> None:
        """Args:
        count: N.
        phases: P of ``along``.
        takes: phases in which the input comes, a divisor of P; None where it comes as (N, C, H, W).
        hands_on_phases: whether a stage that takes phases follows.
        is_first: nobody wants ∂loss/∂input.
        """
        super().__init__(members, gradient)
        height, (_, out_height, out_width) = members[0].entering[1], members[0].leaving
        (rows, _), (top, _), dtype = self.layer.kernel, self.layer.padding, gradient.dtype
        self._along, self._hands_on_phases = along, hands_on_phases
        self._phases = Phases(members[0].entering, phases, takes, count, dtype)
        self._factors = np.zeros((along.parts[0], along.outputs, rows, along.inputs), dtype)

        length = out_width // phases * count
        terms = np.zeros((*along.parts, height + 2 * top, along.inputs, length), dtype)
        self._inside = terms[:, :, top : top + height]
        self._read_from: Array | None = None
        self._read: Program = []
        self._windows = _rows_together(terms, rows)

        beyond = rows - 1
        delta = np.zeros((*along.parts, out_height + 2 * beyond, along.outputs, length), dtype)
        self._delta = delta[:, :, beyond : beyond + out_height]
        self._outputs = along.outputs_of(self._delta, count, scratch)
        sums = self._outputs.sums
        self.finish = Finish(sums, rows=1, columns=0, has_relu=self.has_relu, has_pool=self.has_pool)
        self._all_bias = np.zeros(self.finish.activation.shape[2:], dtype)
        self._weights_back = _WeightsBack(terms, self._delta, rows, scratch)
        self._back = None if is_first else _InputBack(self, delta, self._phases.delta, scratch)

    @property
    def along(self) -> AlongRows:
        """How it is done along a row."""
        return self._along

    def prepare(self) -> None:
        if self._bias is not None:
            self._all_bias[...] = self._bias.value[:, None, None]
        self._along.factors(self.layer.kernels(), self._factors)
        if self._back is not None:
            self._back.prepare(self._factors)

    def logical(self, values: Array) -> Array:
        phases, height, channels, cells, count = values.shape
        return values.transpose(4, 2, 1, 3, 0).reshape(count, channels, height, cells * phases)

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        values = self._phases.read(x)
        if values is not self._read_from:
            self._read, self._read_from = self._along.terms(values, self._inside), values
        run(self._read)
        np.matmul(_as_matrices(self._factors), self._windows, out=self._outputs.products)
        run(self._outputs.forward)
        activation = self.finish.forward(self._all_bias)
        return activation if self._hands_on_phases else self.logical(activation)

    def backward(
        self, delta: Array, *, needs_input: bool, kept: dict[str, Array] | None = None
    ) -> Array | None:
        own: Array = delta
        if not self._hands_on_phases:
            phases, height, channels, cells, count = self.finish.activation.shape
            split = delta.reshape(count, channels, height, cells, phases)  # column x = P·q + b
            own = split.transpose(4, 2, 1, 3, 0)
        elif kept is not None:
            delta = self.logical(delta)
        self.finish_backward(delta, own, kept)
        if self._bias is not None:
            over_maps = np.add.reduce(self.finish.delta, axis=(0, 1))
            np.add.reduce(over_maps, axis=(1, 2), out=self._bias.gradient)
        run(self._outputs.backward)
        self.write_weight_gradient(self._along.kernels(self._weights_back.factors()))
        if not needs_input or self._back is None:
            return None
        self._back.maps()
        return self._phases.give()


class _WeightsBack:
    """∂factors: for every row of the kernel, ∂products times the terms that lay under it."""

    def __init__(self, terms: Array, delta: Array, rows: int, scratch: Scratch) -> None:
        *parts, out_height, outputs, length = delta.shape
        inputs = terms.shape[3]
        pieces = _pieces(outputs, inputs)
        self._delta = delta.reshape(*parts, out_height, 1, pieces, outputs // pieces, length)
        under = sliding_window_view(terms, rows, axis=2)  # k, R, H_out, C', Q·N, K_h
        self._terms = under.transpose(0, 1, 2, 5, 4, 3)[:, :, :, :, None]
        shape = (*parts, out_height, rows, pieces, outputs // pieces, inputs)
        self._shares = scratch.take(prod(shape)).reshape(shape)

    def factors(self) -> Array:
        """(k, F', K_h, C')"""
        np.matmul(self._delta, self._terms, out=self._shares)
        total = np.add.reduce(self._shares, axis=(1, 2))
        kinds, rows, pieces, outputs, inputs = total.shape
        return np.ascontiguousarray(total.reshape(kinds, rows, pieces * outputs, inputs).swapaxes(1, 2))


class _InputBack:
    """∂maps from ∂products, zeros above and below them."""

    def __init__(self, stage: BatchLast, delta: Array, maps: Array, scratch: Scratch) -> None:
        along, height = stage.along, stage.members[0].entering[1]
        (rows, _), (top, _) = stage.layer.kernel, stage.layer.padding
        self._windows = _rows_together(delta, rows)[:, :, top : top + height]
        self._mirrored = np.empty((along.parts[0], along.inputs, rows, along.outputs), delta.dtype)
        shape = (*along.parts, height, along.inputs, delta.shape[4])
        self._terms = scratch.take(prod(shape)).reshape(shape)
        self._program = along.maps(self._terms, maps)

    def prepare(self, factors: Array) -> None:
        np.copyto(self._mirrored, factors[:, :, ::-1].transpose(0, 3, 2, 1))

    def maps(self) -> None:
        np.matmul(_as_matrices(self._mirrored), self._windows, out=self._terms)
        run(self._program)


def _pieces(outputs: int, inputs: int) -> int:
    """Into how many equal parts ``outputs`` are divided, for products with results that are small enough."""
    fitting = (n for n in range(1, outputs) if outputs % n == 0 and outputs // n * inputs <= MOST_AT_ONCE)
    return next(fitting, outputs)


def _rows_together(maps: Array, rows: int) -> Array:
    """(k, R, H, C', L) → (k, R, H − K_h + 1, K_h·C', L), a view."""
    kinds, groups, _, _, length = maps.shape
    together = sliding_window_view(maps, rows, axis=2).transpose(0, 1, 2, 5, 3, 4)
    return together.reshape(kinds, groups, together.shape[2], -1, length, copy=False)


def _as_matrices(factors: Array) -> Array:
    """(k, F', K_h, C') → (k, 1, 1, F', K_h·C'), the same for all groups and rows."""
    return factors.reshape(len(factors), 1, 1, factors.shape[1], -1)
