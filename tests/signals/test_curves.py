"""The moving average, the integral with its sums, and any two sequences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from app.conv.errors import DomainError
from app.signals.continuous import continuous
from app.signals.moving_average import make_weights, moving_average
from app.signals.sequence import sequence
from app.signals.shapes import CLOSED_FORMS, SHAPES, convolution_at

pairs = [(f, g) for f in SHAPES for g in SHAPES]


def test_an_average_of_three_worked_by_hand():
    answer = moving_average("typed", values=[3, 6, 0, 9, 1], window=3, padding="valid")
    assert answer.trace.output.values == (3, 5, 10 / 3)
    assert answer.labels.y == ("2", "3", "4")  # below the middle of each window


def test_at_the_ends_the_zeros_pull_the_average_down():
    answer = moving_average("typed", values=[6, 6, 6, 6], window=3, padding="same")
    assert answer.trace.output.values == (4, 6, 6, 4)
    assert answer.details.edge == (1, 1)


@pytest.mark.parametrize(("padding", "length"), [("valid", 44), ("full", 52), ("same", 48)])
def test_48_numbers_under_a_window_of_5_have_the_three_lengths(padding, length):
    assert len(moving_average(padding=padding).trace.reductions) == length


def test_the_same_seed_gives_the_same_noise_and_another_seed_another():
    first, again, other = (moving_average(seed=seed).trace.operands[0].values for seed in (7, 7, 8))
    assert first == again != other


@pytest.mark.parametrize("signal", ["noisy", "tone", "steps"])
def test_averaging_smooths_every_signal(signal):
    details = moving_average(signal, window=7).details
    assert details.roughness_after < details.roughness_before / 2


def test_the_weights_are_those_of_the_books():
    assert make_weights("triangular", 5) == (1, 2, 3, 2, 1)
    assert make_weights("triangular", 4) == (1, 2, 2, 1)
    assert make_weights("binomial", 5) == (1, 4, 6, 4, 1)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"window": 16}, "number_out_of_range"),
        ({"window": 0}, "number_out_of_range"),
        ({"seed": -1}, "number_out_of_range"),
        ({"signal": "typed", "values": [1, 2], "window": 3, "padding": "valid"}, "number_out_of_range"),
        ({"signal": "typed"}, "signal_not_a_list"),
        ({"signal": "loud"}, "choice_unknown"),
        ({"padding": [1, 1]}, "choice_unknown"),
        ({"weights": "typed", "kernel": [1, -1]}, "average_weights_zero"),
        ({"weights": "typed", "kernel": [0.5]}, "signal_not_whole"),
    ],
)
def test_an_average_that_cannot_be_taken_is_refused(request_, code):
    with pytest.raises(DomainError) as refused:
        moving_average(**request_)
    assert refused.value.code == code


@pytest.mark.parametrize(("f", "g"), pairs)
def test_the_exact_convolution_is_that_of_numerical_integration(f, g):
    first, second = SHAPES[f], SHAPES[g]
    for t in (0.3, 0.9, 1.4, 2.6, 3.7, 4.8):
        edges = sorted(
            {e for p in first.pieces for e in (p.low, p.high)}
            | {t - e for p in second.pieces for e in (p.low, p.high)}
        )
        inside = [edge for edge in edges if 0 < edge < first.high]
        expected, _ = quad(
            lambda tau, t=t: first(tau) * second(t - tau), 0, first.high, points=inside or None
        )
        assert convolution_at(first, second, t) == pytest.approx(expected, abs=1e-8)


def test_box_with_box_is_the_triangle_and_its_sums_are_exact():
    answer = continuous("box", "box", 4)
    assert answer.trace.output.values == (0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25)
    assert answer.details.t == (0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75)
    assert answer.details.largest_error == 0


def test_half_the_step_leaves_a_quarter_of_the_error():
    errors = {one.samples: one.largest_error for one in continuous("box", "exponential").details.errors}
    assert errors[2] / errors[4] == pytest.approx(4, rel=0.05)
    assert errors[5] / errors[10] == pytest.approx(4, rel=0.02)


def test_the_shaded_area_is_the_result():
    answer = continuous("triangle", "exponential", 10)
    for product, exact in zip(answer.details.products, answer.details.exact_at, strict=True):
        assert np.trapezoid(product.y, product.x) == pytest.approx(exact, abs=2e-3)


def test_g_is_sent_reversed_to_be_slid_only():
    details = continuous("box", "ramp").details
    assert details.g.x[-1] == -details.g_reversed.x[0] == 1
    assert details.g.y == details.g_reversed.y[::-1]


@pytest.mark.parametrize("pair", CLOSED_FORMS)
def test_the_printed_formulas_are_the_exact_convolution(pair):
    words = {
        "e^{1-t}": "exp(1-t)",
        "e^{-t}": "exp(-t)",
        "e^{-4}": "exp(-4)",
        "(e-1)": "(exp(1)-1)*",
        "\\,": "*",
        "^2": "**2",
        "3t": "3*t",
    }
    for low, high, formula in CLOSED_FORMS[pair]:
        text = formula.replace(r"\tfrac12", "0.5*").replace(r"\tfrac14", "0.25*").replace(r"\tfrac32", "1.5")
        for latex, python in words.items():
            text = text.replace(latex, python)
        for t in np.linspace(low, high, 5)[1:-1]:
            value = eval(text.rstrip("*"), {"exp": np.exp, "t": t})
            assert value == pytest.approx(convolution_at(SHAPES[pair[0]], SHAPES[pair[1]], t)), formula


@pytest.mark.parametrize(
    ("request_", "field"), [({"f": "sine"}, "f"), ({"g": 3}, "g"), ({"samples": 3}, "samples")]
)
def test_a_function_that_is_not_known_is_refused(request_, field):
    with pytest.raises(DomainError) as refused:
        continuous(**request_)
    assert (refused.value.code, refused.value.field) == ("choice_unknown", field)


def test_convolution_stands_beside_correlation():
    answer = sequence([1, 0, 2], [0, 1, 2, 3])
    assert answer.trace.output.values == (0, 1, 2, 5, 4, 6)
    assert answer.details.other == "correlate"
    assert answer.details.other_values == (3, 2, 7, 4, 2, 0)
    assert answer.details.is_same is False
    assert sequence([1, 2, 3], [1, 5, 1]).details.is_same is True


def test_indices_of_r_follow_the_definition_whatever_the_padding():
    assert sequence([1, 2, 3, 4, 5], [1, 1, 1], padding="full").labels.y == tuple("1234567")
    assert sequence([1, 2, 3, 4, 5], [1, 1, 1], padding="valid").labels.y == ("3", "4", "5")
    assert sequence([1, 2], [1, 1, 1], "correlate", padding="full").labels.y == ("-1", "0", "1", "2")


def test_a_stride_beyond_the_input_leaves_one_window_and_says_from_where():
    answer = sequence([1, 2, 3], [1, 1], padding="valid", stride=6)
    assert answer.trace.output.values == (3,)
    assert answer.ranges["stride"].values == {"single": 2}


def test_a_kernel_longer_than_the_narrow_input_names_the_longest_that_fits():
    with pytest.raises(DomainError) as refused:
        sequence([1, 2], [1, 2, 3], padding="valid")
    assert (refused.value.code, refused.value.value, refused.value.limit) == ("no_window", 3, 2)
    assert sequence([1, 2], [1, 2], padding="valid").ranges["w"].maximum == 2


@given(
    v=st.lists(st.floats(-100, 100), min_size=1, max_size=24),
    w=st.lists(st.floats(-100, 100), min_size=1, max_size=24),
    operation=st.sampled_from(["convolve", "correlate"]),
    padding=st.sampled_from(["full", "same"]),
    stride=st.integers(1, 6),
)
def test_any_two_sequences_agree_with_numpy(v, w, operation, padding, stride):
    assert sequence(v, w, operation, padding, stride).proof.largest_error < 1e-7


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"operation": "multiply"}, "choice_unknown"),
        ({"padding": "wide"}, "choice_unknown"),
        ({"padding": [1]}, "signal_padding"),
        ({"padding": [1, "2"]}, "signal_padding"),
        ({"padding": None}, "signal_padding"),
        ({"padding": [1, 25]}, "number_out_of_range"),
        ({"padding": [-1, 0]}, "number_out_of_range"),
        ({"stride": 0}, "number_out_of_range"),
        ({"v": [1] * 25}, "signal_too_long"),
    ],
)
def test_a_slide_that_makes_no_sense_is_refused(request_, code):
    with pytest.raises(DomainError) as refused:
        sequence(**request_)
    assert refused.value.code == code
