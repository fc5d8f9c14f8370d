"""Transposed convolution and the gradient to the input: one computation, read in two orders.

*Gathering*: every output reads a window of the input, expanded by stride − 1 zeros between its cells and a
full padding around them, through the kernel rotated by 180° (deck 3: ``x = rot180(w) ⊗̃ z``).
*Scattering*: every input cell stamps the kernel, times its value, onto the output. The products are the
same; ``by_input`` puts them in the second order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.geometry import Axis, Geometry
from app.conv.transforms import rotate_180
from app.explain.arrays import to_operand
from app.explain.build import Columns, reduce_columns, window_rows
from app.explain.expand import Cells, cell_indices, read_cells, spread_cells, to_expanded
from app.explain.extent import spread
from app.explain.records import Counts, Expanded, Output, Reduction, Trace
from app.explain.request import Request, check_channels, trace_geometry


def trace_transposed(request: Request) -> Trace:
    """``y = Cᵀx`` of the convolution C that ``w`` (C_in, C_out, K_h, K_w) and the settings describe."""
    spec, x, w, bias = request.spec, request.x, request.w, request.bias
    windows = check_channels(request)
    gathered = _gather(request, x, windows)
    rows, cols = windows.output_shape
    outputs = len(gathered.reductions)
    return Trace(
        mode=spec.mode,
        geometry=trace_geometry(spec, windows, gathered.cells.shape[-2:]),
        operands=(
            to_operand("x", x, expanded=gathered.expanded),
            to_operand("w", w, applied=gathered.applied),
            *(() if bias is None else (to_operand("b", bias),)),
        ),
        value_operand="x",
        weight_operand="w",
        output=Output("y", "value", (w.shape[1], rows, cols), gathered.results),
        reductions=gathered.reductions,
        by_input=gathered.by_input,
        counts=Counts(
            convolution_parameters=w.size + (0 if bias is None else w.shape[1]),
            dense_parameters=x.size * outputs + (0 if bias is None else outputs),
            multiplications=gathered.terms,
        ),
        is_symbolic=request.is_symbolic,
    )


def trace_gradient_input(request: Request) -> Trace:
    """``δ_x = δ_y ⊗̃ rot180(w)``: δ goes back on the ways the values came."""
    spec, x, w = request.spec, request.x, request.w
    windows = check_channels(request)
    delta = request.delta
    gathered = _gather(request, delta, Geometry(_way_back(windows.rows), _way_back(windows.cols)))
    return Trace(
        mode=spec.mode,
        geometry=trace_geometry(spec, windows),
        operands=(
            to_operand("delta", delta, expanded=gathered.expanded),
            to_operand("w", w, applied=gathered.applied),
        ),
        value_operand="delta",
        weight_operand="w",
        output=Output("dx", "delta", x.shape, gathered.results),
        reductions=gathered.reductions,
        by_input=gathered.by_input,
        counts=Counts(w.size, x.size * delta.size, gathered.terms),
        is_symbolic=request.is_symbolic,
    )


@dataclass(frozen=True, slots=True)
class _Gathered:
    cells: Cells
    expanded: Expanded
    applied: NDArray[np.intp]
    reductions: tuple[Reduction, ...]
    by_input: tuple[tuple[int, int], ...]
    terms: int

    @property
    def results(self) -> tuple[Any, ...]:
        return tuple(reduction.result for reduction in self.reductions)


def _gather(request: Request, values: NDArray[Any], gathers: Geometry) -> _Gathered:
    """Slide ``w`` (C_in, C_out, K_h, K_w) at stride 1 over ``values`` (C_in, H, W), expanded.

    Args:
        gathers: from :func:`app.explain.extent.spread`. Its padding is what the windows see of the full one:
            they begin (and may begin late) where the padding of the convolution cuts the result off.
    """
    w, bias = request.w, request.bias
    rows, cols = gathers.rows, gathers.cols
    taps = w.shape[0] * rows.kernel * cols.kernel
    terms = w.shape[1] * rows.output * cols.output * taps

    cells = spread_cells(values.shape, gathers, request.spec.stride)
    top, left = rows.effective - 1, cols.effective - 1
    seen = (
        slice(None),
        slice(top - rows.before, top - rows.before + rows.padded),
        slice(left - cols.before, left - cols.before + cols.padded),
    )
    applied = cell_indices(w.shape)
    if not request.spec.is_flipped:
        applied = rotate_180(applied)
    values_seen = window_rows(read_cells(values, cells)[seen], gathers)
    value_at = window_rows(cell_indices(cells.shape)[seen], gathers)
    reductions: list[Reduction] = []
    for channel in range(w.shape[1]):
        weight_at = applied[:, channel].ravel()
        has_bias = bias is not None and request.spec.mode == "transposed"
        own_bias = request.channel_bias(channel) if has_bias else (None, None)
        columns = Columns(values_seen, read_cells(w, weight_at), value_at, weight_at, *own_bias)
        reductions += reduce_columns(columns, len(reductions))
    return _Gathered(
        cells=cells,
        expanded=to_expanded(cells, (top, left)),
        applied=applied,
        reductions=tuple(reductions),
        by_input=_by_input(np.tile(cells.ravel()[value_at], (w.shape[1], 1))),
        terms=terms,
    )


def _by_input(source: Cells) -> tuple[tuple[int, int], ...]:
    """(reduction, term) of every real product, input cell by input cell, and for each in output order.

    Args:
        source: (outputs, terms), the input cell of each product, negative where there is none.
    """
    reductions, terms = np.nonzero(source >= 0)
    order = np.argsort(source[reductions, terms], kind="stable")
    return tuple(zip(reductions[order].tolist(), terms[order].tolist(), strict=True))


def _way_back(axis: Axis) -> Axis:
    """From the outputs of a convolution to all of its input, cells its stride never reached included."""
    unreached = (axis.padded - axis.effective) % axis.stride
    back = spread(replace(axis, size=axis.output))
    return replace(back, after=back.after + unreached)
