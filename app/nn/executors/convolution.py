"""What the two fast ways to convolve have in common: a convolution with the ReLU and the pooling behind it.

A way brings its layout, the product of windows and weights, and the two products backward; what is here are
parameters, names, and what is shown of a layer that was never computed on its own.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator

import numpy as np

from app.nn.convolution import Convolution
from app.nn.executors.finish import Finish
from app.nn.executors.stage import Member, Stage
from app.nn.layer import Array
from app.nn.pooling import MaxPool


class ConvolutionStage(Stage):
    """A convolution, or convolution and ReLU, or these and a 2×2 maximum.

    Attributes:
        finish: made by the subclass on its sums.
    """

    finish: Finish

    def __init__(self, members: tuple[Member, ...], gradient: Array) -> None:
        super().__init__(members)
        layer = members[0].layer
        assert isinstance(layer, Convolution)
        self.layer = layer
        self.has_relu, self.has_pool = len(members) > 1, len(members) > 2
        own = members[0].parameters_on(gradient)
        self._weight_gradient = own["weight"].gradient
        self._bias = own.get("bias")

    @abstractmethod
    def logical(self, values: Array) -> Array:
        """Values in the layout of the stage as (N, C, H, W)."""

    def maps(self) -> Iterator[tuple[str, Array]]:
        z = self._z()
        yield self.members[0].name, z
        if self.has_relu:
            yield self.members[1].name, np.maximum(z, 0)
        if self.has_pool:
            yield self.members[2].name, self.logical(self.finish.activation)

    def _z(self) -> Array:
        z = self.logical(self.finish.sums)
        return z if self._bias is None else z + self._bias.value[:, None, None]

    def finish_backward(self, delta: Array, own: Array, kept: dict[str, Array] | None) -> Array:
        """∂loss/∂sum in the layout of the stage.

        Args:
            delta: (N, C, H, W); own: the same numbers as a view in the stage's axes.
        """
        if kept is None:
            return self.finish.backward(own)
        kept[self.members[-1].name] = delta
        if self.has_pool:  # the sums are about to be overwritten
            pool = MaxPool()
            pool.forward(np.maximum(self._z(), 0), is_training=True)
            unpooled = pool.backward(delta)
            assert unpooled is not None
            kept[self.members[1].name] = unpooled
        through = self.finish.backward(own)
        kept[self.members[0].name] = self.logical(through)
        return through

    def write_weight_gradient(self, gradient: Array) -> None:
        """Take over ∂loss/∂kernels (filters, C, K_h, K_w), any strides."""
        table = self.layer.table
        self._weight_gradient[...] = gradient if table is None else gradient[table]
