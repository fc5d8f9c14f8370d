"""How every layer is doing: does a gradient reach it, how fast does it change, is it alive."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.nn.layer import Array, Layer
from app.nn.network import Sequential
from app.training.events import LayerHealth
from app.training.quantize import histogram


def layer_health(network: Sequential, before: NDArray[Any] | None) -> tuple[LayerHealth, ...]:
    """Layers with parameters and ReLUs, in order.

    Args:
        network: with ``feature_maps`` of the pictures to look at and, after a step, its gradients.
        before: the flat parameters before the latest update; None before the first, and then nothing is said
            about gradients, updates and dead units: one picture is too few to call a unit dead.
    """
    told = []
    for name, layer in network.layers:
        if not layer.parameters and layer.kind != "relu":
            continue
        maps = network.feature_maps[name]
        place = network.slice_of(name)
        has_step = before is not None and bool(layer.parameters)
        told.append(
            LayerHealth(
                name,
                gradient_norm=_norm(network.gradient[place]) if has_step else None,
                update_ratio=_ratio(before[place], network.value[place])
                if before is not None and has_step
                else None,
                dead_share=dead_share(maps) if layer.kind == "relu" and before is not None else None,
                activation_histogram=histogram(maps),
                weight_histogram=histogram(weights_of(layer)) if layer.parameters else None,
            )
        )
    return tuple(told)


def dead_share(maps: Array) -> float:
    """Share of channels (N, C, H, W) or units (N, n) that are 0 everywhere on all N pictures.

    A map is alive if one filter position of one picture wakes it: black corners make no filter dead.
    """
    axes = tuple(axis for axis in range(maps.ndim) if axis != 1)
    return float((maps.max(axis=axes) <= 0).mean())


def weights_of(layer: Layer) -> Array:
    """All weights of a layer in one row, without its biases."""
    return np.concatenate([one.value.reshape(-1) for one in layer.parameters.values() if one.decays])


def _norm(vector: NDArray[Any]) -> float:
    return float(np.linalg.norm(vector.astype(np.float64)))


def _ratio(before: NDArray[Any], after: NDArray[Any]) -> float:
    length = _norm(before)
    return _norm(after - before) / length if length > 0 else 0.0
