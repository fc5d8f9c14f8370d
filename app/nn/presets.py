"""Networks by name: those of the courses, and one small enough to learn while a class watches.

A preset is a list of layers as on the wire and the data it is meant for; how it learns best is said in
:mod:`app.training.recipes`. ``"classes"`` is as many outputs as the data has. All end in scores without a
softmax: the cross-entropy has its own.

* ``tiny_cnn`` (E1): conv → ReLU → pool twice; about 4,000 parameters on 28×28.
* ``lenet5`` (E1): the shape of LeCun et al., 1998, as it is built today, with ReLU and maximum.
* ``lenet5_1998`` (D3, E2): as published, with trainable pooling, the connection table of C3 and scaled tanh;
  C1 156, S2 12, C3 1,516, S4 32, C5 48,120, F6 10,164 parameters on 32×32 (28×28 padded by 2). Its output was
  Euclidean distances to drawn digits (RBF); here it is a dense layer.
* ``dense`` (B9): no convolution at all, to compare with.
* ``all_convolutional``: a stride instead of pooling, 1×1 convolution and a global mean instead of a dense
  layer (B8, D3). Springenberg et al., 2015.
* ``small_residual`` (E3): two residual units, the second with a projection.
* ``cifar_cnn`` against ``cifar_dense`` (F7): the homework: six layers with weights, and a dense network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.conv.errors import DomainError
from app.nn.spec import LayerSpec, complete


@dataclass(frozen=True, slots=True)
class Preset:
    """A network by name.

    Attributes:
        layers: complete, as on the wire.
        data: names of the data sets it is meant for, the first one first.
    """

    id: str
    layers: tuple[LayerSpec, ...]
    data: tuple[str, ...]


def _convolution(filters: int | str, size: int, padding: int, **more: Any) -> LayerSpec:
    pairs = {"kernel": [size, size], "padding": [padding, padding]}
    return {"kind": "convolution", "filters": filters, **pairs, **more}


def _kind(kind: str, **fields: Any) -> LayerSpec:
    return {"kind": kind, **fields}


def _dense(units: int | str) -> LayerSpec:
    return _kind("dense", units=units)


_RELU, _MAX_POOL, _FLATTEN = _kind("relu"), _kind("max_pool"), _kind("flatten")
_TANH = _kind("scaled_tanh")
_INK = ("strokes", "mnist", "fashion-mnist", "shapes")
_PHOTOGRAPHS = ("cifar-10", "shapes")

_LAYERS: Mapping[str, tuple[list[LayerSpec], tuple[str, ...]]] = {
    "tiny_cnn": (
        [
            _convolution(6, 3, 1), _RELU, _MAX_POOL,
            _convolution(8, 3, 1), _RELU, _MAX_POOL,
            _FLATTEN, _dense("classes"),
        ],
        _INK,
    ),
    "lenet5": (
        [
            _convolution(6, 5, 2), _RELU, _MAX_POOL,
            _convolution(16, 5, 0), _RELU, _MAX_POOL,
            _convolution(120, 5, 0), _RELU, _FLATTEN,
            _dense(84), _RELU, _dense("classes"),
        ],
        _INK,
    ),
    "lenet5_1998": (
        [
            _convolution(6, 5, 2), _TANH, _kind("trainable_pool"), _TANH,
            _convolution(16, 5, 0, table="lenet5"), _TANH, _kind("trainable_pool"), _TANH,
            _convolution(120, 5, 0), _TANH, _FLATTEN,
            _dense(84), _TANH, _dense("classes"),
        ],
        _INK,
    ),
    "dense": ([_FLATTEN, _dense(128), _RELU, _dense("classes")], _INK),
    "all_convolutional": (
        [
            _convolution(12, 3, 1), _RELU,
            _convolution(16, 3, 1, stride=[2, 2]), _RELU,
            _convolution(24, 3, 1), _RELU,
            _convolution(32, 3, 1, stride=[2, 2]), _RELU,
            _convolution("classes", 1, 0), _kind("global_average_pool"),
        ],
        (*_INK, "cifar-10"),
    ),
    "small_residual": (
        [
            _convolution(8, 3, 1), _RELU,
            _kind("residual", layers=[_convolution(8, 3, 1), _RELU, _convolution(8, 3, 1)]), _RELU, _MAX_POOL,
            _kind("residual", projection=True, layers=[
                _convolution(16, 3, 1, stride=[2, 2]), _RELU, _convolution(16, 3, 1),
            ]), _RELU,
            _FLATTEN, _dense("classes"),
        ],
        (*_INK, "cifar-10"),
    ),
    "cifar_cnn": (
        [
            _convolution(16, 3, 1), _RELU, _convolution(16, 3, 1), _RELU, _MAX_POOL,
            _convolution(32, 3, 1), _RELU, _convolution(32, 3, 1), _RELU, _MAX_POOL,
            _FLATTEN, _dense(64), _RELU, _kind("dropout", rate=0.5), _dense("classes"),
        ],
        _PHOTOGRAPHS,
    ),
    "cifar_dense": (
        [_FLATTEN, _dense(128), _RELU, _dense(64), _RELU, _dense("classes")],
        _PHOTOGRAPHS,
    ),
}  # fmt: skip

PRESETS: Mapping[str, Preset] = {
    id: Preset(id, complete(layers), data) for id, (layers, data) in _LAYERS.items()
}


def preset(id: str) -> Preset:
    """The preset of this id.

    Raises:
        DomainError: ``choice_unknown``.
    """
    if id not in PRESETS:
        raise DomainError("choice_unknown", field="preset", value=str(id)[:40], limit=", ".join(PRESETS))
    return PRESETS[id]
