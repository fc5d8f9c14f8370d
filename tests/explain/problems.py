"""Random convolutions and poolings for traces, and answers that need nothing of ours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import assume, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import correlate2d

from app.explain.records import NO_DATA, Trace
from app.explain.trace import trace

# How long an example takes says nothing on a machine that does other things too.
settings.register_profile("patient", parent=settings(), deadline=None)
settings.load_profile("patient")

Array = NDArray[Any]
Amounts = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Problem:
    """Operands and how the window slides."""

    x: Array
    w: Array
    bias: Array
    stride: tuple[int, int]
    padding: Amounts
    dilation: tuple[int, int]
    seed: int = 0

    @property
    def sliding(self) -> dict[str, Any]:
        return {"stride": self.stride, "padding": self.padding, "dilation": self.dilation}

    def delta(self, shape: tuple[int, ...]) -> Array:
        """A random linear functional of an output: L = Σ delta · output."""
        return np.random.default_rng(self.seed + 1).integers(-9, 10, shape)


@st.composite
def problems(draw: st.DrawFn, *, is_transposed: bool = False) -> Problem:
    """Rectangular; strides and dilations 1–3, four different paddings 0–3, channels 1–3; whole numbers."""
    pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
    side = st.tuples(st.integers(0, 3), st.integers(0, 3))
    channels, maps = draw(pairs)
    height, width = draw(st.tuples(st.integers(1, 7), st.integers(1, 7)))
    kernel, stride, dilation, padding = draw(pairs), draw(pairs), draw(pairs), draw(st.tuples(side, side))
    for size, taps, step, spacing, (before, after) in zip(
        (height, width), kernel, stride, dilation, padding, strict=True
    ):
        reach = (taps - 1) * spacing
        wide = (
            (size - 1) * step + reach - before - after if is_transposed else size + before + after - reach - 1
        )
        assume(wide >= 0)
    seed = draw(st.integers(0, 2**20))
    random = np.random.default_rng(seed)
    weights = (channels, maps) if is_transposed else (maps, channels)
    return Problem(
        x=random.integers(-9, 10, (channels, height, width)),
        w=random.integers(-9, 10, (*weights, *kernel)),
        bias=random.integers(-9, 10, maps),
        stride=stride,
        padding=padding,
        dilation=dilation,
        seed=seed,
    )


def by_scipy(x: Array, problem: Problem, *, w: Array | None = None, bias: Array | None = None) -> Array:
    """The forward correlation: pad with NumPy, dilate by hand, slide with SciPy, keep every stride-th."""
    weights = problem.w if w is None else w
    (down, across), (row_step, col_step) = problem.dilation, problem.stride
    rows, cols = weights.shape[-2:]
    dilated = np.zeros((*weights.shape[:2], (rows - 1) * down + 1, (cols - 1) * across + 1), weights.dtype)
    dilated[..., ::down, ::across] = weights
    padded = np.pad(x, ((0, 0), *problem.padding))
    maps = [
        sum(correlate2d(plane, kernel, mode="valid") for plane, kernel in zip(padded, kernels, strict=True))
        for kernels in dilated
    ]
    y = np.stack(maps)[:, ::row_step, ::col_step]
    return y if bias is None else y + bias[:, None, None]


def seen_by_definition(
    problem: Problem, rounding: str, *, is_max: bool
) -> list[list[tuple[int, int | None]]]:
    """What each pooling window sees, cell by cell: (index of the input cell, or None for a padded zero).

    A window that rounding up adds counts if it begins inside the input or the padding before it.
    """
    outputs: list[list[tuple[int, int | None]]] = []
    height, width = problem.x.shape[1:]
    for channel in range(len(problem.x)):
        for top in _starts(problem, 0, rounding):
            for left in _starts(problem, 1, rounding):
                seen: list[tuple[int, int | None]] = []
                for u, v in np.ndindex(*problem.w.shape[-2:]):
                    row, col = top + u * problem.dilation[0], left + v * problem.dilation[1]
                    if 0 <= row < height and 0 <= col < width:
                        cell = (channel * height + row) * width + col
                        seen.append((int(problem.x.flat[cell]), cell))
                    elif (
                        not is_max
                        and row < height + problem.padding[0][1]
                        and col < width + problem.padding[1][1]
                    ):
                        seen.append((0, None))
                outputs.append(seen)
    return outputs


def _starts(problem: Problem, axis: int, rounding: str) -> range:
    size, taps = problem.x.shape[axis + 1], problem.w.shape[axis + 2]
    before, after = problem.padding[axis]
    room = (size + before + after - ((taps - 1) * problem.dilation[axis] + 1)) / problem.stride[axis]
    count = (math.ceil(room) if rounding == "ceil" else math.floor(room)) + 1
    step = problem.stride[axis]
    return range(
        -before, min(-before + count * step, size) if rounding == "ceil" else -before + count * step, step
    )


def trace_of(mode: Any, problem: Problem, **options: Any) -> Trace:
    """The trace of a problem."""
    return trace(mode, problem.x, problem.w, **problem.sliding, **options)


def values_of(result: Trace) -> Array:
    """The output as an array."""
    return np.array(result.output.values).reshape(result.output.shape)


def disagreements(result: Trace) -> list[str]:
    """Where a trace contradicts itself: cells, products, partial sums, results."""
    found: list[str] = []
    source = result.operand(result.value_operand)
    grid = range(len(source.values)) if source.expanded is None else source.expanded.source
    weights = result.operand(result.weight_operand).values if result.weight_operand else None
    is_max = result.mode == "max_pool"
    for number, part in enumerate(result.reductions):
        total: Any = 0
        for index, term in enumerate(part.terms):
            cell, value, product = grid[term.value_at], term.value, _times(term.value, term.weight)
            so_far = max(total, product) if is_max else total + product
            total = so_far if index else product
            is_right = (
                cell != NO_DATA
                and value == (source.values[cell] if cell >= 0 else 0)
                and (
                    term.weight_at is None if weights is None else term.weight == weights[term.weight_at or 0]
                )
                and (term.product, term.partial_sum) == (product, total)
            )
            if not is_right:
                found.append(f"{number}: {term}")
        if part.bias is not None:
            total += part.bias
        if part.divisor is not None:
            total /= part.divisor
        if part.output != number or part.result != total or result.output.values[number] != total:
            found.append(f"{number}: {part.result} is not {total}")
    return found


def _times(value: Any, weight: Any) -> Any:
    return value * weight
