"""From gradients to new weights: stochastic gradient descent, momentum in two forms, Nesterov, Adam.

θ is the network's flat vector of values, g the flat gradient of the batch's mean loss, η the learning rate.
Weight decay λ adds ``½λΣθ²`` over the weights (not the biases) to the loss, so λθ to their gradients; nothing
here writes to the gradient itself.

Every number may be changed between two updates.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Literal, TypeAlias

import numpy as np

from app.nn.layer import Array

MomentumForm: TypeAlias = Literal["accumulated", "update"]


class Optimizer(ABC):
    """One ``update`` per batch; what it remembers between two lives in vectors of the network's size.

    Attributes:
        learning_rate, momentum, weight_decay: η, β and λ; momentum means nothing to plain descent.
        steps: updates made so far.
    """

    kind: ClassVar[str]

    def __init__(self, learning_rate: float, *, momentum: float = 0.0, weight_decay: float = 0.0) -> None:
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.steps = 0
        self._memories: dict[str, Array] = {}

    def update(self, value: Array, gradient: Array, decay_mask: Array) -> None:
        """Move ``value`` in place; all three are flat and of one length.

        Args:
            decay_mask: 1 where weight decay reaches, else 0.
        """
        if self.weight_decay:
            decayed = self._memory(
                "decayed", value
            )  # always the same room: a new array costs as much as adding
            np.multiply(value, decay_mask, out=decayed)
            np.multiply(decayed, value.dtype.type(self.weight_decay), out=decayed)
            gradient = np.add(gradient, decayed, out=decayed)
        self._move(value, gradient)
        self.steps += 1

    @abstractmethod
    def _move(self, value: Array, gradient: Array) -> None: ...

    def _memory(self, name: str, like: Array) -> Array:
        """The remembered vector of this name, zeros at first."""
        if name not in self._memories:
            self._memories[name] = np.zeros_like(like)
        return self._memories[name]


class Sgd(Optimizer):
    """``θ := θ − η·g``."""

    kind: ClassVar[str] = "sgd"

    def _move(self, value: Array, gradient: Array) -> None:
        value -= self.learning_rate * gradient


class Momentum(Optimizer):
    """The direction keeps part of what it was, like a body with inertia (deck 3).

    * ``accumulated``: ``d_t = β·d_{t−1} + g``, ``θ := θ − η·d_t`` (also PyTorch's);
    * ``update``: ``Δθ_t = ρ·Δθ_{t−1} − η·g``, ``θ := θ + Δθ_t``.

    With β = ρ and one learning rate throughout they are equal, Δθ = −η·d. They part when η is changed in
    flight: the second still carries the steps taken with the old one.
    """

    kind: ClassVar[str] = "momentum"

    def __init__(
        self,
        learning_rate: float,
        *,
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        form: MomentumForm = "accumulated",
    ) -> None:
        super().__init__(learning_rate, momentum=momentum, weight_decay=weight_decay)
        self.form = form

    def _move(self, value: Array, gradient: Array) -> None:
        if self.form == "accumulated":
            direction = self._memory("direction", value)
            direction *= self.momentum
            direction += gradient
            value -= np.multiply(direction, self.learning_rate, out=self._memory("step", value))
        else:
            change = self._memory("change", value)
            change *= self.momentum
            change -= self.learning_rate * gradient
            value += change


class Nesterov(Optimizer):
    """Momentum that looks ahead: ``d_t = β·d_{t−1} + g``, ``θ := θ − η·(g + β·d_t)``.

    Nesterov takes the gradient where the inertia will have carried θ; written for the point looked ahead to
    (Sutskever et al., 2013; PyTorch's form), only the step is different from momentum's.
    """

    kind: ClassVar[str] = "nesterov"

    def __init__(self, learning_rate: float, *, momentum: float = 0.9, weight_decay: float = 0.0) -> None:
        super().__init__(learning_rate, momentum=momentum, weight_decay=weight_decay)

    def _move(self, value: Array, gradient: Array) -> None:
        direction = self._memory("direction", value)
        direction *= self.momentum
        direction += gradient
        value -= self.learning_rate * (gradient + self.momentum * direction)


class Adam(Optimizer):
    """A step for every weight on its own: the mean gradient over the root of the mean square.

    ``m := β₁m + (1 − β₁)g``, ``v := β₂v + (1 − β₂)g²``, ``θ := θ − η·m̂/(√v̂ + ε)``. The hats divide by the
    share of a mean that is not yet its zeros at the start, 1 − β^t. Kingma and Ba, 2015. β₁ is ``momentum``.
    """

    kind: ClassVar[str] = "adam"

    def __init__(
        self,
        learning_rate: float,
        *,
        momentum: float = 0.9,
        beta2: float = 0.999,
        weight_decay: float = 0.0,
        epsilon: float = 1e-8,
    ) -> None:
        super().__init__(learning_rate, momentum=momentum, weight_decay=weight_decay)
        self.beta2 = beta2
        self.epsilon = epsilon
        self._zeros_in_mean = 1.0  # β₁^t, as a product: right even when β₁ was changed on the way
        self._zeros_in_square = 1.0

    def _move(self, value: Array, gradient: Array) -> None:
        mean, square = self._memory("mean", value), self._memory("square", value)
        mean *= self.momentum
        mean += (1 - self.momentum) * gradient
        square *= self.beta2
        square += (1 - self.beta2) * np.square(gradient)
        self._zeros_in_mean *= self.momentum
        self._zeros_in_square *= self.beta2
        root = np.sqrt(square / (1 - self._zeros_in_square)) + self.epsilon
        value -= self.learning_rate / (1 - self._zeros_in_mean) * mean / root
