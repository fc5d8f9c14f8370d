"""A network: layers one behind another, all their parameters in one flat vector.

Layers are named by kind and number, ``convolution_1``, ``relu_1``, ``convolution_2`` …, parameters after
their layer, ``convolution_1.weight``. An optimiser works on the flat ``value`` and ``gradient``; a snapshot
is one copy of ``value``.

A softmax at the end belongs with the cross-entropy: ``forward(…, logits=True)`` stops before it, and
``backward(…, logits=True)`` starts there, because softmax and logarithm are stable together and not apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.nn.describe import describe
from app.nn.dropout import Dropout
from app.nn.executors.fast import Fast
from app.nn.executors.stage import Member
from app.nn.layer import Array, Initialization, Layer, Parameter, Shape, decays, named_by_kind
from app.nn.residual import Residual
from app.nn.seeds import Chance, generator
from app.nn.softmax import softmax, softmax_backward
from app.nn.spec import LayerSpec, complete, make_layer

Executor = Literal["plain", "fast"]
EXECUTORS: tuple[Executor, ...] = ("plain", "fast")
DeltaOf: TypeAlias = Callable[[Array, slice], Array]


class Sequential:
    """Layers in order, bound to their parameters.

    Attributes:
        layers: (name, layer) in order.
        input_shape, output_shape: of one picture.
        shapes: layer name → shape of its output, without the batch axis.
        value, gradient: flat (P,), all parameters in order of layers.
        decay_mask: (P,) 1 where weight decay pulls, else 0.
        feature_maps: layer name → its latest output (N, …); filled by ``forward(…, keep=True)``.
        deltas: layer name → ∂loss/∂output (N, …); filled by ``backward(…, keep=True)``.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        input_shape: Shape,
        *,
        dtype: type[np.floating[Any]] = np.float32,
        executor: Executor = "plain",
        threads: int | None = None,
    ) -> None:
        """Lay out the parameters, all zero.

        Args:
            executor: ``plain`` runs the layers as they are written; ``fast`` gives the same to rounding.
            threads: of ``fast``; None leaves it to the machine. No number of threads changes a byte.

        Raises:
            DomainError: what a layer refuses, at ``layers.<index>``.
        """
        self.layers = named_by_kind(layers)
        self.input_shape = input_shape
        self.shapes: dict[str, Shape] = {}
        self.feature_maps: dict[str, Array] = {}
        self.deltas: dict[str, Array] = {}
        wanted: list[dict[str, Shape]] = []
        shape = input_shape
        inputs = []
        for index, (name, layer) in enumerate(self.layers):
            try:
                wanted.append(layer.parameter_shapes(shape))
                inputs.append(shape)
                shape = layer.output_shape(shape)
            except DomainError as error:
                raise error.at(f"layers.{index}") from error
            self.shapes[name] = shape
        self.output_shape = shape
        count = sum(math.prod(one) for shapes in wanted for one in shapes.values())
        self.value: Array = np.zeros(count, dtype)
        self.gradient: Array = np.zeros(count, dtype)
        self.decay_mask: Array = np.zeros(count, dtype)
        self._slices: dict[str, slice] = {}
        position = 0
        for (name, layer), shapes, entering in zip(self.layers, wanted, inputs, strict=True):
            start, parameters = position, {}
            for parameter, parameter_shape in shapes.items():
                stop = position + math.prod(parameter_shape)
                place = slice(position, stop)
                parameters[parameter] = Parameter(
                    self.value[place].reshape(parameter_shape),
                    self.gradient[place].reshape(parameter_shape),
                    decays(parameter),
                )
                self.decay_mask[place] = decays(parameter)
                position = stop
            layer.bind(parameters, entering)
            self._slices[name] = slice(start, position)
        self._fast = self._make_fast(inputs, threads) if executor == "fast" else None

    def _make_fast(self, inputs: Sequence[Shape], threads: int | None) -> Fast | None:
        """None where a block has a dropout inside: the order in which it draws is that of whole batches."""
        if any(not any(layer is one for _, layer in self.layers) for one in self.dropouts()):
            return None
        members = [
            Member(name, layer, entering, self.shapes[name], self._slices[name].start)
            for (name, layer), entering in zip(self.layers, inputs, strict=True)
            if layer is not self.final_softmax
        ]
        if not members:
            return None
        return Fast(members, members[-1].leaving, self.gradient, threads=threads)

    def initialize(self, method: Initialization, seed: int) -> None:
        """First values of all parameters, and the streams from which dropout layers draw."""
        chance = generator(seed, Chance.INITIALIZATION)
        for _, layer in self.layers:
            layer.initialize(method, chance)
        chance = generator(seed, Chance.DROPOUT)
        for dropout in self.dropouts():
            dropout.generator = chance

    def forward(
        self, x: Array, *, is_training: bool = False, keep: bool = False, logits: bool = False
    ) -> Array:
        """(N, …input_shape) → (N, …output_shape).

        Args:
            x: batch of the network's dtype.
            is_training: dropout drops.
            keep: fill ``feature_maps``; else they are emptied.
            logits: return what enters a final softmax instead of what leaves it.
        """
        self.feature_maps = {}
        if self._fast is not None:
            x, self.feature_maps = self._fast.forward(x, is_training=is_training, keep=keep)
            return self._finished(x, keep=keep, logits=logits)
        before = x
        for name, layer in self.layers:
            before = x
            if logits and not keep and layer is self.final_softmax:
                break
            x = layer.forward(x, is_training=is_training)
            if keep:
                self.feature_maps[name] = x
        return before if logits and self.final_softmax else x

    def backward(self, delta: Array, *, keep: bool = False, logits: bool = False) -> None:
        """Fill ``gradient`` from ∂loss/∂output (or ∂loss/∂logits) of the latest ``forward``."""
        self.deltas = {}
        if self._fast is not None:
            last = None if logits else self.final_softmax
            through = delta if last is None else last.backward(delta)
            assert through is not None
            self.deltas = self._fast.backward(through, keep=keep)
            if keep and last is not None:
                self.deltas[self.layers[-1][0]] = delta
            return
        skipped = self.final_softmax if logits else None
        going = [(name, layer) for name, layer in self.layers if layer is not skipped]
        kept: dict[str, Array] = {}
        for name, layer in reversed(going):
            if keep:
                kept[name] = delta
            passed = layer.backward(delta, needs_input=layer is not going[0][1])
            if passed is None:
                break
            delta = passed
        self.deltas = dict(reversed(kept.items()))

    def learn(self, x: Array, delta_of: DeltaOf, *, keep: bool = False, logits: bool = False) -> Array:
        """``forward`` while training and ``backward``, in one: the same output and gradient, sooner.

        A batch may go through in parts, each of them there and back while it is at hand.

        Args:
            delta_of: (output of some pictures, their place in the batch) → ∂loss/∂output of these, or with
                ``logits`` the same of the logits; no picture's may depend on another's. Several threads may
                ask at once.
            keep: fill ``feature_maps``.
        """
        if self._fast is None:
            output = self.forward(x, is_training=True, keep=keep, logits=logits)
            self.backward(delta_of(output, slice(0, len(x))), logits=logits)
            return output
        self.deltas = {}
        if self.final_softmax is None or logits:
            output, self.feature_maps = self._fast.learn(x, delta_of, is_training=True, keep=keep)
        else:

            def through_softmax(z: Array, place: slice) -> Array:
                a = softmax(z)
                return softmax_backward(delta_of(a, place), a)

            output, self.feature_maps = self._fast.learn(x, through_softmax, is_training=True, keep=keep)
        return self._finished(output, keep=keep, logits=logits)

    def _finished(self, z: Array, *, keep: bool, logits: bool) -> Array:
        """What a final softmax makes of the fast executor's output."""
        if self.final_softmax is None or (logits and not keep):
            return z
        a = self.final_softmax.forward(z, is_training=False)
        if keep:
            self.feature_maps[self.layers[-1][0]] = a
        return z if logits else a

    @property
    def final_softmax(self) -> Layer | None:
        """The last layer, where it is a softmax."""
        last = self.layers[-1][1]
        return last if last.kind == "softmax" else None

    def slice_of(self, name: str) -> slice:
        """Where the parameters of the layer of this name lie in the flat vectors; may be empty."""
        return self._slices[name]

    def named_parameters(self) -> dict[str, Parameter]:
        """``convolution_1.weight`` → its views, in the order of the flat vectors."""
        return {
            f"{name}.{parameter}": views
            for name, layer in self.layers
            for parameter, views in layer.parameters.items()
        }

    def dropouts(self) -> Iterator[Dropout]:
        """Every dropout layer, those inside of residual blocks too."""
        yield from _dropouts(self.layers)

    def weights(self) -> dict[str, NDArray[Any]]:
        """Copies of all parameters by name, as ``np.savez`` takes them."""
        return {name: parameter.value.copy() for name, parameter in self.named_parameters().items()}

    def load(self, weights: Mapping[str, NDArray[Any]]) -> None:
        """Take over what ``weights()`` gave.

        Raises:
            DomainError: ``weights_misfit``, naming the first parameter that is missing, unknown or of another
                shape; nothing has changed then.
        """
        own = self.named_parameters()
        for name in [*own, *weights]:
            given = str(weights[name].shape) if name in weights else "—"
            expected = str(own[name].value.shape) if name in own else "—"
            if given != expected:
                raise DomainError("weights_misfit", field=name, value=given, limit=expected)
        for name, parameter in own.items():
            parameter.value[...] = weights[name]


def build(
    layers: Sequence[LayerSpec],
    input_shape: Shape,
    classes: int,
    *,
    dtype: type[np.floating[Any]] = np.float32,
    seed: int,
    initialization: Initialization = "he",
    executor: Executor = "plain",
    threads: int | None = None,
) -> Sequential:
    """A network from its wire form, initialised.

    Args:
        layers: as on the wire (:mod:`app.nn.spec`).
        input_shape: (C, H, W) of one picture.
        classes: how many; what ``"classes"`` stands for, and how many outputs there must be.
        dtype: float32 to learn, float64 to check gradients.
        seed: of the first weights and of dropout.
        executor: which implementation of the layers; all have the same names, shapes and results.
        threads: as for :class:`Sequential`.

    Raises:
        DomainError: what :func:`app.nn.describe.describe` found, at its place; ``choice_unknown`` for the
            executor.
    """
    if executor not in EXECUTORS:
        raise DomainError("choice_unknown", field="executor", value=executor, limit=", ".join(EXECUTORS))
    found = describe(layers, input_shape, classes)
    if found.error is not None:
        raise found.error
    made = [make_layer(layer, classes) for layer in complete(layers)]
    network = Sequential(made, input_shape, dtype=dtype, executor=executor, threads=threads)
    network.initialize(initialization, seed)
    return network


def _dropouts(layers: Sequence[tuple[str, Layer]]) -> Iterator[Dropout]:
    for _, layer in layers:
        if isinstance(layer, Dropout):
            yield layer
        elif isinstance(layer, Residual):
            yield from _dropouts(layer.layers)
