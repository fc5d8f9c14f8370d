"""What is copied as NumPy runs, and gives the very numbers that were shown."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest

from app.signals.continuous import continuous
from app.signals.density import density
from app.signals.dice import dice
from app.signals.integer import integer
from app.signals.moving_average import moving_average
from app.signals.polynomial import polynomial
from app.signals.sequence import sequence

ANSWERS = [
    (polynomial([3, -2, 1], [-5, 4]), "r"),
    (polynomial([0.5, -2], [1, 0, 0.25]), "r"),
    (integer("125", "47"), "columns"),
    (sequence(), "r"),
    (sequence([1, -2, 3.5, 4], [2, 0, 1], "correlate", [1, 2], 2), "r"),
    (sequence([1, -2, 3.5, 4], [2, 7], "convolve", "same", 3), "r"),
    (moving_average("tone", weights="binomial", window=7), "average"),
    (moving_average("steps", padding="valid"), "average"),
    (density(), "estimate"),
    (density(kernel="box", bandwidth=1.0, cells=20), "estimate"),
    (density(kernel="triangle", cells=50), "estimate"),
    (continuous("triangle", "exponential", 8), "integral"),
]


@pytest.mark.parametrize(("answer", "name"), ANSWERS, ids=map(str, count()))
def test_the_program_reproduces_the_result(answer, name):
    scope: dict = {}
    exec(compile(answer.numpy, "export", "exec"), scope)
    assert np.asarray(scope[name], float) == pytest.approx(
        np.array(answer.trace.output.values, float), abs=1e-7
    )


def test_the_program_of_the_integers_ends_with_the_product():
    scope: dict = {}
    exec(compile(integer("999999999999", "987654321").numpy, "export", "exec"), scope)
    assert scope["product"] == 999999999999 * 987654321


def test_the_program_of_the_dice_gives_the_probabilities():
    answer = dice(3, [1, 1, 1, 1, 1, 5])
    scope: dict = {}
    exec(compile(answer.numpy, "export", "exec"), scope)
    assert scope["probability"] == pytest.approx(answer.details.stages[-1].probabilities)


@pytest.mark.parametrize(("answer", "_"), ANSWERS, ids=map(str, count()))
def test_formulas_are_balanced_and_speak_no_language(answer, _):
    for latex in (answer.latex, *(formula.latex for formula in answer.formulas)):
        assert latex.count("{") == latex.count("}")
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in latex)
