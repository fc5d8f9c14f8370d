"""Nonlinear functions a = f(z), each with its derivative beside it (E4).

A derivative is written with whichever of z and a makes it short: all it is asked for is f'(z), and both are
at hand after the forward pass. Where a function has a corner, at 0, the derivative from the left is taken.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from app.conv.errors import DomainError
from app.nn.layer import Array, Layer, Shape

# LeCun's f(z) = A·tanh(S·z): f(±1) = ±1, and its bend is strongest there ("Efficient BackProp", 1998).
SCALED_TANH_HEIGHT = 1.7159
SCALED_TANH_SLOPE = 2.0 / 3.0


def sigmoid(z: Array) -> Array:
    """``1/(1 + e^−z)`` in (0, 1); no exponential is taken of a positive number, so none overflows."""
    decayed = np.exp(-np.abs(z))
    a: Array = np.where(z >= 0, 1, decayed) / (1 + decayed)
    return a


def sigmoid_derivative(z: Array, a: Array) -> Array:  # noqa: ARG001
    """``a(1 − a)``, at most ¼: through ten such layers less than a millionth of a gradient is left."""
    return a * (1 - a)


def tanh(z: Array) -> Array:
    """``(e^z − e^−z)/(e^z + e^−z)`` in (−1, 1)."""
    return np.tanh(z)


def tanh_derivative(z: Array, a: Array) -> Array:  # noqa: ARG001
    """``1 − a²``, at most 1."""
    return 1 - a * a


def scaled_tanh(z: Array) -> Array:
    """``1.7159·tanh(2z/3)``."""
    a: Array = SCALED_TANH_HEIGHT * np.tanh(SCALED_TANH_SLOPE * z)
    return a


def scaled_tanh_derivative(z: Array, a: Array) -> Array:  # noqa: ARG001
    """``A·S·(1 − tanh²) = (S/A)·(A − a)(A + a)``."""
    slope = SCALED_TANH_SLOPE / SCALED_TANH_HEIGHT
    return slope * (SCALED_TANH_HEIGHT - a) * (SCALED_TANH_HEIGHT + a)


def relu(z: Array) -> Array:
    """``max(0, z)``."""
    return np.maximum(z, 0)


def relu_derivative(z: Array, a: Array) -> Array:  # noqa: ARG001
    """1 where z > 0, else 0: a unit that is never positive learns nothing any more, it is dead."""
    return (z > 0).astype(z.dtype)


def leaky_relu(z: Array, slope: float) -> Array:
    """``max(0, z) + slope·min(0, z)``."""
    return np.maximum(z, 0) + slope * np.minimum(z, 0)


def leaky_relu_derivative(z: Array, slope: float) -> Array:
    """1 where z > 0, else ``slope``: never 0, so no unit dies."""
    return np.where(z > 0, z.dtype.type(1), z.dtype.type(slope))


class Activation(Layer):
    """The same function of every number; any shape goes through unchanged."""

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        self._z = x
        self._a = self.function(x)
        return self._a

    def backward(self, delta: Array, *, needs_input: bool = True) -> Array | None:
        return delta * self.derivative(self._z, self._a) if needs_input else None

    @abstractmethod
    def function(self, z: Array) -> Array:
        """a = f(z)."""

    @abstractmethod
    def derivative(self, z: Array, a: Array) -> Array:
        """f'(z), of the shape of z."""


class Sigmoid(Activation):
    """``sigmoid``."""

    kind: ClassVar[str] = "sigmoid"
    function = staticmethod(sigmoid)
    derivative = staticmethod(sigmoid_derivative)


class Tanh(Activation):
    """``tanh``."""

    kind: ClassVar[str] = "tanh"
    function = staticmethod(tanh)
    derivative = staticmethod(tanh_derivative)


class ScaledTanh(Activation):
    """``scaled_tanh``, that of LeNet-5 in 1998."""

    kind: ClassVar[str] = "scaled_tanh"
    function = staticmethod(scaled_tanh)
    derivative = staticmethod(scaled_tanh_derivative)


class Relu(Activation):
    """``relu``."""

    kind: ClassVar[str] = "relu"
    function = staticmethod(relu)
    derivative = staticmethod(relu_derivative)


class LeakyRelu(Activation):
    """``leaky_relu`` with a fixed slope in [0, 1].

    Raises:
        DomainError: ``number_out_of_range``.
    """

    kind: ClassVar[str] = "leaky_relu"

    def __init__(self, slope: float = 0.01) -> None:
        super().__init__()
        if not 0 <= slope <= 1:  # not-a-number is refused too
            raise DomainError("number_out_of_range", field="slope", value=slope, limit="[0, 1]")
        self.slope = float(slope)

    def function(self, z: Array) -> Array:
        return leaky_relu(z, self.slope)

    def derivative(self, z: Array, a: Array) -> Array:  # noqa: ARG002
        return leaky_relu_derivative(z, self.slope)
