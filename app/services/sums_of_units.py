"""How a number is added up where nothing slides: by its largest products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.nn.convolution import Convolution
from app.nn.dense import Dense
from app.nn.dropout import Dropout
from app.nn.layer import Layer
from app.nn.residual import Residual
from app.nn.trainable_pool import TrainablePool
from app.services.windows_of_units import Sliding

MOST_TERMS = 64

Unit: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Product:
    """One product of a sum; ``index`` is flat, into what enters the layer."""

    index: int
    value: float
    weight: float
    product: float


@dataclass(frozen=True, slots=True)
class DenseSum:
    """A sum by its largest products.

    Attributes:
        terms: at most ``MOST_TERMS``, the largest (by amount) first.
        count: how many there are in all.
        sum: of all of them, without the bias.
    """

    terms: tuple[Product, ...]
    count: int
    sum: float
    bias: float | None


def sum_of(
    layer: Layer,
    entering: NDArray[Any],
    own: NDArray[Any],
    unit: Unit,
    sliding: Sliding | None,
    *,
    is_played: bool,
) -> DenseSum | None:
    """How one number of a layer is added up; None where there is nothing to add, or a trace says it all.

    Args:
        entering, own: what enters the layer and what leaves it, without the batch axis.
        unit: (channel, row, col), of a vector (index, 0, 0).
        sliding: the unit's window, of layers that slide.
        is_played: whether there is a trace of that window.
    """
    if isinstance(layer, Dense):
        bias = float(layer.parameters["bias"].value[unit[0]]) if layer.has_bias else None
        return _largest_products(entering, layer.parameters["weight"].value[unit[0]], bias)
    if isinstance(layer, TrainablePool):
        assert sliding is not None
        return _weighted_mean(layer, sliding, unit)
    at = unit[: own.ndim]
    if isinstance(layer, Residual):
        past = (
            layer.projection.forward(entering[None], is_training=False)[0] if layer.projection else entering
        )
        changed, kept = finite(own[at] - past[at]), finite(past[at])
        index = _flat(entering, unit)
        terms = (Product(index, changed, 1.0, changed), Product(index, kept, 1.0, kept))
        return DenseSum(terms, 2, changed + kept, None)
    if isinstance(layer, Dropout):
        index, value, share = _flat(entering, unit), finite(entering[at]), 1 - layer.rate
        return DenseSum((Product(index, value, share, value * share),), 1, value * share, None)
    if isinstance(layer, Convolution) and not is_played and sliding is not None:
        return _large_window(sliding)
    return None


def _largest_products(values: NDArray[Any], weights: NDArray[Any], bias: float | None) -> DenseSum:
    values, weights = np.nan_to_num(values.astype(np.float64)), weights.astype(np.float64)
    products = values * weights
    order = np.argsort(-np.abs(products), kind="stable")[:MOST_TERMS]
    terms = tuple(
        Product(int(i), float(values[i]), float(weights[i]), float(products[i])) for i in order.tolist()
    )
    return DenseSum(terms, products.size, float(products.sum()), bias)


def _weighted_mean(layer: TrainablePool, sliding: Sliding, unit: Unit) -> DenseSum:
    """``w·mean + b``: the mean is in the trace."""
    windows = sliding.windows
    row, col = windows.rows.input_index(unit[1], 0), windows.cols.input_index(unit[2], 0)
    _, height, width = sliding.x.shape
    index = (unit[0] * height + row) * width + col
    weight = float(layer.parameters["weight"].value[unit[0]])
    mean = finite(sliding.x[0, row : row + windows.rows.kernel, col : col + windows.cols.kernel].mean())
    product = weight * mean
    bias = float(layer.parameters["bias"].value[unit[0]])
    return DenseSum((Product(index, mean, weight, product),), 1, product, bias)


def _large_window(sliding: Sliding) -> DenseSum:
    """A window with more cells than anybody steps through, by its largest products."""
    rows, cols = sliding.windows.rows, sliding.windows.cols
    assert sliding.kernels is not None
    products: list[Product] = []
    for (channel, u, v), weight in np.ndenumerate(sliding.kernels[0]):
        row, col = rows.input_index(sliding.row, u), cols.input_index(sliding.col, v)
        if 0 <= row < rows.size and 0 <= col < cols.size:
            value = finite(sliding.x[channel, row, col])
            index = (channel * rows.size + row) * cols.size + col
            products.append(Product(index, value, float(weight), value * float(weight)))
    largest = sorted(products, key=lambda one: -abs(one.product))[:MOST_TERMS]
    total = sum(one.product for one in products)
    return DenseSum(tuple(largest), len(products), total, sliding.bias)


def _flat(entering: NDArray[Any], unit: Unit) -> int:
    """The flat index of the unit's own place in what enters, or 0 where that has another shape."""
    at = unit[: entering.ndim]
    inside = all(index < length for index, length in zip(at, entering.shape, strict=True))
    return int(np.ravel_multi_index(at, entering.shape)) if inside else 0


def finite(number: Any) -> float:
    """The number, or the nearest that JSON knows."""
    return float(np.nan_to_num(float(number)))
