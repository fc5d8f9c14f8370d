"""Twenty steps of whole runs beside PyTorch's, from the same first weights and the same batches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from app.nn.network import build
from app.nn.seeds import Chance, generator
from app.training.data import network_input
from app.training.events import SnapshotTaken, StepEnded
from app.training.spec import TrainingSpec, from_wire
from tests.training.support import Bars, of_type, run

pytestmark = pytest.mark.torch

BATCH, STEPS = 16, 20
DIGITS = tuple("0123456789")
GREY = Bars(shape=(1, 28, 28), classes=DIGITS, counts={"train": BATCH * STEPS, "validation": 1, "test": 1})
COLOUR = Bars(shape=(3, 32, 32), classes=DIGITS, counts=GREY.counts)


def dense() -> Any:
    nn = pytest.importorskip("torch").nn
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


def lenet() -> Any:
    nn = pytest.importorskip("torch").nn
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5), nn.ReLU(), nn.Flatten(),
        nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


def cifar() -> Any:
    nn = pytest.importorskip("torch").nn
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(),
        nn.Conv2d(16, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(),
        nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(2048, 64), nn.ReLU(), nn.Linear(64, 10),
    )  # fmt: skip


def cifar_dense() -> Any:
    nn = pytest.importorskip("torch").nn
    layers = [nn.Linear(3072, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10)]
    return nn.Sequential(nn.Flatten(), *layers)


TWINS: Mapping[str, tuple[Any, Bars, float]] = {
    "dense": (dense, GREY, 0.01),
    "lenet5": (lenet, GREY, 0.01),
    "cifar_cnn": (cifar, COLOUR, 0.005),
    "cifar_dense": (cifar_dense, COLOUR, 0.003),
}


def spec_for(id: str, rate: float, optimizer: str) -> TrainingSpec:
    """One epoch of twenty steps; dropout draws other numbers in PyTorch, so its rate is 0 here."""
    layers = [dict(layer) for layer in from_wire({"network": {"preset": id}}).network.layers]
    layers = [{**layer, "rate": 0.0} if layer["kind"] == "dropout" else layer for layer in layers]
    decay = 0.0 if optimizer == "adam" else 1e-3
    return from_wire(
        {
            "network": {"layers": layers},
            "optimizer": {"kind": optimizer, "learning_rate": rate, "weight_decay": decay},
            "batch_size": BATCH,
            "epochs": 1,
            "seed": 11,
        }
    )


def torch_run(spec: TrainingSpec, model: Any, data: Bars) -> tuple[list[float], np.ndarray]:
    """Losses and flat final weights of PyTorch's own training loop."""
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)  # products this small are done before a second thread is awake
    network = build(spec.network.layers, data.shape, 10, seed=spec.seed)
    own = [torch.from_numpy(parameter.value.copy()) for parameter in network.named_parameters().values()]
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), own, strict=True):
            parameter.copy_(value)
    groups = [
        {
            "params": [one for one in model.parameters() if (one.ndim > 1) == is_weight],
            "weight_decay": spec.optimizer.weight_decay if is_weight else 0.0,
        }
        for is_weight in (True, False)
    ]
    rate = spec.optimizer.learning_rate
    if spec.optimizer.kind == "adam":
        optimizer = torch.optim.Adam(groups, lr=rate)
    else:
        is_nesterov = spec.optimizer.kind == "nesterov"
        optimizer = torch.optim.SGD(groups, lr=rate, momentum=0.9, nesterov=is_nesterov)
    losses = []
    order = generator(spec.seed, Chance.SHUFFLING).permutation(data.count("train"))
    for start in range(0, len(order), BATCH):
        indices = order[start : start + BATCH]
        x = torch.from_numpy(network_input(data.pictures("train", indices), data))
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x), torch.from_numpy(data.labels("train")[indices]))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    flat = [parameter.detach().numpy().reshape(-1) for parameter in model.parameters()]
    return losses, np.concatenate(flat)


# Adam divides by the root of a gradient's square: where both are rounding, dense layers may differ by a step.
@pytest.mark.parametrize(
    ("id", "optimizer"),
    [*((id, "momentum") for id in TWINS), ("lenet5", "nesterov"), ("lenet5", "adam")],
)
def test_twenty_steps_follow_pytorchs(id: str, optimizer: str) -> None:
    twin, data, rate = TWINS[id]
    spec = spec_for(id, 0.001 if optimizer == "adam" else rate, optimizer)
    events = run(spec, data)
    losses, weights = torch_run(spec, twin(), data)
    steps = of_type(events, StepEnded)
    assert len(steps) == STEPS
    assert [step.loss for step in steps] == pytest.approx(losses, rel=1e-4)
    assert losses[-1] < losses[0]
    last = of_type(events, SnapshotTaken)[-1]
    assert last.step == STEPS
    network = build(spec.network.layers, data.shape, 10, seed=spec.seed)
    start = network.value.copy()
    for name, _ in network.layers:
        place = network.slice_of(name)
        if place.start == place.stop:
            continue
        assert np.abs(weights[place] - start[place]).max() > 1e-3, f"{name} has learned"
        distance = np.abs(last.weights[place] - weights[place]).max()
        assert distance <= 1e-4 * np.abs(weights[place]).max(), name
