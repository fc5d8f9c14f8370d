"""LeNet-5's subsampling, which learns: ``w^d · Y^d + b^d``, one weight and one bias a map (deck 3, D3).

Y is the mean of the window, and the nonlinearity f of ``f(w·Y + b)`` is a layer of its own behind it.
LeCun et al. (1998) add the four values up instead of averaging them: the same function with w four times
smaller, so S2 has 12 parameters and S4 32 either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from app.nn.layer import Array, Initialization, Shape
from app.nn.pooling import Pool, mean_of_windows, spread_over_windows


class TrainablePool(Pool):
    """(C, H, W) → (C, H_out, W_out), windows side by side. Parameters: ``weight`` (C,), ``bias`` (C,).

    It begins as average pooling, w = 1 and b = 0, whatever the initialisation of the other layers: there is
    one weight a map and no symmetry to break.
    """

    kind: ClassVar[str] = "trainable_pool"

    def __init__(self, size: Sequence[int] = (2, 2)) -> None:
        super().__init__(size)

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:
        channels = self.output_shape(shape)[0]
        return {"weight": (channels,), "bias": (channels,)}

    def multiplications(self, shape: Shape) -> int:
        return 2 * int(np.prod(self.output_shape(shape), dtype=int))

    def initialize(self, method: Initialization, generator: np.random.Generator) -> None:  # noqa: ARG002
        self.parameters["weight"].value[...] = 1
        self.parameters["bias"].value[...] = 0

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        self._shape = self.geometry(x.shape[1:])
        self._means = mean_of_windows(x, self._shape)
        weight, bias = self.parameters["weight"].value, self.parameters["bias"].value
        return weight[:, None, None] * self._means + bias[:, None, None]

    def backward(self, delta: Array, *, needs_input: bool = True) -> Array | None:
        self.parameters["weight"].gradient[...] = (delta * self._means).sum(axis=(0, 2, 3))
        self.parameters["bias"].gradient[...] = delta.sum(axis=(0, 2, 3))
        if not needs_input:
            return None
        return spread_over_windows(delta * self.parameters["weight"].value[:, None, None], self._shape)
