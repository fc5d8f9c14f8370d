"""Pooling forward and backward: by hand, and cell by cell from the definition."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.conv.errors import DomainError
from app.explain.records import NO_DATA, PADDING_ZERO
from app.explain.trace import trace
from tests.explain.problems import Problem, disagreements, problems, seen_by_definition, trace_of

X = [[[1, 5, 2], [5, 0, 3], [4, 4, 6]]]
TWO = np.zeros((1, 1, 2, 2), int)
roundings = st.sampled_from(["floor", "ceil"])


def test_d1_the_largest_of_each_window_with_the_running_maximum_and_its_first_winner():
    result = trace("max_pool", X, TWO)
    assert result.output.values == (5, 5, 5, 6)
    first = result.reductions[0]
    assert [(term.value, term.weight, term.partial_sum) for term in first.terms] == [
        (1, 1, 1),
        (5, 1, 5),
        (5, 1, 5),
        (0, 1, 5),
    ]
    assert [part.winner for part in result.reductions] == [1, 0, 0, 3]


def test_d1_the_mean_of_each_window_is_its_sum_divided_by_the_number_of_its_cells():
    result = trace("average_pool", X, TWO)
    assert result.output.values == (11 / 4, 10 / 4, 13 / 4, 13 / 4)
    last = result.reductions[3]
    assert [term.partial_sum for term in last.terms] == [0, 3, 7, 13]
    assert (last.divisor, last.result) == (4, 3.25)


def test_d1_rounding_up_plays_the_windows_that_reach_beyond_the_edge():
    result = trace("max_pool", X, TWO, stride=(2, 2), rounding="ceil")
    assert result.output.shape == (1, 2, 2)  # ⌈(3 − 2)/2⌉ + 1
    assert result.output.values == (5, 3, 4, 6)
    expanded = result.operand("x").expanded
    assert expanded is not None
    assert expanded.shape == (1, 4, 4)
    assert [expanded.source[at] for at in (3, 7, 11, 12, 15)] == [NO_DATA] * 5
    mean = trace("average_pool", X, TWO, stride=(2, 2), rounding="ceil")
    assert mean.output.values == (11 / 4, 5 / 2, 8 / 2, 6)
    assert [part.divisor for part in mean.reductions] == [4, 2, 2, 1]


def test_rounding_down_leaves_the_last_row_and_column_out():
    assert trace("max_pool", X, TWO, stride=(2, 2)).output.values == (5,)


def test_padding_is_zeros_to_an_average_and_no_data_to_a_maximum():
    negative = [[[-1, -2]]]
    kernel = np.zeros((1, 1, 1, 2))
    mean = trace("average_pool", negative, kernel, padding=((0, 0), (1, 0)))
    assert mean.output.values == (-1 / 2, -3 / 2)
    largest = trace("max_pool", negative, kernel, padding=((0, 0), (1, 0)))
    assert largest.output.values == (-1, -1)
    for result, kind in ((mean, PADDING_ZERO), (largest, NO_DATA)):
        expanded = result.operand("x").expanded
        assert expanded is not None
        assert expanded.source == (kind, 0, 1)


def test_d2_a_maximum_sends_delta_to_its_winner_the_first_of_equals():
    result = trace("max_pool_backward", X, TWO, delta=[[[10, 20], [30, 40]]])
    # Both windows of the upper row see the 5 at (0, 1); the lower left one the 5 at (1, 0).
    assert result.output.values == (0, 30, 0, 30, 0, 0, 0, 0, 40)
    assert [(term.value, term.weight, term.product) for term in result.reductions[1].terms] == [
        (10, 1, 10),
        (20, 1, 20),
    ]
    assert [term.value_at for term in result.reductions[4].terms] == [0, 1, 2, 3]
    assert [term.weight for term in result.reductions[4].terms] == [0, 0, 0, 0]


def test_d2_an_average_spreads_delta_evenly():
    result = trace("average_pool_backward", X, TWO, delta=[[[4, 8], [12, 20]]])
    assert result.output.values == (1, 3, 2, 4, 11, 7, 3, 8, 5)
    assert [(term.value, term.weight) for term in result.reductions[4].terms] == [
        (4, 0.25),
        (8, 0.25),
        (12, 0.25),
        (20, 0.25),
    ]


def test_d2_a_cell_no_window_sees_has_no_terms_and_receives_nothing():
    result = trace("max_pool_backward", X, TWO, stride=(2, 2), delta=[[[7]]])
    assert result.output.values == (0, 7, 0, 0, 0, 0, 0, 0, 0)
    assert result.reductions[8].terms == ()


def test_d3_global_average_pooling_looks_at_everything_at_once_channel_by_channel():
    result = trace("global_average_pool", [[[1, 2, 6]], [[4, -5, 0]]], TWO)
    assert result.output.shape == (2, 1, 1)
    assert result.output.values == (3, -1 / 3)
    assert result.geometry.kernel == (1, 3)


@given(problems(), roundings)
def test_a_maximum_is_the_definition_s_with_or_without_rounding_up(problem: Problem, rounding):
    seen = seen_by_definition(problem, rounding, is_max=True)
    assume(all(seen))
    result = trace_of("max_pool", problem, rounding=rounding)
    assert list(result.output.values) == [max(value for value, _ in window) for window in seen]
    assert disagreements(result) == []


@given(problems(), roundings)
def test_an_average_is_the_definition_s_with_or_without_rounding_up(problem: Problem, rounding):
    seen = seen_by_definition(problem, rounding, is_max=False)
    result = trace_of("average_pool", problem, rounding=rounding)
    assert list(result.output.values) == [sum(value for value, _ in window) / len(window) for window in seen]
    assert disagreements(result) == []


@given(problems(), roundings)
def test_what_comes_back_through_a_maximum_is_its_finite_difference(problem: Problem, rounding):
    # All values different, so that the winner does not change within a step of ¼.
    x = np.random.default_rng(problem.seed).permutation(problem.x.size).reshape(problem.x.shape)
    problem = Problem(x, problem.w, problem.bias, problem.stride, problem.padding, problem.dilation)
    seen = seen_by_definition(problem, rounding, is_max=True)
    assume(all(seen))
    forward = trace_of("max_pool", problem, rounding=rounding)
    delta = problem.delta(forward.output.shape)
    expected = []
    for moved in range(x.size):
        ends = [
            sum(
                d * max(value + (step if cell == moved else 0) for value, cell in window)
                for d, window in zip(delta.flat, seen, strict=True)
            )
            for step in (0.25, -0.25)
        ]
        expected.append((ends[0] - ends[1]) / 0.5)
    result = trace_of("max_pool_backward", problem, rounding=rounding, delta=delta)
    assert list(result.output.values) == expected
    assert disagreements(result) == []


@given(problems(), roundings)
def test_what_comes_back_through_an_average_is_every_window_s_share(problem: Problem, rounding):
    seen = seen_by_definition(problem, rounding, is_max=False)
    delta = problem.delta(trace_of("average_pool", problem, rounding=rounding).output.shape)
    expected: dict[int | None, float] = defaultdict(float)
    for d, window in zip(delta.flat, seen, strict=True):
        for _, cell in window:
            expected[cell] += d / len(window)
    result = trace_of("average_pool_backward", problem, rounding=rounding, delta=delta)
    assert list(result.output.values) == pytest.approx([expected[cell] for cell in range(problem.x.size)])
    assert disagreements(result) == []


def test_a_maximum_of_nothing_and_a_maximum_of_letters_are_refused():
    with pytest.raises(DomainError, match="window_without_data"):
        trace("max_pool", [[[1]]], np.zeros((1, 1, 2, 2)), padding=1, dilation=(2, 2))
    with pytest.raises(DomainError, match="letters_not_allowed"):
        trace("max_pool", [[["a"]]], np.zeros((1, 1, 1, 1)))
