"""What a convolution's weights and biases learn from δ: every pair that shares them, added up."""

from __future__ import annotations

import numpy as np

from app.explain.arrays import to_operand
from app.explain.build import Columns, reduce_columns, tap_rows
from app.explain.expand import cell_indices, padded_cells, read_cells, to_expanded
from app.explain.records import Counts, Output, Reduction, Trace
from app.explain.request import Request, check_channels, trace_geometry


def trace_gradient_kernel(request: Request) -> Trace:
    """``∂L/∂w[o,c,u,v] = Σ_ij δ^o[i,j] · x^c[what tap (u, v) met at (i, j)]``: deck 3's convolution."""
    spec, x, w = request.spec, request.x, request.w
    windows = check_channels(request)
    delta = request.delta

    cells = padded_cells(x.shape, windows)
    values = tap_rows(read_cells(x, cells), windows)
    value_at = tap_rows(cell_indices(cells.shape), windows)
    if spec.is_flipped:  # weight (u, v) slides in the place of tap (K_h − 1 − u, K_w − 1 − v)
        values, value_at = values[:, ::-1, ::-1], value_at[:, ::-1, ::-1]
    outputs = delta[0].size
    reductions: list[Reduction] = []
    for o in range(len(delta)):
        columns = Columns(
            values.reshape(-1, outputs),
            delta[o].ravel(),
            value_at.reshape(-1, outputs),
            cell_indices(delta.shape)[o].ravel(),
        )
        reductions += reduce_columns(columns, len(reductions))
    expanded = to_expanded(cells, (windows.rows.before, windows.cols.before))
    return Trace(
        mode=spec.mode,
        geometry=trace_geometry(spec, windows),
        operands=(to_operand("x", x, expanded=expanded), to_operand("delta", delta)),
        value_operand="x",
        weight_operand="delta",
        output=Output("dw", "delta", w.shape, tuple(part.result for part in reductions)),
        reductions=tuple(reductions),
        by_input=None,
        counts=Counts(w.size, x.size * delta.size, w.size * outputs),
        is_symbolic=request.is_symbolic,
    )


def trace_gradient_bias(request: Request) -> Trace:
    """``∂L/∂b^o = Σ_ij δ^o[i,j]``: a bias enters every output of its map with weight 1."""
    spec, x, w = request.spec, request.x, request.w
    windows = check_channels(request)
    delta = request.delta
    columns = Columns(
        delta.reshape(len(delta), -1),
        np.ones(delta[0].size, delta.dtype if delta.dtype == object else np.int64),
        cell_indices(delta.shape).reshape(len(delta), -1),
        None,
    )
    reductions = tuple(reduce_columns(columns, 0))
    return Trace(
        mode=spec.mode,
        geometry=trace_geometry(spec, windows),
        operands=(to_operand("delta", delta),),
        value_operand="delta",
        weight_operand=None,
        output=Output("db", "delta", (len(delta),), tuple(part.result for part in reductions)),
        reductions=reductions,
        by_input=None,
        counts=Counts(w.size, x.size * delta.size, 0),
        is_symbolic=request.is_symbolic,
    )
