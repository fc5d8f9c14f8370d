"""From what was asked for to its trace."""

from __future__ import annotations

from app.explain.operands import cells, resolve
from app.explain.records import Trace
from app.explain.spec import TraceSpec
from app.explain.trace import trace


def explain(spec: TraceSpec) -> tuple[Trace, TraceSpec]:
    """The trace of a spec, and the spec with every number written out.

    Raises:
        DomainError: see :func:`app.explain.operands.resolve` and :func:`app.explain.trace.trace`.
    """
    full = resolve(spec)
    return trace_of(full), full


def trace_of(full: TraceSpec) -> Trace:
    """The trace of a resolved spec."""
    return trace(
        full.mode,
        cells(full.x),
        cells(full.w),
        bias=None if full.bias is None else cells(full.bias),
        delta=None if full.delta is None else cells(full.delta),
        operation=full.operation,
        stride=full.stride,
        padding=full.padding,
        dilation=full.dilation,
        output_padding=full.output_padding if full.mode == "transposed" else (0, 0),
        rounding=full.rounding,
    )
