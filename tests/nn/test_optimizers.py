"""Optimisers on numbers worked by hand; the two forms of momentum (F5) are one."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.nn.layer import Array
from app.nn.optimizer import Adam, Momentum, Nesterov, Optimizer, Sgd
from tests.nn.layer_cases import seeds

EVERY: dict[str, Callable[[], Optimizer]] = {
    "sgd": lambda: Sgd(0.1),
    "momentum": lambda: Momentum(0.1),
    "momentum_update": lambda: Momentum(0.1, form="update"),
    "nesterov": lambda: Nesterov(0.1),
    "adam": lambda: Adam(0.1),
}


def path(optimizer: Optimizer, gradients: Sequence[float], start: float = 1.0) -> list[float]:
    """θ after every update."""
    value = np.array([start])
    places = []
    for gradient in gradients:
        optimizer.update(value, np.array([gradient]), np.ones(1))
        places.append(float(value[0]))
    return places


def test_descent_goes_against_the_gradient_by_the_learning_rate():
    assert path(Sgd(0.5), [2, -1]) == [0, 0.5]


@pytest.mark.parametrize("form", ["accumulated", "update"])
def test_momentum_keeps_half_of_what_it_was(form):
    """β = ½, η = 1: d = 4, 2 + 2 = 4, 2 + 0 = 2; θ = 1 − 4, −3 − 4, −7 − 2."""
    assert path(Momentum(1, momentum=0.5, form=form), [4, 2, 0]) == [-3, -7, -9]


def test_nesterov_looks_ahead_by_one_more_share_of_the_direction():
    """β = ½, η = 1: d = 4, 4; steps g + βd = 4 + 2, 2 + 2; θ = 1 − 6, −5 − 4."""
    assert path(Nesterov(1, momentum=0.5), [4, 2]) == [-5, -9]


def test_the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient():
    """m̂ = g and √v̂ = |g|: the sign is left."""
    for gradient in (1e-3, -7.0, 500.0):
        assert path(Adam(0.25), [gradient]) == [pytest.approx(1 - 0.25 * np.sign(gradient), rel=1e-5)]


def test_the_second_step_of_adam_by_hand():
    """β₁ = β₂ = ½; g = 2 then 1: m = 1, then 1; v = 2, then 1.5; hats ÷ ¾: 4/3 and 2. Step η·(4/3)/√2."""
    places = path(Adam(0.3, momentum=0.5, beta2=0.5, epsilon=0), [2, 1])
    assert places == [pytest.approx(0.7), pytest.approx(0.7 - 0.3 * 4 / 3 / np.sqrt(2))]


@given(seeds, st.floats(0, 0.99), st.floats(1e-4, 1), st.floats(0, 0.1))
def test_both_forms_of_momentum_are_equal(seed: int, beta: float, rate: float, decay: float):
    """Δθ_t = −η·d_t at every step, so θ is the same all the way."""
    rng = np.random.default_rng(seed)
    one, mask = rng.normal(size=6), np.array([1.0, 1, 1, 1, 0, 0])
    other = one.copy()
    accumulated = Momentum(rate, momentum=beta, weight_decay=decay)
    update = Momentum(rate, momentum=beta, weight_decay=decay, form="update")
    for _ in range(20):
        gradient = rng.normal(size=6)
        accumulated.update(one, gradient, mask)
        update.update(other, gradient, mask)
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-10)


def test_the_forms_part_when_the_learning_rate_changes_in_flight():
    """g = 1, β = 1: d = 1, 2. η 1 then 10: θ = 1 − 1 − 10·2 against 1 − 1 + (−1 − 10)."""
    ends = []
    for form in ("accumulated", "update"):
        optimizer = Momentum(1, momentum=1, form=form)
        value = np.array([1.0])
        optimizer.update(value, np.ones(1), np.ones(1))
        optimizer.learning_rate = 10
        optimizer.update(value, np.ones(1), np.ones(1))
        ends.append(float(value[0]))
    assert ends == [-20, -11]


def test_without_momentum_all_forms_are_plain_descent():
    gradients = [3.0, -1, 2]
    expected = path(Sgd(0.25), gradients)
    still = (
        Momentum(0.25, momentum=0), Momentum(0.25, momentum=0, form="update"), Nesterov(0.25, momentum=0),
    )  # fmt: skip
    for optimizer in still:
        assert path(optimizer, gradients) == expected


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY)
def test_decay_pulls_weights_towards_zero_and_leaves_biases(make: Callable[[], Optimizer]):
    optimizer = make()
    optimizer.weight_decay = 0.5
    value = np.array([2.0, -2, 2])
    optimizer.update(value, np.zeros(3), np.array([1.0, 1, 0]))
    assert 0 < value[0] < 2
    assert value[1] == -value[0]
    assert value[2] == 2


def test_decay_of_descent_is_a_share_of_the_weight():
    """θ − η(g + λθ) = 2 − 0.1·(3 + 0.5·2)."""
    value = np.array([2.0])
    Sgd(0.1, weight_decay=0.5).update(value, np.array([3.0]), np.ones(1))
    assert value[0] == pytest.approx(1.6)


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values_move_in_place_and_the_gradient_stays(make: Callable[[], Optimizer], dtype: type):
    rng = np.random.default_rng(1)
    optimizer = make()
    optimizer.weight_decay = 0.01
    value: Array = rng.normal(size=5).astype(dtype)
    gradient: Array = rng.normal(size=5).astype(dtype)
    kept, before, view = gradient.copy(), value.copy(), value[:2]
    for _ in range(3):
        optimizer.update(value, gradient, np.ones(5, dtype))
    assert np.array_equal(gradient, kept)
    assert not np.array_equal(value, before)
    assert np.array_equal(view, value[:2])
    assert all(memory.dtype == dtype for memory in optimizer._memories.values())
    assert optimizer.steps == 3


@pytest.mark.parametrize("make", EVERY.values(), ids=EVERY)
def test_every_optimizer_finds_the_bottom_of_a_bowl(make: Callable[[], Optimizer]):
    """½(x² + 4y²) from (3, −2)."""
    optimizer = make()
    value: Array = np.array([3.0, -2])
    for _ in range(600):
        optimizer.update(value, np.array([1.0, 4]) * value, np.zeros(2))
    assert np.abs(value).max() < 1e-2


def test_a_copy_goes_on_where_the_original_stopped():
    one = Adam(0.1)
    value = np.array([1.0, 2])
    one.update(value, np.array([1.0, -1]), np.ones(2))
    other, again = copy.deepcopy(one), value.copy()
    one.update(value, np.array([0.5, 2]), np.ones(2))
    other.update(again, np.array([0.5, 2]), np.ones(2))
    assert np.array_equal(value, again)
