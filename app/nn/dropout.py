"""Dropout: while training every batch learns on a thinned network, at prediction all units speak, but softer.

The scaling is that of deck 3 (F6) and of Srivastava et al., 2014: with P = 1 − rate the probability that a
unit stays, training puts units out and changes nothing else, and prediction multiplies every unit by P, so
that what the next layer adds up has the same expectation in both. Many libraries, PyTorch among them, divide
by P while training instead ("inverted") and leave prediction alone. That is the same for the expectation and
cheaper at prediction; here the lecture's form is kept, since what is seen while training is then exactly a
thinned network. A PyTorch twin needs a factor P behind its identity in ``eval`` mode.
"""

from __future__ import annotations

from math import prod
from typing import ClassVar

import numpy as np

from app.conv.errors import DomainError
from app.nn.layer import Array, Layer, Shape


class Dropout(Layer):
    """Any shape goes through unchanged.

    Attributes:
        rate: the probability that a unit is put out, in [0, 1); may be changed between two batches.
        generator: draws who is put out; whoever builds the network sets it.

    Raises:
        DomainError: ``number_out_of_range``, also when ``rate`` is set later.
    """

    kind: ClassVar[str] = "dropout"

    def __init__(self, rate: float = 0.5) -> None:
        super().__init__()
        self.rate = rate
        self.generator = np.random.default_rng(0)

    @property
    def rate(self) -> float:
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        if not 0 <= rate < 1:  # not-a-number is refused too
            raise DomainError("number_out_of_range", field="rate", value=rate, limit="[0, 1)")
        self._rate = float(rate)

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def multiplications(self, shape: Shape) -> int:
        return prod(shape)

    def forward(self, x: Array, *, is_training: bool) -> Array:
        if is_training:
            self._factor: Array = (self.generator.random(x.shape) >= self.rate).astype(x.dtype)
        else:
            self._factor = np.asarray(1 - self.rate, x.dtype)
        return x * self._factor

    def backward(self, delta: Array, *, needs_input: bool = True) -> Array | None:
        return delta * self._factor if needs_input else None
