"""Dense layers on pictures in columns: ``z = W·X`` with X (n, N), ReLU in the same stage.

A convolution whose window is the whole map is a dense layer too (LeNet-5's C5): the same product, and 120
outputs instead of one window after another.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

import numpy as np

from app.nn.executors.stage import Member, Stage, flattened, unflattened
from app.nn.layer import Array


class DenseStage(Stage):
    """(N, n) or (N, C, H, W) → (N, units) or (N, units, 1, 1)."""

    def __init__(self, members: tuple[Member, ...], count: int, gradient: Array) -> None:
        """Args:
        members: a dense layer or a convolution of one window, and the ReLU behind it if there is one.
        count: N.
        gradient: flat (P,), where the layer's gradients go.
        """
        super().__init__(members)
        own = members[0].parameters_on(gradient)
        self._has_relu = len(members) == 2
        units, inputs = members[0].leaving[0], prod(members[0].entering)
        self._weight = own["weight"].value.reshape(units, inputs)
        self._weight_gradient = own["weight"].gradient.reshape(units, inputs)
        self._bias = own.get("bias")
        dtype = gradient.dtype
        self._z, self._a, self._delta = (np.empty((units, count), dtype) for _ in range(3))
        self._is_positive = np.empty((units, count), bool)
        self._zeros = np.zeros((units, count), dtype)
        self._back = np.empty((inputs, count), dtype)
        self._output_shape = (count, *members[0].leaving)

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        self._input = x.shape
        self._x = flattened(x)
        np.matmul(self._weight, self._x.T, out=self._z)
        if self._bias is not None:
            self._z += self._bias.value[:, None]
        if not self._has_relu:
            return self._shown(self._z)
        np.maximum(self._z, self._zeros, out=self._a)
        np.greater(self._z, self._zeros, out=self._is_positive)
        return self._shown(self._a)

    def maps(self) -> Iterator[tuple[str, Array]]:
        for member, values in zip(self.members, (self._z, self._a), strict=False):
            yield member.name, self._shown(values)

    def backward(
        self, delta: Array, *, needs_input: bool, kept: dict[str, Array] | None = None
    ) -> Array | None:
        columns = delta.reshape(self._z.T.shape).T
        if self._has_relu:
            np.multiply(columns, self._is_positive, out=self._delta)
            columns = self._delta
        if kept is not None:
            kept[self.members[-1].name] = delta
            kept[self.members[0].name] = self._shown(columns)
        np.matmul(columns, self._x, out=self._weight_gradient)
        if self._bias is not None:
            np.add.reduce(columns, axis=1, out=self._bias.gradient)
        if not needs_input:
            return None
        np.matmul(self._weight.T, columns, out=self._back)
        return unflattened(self._back.T, self._input)

    def _shown(self, columns: Array) -> Array:
        return columns.T.reshape(self._output_shape)
