"""Over random geometries every trace equals an independent answer and never contradicts itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from app.conv.correlate import convolve_channels, correlate_channels
from app.explain.records import Trace
from app.explain.trace import trace
from tests.explain.problems import (
    Array,
    Problem,
    by_scipy,
    disagreements,
    problems,
    trace_of,
    values_of,
)


def differences(forward: Callable[[Array], Array], delta: Array, at: Array) -> Array:
    """Central finite differences of Σ delta · forward; exact on whole numbers, as ``forward`` is linear."""
    slopes = np.empty(at.shape, int)
    for cell in np.ndindex(*at.shape):
        step = np.zeros_like(at)
        step[cell] = 1
        slopes[cell] = ((forward(at + step) - forward(at - step)) * delta).sum() // 2
    return slopes


def turned(w: Array) -> Array:
    return w[..., ::-1, ::-1]


@given(problems())
def test_a_correlation_is_scipy_s(problem: Problem):
    result = trace_of("correlate", problem, bias=problem.bias)
    assert (values_of(result) == by_scipy(problem.x, problem, bias=problem.bias)).all()
    assert disagreements(result) == []


@given(problems())
def test_a_convolution_is_scipy_s_with_the_kernel_turned(problem: Problem):
    result = trace_of("convolve", problem)
    assert (values_of(result) == by_scipy(problem.x, problem, w=turned(problem.w))).all()
    assert disagreements(result) == []


@given(problems())
def test_the_last_sum_is_to_the_bit_what_the_engine_returns(problem: Problem):
    x, w, bias = problem.x / 7, problem.w / 3, problem.bias / 9
    for mode, engine in (("correlate", correlate_channels), ("convolve", convolve_channels)):
        result = trace(mode, x, w, bias=bias, **problem.sliding)  # type: ignore[arg-type]
        assert (values_of(result) == engine(x, w, bias, **problem.sliding)).all()
        assert disagreements(result) == []


@pytest.mark.parametrize("operation", ["correlate", "convolve"])
@given(problem=problems())
def test_every_gradient_is_the_finite_difference_of_a_random_linear_functional(operation, problem: Problem):
    turn = turned if operation == "convolve" else np.asarray
    y = by_scipy(problem.x, problem, bias=problem.bias)
    delta = problem.delta(y.shape)
    losses = {
        "gradient_input": (lambda x: by_scipy(x, problem, w=turn(problem.w)), problem.x),
        "gradient_kernel": (lambda w: by_scipy(problem.x, problem, w=turn(w)), problem.w),
        "gradient_bias": (lambda bias: by_scipy(problem.x, problem, bias=bias), problem.bias),
    }
    for mode, (forward, at) in losses.items():
        result = trace_of(mode, problem, delta=delta, operation=operation)
        assert values_of(result).tolist() == differences(forward, delta, at).tolist()
        assert disagreements(result) == []


@given(problems(is_transposed=True))
def test_a_transposed_convolution_is_the_transpose_of_scipy_s_matrix(problem: Problem):
    """Row by row: what the convolution makes of a basis vector, times x."""
    output_padding = (problem.seed % problem.stride[0], problem.seed // 7 % problem.stride[1])
    for operation in ("correlate", "convolve"):
        result = trace_of("transposed", problem, operation=operation, output_padding=output_padding)
        w = turned(problem.w) if operation == "convolve" else problem.w
        basis = np.eye(len(result.reductions), dtype=int).reshape(-1, *result.output.shape)
        expected = [(by_scipy(e, problem, w=w) * problem.x).sum() for e in basis]
        assert list(result.output.values) == expected
        assert disagreements(result) == []


@given(problems(is_transposed=True))
def test_scattering_meets_every_real_product_once_and_adds_up_to_the_same(problem: Problem):
    result = trace_of("transposed", problem)
    assert_scatters(result)
    rows, cols = by_scipy(np.zeros(result.output.shape, int), problem).shape[-2:]
    assert (rows, cols) == problem.x.shape[-2:]


@given(problems())
def test_a_gradient_scatters_likewise(problem: Problem):
    delta = problem.delta(by_scipy(problem.x, problem).shape)
    assert_scatters(trace_of("gradient_input", problem, delta=delta))


def assert_scatters(result: Trace) -> None:
    """Every product of a real input cell exactly once, in the input's order, with sums that agree."""
    operand = result.operand(result.value_operand)
    assert operand.expanded is not None
    source = operand.expanded.source
    real = {
        (number, index)
        for number, part in enumerate(result.reductions)
        for index, term in enumerate(part.terms)
        if source[term.value_at] >= 0
    }
    assert result.by_input is not None
    assert len(result.by_input) == len(real)
    assert set(result.by_input) == real
    cells = [source[result.reductions[number].terms[index].value_at] for number, index in result.by_input]
    assert cells == sorted(cells)
    sums: dict[int, Any] = {}
    for number, index in result.by_input:
        term = result.reductions[number].terms[index]
        sums[number] = sums.get(number, 0) + term.product
        assert sums[number] == term.partial_sum


@given(problems())
def test_the_window_of_a_gathered_output_starts_at_its_own_place_plus_the_padding(problem: Problem):
    delta = problem.delta(by_scipy(problem.x, problem).shape)
    result = trace_of("gradient_input", problem, delta=delta)
    expanded = result.operand("delta").expanded
    assert expanded is not None
    (top, _), (left, _) = problem.padding
    height, width = problem.x.shape[1:]
    for row, col in ((0, 0), (height - 1, width - 1)):
        first = result.reductions[row * width + col].terms[0].value_at
        assert divmod(first, expanded.shape[2]) == (row + top, col + left)


@pytest.mark.parametrize("mode", ["correlate", "convolve"])
def test_a_trace_counts_what_it_multiplies(mode):
    x, w = np.ones((3, 12, 12), int), np.ones((2, 3, 3, 3), int)
    result = trace(mode, x, w, padding="same")
    assert result.counts.multiplications == sum(len(part.terms) for part in result.reductions) == 7776
    assert result.counts.convolution_parameters == 54
    assert result.counts.dense_parameters == 3 * 144 * 2 * 144
