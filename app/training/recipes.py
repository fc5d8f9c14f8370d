"""How each preset network learns best: a whole spec for it, to run as it is.

The numbers were found by trying: a rate that is still calm, a weight decay that helps with the few thousand
pictures of a lesson, and as many epochs as a class has patience for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.nn.layer import Initialization
from app.nn.presets import preset
from app.training.spec import DataSpec, LossKind, NetworkSpec, OptimizerSpec, TrainingSpec

# Of the files of MNIST's kind and CIFAR-10 a lesson takes a part; whoever has time takes more.
_COUNTS: Mapping[str, tuple[int, int, int]] = {"mnist": (7000, 1000, 1000), "cifar-10": (4500, 500, 1000)}
_DEFAULT_COUNTS = (6000, 1000, 1000)


@dataclass(frozen=True, slots=True)
class _Recipe:
    learning_rate: float
    weight_decay: float
    batch_size: int
    epochs: int
    loss: LossKind = "cross_entropy"
    initialization: Initialization = "he"


_RECIPES: Mapping[str, _Recipe] = {
    "tiny_cnn": _Recipe(0.02, 1e-4, 32, 10),
    "lenet5": _Recipe(0.01, 1e-3, 32, 10),
    "lenet5_1998": _Recipe(0.01, 1e-3, 32, 10, "mean_squared_error", "glorot"),
    "dense": _Recipe(0.01, 1e-3, 32, 10),
    "all_convolutional": _Recipe(0.02, 1e-4, 32, 10),
    "small_residual": _Recipe(0.01, 1e-3, 32, 10),
    "cifar_cnn": _Recipe(0.01, 2e-3, 32, 15),
    "cifar_dense": _Recipe(0.003, 1e-3, 32, 15),
}
# Endless pictures are never learned by heart; the 7,000 of a file are, and need a stronger decay.
_BY_DATA: Mapping[tuple[str, str], _Recipe] = {
    ("lenet5", "mnist"): _Recipe(0.005, 1e-2, 32, 10),
    ("lenet5", "fashion-mnist"): _Recipe(0.005, 1e-2, 32, 10),
}


def recipe(id: str, data_name: str | None = None, *, seed: int = 1) -> TrainingSpec:
    """The spec of a preset network.

    Args:
        data_name: what to learn; None is the first data set the preset is meant for.

    Raises:
        DomainError: ``choice_unknown`` for a preset there is not.
    """
    chosen = preset(id)
    name = data_name or chosen.data[0]
    found = _BY_DATA.get((id, name), _RECIPES[id])
    return TrainingSpec(
        data=DataSpec(name, *_COUNTS.get(name, _DEFAULT_COUNTS)),
        network=NetworkSpec(id, chosen.layers),
        loss=found.loss,
        optimizer=OptimizerSpec(learning_rate=found.learning_rate, weight_decay=found.weight_decay),
        initialization=found.initialization,
        batch_size=found.batch_size,
        epochs=found.epochs,
        seed=seed,
    )
