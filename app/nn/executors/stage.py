"""A stage: one or several layers of a network, done in one go on the few pictures of a micro-batch.

Between stages arrays are N-first like everywhere, (N, C, H, W) or (N, n): only their strides are a stage's
own business, so that each can keep the layout in which it is fast and any can follow any. An array that is
handed on belongs to the stage and is overwritten by its next call.

Whatever has no fast stage runs as it is written, in ``PlainStage``.
"""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from app.nn.layer import Array, Layer, Parameter, Shape


@dataclass(frozen=True, slots=True)
class Member:
    """A layer in its network.

    Attributes:
        name: as in the network, ``convolution_1``.
        entering, leaving: shapes of one picture before and behind it.
        start: where its parameters begin in the flat vectors.
    """

    name: str
    layer: Layer
    entering: Shape
    leaving: Shape
    start: int

    @property
    def stop(self) -> int:
        """Where its parameters end."""
        return self.start + sum(one.value.size for one in self.layer.parameters.values())

    def parameters_on(self, gradient: Array) -> dict[str, Parameter]:
        """Its values, with gradients that are views of another flat vector (P,) than the network's."""
        found, start = {}, self.start
        for name, parameter in self.layer.parameters.items():
            stop = start + prod(parameter.value.shape)
            view = gradient[start:stop].reshape(parameter.value.shape)
            found[name] = Parameter(parameter.value, view, parameter.decays)
            start = stop
        return found


class Scratch:
    """Room in which the stages of a chain cut out their windows, one after another.

    Nothing in it outlives the call that wrote it: so all share it, and it stays in the cache.
    """

    def __init__(self, dtype: np.dtype[np.floating[Any]]) -> None:
        self.dtype = dtype
        self._room: Array = np.empty(0, dtype)

    def take(self, size: int) -> Array:
        """(size,) numbers, anything in them; the same memory each time where it is large enough."""
        if size > self._room.size:
            self._room = np.empty(size, self.dtype)
        return self._room[:size]


class Stage(ABC):
    """``members`` as one function of a micro-batch with a fixed number of pictures.

    Attributes:
        members: the layers it stands for, in order.
    """

    def __init__(self, members: tuple[Member, ...]) -> None:
        self.members = members

    def prepare(self) -> None:  # noqa: B027
        """Read the weights; called once before the micro-batches of a batch."""

    @abstractmethod
    def forward(self, x: Array, *, is_training: bool) -> Array:
        """What the last of its layers gives; ``x`` must not be written to until ``backward`` is done."""

    @abstractmethod
    def maps(self) -> Iterator[tuple[str, Array]]:
        """(name, output) of every layer as of the latest ``forward``; to be asked before ``backward``."""

    @abstractmethod
    def backward(
        self, delta: Array, *, needs_input: bool, kept: dict[str, Array] | None = None
    ) -> Array | None:
        """∂loss/∂input from ∂loss/∂output of the latest ``forward``; writes its layers' gradients.

        Args:
            kept: takes ∂loss/∂output of every layer by name, where somebody wants to see them.
        """


class PlainStage(Stage):
    """One layer as it is written: a copy of it, with the network's weights and gradients of its own."""

    def __init__(self, member: Member, gradient: Array) -> None:
        super().__init__((member,))
        self._layer = copy.deepcopy(member.layer)
        self._layer.bind(member.parameters_on(gradient), member.entering)

    def forward(self, x: Array, *, is_training: bool) -> Array:
        self._output = self._layer.forward(np.ascontiguousarray(x), is_training=is_training)
        return self._output

    def maps(self) -> Iterator[tuple[str, Array]]:
        yield self.members[0].name, self._output

    def backward(
        self, delta: Array, *, needs_input: bool, kept: dict[str, Array] | None = None
    ) -> Array | None:
        if kept is not None:
            kept[self.members[0].name] = delta
        return self._layer.backward(np.ascontiguousarray(delta), needs_input=needs_input)


class FlattenStage(Stage):
    """Feature maps as vectors, without moving a number where the pictures lie in the last axis."""

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        self._input = x.shape
        self._output = flattened(x)
        return self._output

    def maps(self) -> Iterator[tuple[str, Array]]:
        yield self.members[0].name, self._output

    def backward(
        self, delta: Array, *, needs_input: bool, kept: dict[str, Array] | None = None
    ) -> Array | None:
        if kept is not None:
            kept[self.members[0].name] = delta
        return unflattened(delta, self._input) if needs_input else None


class DropoutStage(Stage):
    """Multiply by ``factor``, which somebody else draws: the same for any division of the batch.

    Attributes:
        factor: (N, …), of the pictures of the coming micro-batch.
    """

    factor: Array

    def forward(self, x: Array, *, is_training: bool) -> Array:  # noqa: ARG002
        self._output = x * self.factor
        return self._output

    def maps(self) -> Iterator[tuple[str, Array]]:
        yield self.members[0].name, self._output

    def backward(
        self, delta: Array, *, needs_input: bool, kept: dict[str, Array] | None = None
    ) -> Array | None:
        if kept is not None:
            kept[self.members[0].name] = delta
        return delta * self.factor if needs_input else None


def flattened(x: Array) -> Array:
    """(N, C, H, W) → (N, C·H·W), a view where the memory order allows one."""
    if x.flags.c_contiguous:
        return x.reshape(len(x), -1)
    return np.moveaxis(x, 0, -1).reshape(-1, len(x)).T


def unflattened(delta: Array, shape: Shape) -> Array:
    """(N, C·H·W) → (N, C, H, W); a view of whichever order ``delta`` has in memory."""
    if delta.flags.c_contiguous:
        return delta.reshape(shape)
    return np.moveaxis(delta.T.reshape(*shape[1:], shape[0]), -1, 0)
