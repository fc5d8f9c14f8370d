"""Every kind of layer and its fields on the wire: defaults and house limits, declared once.

A house limit says what a page can offer; what fits a given input is a matter of the layer itself
(``output_shape``) and of :mod:`app.nn.describe`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

FieldKind = Literal["int", "float", "pair", "choice", "bool"]

CLASSES = "classes"  # as many as the data has
TABLES = ("lenet5",)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a layer.

    Attributes:
        default: as on the wire; pairs are (rows, cols).
        minimum, maximum: of a number, or of both of a pair.
        may_be_classes: takes the word ``classes`` for a number.
    """

    id: str
    kind: FieldKind
    default: Any
    minimum: float | None = None
    maximum: float | None = None
    may_be_classes: bool = False


def _pair(id: str, default: int, minimum: int, maximum: int) -> Field:
    return Field(id, "pair", (default, default), minimum, maximum)


_POOL = (_pair("size", 2, 1, 8), _pair("stride", 2, 1, 8), _pair("padding", 0, 0, 4))

# kind → fields; the order is the one in which a page offers them.
FIELDS: Mapping[str, tuple[Field, ...]] = {
    "convolution": (
        Field("filters", "int", 8, 1, 256, may_be_classes=True),
        _pair("kernel", 3, 1, 15),
        _pair("stride", 1, 1, 8),
        _pair("padding", 0, 0, 14),
        _pair("dilation", 1, 1, 8),
        Field("bias", "bool", True),
        Field("table", "choice", None),
    ),
    "max_pool": _POOL,
    "average_pool": _POOL,
    "global_average_pool": (),
    "trainable_pool": (_pair("size", 2, 1, 8),),
    "relu": (),
    "leaky_relu": (Field("slope", "float", 0.01, 0.0, 0.99),),
    "sigmoid": (),
    "tanh": (),
    "scaled_tanh": (),
    "flatten": (),
    "dense": (Field("units", "int", 64, 1, 4096, may_be_classes=True), Field("bias", "bool", True)),
    "dropout": (Field("rate", "float", 0.5, 0.0, 0.95),),
    "residual": (Field("projection", "bool", False),),  # and "layers", its body
    "softmax": (),
}

KINDS: tuple[str, ...] = tuple(FIELDS)

# What a layer computes, as KaTeX; z and X come in, a and Y go out, ⊗ slides without a flip.
FORMULAS: Mapping[str, str] = {
    "convolution": r"Z^{p} = \sum_{d} W^{p,d} \otimes X^{d} + b^{p}",
    "max_pool": r"y_{ij} = \max_{u,v}\, x_{is+u,\, js+v}",
    "average_pool": r"y_{ij} = \frac{1}{mn} \sum_{u,v} x_{is+u,\, js+v}",
    "global_average_pool": r"y^{d} = \frac{1}{MN} \sum_{i,j} x^{d}_{ij}",
    "trainable_pool": r"Z^{d} = w^{d} \cdot Y^{d} + b^{d}",
    "relu": r"a = \max(0, z)",
    "leaky_relu": r"a = \max(0, z) + \alpha \min(0, z)",
    "sigmoid": r"a = \frac{1}{1 + e^{-z}}",
    "tanh": r"a = \tanh z",
    "scaled_tanh": r"a = 1.7159 \tanh \tfrac{2}{3} z",
    "flatten": r"a_{(dM + i)N + j} = x^{d}_{ij}",
    "dense": r"z = W a + b",
    "dropout": r"a' = m \circ a, \quad m_i \sim \mathrm{Bernoulli}(1 - r)",
    "residual": r"h(x) = f(x) + x",
    "softmax": r"q_i = \frac{e^{z_i}}{\sum_{j} e^{z_j}}",
}
