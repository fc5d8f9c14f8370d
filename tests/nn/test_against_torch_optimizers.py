"""Every optimiser against PyTorch's over thirty updates, weight decay and a change in flight included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.nn.layer import Array
from app.nn.optimizer import Adam, Momentum, Nesterov, Optimizer, Sgd

pytestmark = pytest.mark.torch

PAIRS: list[tuple[Callable[[float], Optimizer], str, dict[str, Any]]] = [
    (lambda decay: Sgd(0.05, weight_decay=decay), "SGD", {"lr": 0.05}),
    (
        lambda decay: Momentum(0.05, momentum=0.8, weight_decay=decay),
        "SGD",
        {"lr": 0.05, "momentum": 0.8},
    ),
    (
        lambda decay: Nesterov(0.05, momentum=0.8, weight_decay=decay),
        "SGD",
        {"lr": 0.05, "momentum": 0.8, "nesterov": True},
    ),
    (
        lambda decay: Adam(0.05, momentum=0.8, beta2=0.95, weight_decay=decay),
        "Adam",
        {"lr": 0.05, "betas": (0.8, 0.95)},
    ),
]
IDS = ["sgd", "momentum", "nesterov", "adam"]


def slope(value: Array) -> Array:
    """The gradient of a crooked valley, written for the first six weights and the last three biases."""
    return np.sin(3 * value) + value * np.arange(1, 10) / 5


@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize(("make", "name", "options"), PAIRS, ids=IDS)
def test_thirty_updates_end_at_the_same_place(make, name: str, options: dict[str, Any], decay: float):
    """Biases go into a group without decay; after ten updates the learning rate falls to a third."""
    torch = pytest.importorskip("torch")
    ours = np.random.default_rng(0).normal(size=9)
    weights, biases = (torch.tensor(part.copy()) for part in (ours[:6], ours[6:]))
    groups = [{"params": [weights], "weight_decay": decay}, {"params": [biases], "weight_decay": 0.0}]
    theirs = getattr(torch.optim, name)(groups, **options)
    optimizer, mask = make(decay), np.repeat([1.0, 0.0], [6, 3])
    for step in range(30):
        if step == 10:
            optimizer.learning_rate /= 3
            for group in theirs.param_groups:
                group["lr"] /= 3
        gradient = slope(ours)
        weights.grad, biases.grad = torch.tensor(gradient[:6]), torch.tensor(gradient[6:])
        optimizer.update(ours, gradient, mask)
        theirs.step()
        expected = np.concatenate([weights.numpy(), biases.numpy()])
        np.testing.assert_allclose(ours, expected, rtol=1e-10, atol=1e-12)
