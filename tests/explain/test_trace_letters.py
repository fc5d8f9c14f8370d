"""Letters instead of numbers: the deck's im2col and col2im example, letter by letter."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.explain.symbol import Expression
from app.explain.trace import trace
from tests.explain.problems import disagreements

X = [[["a", "b", "c"], ["d", "e", "f"], ["g", "h", "j"]]]
W = [[[["w", "x"], ["y", "z"]]]]
DELTA = [[["δ_p", "δ_q"], ["δ_r", "δ_s"]]]


def letter(name: str, order: int = 0) -> Expression:
    return Expression.letter(name, order)


a, b, c = letter("a"), letter("b"), letter("c")


def test_b11_forward_says_p_equals_aw_plus_bx_plus_dy_plus_ez():
    result = trace("correlate", X, W)
    assert result.is_symbolic
    assert result.output.values == (
        "aw + bx + dy + ez",
        "bw + cx + ey + fz",
        "dw + ex + gy + hz",
        "ew + fx + hy + jz",
    )
    terms = result.reductions[0].terms
    assert [term.product for term in terms] == ["aw", "bx", "dy", "ez"]
    assert [term.partial_sum for term in terms] == ["aw", "aw + bx", "aw + bx + dy", "aw + bx + dy + ez"]
    assert (terms[1].value, terms[1].weight) == ("b", "x")


def test_b11_a_convolution_proper_turns_the_letters_of_the_kernel():
    assert trace("convolve", X, W).output.values[0] == "az + by + dx + ew"


def test_b11_delta_of_the_input_is_what_col2im_adds_up():
    result = trace("gradient_input", X, W, delta=DELTA)
    assert result.output.values == (
        "wδ_p",
        "wδ_q + xδ_p",
        "xδ_q",
        "wδ_r + yδ_p",
        "wδ_s + xδ_r + yδ_q + zδ_p",
        "xδ_s + zδ_q",
        "yδ_r",
        "yδ_s + zδ_r",
        "zδ_s",
    )
    assert (result.output.id, result.output.law) == ("dx", "delta")


def test_b11_the_corner_meets_the_turned_kernel_and_three_padded_zeros():
    corner = trace("gradient_input", X, W, delta=DELTA).reductions[0]
    assert [(term.value, term.weight, term.product) for term in corner.terms] == [
        (0, "z", 0),
        (0, "y", 0),
        (0, "x", 0),
        ("δ_p", "w", "wδ_p"),
    ]


def test_b11_the_centre_is_added_up_in_the_same_sequence_whoever_counts():
    result = trace("gradient_input", X, W, delta=DELTA)
    sums = ["zδ_p", "yδ_q + zδ_p", "xδ_r + yδ_q + zδ_p", "wδ_s + xδ_r + yδ_q + zδ_p"]
    assert [term.partial_sum for term in result.reductions[4].terms] == sums
    assert result.by_input is not None
    scattered = [result.reductions[4].terms[term].partial_sum for part, term in result.by_input if part == 4]
    assert scattered == sums


def test_b11_the_gradient_of_a_weight_adds_every_pair_that_shares_it():
    result = trace("gradient_kernel", X, W, delta=DELTA)
    assert result.output.values == (
        "aδ_p + bδ_q + dδ_r + eδ_s",
        "bδ_p + cδ_q + eδ_r + fδ_s",
        "dδ_p + eδ_q + gδ_r + hδ_s",
        "eδ_p + fδ_q + hδ_r + jδ_s",
    )
    flipped = trace("gradient_kernel", X, W, delta=DELTA, operation="convolve")
    assert flipped.output.values == result.output.values[::-1]


def test_b11_the_gradient_of_the_bias_is_the_sum_of_delta():
    assert trace("gradient_bias", X, W, delta=DELTA).output.values == ("δ_p + δ_q + δ_r + δ_s",)


def test_a_bias_joins_as_a_letter_at_its_place_after_the_products():
    assert trace("correlate", X, W, bias=["β"]).output.values[0] == "aw + bx + dy + ez + β"
    assert trace("correlate", X, W, bias=[3]).output.values[0] == "aw + bx + dy + ez + 3"


def test_numbers_among_letters_stay_numbers_and_zeros_vanish():
    result = trace("correlate", X, [[[[2, 0], [-1, 1]]]], padding=((1, 0), (1, 0)))
    assert result.output.values == (
        "a",
        "−a + b",
        "−b + c",
        "d",
        "2a − d + e",
        "2b − e + f",
        "g",
        "2d − g + h",
        "2e − h + j",
    )
    assert result.reductions[0].terms[0].value == 0
    assert disagreements_of_numbers() == []


def disagreements_of_numbers() -> list[str]:
    return disagreements(trace("correlate", np.arange(9).reshape(1, 3, 3), [[[[2, 0], [-1, 1]]]], padding=1))


def test_a_letter_met_twice_is_the_same_letter():
    assert trace("correlate", [[["a", "a"]]], [[[["w", "w"]]]]).output.values == ("2aw",)
    assert trace("correlate", [[["a", 3]]], [[[["a", "w"]]]]).output.values == ("a² + 3w",)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (a * b + b * c, "ab + bc"),
        (b * a, "ab"),
        (a + a, "2a"),
        (a - a, "0"),
        (0 * a, "0"),
        (1 * a * 1, "a"),
        (0 + a, "a"),
        (a * a * b, "a²b"),
        (-a + 2, "−a + 2"),
        (3 - b, "−b + 3"),
        (a * Fraction(1, 4), "1/4 a"),
        (a * 0.5, "0.5a"),
        ((a + b) * (a - b), "a² − b²"),
        (letter("w", 0) * letter("δ_p", 1), "wδ_p"),
        (letter("δ_p", 1) * letter("w", 0), "wδ_p"),
        (letter("z", 0) + letter("a", 1), "z + a"),
    ],
)
def test_an_expression_prints_as_one_would_write_it(expression, text):
    assert str(expression) == text


def test_expressions_are_equal_when_they_say_the_same():
    assert a * b + c == c + b * a
    assert hash(a * b + c) == hash(c + b * a)
    assert a - a == 0
    assert hash(a - a) == hash(0)
    assert a * 0 + 5 == 5
    assert a != b
    assert a != "a"
    assert repr(a + b) == "Expression(a + b)"


coefficients = st.integers(-3, 3)
polynomials = st.lists(
    st.tuples(coefficients, st.sampled_from([a, b, c, a * b, b * b, a - a + 1])), max_size=4
).map(lambda parts: sum((number * part for number, part in parts), a - a))


@given(polynomials, polynomials, polynomials)
def test_letters_obey_the_laws_of_numbers(p, q, r):
    assert p + q == q + p
    assert p * q == q * p
    assert (p + q) + r == p + (q + r)
    assert (p * q) * r == p * (q * r)
    assert p * (q + r) == p * q + p * r
    assert str(p + q) == str(q + p)
    assert p - p == 0
