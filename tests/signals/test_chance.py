"""Sums of dice and density estimates: exact fractions, and the sum of hills itself."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gaussian_kde

from app.conv.errors import DomainError
from app.signals.density import density, evaluate
from app.signals.dice import count_ways, dice


def test_two_dice_make_the_triangle_of_deck_five():
    answer = dice(2)
    assert answer.trace.output.values == (1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1)
    last = answer.details.stages[-1]
    assert last.totals == tuple(range(2, 13))
    assert (last.fractions[0], last.fractions[5], last.reduced[5]) == ("1/36", "6/36", "1/6")
    assert (answer.details.mean, answer.details.variance) == ("7", "35/6")


@given(
    weights=st.lists(st.integers(0, 9), min_size=6, max_size=6).filter(any),
    number=st.integers(2, 4),
)
def test_the_probabilities_of_any_dice_add_up_to_one_and_are_those_of_counting(weights, number):
    last = dice(number, weights).details.stages[-1]
    assert sum(map(Fraction, last.reduced)) == 1
    assert list(last.ways) == count_ways(weights, number)


def test_a_loaded_die_leans_to_its_side():
    assert dice(2, [1, 1, 1, 1, 1, 5]).details.stages[1].ways == (1, 2, 3, 4, 5, 14, 13, 12, 11, 10, 25)


def test_the_stage_that_is_played_adds_one_die_to_those_before():
    answer = dice(4, stage=3)
    assert answer.trace.operands[0].values == (1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1)
    assert answer.trace.output.values == answer.details.stages[2].ways
    assert len(answer.details.stages) == 4


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"dice": 6}, "number_out_of_range"),
        ({"dice": 1}, "number_out_of_range"),
        ({"dice": 2, "stage": 3}, "number_out_of_range"),
        ({"weights": [1] * 5}, "dice_faces"),
        ({"weights": [0] * 6}, "dice_weights_zero"),
        ({"weights": [1, 1, -1, 1, 1, 1]}, "dice_weight"),
        ({"weights": [1, 1, 100, 1, 1, 1]}, "dice_weight"),
        ({"weights": [1, 1, 0.5, 1, 1, 1]}, "signal_not_whole"),
    ],
)
def test_dice_that_cannot_be_thrown_are_refused(request_, code):
    with pytest.raises(DomainError) as refused:
        dice(**request_)
    assert refused.value.code == code


def test_points_on_the_grid_give_the_exact_density_at_the_grid():
    answer = density([2, 3.5, 3.5, 8], "triangle", 1.0, 20)
    assert answer.details.largest_error < 1e-12
    at_three_and_a_half = answer.details.grid.index(3.5)
    assert answer.trace.output.values[at_three_and_a_half] == pytest.approx(
        0.5
    )  # two of four hills of height 1


def test_the_exact_sum_is_scipys_gaussian_estimate():
    points = [2, 2.6, 3.1, 5.4, 6.8, 7.1, 7.3]
    answer = density(points, "gaussian", 0.6)
    # SciPy's factor multiplies the standard deviation of the data.
    expected = gaussian_kde(points, bw_method=0.6 / np.std(points, ddof=1))(np.array(answer.details.exact.x))
    assert np.array(answer.details.exact.y) == pytest.approx(expected, abs=2e-5)


@pytest.mark.parametrize("kernel", ["gaussian", "box", "triangle"])
def test_every_kernel_has_area_one(kernel):
    u = np.linspace(-12, 12, 240_001)
    assert np.trapezoid(evaluate(kernel, u, 0.75), u) == pytest.approx(1, abs=1e-4)


def test_finer_cells_come_nearer_to_the_exact_sum():
    points = [1.13, 4.41, 4.87, 7.72]
    coarse, fine = (density(points, "gaussian", 1.0, cells).details.largest_error for cells in (20, 50))
    assert fine < coarse


@given(
    points=st.lists(st.floats(0, 10), min_size=1, max_size=8),
    kernel=st.sampled_from(["gaussian", "box", "triangle"]),
)
def test_the_convolution_is_the_sum_of_the_hills_on_the_cells(points, kernel):
    assert density(points, kernel, 0.7).proof.largest_error < 1e-9


@pytest.mark.parametrize(
    ("request_", "code", "field"),
    [
        ({"points": [1, 11]}, "density_point_outside", "points.1"),
        ({"points": []}, "signal_empty", "points"),
        ({"points": [5] * 25}, "signal_too_long", "points"),
        ({"kernel": "star"}, "choice_unknown", "kernel"),
        ({"bandwidth": 0}, "number_out_of_range", "bandwidth"),
        ({"bandwidth": float("nan")}, "number_out_of_range", "bandwidth"),
        ({"cells": 30}, "choice_unknown", "cells"),
    ],
)
def test_a_density_that_cannot_be_drawn_is_refused(request_, code, field):
    with pytest.raises(DomainError) as refused:
        density(**request_)
    assert (refused.value.code, refused.value.field) == (code, field)
