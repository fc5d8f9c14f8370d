"""Losses (F1): cross-entropy fused with softmax, mean squared error, both means over the batch."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.nn.loss import cross_entropy, mean_squared_error, one_hot
from app.nn.softmax import Softmax, softmax
from tests.nn.layer_cases import seeds


def test_a_label_stands_for_a_one_among_zeros():
    assert one_hot(np.array([2, 0]), 4).tolist() == [[0, 0, 1, 0], [1, 0, 0, 0]]


def test_cross_entropy_is_minus_the_logarithm_of_the_label_s_probability():
    """q = (1, 2, 5)/8 and (3, 1, 0⁺): labels 1 and 0 give ½(ln 4 + ln 4/3) = ½ ln 16/3. δ = (q − y)/2."""
    logits = np.log(np.array([[1, 2, 5], [3, 1, 1e-300]]))
    loss, scores, delta = cross_entropy(logits, np.array([1, 0]))
    assert loss == pytest.approx(0.5 * np.log(16 / 3), rel=1e-14)
    np.testing.assert_allclose(scores, [[0.125, 0.25, 0.625], [0.75, 0.25, 0]], atol=1e-15)
    np.testing.assert_allclose(delta, [[0.0625, -0.375, 0.3125], [-0.125, 0.125, 0]], atol=1e-15)


def test_a_network_that_knows_nothing_of_ten_classes_loses_ln_10():
    loss, _, _ = cross_entropy(np.zeros((7, 10)), np.arange(7))
    assert loss == pytest.approx(np.log(10), rel=1e-15)


@given(seeds, st.integers(2, 6))
def test_cross_entropy_of_two_distributions_is_entropy_plus_divergence(seed: int, classes: int):
    """H(p, q) = H(p) + D_KL(p‖q); the mean loss over labels in the proportions p is H(p, q)."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, 6, classes)
    p, logits = counts / counts.sum(), rng.normal(size=classes)
    labels = np.repeat(np.arange(classes), counts)
    loss, scores, _ = cross_entropy(np.tile(logits, (len(labels), 1)), labels)
    q = scores[0]
    assert loss == pytest.approx(-(p * np.log(p)).sum() + (p * np.log(p / q)).sum(), rel=1e-12)


@given(seeds)
def test_fused_it_is_what_softmax_and_logarithm_give_one_after_the_other(seed: int):
    rng = np.random.default_rng(seed)
    logits, labels = rng.normal(size=(4, 5)), rng.integers(0, 5, 4)
    loss, scores, delta = cross_entropy(logits, labels)
    layer = Softmax()
    q = layer.forward(logits, is_training=True)
    assert np.array_equal(scores, softmax(logits))
    assert loss == pytest.approx(-np.log(q[np.arange(4), labels]).mean(), rel=1e-12)
    back = layer.backward(-one_hot(labels, 5, float) / q / 4)
    assert back is not None
    np.testing.assert_allclose(delta, back, rtol=0, atol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_cross_entropy_is_exact_where_probabilities_are_too_small_to_write(dtype: type):
    """Logits ±10⁴: the label's probability is e^−20000, its loss 20000; the logarithm of 0 is never taken."""
    loss, scores, delta = cross_entropy(np.array([[1e4, -1e4]], dtype), np.array([1]))
    assert loss == 20_000
    assert scores.tolist() == [[1, 0]]
    assert delta.tolist() == [[1, -1]]
    assert scores.dtype == delta.dtype == dtype


def test_mean_squared_error_is_half_the_squares_added_up_and_their_mean_over_the_batch():
    """½(0.2² + 0.4² + 0.1²) = 0.105 and ½(1² + 0 + 2²) = 2.5: mean 1.3025. δ = (a − y)/2."""
    outputs = np.array([[0.2, 0.6, -0.1], [0.0, 0, 2]])
    loss, scores, delta = mean_squared_error(outputs, np.array([1, 0]))
    assert loss == pytest.approx(1.3025, rel=1e-14)
    assert scores is outputs
    np.testing.assert_allclose(delta, [[0.1, -0.2, -0.05], [-0.5, 0, 1]], rtol=1e-14)


def test_the_right_answer_costs_nothing():
    assert mean_squared_error(one_hot(np.array([3, 1]), 5), np.array([3, 1]))[0] == 0
    assert cross_entropy(1000 * one_hot(np.array([3, 1]), 5), np.array([3, 1]))[0] == 0
