"""One step told in four moments: forward, loss, backward, update, on the first picture of the batch.

Nothing is computed for the telling that the step would not compute anyway; the step is the ordinary one with
its intermediate arrays kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.nn.convolution import Convolution
from app.nn.layer import Array
from app.nn.network import Sequential
from app.training.data import Pixels
from app.training.events import Moment, MomentReached, ProbeInfo
from app.training.objective import Measured, Objective
from app.training.quantize import quantize, quantize_kernels, quantize_picture


@dataclass(frozen=True, slots=True)
class SlowStep:
    """The step that is told.

    Attributes:
        step: the number it will have when it is done.
        index: of the first picture, in the training split; ``pixels`` uint8 (C, H, W) and ``label`` are its.
    """

    network: Sequential
    objective: Objective
    step: int
    epoch: int
    batch_size: int
    learning_rate: float
    index: int
    label: int
    pixels: Pixels

    def forward(self) -> MomentReached:
        """The picture through all layers."""
        maps = tuple(quantize(name, maps[0]) for name, maps in self.network.feature_maps.items())
        return self._moment("forward", picture=quantize_picture(self.pixels), maps=maps)

    def loss(self, measured: Measured) -> MomentReached:
        """What it says of the picture, and how wrong that is."""
        output = measured.scores[:1]
        return self._moment(
            "loss",
            scores=tuple(output[0].tolist()),
            score_kind=self.objective.score_kind,
            loss=self._own_loss(output[0]),
            batch_loss=measured.loss,
            delta=quantize("output", measured.delta[0]),
        )

    def backward(self) -> MomentReached:
        """δ back through all layers, and what it asks of the kernels."""
        deltas = tuple(quantize(name, delta[0]) for name, delta in self.network.deltas.items())
        return self._moment(
            "backward", deltas=deltas, gradients=quantize_kernels(self.network, gradients=True)
        )

    def update(self, before: dict[str, Array]) -> MomentReached:
        """Kernels before, what is added, kernels after."""
        after = kernels_of(self.network)
        return self._moment(
            "update",
            before=tuple(quantize(name, kernels, len(kernels)) for name, kernels in before.items()),
            updates=tuple(quantize(name, after[name] - before[name], len(after[name])) for name in after),
            after=quantize_kernels(self.network),
        )

    def _own_loss(self, scores: NDArray[Any]) -> float:
        """The loss of this picture alone, from its scores."""
        if self.objective.wants_logits:
            smallest = np.finfo(scores.dtype).tiny
            return float(-np.log(max(scores[self.label], smallest)))
        wanted = np.eye(len(scores))[self.label]
        return float(0.5 * np.square(scores - wanted).sum())

    def _moment(self, moment: Moment, **fields: Any) -> MomentReached:
        return MomentReached(
            self.step,
            self.epoch,
            moment,
            self.batch_size,
            self.label,
            ProbeInfo("train", self.index, self.label),
            self.learning_rate,
            **fields,
        )


def kernels_of(network: Sequential) -> dict[str, Array]:
    """Copies of the kernels (O, C, K_h, K_w) of every convolution of the network itself."""
    return {name: layer.kernels().copy() for name, layer in network.layers if isinstance(layer, Convolution)}
