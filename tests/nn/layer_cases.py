"""Layers on arrays of their own, random layers for Hypothesis, and derivatives by finite differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, TypeVar

import numpy as np
from hypothesis import strategies as st

from app.nn.activation import LeakyRelu, Relu, ScaledTanh, Sigmoid, Tanh
from app.nn.convolution import Convolution
from app.nn.dense import Dense
from app.nn.dropout import Dropout
from app.nn.flatten import Flatten
from app.nn.layer import Array, Layer, Parameter, Shape, decays
from app.nn.pooling import AveragePool, GlobalAveragePool, MaxPool
from app.nn.residual import Residual
from app.nn.softmax import Softmax
from app.nn.trainable_pool import TrainablePool
from tests.strategies import dilations as pairs  # (1–3, 1–3)

SomeLayer = TypeVar("SomeLayer", bound=Layer)


def bound(layer: SomeLayer, shape: Shape, *, seed: int = 0, dtype: Any = np.float64) -> SomeLayer:
    """``layer`` with arrays for an input of ``shape``: normal random values, gradients of not-a-number, so
    that one which is added to or left out is seen."""
    rng = np.random.default_rng(seed)
    layer.bind(
        {
            name: Parameter(rng.normal(size=size).astype(dtype), np.full(size, np.nan, dtype), decays(name))
            for name, size in layer.parameter_shapes(shape).items()
        },
        shape,
    )
    return layer


def with_values(layer: SomeLayer, shape: Shape, **values: Any) -> SomeLayer:
    """``layer`` with these parameters, in float64."""
    bound(layer, shape)
    for name, value in values.items():
        layer.parameters[name].value[...] = value
    return layer


def run(layers: Sequence[Layer], x: Array) -> Array:
    for layer in layers:
        x = layer.forward(x, is_training=True)
    return x


def apart(shape: Shape, seed: int) -> Array:
    """Random numbers of both signs, no two of them nearer than 0.02, none nearer to 0 than 0.01.

    Where a maximum or a corner is differentiated, a small difference must not cross it.
    """
    count = prod(shape)
    steps = np.random.default_rng(seed).permutation(count) - count // 2
    values: Array = ((steps + 0.5) * 0.02).reshape(shape)
    return values


def slope(function: Callable[[], float], values: Array, width: float = 1e-5) -> Array:
    """∂function/∂values, one central difference after another; ``values`` are moved in place."""
    gradient = np.empty(values.shape)
    for index in np.ndindex(values.shape):
        here = values[index]
        values[index] = here + width
        above = function()
        values[index] = here - width
        below = function()
        values[index] = here
        gradient[index] = (above - below) / (2 * width)
    return gradient


@dataclass(frozen=True)
class Case:
    """A layer that is not yet bound, the shape of its input, and a seed for every number."""

    layer: Layer
    shape: Shape
    seed: int
    about: str = ""

    def __repr__(self) -> str:
        return f"{self.layer.kind} of {self.shape}, seed {self.seed}; {self.about}"


seeds = st.integers(0, 2**16)


@st.composite
def map_shapes(draw: st.DrawFn) -> Shape:
    return draw(st.integers(1, 3)), draw(st.integers(1, 6)), draw(st.integers(1, 6))


@st.composite
def convolutions(draw: st.DrawFn, *, largest_padding: int = 3) -> Case:
    """Stride and dilation 1–3, padding 0–3, rectangular kernels, with and without bias and table."""
    channels, filters = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    kernel, stride, dilation = draw(pairs), draw(pairs), draw(pairs)
    padding = draw(st.tuples(st.integers(0, largest_padding), st.integers(0, largest_padding)))
    # At least one window.
    smallest = [max(1, (k - 1) * d + 1 - 2 * p) for k, d, p in zip(kernel, dilation, padding, strict=True)]
    height, width = (size + draw(st.integers(0, 4)) for size in smallest)
    has_bias = draw(st.booleans())
    table = None
    if draw(st.booleans()):
        row = st.lists(st.integers(0, 1), min_size=channels, max_size=channels).filter(any)
        table = draw(st.lists(row, min_size=filters, max_size=filters))
    layer = Convolution(filters, kernel, stride, padding, dilation, has_bias, table)
    about = f"{kernel=} {stride=} {padding=} {dilation=} {has_bias=} {table=}"
    return Case(layer, (channels, height, width), draw(seeds), about)


@st.composite
def pools(draw: st.DrawFn) -> Case:
    """Overlapping or with gaps, rectangular, padded up to half a window."""
    size, stride = draw(pairs), draw(pairs)
    padding = tuple(draw(st.integers(0, length // 2)) for length in size)
    shape = draw(st.integers(1, 3)), size[0] + draw(st.integers(0, 4)), size[1] + draw(st.integers(0, 4))
    layer = draw(st.sampled_from((MaxPool, AveragePool)))(size, stride, padding)
    return Case(layer, shape, draw(seeds), f"{size=} {stride=} {padding=}")


@st.composite
def trainable_pools(draw: st.DrawFn) -> Case:
    size = draw(pairs)
    shape = draw(st.integers(1, 3)), size[0] + draw(st.integers(0, 3)), size[1] + draw(st.integers(0, 3))
    return Case(TrainablePool(size), shape, draw(seeds), f"{size=}")


@st.composite
def elementwise(draw: st.DrawFn) -> Case:
    """Layers that any shape goes through."""
    slope = draw(st.sampled_from((0.0, 0.01, 0.3)))
    kinds = (Sigmoid, Tanh, ScaledTanh, Relu, lambda: LeakyRelu(slope), Flatten, Dropout)
    layer = draw(st.sampled_from(kinds))()
    shape = draw(st.one_of(map_shapes(), st.tuples(st.integers(1, 6))))
    return Case(layer, shape, draw(seeds), f"{slope=}")


@st.composite
def vector_layers(draw: st.DrawFn) -> Case:
    units, has_bias = draw(st.integers(1, 4)), draw(st.booleans())
    layer = draw(st.sampled_from((lambda: Dense(units, has_bias), Softmax)))()
    return Case(layer, (draw(st.integers(1, 5)),), draw(seeds), f"{units=} {has_bias=}")


@st.composite
def residuals(draw: st.DrawFn) -> Case:
    """A smooth body that keeps the shape, or one that does not and a projection, some nested."""
    channels, height, width = draw(map_shapes())
    if draw(st.booleans()):
        inner: Layer = Convolution(channels, (3, 3), padding=(1, 1))
        if draw(st.booleans()):
            inner = Residual([inner])
        layer = Residual([inner, Tanh(), Convolution(channels, (1, 3), padding=(0, 1))])
        return Case(layer, (channels, height, width), draw(seeds))
    stride, filters = draw(pairs), draw(st.integers(1, 3))
    body = [Convolution(filters, (3, 3), stride, (1, 1)), Tanh()]
    return Case(Residual(body, projection=True), (channels, height + 2, width + 2), draw(seeds), f"{stride=}")


def global_pools() -> st.SearchStrategy[Case]:
    return st.builds(Case, st.builds(GlobalAveragePool), map_shapes(), seeds)


all_layers = st.one_of(
    convolutions(), pools(), trainable_pools(), elementwise(), vector_layers(), residuals(), global_pools()
)
