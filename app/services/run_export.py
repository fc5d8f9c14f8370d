"""What can be carried away from a run: its weights, its story, and a program that repeats its outputs."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from app.nn.convolution import Convolution
from app.nn.layer import Layer
from app.nn.network import Sequential
from app.nn.residual import Residual

FORMAT = "convscope-run"
FORMAT_VERSION = 1
# Of a history: what is only there to be drawn.
_PICTURES = ("after", "snapshot", "snapshots", "moment")


def weights_npz(network: Sequential) -> bytes:
    """All parameters as a NumPy archive: ``convolution_1.weight`` …, float32, shaped as PyTorch has them.

    A convolution with a connection table has its whole (O, C, K_h, K_w) array, zeros where nothing connects.
    """
    content = BytesIO()
    np.savez_compressed(content, allow_pickle=False, **named_weights(network))
    return content.getvalue()


def named_weights(network: Sequential) -> dict[str, NDArray[Any]]:
    """Name → array, as in PyTorch's ``state_dict``."""
    named: dict[str, NDArray[Any]] = {}
    for name, layer in network.layers:
        _collect(named, name, layer)
    return named


def run_json(view: Mapping[str, Any], history: bytes) -> bytes:
    """A run's whole story without its pictures: spec, result, every point of the curves, every epoch.

    Args:
        view: of the run, as ``GET /api/runs/{id}`` shows it.
        history: as ``GET /api/runs/{id}/history`` shows it.
    """
    told = {key: value for key, value in orjson.loads(history).items() if key not in _PICTURES}
    story = {"format": FORMAT, "format_version": FORMAT_VERSION, **told, "run": view}
    return orjson.dumps(story, option=orjson.OPT_INDENT_2)


def _collect(named: dict[str, NDArray[Any]], name: str, layer: Layer) -> None:
    if isinstance(layer, Residual):
        for inner_name, inner in layer.layers:
            _collect(named, f"{name}.{inner_name}", inner)
        if layer.projection is not None:
            _collect(named, f"{name}.projection", layer.projection)
        return
    for parameter, views in layer.parameters.items():
        is_kernel = isinstance(layer, Convolution) and parameter == "weight"
        value = layer.kernels() if is_kernel and isinstance(layer, Convolution) else views.value
        named[f"{name}.{parameter}"] = value.copy()
