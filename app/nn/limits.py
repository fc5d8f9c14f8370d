"""How far each field of a layer can go for the input it has, and why not further."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.conv.errors import Scalar
from app.nn.connection_table import LENET5_INPUTS
from app.nn.convolution import Convolution
from app.nn.fields import FIELDS, Field, FieldKind
from app.nn.layer import Layer, Shape
from app.nn.pooling import Pool


@dataclass(frozen=True, slots=True)
class FieldDescription:
    """One control of a builder.

    Attributes:
        value: as on the wire.
        minimum, maximum: of a number or of both of a pair; None for choices.
        reason: message key of what sets the maximum, with ``values``; None where the house does.
        choices: of a choice, what can be chosen here; an own table is always possible through the wire.
        may_be_classes: the value may be the word ``classes``.
    """

    id: str
    kind: FieldKind
    value: Any
    minimum: float | None
    maximum: float | None
    reason: str | None
    values: Mapping[str, Scalar]
    choices: tuple[str | None, ...] = ()
    may_be_classes: bool = False


def describe_fields(
    kind: str, values: Mapping[str, Any], layer: Layer | None, entering: Shape | None
) -> tuple[FieldDescription, ...]:
    """Every field of a layer with its limits.

    Args:
        values: field → value, may be wrong.
        layer: None where the values are wrong; then, and without ``entering``, only house limits are known.
        entering: (C, H, W) or (n,).
    """
    fields = tuple(_by_house(field, values[field.id]) for field in FIELDS[kind])
    if entering is None or layer is None:
        return fields
    return tuple(_by_input(field, layer, entering) for field in fields)


def _by_house(field: Field, value: Any) -> FieldDescription:
    choices: tuple[str | None, ...] = (None,) if field.kind == "choice" else ()
    return FieldDescription(
        field.id, field.kind, value, field.minimum, field.maximum, None, {}, choices, field.may_be_classes
    )


def _by_input(field: FieldDescription, layer: Layer, entering: Shape) -> FieldDescription:
    if isinstance(layer, Pool) and field.id == "padding":
        return _lower(field, min(layer.size) // 2, "network.reason.pool_padding", {"size": min(layer.size)})
    if len(entering) != 3:
        return field
    if isinstance(layer, Pool) and field.id == "size":
        sides = [side + 2 * amount for side, amount in zip(entering[1:], layer.padding, strict=True)]
        return _lower(field, min(sides), "network.reason.pool_size", {"size": min(sides)})
    if not isinstance(layer, Convolution):
        return field
    if field.id == "table":
        fits = (layer.filters, entering[0]) == (len(LENET5_INPUTS), 6)
        return replace(field, choices=(None, "lenet5")) if fits or field.value == "lenet5" else field
    if field.id not in ("kernel", "dilation"):
        return field
    sides = [side + 2 * amount for side, amount in zip(entering[1:], layer.padding, strict=True)]
    size = min(sides)
    if field.id == "kernel":
        most = min((side - 1) // gap + 1 for side, gap in zip(sides, layer.dilation, strict=True))
        return _lower(field, most, "network.reason.kernel", {"size": size, "dilation": max(layer.dilation)})
    gaps = [(side - 1) // (taps - 1) for side, taps in zip(sides, layer.kernel, strict=True) if taps > 1]
    if not gaps:  # a single tap has no distance
        return _lower(field, 1, "network.reason.dilation_of_one", {})
    return _lower(field, min(gaps), "network.reason.dilation", {"size": size, "kernel": max(layer.kernel)})


def _lower(field: FieldDescription, most: int, reason: str, values: Mapping[str, Scalar]) -> FieldDescription:
    """The field with a maximum of ``most``, where that is lower than the house's."""
    assert field.maximum is not None
    assert field.minimum is not None
    if most >= field.maximum:
        return field
    return replace(field, maximum=max(most, int(field.minimum)), reason=reason, values=values)
