"""Feature maps laid out as one vector: channel by channel, row by row."""

from __future__ import annotations

from math import prod
from typing import ClassVar

from app.nn.layer import Array, Layer, Shape


class Flatten(Layer):
    """(C, H, W) → (C·H·W,); a vector stays as it is."""

    kind: ClassVar[str] = "flatten"

    def output_shape(self, shape: Shape) -> Shape:
        return (prod(shape),)

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        self._input = x.shape
        return x.reshape(len(x), -1)

    def backward(self, delta: Array, *, needs_input: bool = True) -> Array | None:
        return delta.reshape(self._input) if needs_input else None
