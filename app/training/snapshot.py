"""The network looked at through one picture, without touching what is being learned."""

from __future__ import annotations

import numpy as np

from app.nn.network import Sequential
from app.training.controls import Probe, check_probe
from app.training.data import SPLITS, Pixels, TrainingData, network_input
from app.training.divergence import check_finite
from app.training.events import LayerHealth, ProbeInfo, SnapshotTaken
from app.training.health import layer_health
from app.training.objective import Objective
from app.training.quantize import quantize, quantize_kernels, quantize_picture


def first_probe(data: TrainingData) -> Probe:
    """The first validation picture; without any, the first training picture."""
    return Probe("validation" if data.count("validation") else "train", 0)


def probe_picture(probe: Probe, data: TrainingData) -> tuple[Pixels, ProbeInfo]:
    """The probe's pixels (C, H, W) and what is known of it.

    Raises:
        DomainError: those of ``check_probe``.
    """
    check_probe(probe, data.shape, {split: data.count(split) for split in SPLITS})
    if probe.pixels is not None:
        return probe.pixels, ProbeInfo(None, None, None)
    label = int(data.labels(probe.split)[probe.index])
    pixels = data.pictures(probe.split, np.array([probe.index]))[0]
    return pixels, ProbeInfo(probe.split, probe.index, label)


def take_snapshot(
    network: Sequential,
    objective: Objective,
    data: TrainingData,
    probe: Probe,
    *,
    step: int,
    epoch: int,
    health: tuple[LayerHealth, ...] = (),
) -> SnapshotTaken:
    """Send the probe through the network and write down what every layer makes of it.

    Args:
        health: of the latest step; empty before the first, and then it is of the probe alone.

    Raises:
        DomainError: those of ``check_probe``.
        DivergedError: where the network no longer gives numbers.
    """
    pixels, info = probe_picture(probe, data)
    x = network_input(pixels[None], data, network.value.dtype.type)
    with np.errstate(over="ignore", invalid="ignore"):
        output = network.forward(x, keep=True, logits=objective.wants_logits)
    check_finite(output, "weights_too_large")  # finite, and yet too large to calculate with
    return SnapshotTaken(
        step,
        epoch,
        info,
        quantize_picture(pixels),
        tuple(quantize(name, maps[0]) for name, maps in network.feature_maps.items()),
        quantize_kernels(network),
        tuple(objective.scores(output)[0].tolist()),
        objective.score_kind,
        health or layer_health(network, None),
        network.value.copy(),
    )
