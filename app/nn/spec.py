"""Networks as they travel: a list of layers, each a kind with its fields, checked and made into layers.

A layer on the wire is ``{"kind": "convolution", "filters": 6, …}``; what is missing has the default of
:mod:`app.nn.fields`. Refusals name the place: ``layers.3.filters``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from app.conv.errors import DomainError, Scalar
from app.nn.activation import LeakyRelu, Relu, ScaledTanh, Sigmoid, Tanh
from app.nn.connection_table import read_table
from app.nn.convolution import Convolution
from app.nn.dense import Dense
from app.nn.dropout import Dropout
from app.nn.fields import CLASSES, FIELDS, KINDS, TABLES, Field
from app.nn.flatten import Flatten
from app.nn.layer import Layer
from app.nn.pooling import AveragePool, GlobalAveragePool, MaxPool
from app.nn.residual import Residual
from app.nn.softmax import Softmax
from app.nn.trainable_pool import TrainablePool

LayerSpec: TypeAlias = Mapping[str, Any]

MOST_LAYERS = 40
DEEPEST_NESTING = 2  # a residual block in a residual block
_LONGEST = 40

_LAYERS: Mapping[str, Callable[..., Layer]] = {
    "convolution": Convolution,
    "max_pool": MaxPool,
    "average_pool": AveragePool,
    "global_average_pool": GlobalAveragePool,
    "trainable_pool": TrainablePool,
    "relu": Relu,
    "leaky_relu": LeakyRelu,
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "scaled_tanh": ScaledTanh,
    "flatten": Flatten,
    "dense": Dense,
    "dropout": Dropout,
    "softmax": Softmax,
}


def complete(layers: Any, *, field: str = "layers", depth: int = 0) -> tuple[LayerSpec, ...]:
    """Every layer with all its fields, checked; pairs as tuples, so that equal networks are equal.

    Raises:
        DomainError: ``network_empty``, ``network_too_many_layers``, ``network_too_deeply_nested``; and those
            of ``complete_layer``.
    """
    if not isinstance(layers, Sequence) or isinstance(layers, str | bytes):
        raise DomainError("field_not_a_list", field=field, value=_shown(layers))
    if not layers:
        raise DomainError("network_empty", field=field, value=0, limit=1)
    if depth > DEEPEST_NESTING:
        raise DomainError("network_too_deeply_nested", field=field, value=depth, limit=DEEPEST_NESTING)
    done = tuple(complete_layer(layer, f"{field}.{i}", depth) for i, layer in enumerate(layers))
    if depth == 0 and layer_count(done) > MOST_LAYERS:
        raise DomainError("network_too_many_layers", field=field, value=layer_count(done), limit=MOST_LAYERS)
    return done


def complete_layer(layer: Any, field: str, depth: int = 0) -> LayerSpec:
    """One layer with all its fields, checked.

    Raises:
        DomainError: ``field_not_an_object``, ``field_missing`` (its kind, a body), ``choice_unknown``,
            ``field_unknown``, ``field_not_a_number``, ``field_not_whole``, ``field_not_a_list``,
            ``number_out_of_range``, ``layer_pair_wrong``; those of ``read_table``.
    """
    if not isinstance(layer, Mapping):
        raise DomainError("field_not_an_object", field=field, value=_shown(layer))
    if "kind" not in layer:
        raise DomainError("field_missing", field=f"{field}.kind")
    kind = layer["kind"]
    if kind not in KINDS:
        raise DomainError("choice_unknown", field=f"{field}.kind", value=_shown(kind), limit=", ".join(KINDS))
    known = {declared.id for declared in FIELDS[kind]} | (
        {"kind", "layers"} if kind == "residual" else {"kind"}
    )
    for name in layer:
        if name not in known:
            raise DomainError("field_unknown", field=f"{field}.{name}", value=_shown(name))
    done: dict[str, Any] = {"kind": kind}
    for declared in FIELDS[kind]:
        place = f"{field}.{declared.id}"
        done[declared.id] = _checked(declared, layer.get(declared.id, declared.default), place)
    if kind == "residual":
        if "layers" not in layer:
            raise DomainError("field_missing", field=f"{field}.layers")
        done["layers"] = complete(layer["layers"], field=f"{field}.layers", depth=depth + 1)
    return done


def layer_count(layers: Any, depth: int = 0) -> int:
    """Layers with those inside of residual blocks, as far as they are any; deeper nesting is not followed."""
    if not isinstance(layers, Sequence) or isinstance(layers, str | bytes) or depth > DEEPEST_NESTING:
        return 0
    inner = (layer.get("layers") if isinstance(layer, Mapping) else None for layer in layers)
    return sum(1 + layer_count(one, depth + 1) for one in inner)


def make_layer(layer: LayerSpec, classes: int) -> Layer:
    """A completed layer as an object; ``"classes"`` becomes their number.

    Raises:
        DomainError: what the layer's own constructor refuses.
    """
    fields: dict[str, Any] = {
        name: classes if value == CLASSES else value
        for name, value in layer.items()
        if name not in ("kind", "layers")
    }
    if layer["kind"] == "residual":
        return Residual([make_layer(inner, classes) for inner in layer["layers"]], **fields)
    return _LAYERS[layer["kind"]](**fields)


def _checked(field: Field, value: Any, place: str) -> Any:
    if field.kind == "bool":
        if not isinstance(value, bool):
            raise DomainError("choice_unknown", field=place, value=_shown(value), limit="true, false")
        return value
    if field.kind == "choice":
        return _table(value, place)
    if field.kind == "pair":
        if not isinstance(value, Sequence) or isinstance(value, str | bytes):
            raise DomainError("field_not_a_list", field=place, value=_shown(value))
        if len(value) != 2:
            raise DomainError("layer_pair_wrong", field=place, value=len(value), limit=2)
        return tuple(_number(field, one, f"{place}.{i}") for i, one in enumerate(value))
    if field.may_be_classes and value == CLASSES:
        return CLASSES
    return _number(field, value, place)


def _number(field: Field, value: Any, place: str) -> int | float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or (isinstance(value, float) and not math.isfinite(value)):
        raise DomainError("field_not_a_number", field=place, value=_shown(value))
    if isinstance(value, float) and field.kind != "float" and not value.is_integer():
        raise DomainError("field_not_whole", field=place, value=value)
    if not (field.minimum is None or field.maximum is None or field.minimum <= value <= field.maximum):
        limit = f"{field.minimum:g}–{field.maximum:g}"
        raise DomainError("number_out_of_range", field=place, value=_shown_number(value), limit=limit)
    return float(value) if field.kind == "float" else int(value)


def _table(value: Any, place: str) -> Any:
    """None, a table's name, or rows of 0 and 1: one row per output map, one column per input map."""
    if value is None or value in TABLES:
        return value
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise DomainError(
            "choice_unknown", field=place, value=_shown(value), limit=", ".join(("null", *TABLES))
        )
    rows = [tuple(row) if isinstance(row, Sequence) and not isinstance(row, str) else () for row in value]
    try:
        read_table(rows)
    except DomainError as error:
        raise error.at(place.rpartition(".")[0]) from error
    return tuple(rows)


def _shown(value: object) -> Scalar:
    if isinstance(value, int) and not isinstance(value, bool):
        return _shown_number(value)
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _shown_number(value: int | float) -> int | float:
    """Python does not print whole numbers of thousands of digits."""
    return max(-1e300, min(value, 1e300))
