"""Polynomials and integers: the decks' numbers, and Python's own arithmetic."""

from __future__ import annotations

from fractions import Fraction
from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.conv.errors import DomainError
from app.signals.integer import integer
from app.signals.polynomial import evaluate, polynomial, written

coefficients = st.lists(st.integers(-999, 999), min_size=1, max_size=12)


def test_deck_five_multiplies_its_first_two_polynomials():
    answer = polynomial([3, -2, 1], [-5, 4])
    assert answer.trace.output.values == (-15, 22, -13, 4)
    assert answer.formulas[0].latex == (
        r"\left(3 - 2x + x^{2}\right)\left(-5 + 4x\right) = -15 + 22x - 13x^{2} + 4x^{3}"
    )
    assert answer.labels.y == ("1", "x", "x²", "x³")


def test_deck_five_multiplies_its_second_pair():
    answer = polynomial([1, 0, 2], [0, 1, 2, 3])
    assert answer.trace.output.values == (0, 1, 2, 5, 4, 6)
    assert answer.formulas[0].latex.startswith(r"\left(1 + 2x^{2}\right)\left(x + 2x^{2} + 3x^{3}\right)")


def test_the_proof_evaluates_both_sides_at_two():
    proof = polynomial([3, -2, 1], [-5, 4]).proof
    assert (proof.values["p"], proof.values["q"], proof.values["r"]) == ("3", "3", "9")
    assert proof.largest_error == 0


@given(p=coefficients, q=coefficients)
def test_the_product_is_numpys_and_agrees_everywhere(p, q):
    r = polynomial(p, q).trace.output.values
    assert list(r) == np.convolve(p, q).tolist()
    for x in (-3, Fraction(1, 2), 7):
        left = sum(c * x**i for i, c in enumerate(p)) * sum(c * x**i for i, c in enumerate(q))
        assert sum(c * x**i for i, c in enumerate(r)) == left


def test_decimals_are_evaluated_as_they_were_typed():
    assert evaluate((0.1, 0.2), 1) == Fraction(3, 10)


@pytest.mark.parametrize(
    ("row", "text"),
    [((0, 0), "0"), ((-1, 1), "-1 + x"), ((0, -1), "-x"), ((0, 0, 2.5), "2.5x^{2}"), ((1,), "1")],
)
def test_a_polynomial_is_written_as_in_a_book(row, text):
    assert written(row) == text


def test_deck_five_carries_to_5875():
    answer = integer("125", "47")
    assert answer.trace.operands[0].values == (5, 2, 1)
    assert answer.trace.operands[1].values == (7, 4)
    assert answer.trace.output.values == (35, 34, 15, 4)
    steps = [(c.column, c.carry_in, c.total, c.digit, c.carry_out) for c in answer.details.carries]
    assert steps == [(35, 0, 35, 5, 3), (34, 3, 37, 7, 3), (15, 3, 18, 8, 1), (4, 1, 5, 5, 0)]
    assert answer.details.product == "5875"


@given(a=st.integers(0, 10**12 - 1), b=st.integers(0, 10**12 - 1))
def test_the_product_of_any_two_is_pythons(a, b):
    answer = integer(a, str(b))
    assert answer.details.product == str(a * b)
    assert answer.proof.largest_error == 0
    for one in answer.details.carries:
        assert one.total == one.column + one.carry_in == 10 * one.carry_out + one.digit


@pytest.mark.parametrize("text", ["1 250", "1,250", "１２５０", "001250", "1_250"])
def test_digits_are_read_however_they_are_grouped(text):
    assert integer(text, 2).details.product == "2500"


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ("", "integer_empty"),
        (None, "integer_empty"),
        ("12a", "integer_not_digits"),
        ("1.5", "integer_not_digits"),
        (1.5, "integer_not_digits"),
        (True, "integer_not_digits"),
        ("−12", "integer_negative"),
        ("9" * 13, "integer_too_long"),
        (10**5000, "integer_too_long"),
        ([1], "integer_not_digits"),
        ("Ⅻ", "integer_not_digits"),
    ],
    ids=map(str, count()),
)
def test_what_is_no_number_of_twelve_digits_is_refused(given_, code):
    with pytest.raises(DomainError) as refused:
        integer("125", given_)
    assert (refused.value.code, refused.value.field) == (code, "b")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ([], "signal_empty"),
        ("abc", "signal_not_a_list"),
        ([1] * 13, "signal_too_long"),
        ([1, "x"], "signal_not_a_number"),
        ([1, ""], "signal_not_a_number"),
        ([float("nan")], "signal_not_a_number"),
        ([1e7], "signal_number_too_large"),
        ([10**5000], "signal_number_too_large"),
        ([True], "signal_not_a_number"),
        ([None], "signal_not_a_number"),
    ],
    ids=map(str, count()),
)
def test_what_is_no_list_of_numbers_is_refused(row, code):
    with pytest.raises(DomainError) as refused:
        polynomial([1, 2], row)
    assert refused.value.code == code
    assert refused.value.field.startswith("q")
