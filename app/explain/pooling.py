"""Pooling, forward and backward: the largest of a window or its mean, and where δ goes from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.conv.accumulate import accumulate
from app.conv.errors import DomainError
from app.conv.geometry import Geometry
from app.explain.arrays import to_operand
from app.explain.build import window_rows
from app.explain.expand import Cells, cell_indices, pooled_cells, read_cells, to_expanded
from app.explain.extent import amounts, windows_of
from app.explain.records import NO_DATA, Counts, Expanded, Output, Reduction, Term, Trace
from app.explain.request import Request, trace_geometry
from app.explain.spec import MAX_MODES


@dataclass(frozen=True, slots=True)
class _Window:
    """What one output sees, without cells that hold no data: values, and where they are."""

    output: int
    values: list[Any]
    value_at: list[int]
    source: list[int]


@dataclass(frozen=True, slots=True)
class _Pool:
    windows: Geometry
    cells: Cells
    seen: list[_Window]

    @property
    def expanded(self) -> Expanded:
        return to_expanded(self.cells, (self.windows.rows.before, self.windows.cols.before))


def trace_pool(request: Request) -> Trace:
    """``max``, or the sum divided by how many cells the window has (its zero padding counts)."""
    spec, x = request.spec, request.x
    pool = _look(request)
    reduce = _largest if spec.mode in MAX_MODES else _mean
    reductions = tuple(map(reduce, pool.seen))
    shape = (x.shape[0], *pool.windows.output_shape)
    return Trace(
        mode=spec.mode,
        geometry=trace_geometry(spec, pool.windows),
        operands=(to_operand("x", x, expanded=pool.expanded),),
        value_operand="x",
        weight_operand=None,
        output=Output("y", "value", shape, tuple(part.result for part in reductions)),
        reductions=reductions,
        by_input=None,
        counts=Counts(0, x.size * len(reductions), 0),
        is_symbolic=False,
    )


def trace_pool_backward(request: Request) -> Trace:
    """One reduction per input cell: δ of every window over it, times the cell's share in that window.

    A maximum sends all of δ to its winner, the first of equals; an average 1/n to each of its n cells. A cell
    no window covers has no terms and receives 0.
    """
    spec, x = request.spec, request.x
    pool = _look(request)
    delta = request.delta
    deltas = delta.ravel().tolist()
    received: list[list[tuple[int, float]]] = [[] for _ in range(x.size)]
    for window in pool.seen:
        for cell, share in zip(window.source, _shares(spec.mode in MAX_MODES, window), strict=True):
            if cell >= 0:
                received[cell].append((window.output, share))
    reductions = tuple(
        _add_up(
            cell,
            [deltas[output] for output, _ in pairs],
            [share for _, share in pairs],
            [output for output, _ in pairs],
        )
        for cell, pairs in enumerate(received)
    )
    is_weighted = spec.mode == "average_pool_backward"
    return Trace(
        mode=spec.mode,
        geometry=trace_geometry(spec, pool.windows),
        operands=(to_operand("delta", delta), to_operand("x", x, expanded=pool.expanded)),
        value_operand="delta",
        weight_operand=None,
        output=Output("dx", "delta", x.shape, tuple(part.result for part in reductions)),
        reductions=reductions,
        by_input=None,
        counts=Counts(0, x.size * delta.size, sum(map(len, received)) if is_weighted else 0),
        is_symbolic=False,
    )


def _look(request: Request) -> _Pool:
    """Every window, channel by channel.

    Raises:
        DomainError: ``letters_not_allowed``, ``window_without_data``, and those of the geometry.
    """
    spec, x = request.spec, request.x
    if request.is_symbolic:
        raise DomainError("letters_not_allowed", field="x", value="letters", limit=spec.mode)
    windows = windows_of(spec)
    cells = pooled_cells(x.shape, windows, amounts(spec), is_max=spec.mode in MAX_MODES)
    grids = read_cells(x, cells), cells, cell_indices(cells.shape)
    seen: list[_Window] = []
    for channel in range(len(x)):
        planes = (window_rows(grid[channel : channel + 1], windows).tolist() for grid in grids)
        for values, sources, places in zip(*planes, strict=True):
            real = [tap for tap, source in enumerate(sources) if source != NO_DATA]
            seen.append(_Window(len(seen), _pick(values, real), _pick(places, real), _pick(sources, real)))
    return _Pool(windows, cells, seen)


def _largest(window: _Window) -> Reduction:
    """The running maximum is the partial sum; a candidate has weight 1."""
    terms: list[Term] = []
    winner = 0
    for index, (value, place) in enumerate(zip(window.values, window.value_at, strict=True)):
        if value > window.values[winner]:
            winner = index
        terms.append(Term(value, 1, value, window.values[winner], place, None))
    return Reduction(window.output, tuple(terms), terms[-1].partial_sum, winner=winner)


def _mean(window: _Window) -> Reduction:
    count = len(window.values)
    added = _add_up(window.output, window.values, [1] * count, window.value_at)
    total: Any = added.result
    return replace(added, result=total / count, divisor=count)


def _shares(is_max: bool, window: _Window) -> list[float]:
    count = len(window.values)
    if not is_max:
        return [1 / count] * count
    winner = window.values.index(max(window.values))
    return [int(tap == winner) for tap in range(count)]


def _add_up(output: int, values: Sequence[Any], weights: Sequence[Any], places: Sequence[int]) -> Reduction:
    terms = tuple(
        Term(value, weight, product, partial_sum, place, None)
        for value, weight, place, (product, partial_sum) in zip(
            values, weights, places, accumulate(zip(values, weights, strict=True)), strict=True
        )
    )
    return Reduction(output, terms, terms[-1].partial_sum if terms else 0)


def _pick(items: Sequence[Any], indices: Sequence[int]) -> list[Any]:
    return [items[index] for index in indices]
