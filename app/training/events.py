"""What a run has to say: one record for everything that happens, numbered by its step.

``step`` n is the state after n updates: 0 before the first. Numbers are Python's and finite; pictures are
quantised (:mod:`app.training.quantize`), so that an event can be sent as it is. ``weights`` alone is not for
viewers: it stays with whoever keeps the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.nn.placement import Placement
from app.training.data import Split
from app.training.spec import TrainingSpec

Weights: TypeAlias = NDArray[np.floating[Any]]
ScoreKind: TypeAlias = Literal["probability", "output"]
Moment: TypeAlias = Literal["forward", "loss", "backward", "update"]
EndReason: TypeAlias = Literal["finished", "stopped", "diverged"]
DivergenceReason: TypeAlias = Literal[
    "loss_not_finite", "loss_too_large", "gradient_not_finite", "weights_not_finite", "weights_too_large"
]
Confusion: TypeAlias = tuple[tuple[int, ...], ...]  # [true class][predicted class] → how many


@dataclass(frozen=True, slots=True)
class Quantized:
    """An array in 256 levels: value = minimum + level/255·(maximum − minimum).

    Attributes:
        name: what it belongs to: a layer's name, ``input``.
        shape: always three lengths: (C, H, W) of maps, (n, 1, 1) of vectors, (O·C, K_h, K_w) of kernels.
        minimum, maximum: of the array, finite.
        data: uint8, row-major, as many as the shape has cells.
        out_channels: of kernels, O; each output channel's kernels follow one another.
    """

    name: str
    shape: tuple[int, int, int]
    minimum: float
    maximum: float
    data: bytes
    out_channels: int | None = None


@dataclass(frozen=True, slots=True)
class Histogram:
    """``counts[i]`` numbers lie in [edges[i], edges[i+1])."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LayerHealth:
    """How a layer is doing.

    Attributes:
        name: the layer's.
        gradient_norm: length of its gradient in the latest step; None before the first, or without
            parameters.
        update_ratio: length of its latest update ÷ length of its parameters; None likewise. Around 0.001 is
            usual; 1 would rewrite the layer in one step.
        dead_share: of a ReLU, the share of channels (of units, behind a dense layer) that gave 0 everywhere
            on all pictures looked at; None for other layers.
        activation_histogram: of its output.
        weight_histogram: of its weights; None where it has none.
    """

    name: str
    gradient_norm: float | None
    update_ratio: float | None
    dead_share: float | None
    activation_histogram: Histogram
    weight_histogram: Histogram | None


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """A layer as a run introduces it; ``output_shape`` without the batch axis.

    ``receptive_field`` is None where a cell sees the whole picture.
    """

    name: str
    kind: str
    output_shape: tuple[int, ...]
    parameters: int
    receptive_field: Placement | None


@dataclass(frozen=True, slots=True)
class ProbeInfo:
    """The picture that is looked through: its place in the data; no place and no label if it was drawn."""

    split: Split | None
    index: int | None
    label: int | None


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The first event of every run.

    Attributes:
        counts: split → number of pictures.
        steps_per_epoch: with the last, short batch.
        parameters: of the whole network.
    """

    step: int
    spec: TrainingSpec
    layers: tuple[LayerInfo, ...]
    classes: tuple[str, ...]
    counts: Mapping[str, int]
    steps_per_epoch: int
    parameters: int
    input_shape: tuple[int, int, int]
    is_ink: bool


@dataclass(frozen=True, slots=True)
class StepEnded:
    """One update is done; ``loss`` and ``accuracy`` are the batch's before it. Epochs count from 1."""

    step: int
    epoch: int
    loss: float
    accuracy: float
    learning_rate: float


@dataclass(frozen=True, slots=True)
class SnapshotTaken:
    """The network looked at through one picture.

    Attributes:
        epoch: the one going on; 0 before the first step.
        picture: the probe, levels 0…255.
        maps: the output of every layer in order, without dropout; named by layer.
        kernels: of the convolutions; with a connection table, absent ones are 0.
        scores: one per class; ``score_kind`` "probability" if they went through a softmax.
        health: of layers with parameters and of ReLUs.
        weights: copy of the flat parameter vector.
    """

    step: int
    epoch: int
    probe: ProbeInfo
    picture: Quantized
    maps: tuple[Quantized, ...]
    kernels: tuple[Quantized, ...]
    scores: tuple[float, ...]
    score_kind: ScoreKind
    health: tuple[LayerHealth, ...]
    weights: Weights


@dataclass(frozen=True, slots=True)
class EpochEnded:
    """Every training picture has been used once more.

    Attributes:
        training_loss, training_accuracy: over all batches of the epoch, each picture counted once, as the
            network was when the picture's turn came.
        validation_loss, validation_accuracy: after the epoch; None where there are no validation pictures.
        confusion: of the validation pictures.
        confusion_pictures: "true,predicted" → the first validation indices of that cell.
        is_best: no earlier epoch had a validation accuracy as high.
    """

    step: int
    epoch: int
    training_loss: float
    training_accuracy: float
    validation_loss: float | None
    validation_accuracy: float | None
    confusion: Confusion
    confusion_pictures: Mapping[str, tuple[int, ...]]
    is_best: bool


@dataclass(frozen=True, slots=True)
class MomentReached:
    """One of the four moments of step ``step``, seen on the first picture of its batch.

    Fields of another moment are empty or None. Deltas and gradients are those of the batch's mean loss, so
    the picture's own share is 1/``batch_size`` of what it would be alone.

    Attributes:
        picture, maps: forward: the picture and every layer's output, dropout included.
        scores, loss, delta: loss: the picture's scores and its own loss; ∂L/∂output of the network.
        batch_loss: loss: the mean over the batch.
        deltas: backward: ∂L/∂output of every layer that has one, first layer first.
        gradients: backward: ∂L/∂kernel of every convolution, the sum over the batch.
        before, updates, after: update: kernels, what is added to them, and what they become.
    """

    step: int
    epoch: int
    moment: Moment
    batch_size: int
    label: int
    probe: ProbeInfo
    learning_rate: float
    picture: Quantized | None = None
    maps: tuple[Quantized, ...] = ()
    scores: tuple[float, ...] = ()
    score_kind: ScoreKind | None = None
    loss: float | None = None
    batch_loss: float | None = None
    delta: Quantized | None = None
    deltas: tuple[Quantized, ...] = ()
    gradients: tuple[Quantized, ...] = ()
    before: tuple[Quantized, ...] = ()
    updates: tuple[Quantized, ...] = ()
    after: tuple[Quantized, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """What holds from the next step on; None where the run has no such setting."""

    step: int
    learning_rate: float
    momentum: float | None
    dropout: float | None


@dataclass(frozen=True, slots=True)
class TrainingEnded:
    """The last event of every run.

    Attributes:
        epoch: the last that was begun.
        best_epoch, best_validation_accuracy: None where no epoch was completed.
        test_loss, test_accuracy, test_confusion: of the best epoch's weights on pictures never used before;
            None and empty without one.
        diverged_because: with reason "diverged".
        weights: those of the best epoch; without one, the latest.
    """

    step: int
    epoch: int
    reason: EndReason
    best_epoch: int | None
    best_validation_accuracy: float | None
    test_loss: float | None
    test_accuracy: float | None
    test_confusion: Confusion
    diverged_because: DivergenceReason | None
    weights: Weights


TrainingEvent: TypeAlias = (
    RunStarted | StepEnded | SnapshotTaken | EpochEnded | MomentReached | SettingsChanged | TrainingEnded
)
