"""The residual unit ``f(x) + x`` (E3): a body of layers learns only what to change about its input.

Backward, δ goes through the body and past it, and the two are added: however small f' is, the way past hands
δ on whole, so deep networks of such units still learn. He, Zhang, Ren and Sun, 2016.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

import numpy as np

from app.conv.errors import DomainError
from app.nn.convolution import Convolution
from app.nn.layer import Array, Initialization, Layer, Parameter, Shape, maps_shape, named_by_kind, written


class Residual(Layer):
    """Body and way past; their results are of one shape.

    Parameters are those of the body, ``convolution_1.weight`` …, and ``projection.weight``.

    Args:
        layers: the body f; the attribute of that name has them with their names, as a network's has.
        projection: the way past is a 1×1 convolution without bias (its stride follows from the shapes), for
            a body that changes the channels or the size; else it is x itself.
    """

    kind: ClassVar[str] = "residual"

    def __init__(self, layers: Sequence[Layer], projection: bool = False) -> None:
        super().__init__()
        self.layers = named_by_kind(layers)
        self.has_projection = projection
        self.projection: Convolution | None = None  # known with the shapes

    def output_shape(self, shape: Shape) -> Shape:
        """The body's, which is also that of the way past.

        Raises:
            DomainError: those of the body, seen from here; ``residual_shape_differs``,
                ``residual_projection_misfit``.
        """
        output = self._body_shapes(shape)[-1]
        if self.has_projection:
            self._projection_for(shape, output)
        elif output != shape:
            raise DomainError(
                "residual_shape_differs", field="projection", value=written(output), limit=written(shape)
            )
        return output

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:
        self.output_shape(shape)
        return {
            f"{name}.{parameter}": size
            for name, layer, before in self._parts(shape)
            for parameter, size in layer.parameter_shapes(before).items()
        }

    def multiplications(self, shape: Shape) -> int:
        self.output_shape(shape)
        return sum(layer.multiplications(before) for _, layer, before in self._parts(shape))

    def bind(self, parameters: dict[str, Parameter], shape: Shape) -> None:
        super().bind(parameters, shape)
        for name, layer, before in self._parts(shape):
            own = {key: parameters[f"{name}.{key}"] for key in layer.parameter_shapes(before)}
            layer.bind(own, before)
            if name == "projection":
                assert isinstance(layer, Convolution)
                self.projection = layer

    def initialize(self, method: Initialization, generator: np.random.Generator) -> None:
        for _, layer in self.layers:
            layer.initialize(method, generator)
        if self.projection is not None:
            self.projection.initialize(method, generator)

    def forward(self, x: Array, *, is_training: bool) -> Array:
        changed = x
        for _, layer in self.layers:
            changed = layer.forward(changed, is_training=is_training)
        past = x if self.projection is None else self.projection.forward(x, is_training=is_training)
        return changed + past

    def backward(self, delta: Array, *, needs_input: bool = True) -> Array | None:
        through: Array | None = delta
        for position, (_, layer) in reversed(list(enumerate(self.layers))):
            assert through is not None
            through = layer.backward(through, needs_input=needs_input or position > 0)
        past: Array | None = delta
        if self.projection is not None:
            past = self.projection.backward(delta, needs_input=needs_input)
        if through is None or past is None or not needs_input:
            return None
        return through + past

    def _body_shapes(self, shape: Shape) -> list[Shape]:
        """The shape before every layer of the body, and the one behind the last."""
        shapes = [shape]
        for position, (_, layer) in enumerate(self.layers):
            try:
                shapes.append(layer.output_shape(shapes[-1]))
            except DomainError as error:
                raise error.at(f"layers.{position}") from None
        return shapes

    def _parts(self, shape: Shape) -> Iterator[tuple[str, Layer, Shape]]:
        """Name, layer and input shape of everything inside."""
        shapes = self._body_shapes(shape)
        for (name, layer), before in zip(self.layers, shapes, strict=False):
            yield name, layer, before
        if self.has_projection:
            yield "projection", self.projection or self._projection_for(shape, shapes[-1]), shape

    def _projection_for(self, shape: Shape, output: Shape) -> Convolution:
        """The 1×1 convolution from ``shape`` to ``output``.

        Raises:
            DomainError: ``layer_needs_maps``; ``residual_projection_misfit`` where no stride leads there.
        """
        before, after = maps_shape(shape), maps_shape(output)
        # A 1×1 kernel at stride s leaves ⌈size/s⌉ cells.
        stride = [-(-size // wanted) for size, wanted in zip(before[1:], after[1:], strict=True)]
        projection = Convolution(after[0], kernel=(1, 1), stride=stride, bias=False)
        if projection.output_shape(shape) != output:
            raise DomainError(
                "residual_projection_misfit", field="projection", value=written(output),
                limit=written(shape),
            )  # fmt: skip
        return projection
