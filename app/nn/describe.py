"""What a network would be, without a single array: shapes, counts, limits and where it does not fit.

A builder asks this after every change. A layer that does not fit carries its error, and the layers behind it
have no shapes, because nobody knows what would reach them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.conv.errors import DomainError, Scalar
from app.nn.fields import FIELDS, FORMULAS, KINDS
from app.nn.layer import Layer, Shape
from app.nn.limits import FieldDescription, describe_fields
from app.nn.placement import Placement, placed
from app.nn.spec import MOST_LAYERS, LayerSpec, complete, complete_layer, layer_count, make_layer

MOST_PARAMETERS = 2_000_000
MOST_MEMORY_BYTES = 512 * 2**20
_FLOAT_BYTES = 4
# Value, gradient, two memories of the optimiser, the best epoch's copy.
_COPIES_OF_PARAMETERS = 5


@dataclass(frozen=True, slots=True)
class LayerDescription:
    """One layer of a network that need not work.

    Attributes:
        input_shape, output_shape: without the batch axis; None behind an error.
        parameters, multiplications: None where the shapes are; multiplications of one picture forward.
        error: why it does not fit, with its place ``layers.<index>.…``.
        formula: KaTeX, the same in every language.
        receptive_field: what a cell sees of the picture; None where it sees all, and behind an error.
        body: the layers inside of a residual block.
    """

    name: str
    kind: str
    input_shape: Shape | None
    output_shape: Shape | None
    parameters: int | None
    multiplications: int | None
    error: DomainError | None
    fields: tuple[FieldDescription, ...]
    formula: str
    receptive_field: Placement | None = None
    body: tuple[LayerDescription, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkDescription:
    """All layers and what they add up to.

    Attributes:
        parameters, multiplications: sums over the layers that fit.
        memory_bytes: of one training step, estimated: parameters with their gradients and the optimiser's
            memory, every layer's output and delta for a batch, and the largest matrix of windows.
        error: the first layer's, or what the network as a whole does wrong; None if it can be trained.
    """

    layers: tuple[LayerDescription, ...]
    parameters: int
    multiplications: int
    memory_bytes: int
    error: DomainError | None


def describe(layers: Any, input_shape: Shape, classes: int, *, batch_size: int = 1) -> NetworkDescription:
    """Everything about a network that does not need its arrays.

    Args:
        layers: as on the wire, fields may be missing.
        input_shape: (C, H, W).

    Raises:
        DomainError: what is not even a list of layers of known kinds (see :mod:`app.nn.spec`); all else is
            in the description.
    """
    if not isinstance(layers, Sequence) or isinstance(layers, str) or not layers:
        complete(layers)  # raises
    count = layer_count(layers)
    if count > MOST_LAYERS:
        raise DomainError("network_too_many_layers", field="layers", value=count, limit=MOST_LAYERS)
    described = _describe(layers, input_shape, classes, "layers", 0)
    parameters = sum(layer.parameters or 0 for layer in described)
    multiplications = sum(layer.multiplications or 0 for layer in described)
    memory = _memory_bytes(described, input_shape, batch_size, parameters)
    error = next((layer.error for layer in described if layer.error), None)
    return NetworkDescription(
        described,
        parameters,
        multiplications,
        memory,
        error or _error_of_whole(described, classes, parameters, memory, batch_size),
    )


def _describe(
    layers: Sequence[Any], entering: Shape | None, classes: int, place: str, depth: int
) -> tuple[LayerDescription, ...]:
    described: list[LayerDescription] = []
    seen: Placement | None = Placement()
    counts: dict[str, int] = {}
    for index, given in enumerate(layers):
        at = f"{place}.{index}"
        if not isinstance(given, Mapping) or given.get("kind") not in KINDS:
            complete_layer(given, at)  # raises
        kind = str(given["kind"])
        counts[kind] = counts.get(kind, 0) + 1
        one = _describe_layer(given, f"{kind}_{counts[kind]}", entering, classes, at, depth, seen)
        described.append(one)
        seen = one.receptive_field
        entering = one.output_shape
    return tuple(described)


def _describe_layer(
    given: LayerSpec, name: str, entering: Shape | None, classes: int, at: str, depth: int,
    seen: Placement | None,
) -> LayerDescription:  # fmt: skip
    kind = str(given["kind"])
    layer: Layer | None = None
    output: Shape | None = None
    parameters = multiplications = error = field = None
    values: Mapping[str, Any] = {field.id: given.get(field.id, field.default) for field in FIELDS[kind]}
    body: tuple[LayerDescription, ...] = ()
    try:
        spec = complete_layer(given, at, depth)
        values = {key: value for key, value in spec.items() if key not in ("kind", "layers")}
        if kind == "residual":
            body = _describe(spec["layers"], entering, classes, f"{at}.layers", depth + 1)
        try:
            layer = make_layer(spec, classes)
            if entering is not None:
                output = layer.output_shape(entering)
                shapes = layer.parameter_shapes(entering)
                parameters = sum(math.prod(shape) for shape in shapes.values())
                multiplications = layer.multiplications(entering)
                field = placed(seen, layer, entering)
        except DomainError as refusal:
            raise refusal.at(at) from refusal
    except DomainError as refusal:
        error = refusal
    fields = describe_fields(kind, values, layer, entering)
    return LayerDescription(
        name, kind, entering, output, parameters, multiplications, error, fields, FORMULAS[kind], field, body
    )


def _error_of_whole(
    layers: Sequence[LayerDescription], classes: int, parameters: int, memory: int, batch_size: int
) -> DomainError | None:
    last = len(layers) - 1
    if parameters > MOST_PARAMETERS:
        largest = max(range(len(layers)), key=lambda index: layers[index].parameters or 0)
        return DomainError(
            "network_too_many_parameters", field=f"layers.{largest}", value=parameters,
            limit=MOST_PARAMETERS, layer=layers[largest].name,
        )  # fmt: skip
    if layers[last].output_shape != (classes,):
        return DomainError(
            "network_output_misfit", field=f"layers.{last}",
            value=shape_text(layers[last].output_shape or ()), limit=classes,
        )  # fmt: skip
    if parameters == 0:
        return DomainError("network_without_parameters", field="layers", value=len(layers), limit=1)
    if memory > MOST_MEMORY_BYTES:
        return DomainError(
            "network_too_much_memory", field="batch_size", value=-(-memory // 2**20),
            limit=MOST_MEMORY_BYTES // 2**20, batch_size=batch_size,
        )  # fmt: skip
    return None


def _memory_bytes(
    described: Sequence[LayerDescription],
    input_shape: Shape,
    batch_size: int,
    parameters: int,
) -> int:
    outputs = math.prod(input_shape) + sum(_outputs(one) for one in described)
    windows = max((_windows(one) for one in described), default=0)
    numbers = _COPIES_OF_PARAMETERS * parameters + batch_size * (2 * outputs + 2 * windows)
    return _FLOAT_BYTES * numbers


def _outputs(layer: LayerDescription) -> int:
    own = math.prod(layer.output_shape) if layer.output_shape else 0
    return own + sum(_outputs(inner) for inner in layer.body)


def _windows(layer: LayerDescription) -> int:
    """Numbers in the largest matrix of windows of a layer, of one picture; only convolutions have one."""
    inner = max((_windows(one) for one in layer.body), default=0)
    if layer.kind != "convolution" or layer.output_shape is None or layer.input_shape is None:
        return inner
    rows, cols = next(field.value for field in layer.fields if field.id == "kernel")
    return int(layer.input_shape[0] * rows * cols * math.prod(layer.output_shape[1:]))


def shape_text(shape: Shape) -> Scalar:
    """``6×28×28``."""
    return "×".join(str(length) for length in shape) or "—"
