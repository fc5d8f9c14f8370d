"""What every layer is: shapes known without arrays, a forward and a backward pass, named parameters.

A layer never owns its numbers. The network lays all of them in one flat vector, all gradients in another,
and hands every layer named views of both (``bind``); so an optimiser works on two vectors and a snapshot is
one copy.

Arrays are channels-first: feature maps (N, C, H, W), vectors (N, n); N pictures of a batch. The dtype is that
of the network's vectors: float32 to learn, float64 to check a gradient. ``delta`` is ∂loss/∂output of a layer
on its way in and ∂loss/∂input on its way out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError

Array: TypeAlias = NDArray[np.floating[Any]]
Shape: TypeAlias = tuple[int, ...]
Initialization: TypeAlias = Literal["he", "glorot"]


@dataclass(slots=True)
class Parameter:
    """One named array that is learned, with its gradient.

    Attributes:
        value, gradient: views into the network's two flat vectors, of one shape and dtype.
        decays: whether weight decay pulls it towards zero; weights do, biases do not.
    """

    value: Array
    gradient: Array
    decays: bool


def decays(name: str) -> bool:
    """Whether weight decay reaches the parameter of this name (``weight``, ``convolution_1.bias`` …).

    A bias moves a feature map up or down and bends nothing: making it small does not make a network simpler.
    """
    return name.rpartition(".")[2] != "bias"


class Layer(ABC):
    """A function with a derivative; its constructor takes the fields of the network on the wire.

    A shape is that of one picture, (C, H, W) or (n,): the batch axis is never in it.
    """

    kind: ClassVar[str]
    parameters: dict[str, Parameter]

    def __init__(self) -> None:
        self.parameters = {}

    @abstractmethod
    def output_shape(self, shape: Shape) -> Shape:
        """The shape that leaves, from the one that comes in; no arrays.

        Raises:
            DomainError: where the two do not fit, naming the field, the value and its limit.
        """

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:
        """Name → shape of every parameter, for an input of this shape; no arrays.

        Raises:
            DomainError: as ``output_shape``.
        """
        self.output_shape(shape)
        return {}

    def multiplications(self, shape: Shape) -> int:
        """How many products of two numbers one picture takes on its way forward."""
        self.output_shape(shape)
        return 0

    def bind(self, parameters: dict[str, Parameter], shape: Shape) -> None:
        """Take the views that belong to ``parameter_shapes(shape)``; called once, before anything runs."""
        self.output_shape(shape)
        self.parameters = parameters

    def initialize(self, method: Initialization, generator: np.random.Generator) -> None:  # noqa: B027
        """Write the first values of the parameters; a layer without any draws nothing."""

    @abstractmethod
    def forward(self, x: Array, *, is_training: bool) -> Array:
        """The layer's output for a batch; keeps what ``backward`` will need. ``x`` is not written to."""

    @abstractmethod
    def backward(self, delta: Array, *, needs_input: bool = True) -> Array | None:
        """∂loss/∂input from ∂loss/∂output of the latest ``forward``.

        Writes (does not add to) every ``parameter.gradient``; ``delta`` itself is not written to.

        Returns:
            The shape of the input; None where ``needs_input`` is False, as for a network's first layer.
        """


def named_by_kind(layers: Iterable[Layer]) -> list[tuple[str, Layer]]:
    """Every layer with its name: its kind and which of that kind it is, ``convolution_1``, ``relu_1`` …"""
    counts: dict[str, int] = {}
    named = []
    for layer in layers:
        counts[layer.kind] = counts.get(layer.kind, 0) + 1
        named.append((f"{layer.kind}_{counts[layer.kind]}", layer))
    return named


def maps_shape(shape: Shape) -> tuple[int, int, int]:
    """``shape`` as (C, H, W).

    Raises:
        DomainError: ``layer_needs_maps`` behind a layer that gives a vector.
    """
    if len(shape) != 3:
        raise DomainError("layer_needs_maps", field="kind", value=prod(shape))
    return shape[0], shape[1], shape[2]


def vector_length(shape: Shape) -> int:
    """n of a shape (n,).

    Raises:
        DomainError: ``layer_needs_vector`` behind a layer that gives feature maps.
    """
    if len(shape) != 1:
        raise DomainError("layer_needs_vector", field="kind", value=written(shape), limit=prod(shape))
    return shape[0]


def written(shape: Shape) -> str:
    """A shape as it stands in a sentence: 16×5×5."""
    return "×".join(map(str, shape))


def check_whole(field: str, value: int, minimum: int = 1) -> int:
    """``value`` where it is a whole number from ``minimum`` up.

    Raises:
        DomainError: ``field_not_whole``, ``number_out_of_range``.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise DomainError("field_not_whole", field=field, value=str(value))
    if value < minimum:
        raise DomainError("number_out_of_range", field=field, value=int(value), limit=f"≥ {minimum}")
    return int(value)


def check_pair(field: str, pair: Iterable[int], minimum: int = 1) -> tuple[int, int]:
    """``pair`` as (rows, cols), each checked by ``check_whole``.

    Raises:
        DomainError: those of ``check_whole``; ``layer_pair_wrong`` where there are not two.
    """
    numbers = tuple(pair)
    if len(numbers) != 2:
        raise DomainError("layer_pair_wrong", field=field, value=len(numbers), limit=2)
    rows, cols = (check_whole(field, number, minimum) for number in numbers)
    return rows, cols
