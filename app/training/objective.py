"""From a network's output to loss, scores and the first delta; and from a spec to its optimiser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.nn.layer import Array
from app.nn.loss import cross_entropy, mean_squared_error
from app.nn.network import DeltaOf, Sequential
from app.nn.optimizer import Adam, Momentum, Nesterov, Optimizer, Sgd
from app.nn.softmax import softmax
from app.training.events import ScoreKind
from app.training.spec import LossKind, OptimizerSpec


@dataclass(frozen=True, slots=True)
class Measured:
    """A batch against its labels.

    Attributes:
        loss: mean over the batch.
        scores: (N, classes).
        delta: ∂loss/∂output, or ∂loss/∂logits where the objective wants logits; (N, classes).
    """

    loss: float
    scores: Array
    delta: Array


class Objective:
    """What a run makes small.

    Attributes:
        wants_logits: cross-entropy is taken together with its softmax, and a final softmax layer left out.
        score_kind: whether scores are probabilities.
    """

    def __init__(self, kind: LossKind, network: Sequential) -> None:
        self.kind = kind
        self.wants_logits = kind == "cross_entropy"
        is_probability = self.wants_logits or network.final_softmax is not None
        self.score_kind: ScoreKind = "probability" if is_probability else "output"

    def measure(self, output: Array, labels: NDArray[np.integer[Any]]) -> Measured:
        """Loss, scores and delta of a batch.

        Args:
            output: (N, classes) as ``forward(…, logits=wants_logits)`` gave it; labels: (N,).
        """
        function = cross_entropy if self.wants_logits else mean_squared_error
        with np.errstate(over="ignore", invalid="ignore"):  # a diverging run is told, not warned about
            return Measured(*function(output, labels))

    def delta_of(self, labels: NDArray[np.integer[Any]]) -> DeltaOf:
        """What :meth:`Sequential.learn` asks for: the delta of a part of the batch with these labels.

        Row by row the very numbers of ``measure`` for the whole batch.
        """
        function = cross_entropy if self.wants_logits else mean_squared_error

        def delta(output: Array, place: slice) -> Array:
            with np.errstate(over="ignore", invalid="ignore"):
                return function(output, labels[place], batch_size=len(labels))[2]

        return delta

    def scores(self, output: Array) -> Array:
        """The scores alone, where there are no labels."""
        return softmax(output) if self.wants_logits else output


def make_optimizer(spec: OptimizerSpec) -> Optimizer:
    """The optimiser of a spec, with nothing remembered yet."""
    rate, momentum, decay = spec.learning_rate, spec.momentum, spec.weight_decay
    if spec.kind == "sgd":
        return Sgd(rate, weight_decay=decay)
    if spec.kind == "momentum":
        return Momentum(rate, momentum=momentum, weight_decay=decay, form=spec.form)
    if spec.kind == "nesterov":
        return Nesterov(rate, momentum=momentum, weight_decay=decay)
    return Adam(rate, momentum=momentum, beta2=spec.beta2, weight_decay=decay)
