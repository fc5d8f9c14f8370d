"""The dense (fully connected) layer: ``z = W·x + b``, every output sees every input.

Backward (F3): ``∂loss/∂W = δ·xᵀ`` and ``∂loss/∂b = δ``, added up over the batch; ``∂loss/∂x = Wᵀ·δ``.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from app.nn.initialize import fill
from app.nn.layer import Array, Initialization, Layer, Shape, check_whole, vector_length


class Dense(Layer):
    """(n,) → (units,). Parameters: ``weight`` (units, n), ``bias`` (units,).

    Raises:
        DomainError: ``field_not_whole``, ``number_out_of_range``.
    """

    kind: ClassVar[str] = "dense"

    def __init__(self, units: int, bias: bool = True) -> None:
        super().__init__()
        self.units = check_whole("units", units)
        self.has_bias = bias

    def output_shape(self, shape: Shape) -> Shape:
        """(units,).

        Raises:
            DomainError: ``layer_needs_vector`` behind a layer that gives feature maps.
        """
        vector_length(shape)
        return (self.units,)

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:
        weight: dict[str, Shape] = {"weight": (self.units, vector_length(shape))}
        return weight | {"bias": (self.units,)} if self.has_bias else weight

    def multiplications(self, shape: Shape) -> int:
        return self.units * vector_length(shape)

    def initialize(self, method: Initialization, generator: np.random.Generator) -> None:
        weight = self.parameters["weight"].value
        fill(weight, weight.shape[1], weight.shape[0], method, generator)
        if self.has_bias:
            self.parameters["bias"].value[...] = 0

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        self._x = x
        z: Array = x @ self.parameters["weight"].value.T
        if self.has_bias:
            z += self.parameters["bias"].value
        return z

    def backward(self, delta: Array, *, needs_input: bool = True) -> Array | None:
        np.matmul(delta.T, self._x, out=self.parameters["weight"].gradient)
        if self.has_bias:
            self.parameters["bias"].gradient[...] = delta.sum(axis=0)
        return delta @ self.parameters["weight"].value if needs_input else None
