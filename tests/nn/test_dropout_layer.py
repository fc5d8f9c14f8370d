"""Dropout with the lecture's scaling (F6): thinned while training, every unit times P at prediction."""

from __future__ import annotations

import numpy as np
import pytest

from app.conv.errors import DomainError
from app.nn.dense import Dense
from app.nn.dropout import Dropout
from tests.nn.layer_cases import with_values


def test_training_puts_units_out_and_changes_nothing_else():
    layer = Dropout(0.25)
    x = np.arange(1.0, 10_001).reshape(100, 100)
    thinned = layer.forward(x, is_training=True)
    is_out = thinned == 0
    assert np.array_equal(thinned[~is_out], x[~is_out])
    assert abs(is_out.mean() - 0.25) < 0.015  # three and a half standard deviations


def test_prediction_multiplies_every_unit_by_the_probability_that_it_stays():
    assert Dropout(0.25).forward(np.array([[4.0, -8]]), is_training=False).tolist() == [[3, -6]]


def test_what_the_next_layer_adds_up_has_the_same_expectation_in_both():
    """Mean over 20,000 thinned networks of W·x + b against one prediction; 4 standard errors."""
    dropout, dense = Dropout(0.4), with_values(Dense(1), (4,), weight=[[1, -2, 3, 0.5]], bias=[7])
    x = np.tile([1.0, 2, -1, 4], (20_000, 1))
    thinned = dense.forward(dropout.forward(x, is_training=True), is_training=True)
    predicted = dense.forward(dropout.forward(x[:1], is_training=False), is_training=False)
    np.testing.assert_allclose(predicted, [[7 + 0.6 * (1 - 4 - 3 + 2)]], rtol=1e-14)
    assert abs(thinned.mean() - predicted[0, 0]) < 4 * thinned.std() / np.sqrt(20_000)


def test_delta_passes_where_the_unit_was_in_and_is_scaled_as_the_unit_was():
    layer = Dropout(0.5)
    thinned = layer.forward(np.ones((10, 10)), is_training=True)
    assert np.array_equal(np.asarray(layer.backward(np.full((10, 10), 3.0))), 3 * thinned)
    layer.forward(np.ones((1, 2)), is_training=False)
    assert np.asarray(layer.backward(np.array([[3.0, 5]]))).tolist() == [[1.5, 2.5]]


def test_rate_zero_is_the_identity_and_the_rate_may_change_in_flight():
    layer = Dropout(0.0)
    x = np.arange(1.0, 50).reshape(7, 7)
    assert np.array_equal(layer.forward(x, is_training=True), x)
    assert np.array_equal(layer.forward(x, is_training=False), x)
    layer.rate = 0.5
    assert (layer.forward(x, is_training=True) == 0).any()


def test_the_same_generator_puts_the_same_units_out():
    one, other = Dropout(), Dropout()
    one.generator, other.generator = np.random.default_rng(6), np.random.default_rng(6)
    x = np.ones((20, 20))
    for _ in range(2):
        assert np.array_equal(one.forward(x, is_training=True), other.forward(x, is_training=True))
    assert not np.array_equal(one.forward(x, is_training=True), one.forward(x, is_training=True))


@pytest.mark.parametrize("rate", [-0.1, 1, 1.5, float("nan")])
def test_a_rate_that_leaves_nobody_or_makes_no_sense_is_refused(rate: float):
    layer = Dropout()
    for attempt in (lambda: Dropout(rate), lambda: setattr(layer, "rate", rate)):
        with pytest.raises(DomainError) as caught:
            attempt()
        assert (caught.value.code, caught.value.field) == ("number_out_of_range", "rate")
    assert layer.rate == 0.5
