"""Softmax: any scores become probabilities, ``a_i = e^{z_i}/Σ_j e^{z_j}``."""

from __future__ import annotations

from math import prod
from typing import ClassVar

import numpy as np

from app.nn.layer import Array, Layer, Shape, vector_length


def softmax(z: Array) -> Array:
    """Probabilities along the last axis.

    Taking the largest score off all of them divides numerator and denominator by the same number: nothing
    changes but that the exponentials stay at or below 1.
    """
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    probabilities: Array = powers / powers.sum(axis=-1, keepdims=True)
    return probabilities


def softmax_backward(delta: Array, a: Array) -> Array:
    """∂loss/∂z from ∂loss/∂a: with ``∂a_i/∂z_j = a_i([i = j] − a_j)`` it is ``a ∘ (δ − Σ_i δ_i a_i)``."""
    back: Array = a * (delta - (delta * a).sum(axis=-1, keepdims=True))
    return back


class Softmax(Layer):
    """(n,) → (n,), positive and adding up to 1.

    ``cross_entropy`` has a softmax of its own: of a network that ends in this layer it wants what comes in
    here, not what goes out.
    """

    kind: ClassVar[str] = "softmax"

    def output_shape(self, shape: Shape) -> Shape:
        """(n,).

        Raises:
            DomainError: ``layer_needs_vector`` behind a layer that gives feature maps.
        """
        return (vector_length(shape),)

    def multiplications(self, shape: Shape) -> int:
        return prod(self.output_shape(shape))

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        self._a = softmax(x)
        return self._a

    def backward(self, delta: Array, *, needs_input: bool = True) -> Array | None:
        return softmax_backward(delta, self._a) if needs_input else None
