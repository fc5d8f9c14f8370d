"""The presets on real pictures, as their recipes say: what the courses promise is reached."""

from __future__ import annotations

import faulthandler
from pathlib import Path

import numpy as np
import pytest

from app.data.datasets.open import open_dataset
from app.training.data import network_input
from app.training.events import EpochEnded, TrainingEnded
from app.training.recipes import recipe
from app.training.trainer import build_network, train

pytestmark = pytest.mark.slow


def trained(id: str, data_name: str, folder: Path) -> tuple[list[EpochEnded], TrainingEnded]:
    """The epochs and the end of a preset's run; two minutes of a core for the CIFAR network."""
    faulthandler.cancel_dump_traceback_later()  # on a busy machine that is longer than a test may hang
    spec = recipe(id, data_name)
    events = list(train(spec, open_dataset(spec.as_wire()["data"], spec.seed, folder)))
    ended = events[-1]
    assert isinstance(ended, TrainingEnded)
    assert ended.reason == "finished"
    return [event for event in events if isinstance(event, EpochEnded)], ended


def test_lenet_reads_97_of_100_handwritten_digits(test_data: Path) -> None:
    _, ended = trained("lenet5", "mnist", test_data)
    assert ended.test_accuracy is not None
    assert ended.test_accuracy >= 0.97


def test_lenet_that_has_only_seen_strokes_reads_95_of_100_real_digits(test_data: Path) -> None:
    """The weights of the best validation epoch, on the file no stroke was compared with."""
    faulthandler.cancel_dump_traceback_later()
    spec = recipe("lenet5", "strokes")
    drawn = open_dataset(spec.as_wire()["data"], spec.seed)
    ended = list(train(spec, drawn))[-1]
    assert isinstance(ended, TrainingEnded)
    real = open_dataset({"name": "mnist", "train": 7000, "validation": 1000, "test": 1000}, 1, test_data)
    network = build_network(spec, drawn)
    network.value[...] = ended.weights
    # Strokes are not normalised, so the real digits are given to this network as they are.
    pixels = real.pictures("test", np.arange(1000))
    right = network.forward(network_input(pixels, drawn)).argmax(axis=1) == real.labels("test")
    assert right.mean() >= 0.95


def test_the_homework_a_cnn_beats_a_dense_network_by_ten_points(test_data: Path) -> None:
    """F7: the best validation epoch of each, its test accuracy, and the dense network's overfitting."""
    _, convolutional = trained("cifar_cnn", "cifar-10", test_data)
    epochs, dense = trained("cifar_dense", "cifar-10", test_data)
    assert convolutional.test_accuracy is not None
    assert dense.test_accuracy is not None
    assert convolutional.test_accuracy >= dense.test_accuracy + 0.10
    losses = [epoch.validation_loss or 0.0 for epoch in epochs]
    assert epochs[-1].training_loss < 0.7 * epochs[0].training_loss
    assert losses[-1] > min(losses), "the dense network learns its pictures by heart"
