"""PyTorch's layers and what its autograd sends back, against the traces."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.explain.records import Trace
from app.explain.trace import trace
from tests.explain.problems import Array, Problem, problems, trace_of, values_of

pytestmark = pytest.mark.torch
roundings = st.sampled_from(["floor", "ceil"])


def leaf(array: Array) -> Any:
    torch = pytest.importorskip("torch")
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def agree(result: Trace, tensor: Any) -> bool:
    expected = tensor.detach().numpy()
    return result.output.shape == expected.shape and np.allclose(
        values_of(result), expected, rtol=1e-12, atol=0
    )


def symmetric(problem: Problem) -> Problem:
    """PyTorch pads both ends alike."""
    (top, _), (left, _) = problem.padding
    padding = ((top, top), (left, left))
    return Problem(
        problem.x, problem.w, problem.bias, problem.stride, padding, problem.dilation, problem.seed
    )


def fits(problem: Problem) -> bool:
    """Whether any window fits, now that both ends are padded alike."""
    return all(
        size + 2 * padding[0] > (taps - 1) * spacing
        for size, taps, padding, spacing in zip(
            problem.x.shape[1:], problem.w.shape[2:], problem.padding, problem.dilation, strict=True
        )
    )


@given(problems())
def test_conv2d_forward_and_all_three_gradients(problem: Problem):
    functional: Any = pytest.importorskip("torch").nn.functional
    problem = symmetric(problem)
    assume(fits(problem))
    x, w, bias = leaf(problem.x), leaf(problem.w), leaf(problem.bias)
    padding = tuple(before for before, _ in problem.padding)
    y = functional.conv2d(x, w, bias, problem.stride, padding, problem.dilation)
    delta = problem.delta(tuple(y.shape))
    y.backward(leaf(delta).detach())
    assert agree(trace_of("correlate", problem, bias=problem.bias), y)
    for mode, tensor in (("gradient_input", x), ("gradient_kernel", w), ("gradient_bias", bias)):
        assert agree(trace_of(mode, problem, delta=delta), tensor.grad)


@given(problems(is_transposed=True))
def test_conv_transpose2d_with_output_padding(problem: Problem):
    functional: Any = pytest.importorskip("torch").nn.functional
    problem = symmetric(problem)
    extra = (problem.seed % problem.stride[0], problem.seed // 7 % problem.stride[1])
    padding = tuple(before for before, _ in problem.padding)
    axes = zip(problem.x.shape[1:], problem.stride, problem.w.shape[2:], problem.dilation, strict=True)
    whole = [(size - 1) * step + (taps - 1) * spacing + 1 for size, step, taps, spacing in axes]
    assume(all(side + more > 2 * cut for side, more, cut in zip(whole, extra, padding, strict=True)))
    x, w, bias = leaf(problem.x), leaf(problem.w), leaf(problem.bias)
    y = functional.conv_transpose2d(x, w, bias, problem.stride, padding, extra, 1, problem.dilation)
    result = trace_of("transposed", problem, bias=problem.bias, output_padding=extra)
    assert agree(result, y)


@given(problems(), roundings)
def test_max_pool2d_forward_and_backward(problem: Problem, rounding):
    functional: Any = pytest.importorskip("torch").nn.functional
    problem = symmetric(problem)
    assume(fits(problem) and is_within_half(problem))
    x = leaf(problem.x)
    padding = tuple(before for before, _ in problem.padding)
    y = functional.max_pool2d(
        x, problem.w.shape[2:], problem.stride, padding, problem.dilation, ceil_mode=rounding == "ceil"
    )
    assume(bool(y.isfinite().all()))  # a window without any data has no maximum
    delta = problem.delta(tuple(y.shape))
    y.backward(leaf(delta).detach())
    assert agree(trace_of("max_pool", problem, rounding=rounding), y)
    assert agree(trace_of("max_pool_backward", problem, rounding=rounding, delta=delta), x.grad)


@given(problems(), roundings)
def test_avg_pool2d_forward_and_backward(problem: Problem, rounding):
    functional: Any = pytest.importorskip("torch").nn.functional
    problem = symmetric(problem)
    problem = Problem(
        problem.x, problem.w, problem.bias, problem.stride, problem.padding, (1, 1), problem.seed
    )
    assume(fits(problem) and is_within_half(problem))
    x = leaf(problem.x)
    padding = tuple(before for before, _ in problem.padding)
    y = functional.avg_pool2d(x, problem.w.shape[2:], problem.stride, padding, ceil_mode=rounding == "ceil")
    delta = problem.delta(tuple(y.shape))
    y.backward(leaf(delta).detach())
    assert agree(trace_of("average_pool", problem, rounding=rounding), y)
    result = trace_of("average_pool_backward", problem, rounding=rounding, delta=delta)
    assert np.allclose(values_of(result), x.grad.numpy(), rtol=1e-12, atol=1e-12)


def is_within_half(problem: Problem) -> bool:
    """PyTorch's own limit: padding of at most half of the kernel."""
    return all(
        before <= taps // 2 for (before, _), taps in zip(problem.padding, problem.w.shape[2:], strict=True)
    )


def test_global_average_is_adaptive_avg_pool2d_to_one_cell():
    functional: Any = pytest.importorskip("torch").nn.functional
    x = np.array([[[1, 2, 6], [4, -5, 0]], [[7, 0, 0], [1, 1, 1]]])
    assert agree(
        trace("global_average_pool", x, np.zeros((1, 1, 1, 1))), functional.adaptive_avg_pool2d(leaf(x), 1)
    )
