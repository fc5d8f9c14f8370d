"""Correlation and convolution, product by product: channels in, feature maps out, bias."""

from __future__ import annotations

from app.conv.transforms import rotate_180
from app.explain.arrays import to_operand
from app.explain.build import Columns, reduce_columns, window_rows
from app.explain.expand import cell_indices, padded_cells, read_cells, to_expanded
from app.explain.records import Counts, Output, Reduction, Trace
from app.explain.request import Request, check_channels, trace_geometry


def trace_forward(request: Request) -> Trace:
    """``y^o = Σ_c w^{o,c} ⊗ x^c + b^o``: terms channel by channel, then along the rows of the kernel."""
    spec, x, w, bias = request.spec, request.x, request.w, request.bias
    windows = check_channels(request)
    rows, cols = windows.output_shape
    maps, taps = w.shape[0], w[0].size
    outputs = maps * rows * cols

    cells = padded_cells(x.shape, windows)
    applied = cell_indices(w.shape)
    if spec.is_flipped:
        applied = rotate_180(applied)
    values = window_rows(read_cells(x, cells), windows)
    value_at = window_rows(cell_indices(cells.shape), windows)
    reductions: list[Reduction] = []
    for o in range(maps):
        weight_at = applied[o].ravel()
        columns = Columns(values, read_cells(w, weight_at), value_at, weight_at, *request.channel_bias(o))
        reductions += reduce_columns(columns, len(reductions))

    expanded = to_expanded(cells, (windows.rows.before, windows.cols.before))
    return Trace(
        mode=spec.mode,
        geometry=trace_geometry(spec, windows),
        operands=(
            to_operand("x", x, expanded=expanded),
            to_operand("w", w, applied=applied),
            *(() if bias is None else (to_operand("b", bias),)),
        ),
        value_operand="x",
        weight_operand="w",
        output=Output("y", "value", (maps, rows, cols), tuple(part.result for part in reductions)),
        reductions=tuple(reductions),
        by_input=None,
        counts=Counts(
            convolution_parameters=w.size + (0 if bias is None else maps),
            dense_parameters=x.size * outputs + (0 if bias is None else outputs),
            multiplications=outputs * taps,
        ),
        is_symbolic=request.is_symbolic,
    )
