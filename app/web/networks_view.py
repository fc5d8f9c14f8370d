"""What is known of a network without its arrays, as the API tells it."""

from __future__ import annotations

from typing import Any

from app.conv.errors import DomainError
from app.nn.connection_table import lenet5_table
from app.nn.describe import LayerDescription, NetworkDescription
from app.nn.limits import FieldDescription
from app.web.errors import error_body


def description_view(found: NetworkDescription) -> dict[str, Any]:
    """Shaped like :class:`app.web.networks_schemas.DescriptionView`."""
    return {
        "layers": [_layer(layer) for layer in found.layers],
        "parameters": found.parameters,
        "multiplications": found.multiplications,
        "memory_bytes": found.memory_bytes,
        "error": error_view(found.error),
    }


def error_view(error: DomainError | None) -> dict[str, Any] | None:
    """A refusal inside of an answer, with its sentences."""
    return None if error is None else error_body(error).model_dump()


def _layer(layer: LayerDescription) -> dict[str, Any]:
    return {
        "name": layer.name,
        "kind": layer.kind,
        "input_shape": layer.input_shape,
        "output_shape": layer.output_shape,
        "parameters": layer.parameters or 0,
        "multiplications": layer.multiplications or 0,
        "error": error_view(layer.error),
        "fields": [_field(field) for field in layer.fields],
        "formula": layer.formula,
        "receptive_field": layer.receptive_field,
        "layers": [_layer(inner) for inner in layer.body],
    }


def _field(field: FieldDescription) -> dict[str, Any]:
    return {
        "id": field.id,
        "kind": field.kind,
        "value": field.value,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "reason": field.reason,
        "values": dict(field.values),
        "choices": [choice for choice in field.choices if choice is not None],
        "rows": lenet5_table().astype(int).tolist() if field.value == "lenet5" else None,
    }
