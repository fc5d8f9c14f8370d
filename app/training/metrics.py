"""Loss, accuracy and confusion over any number of pictures, counted picture by picture.

An epoch's number is a mean over its pictures, not over its batches: a last batch of three weighs three.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.nn.network import Sequential
from app.training.data import Split, TrainingData, network_input
from app.training.events import Confusion
from app.training.objective import Objective

EVALUATION_BATCH = 128
MOST_PICTURES_A_CELL = 24


@dataclass(slots=True)
class Tally:
    """Sums over the pictures seen so far."""

    pictures: int = 0
    loss_sum: float = 0.0
    right: int = 0

    def add(self, mean_loss: float, right: int, pictures: int) -> None:
        """One more batch."""
        self.pictures += pictures
        self.loss_sum += mean_loss * pictures
        self.right += right

    @property
    def loss(self) -> float:
        """Mean over the pictures."""
        return self.loss_sum / self.pictures

    @property
    def accuracy(self) -> float:
        """Share of pictures that were named right."""
        return self.right / self.pictures


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a network makes of one split.

    Attributes:
        loss, accuracy: None where the split is empty.
        confusion: (classes, classes) counts, [true][predicted].
        predictions: (n,) class numbers in the order of the indices.
    """

    loss: float | None
    accuracy: float | None
    confusion: NDArray[np.int64]
    predictions: NDArray[np.int64] = field(repr=False)


def evaluate(network: Sequential, objective: Objective, data: TrainingData, split: Split) -> Evaluation:
    """Every picture of a split once, as the network predicts (no dropout)."""
    labels, classes = data.labels(split), len(data.classes)
    confusion = np.zeros((classes, classes), np.int64)
    tally, predictions = Tally(), np.zeros(len(labels), np.int64)
    for start in range(0, len(labels), EVALUATION_BATCH):
        indices = np.arange(start, min(start + EVALUATION_BATCH, len(labels)))
        x = network_input(data.pictures(split, indices), data)
        measured = objective.measure(network.forward(x, logits=objective.wants_logits), labels[indices])
        predictions[indices] = measured.scores.argmax(axis=1)
        tally.add(measured.loss, int((predictions[indices] == labels[indices]).sum()), len(indices))
    np.add.at(confusion, (labels, predictions), 1)
    if not tally.pictures:
        return Evaluation(None, None, confusion, predictions)
    return Evaluation(tally.loss, tally.accuracy, confusion, predictions)


def as_rows(confusion: NDArray[np.int64]) -> Confusion:
    """Counts as plain rows."""
    return tuple(tuple(row) for row in confusion.tolist())


def confusion_pictures(
    labels: NDArray[np.int64], predictions: NDArray[np.int64]
) -> Mapping[str, tuple[int, ...]]:
    """ "true,predicted" → the first indices of every cell that has any."""
    cells: dict[str, list[int]] = {}
    for index, (truth, predicted) in enumerate(zip(labels.tolist(), predictions.tolist(), strict=True)):
        cell = cells.setdefault(f"{truth},{predicted}", [])
        if len(cell) < MOST_PICTURES_A_CELL:
            cell.append(index)
    return {name: tuple(indices) for name, indices in cells.items()}
