"""The arithmetic of convolution, written once: multiply, then add to what is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

Number = TypeVar("Number", bound=Any)


def accumulate(terms: Iterable[tuple[Number, Number]]) -> Iterator[tuple[Number, Number]]:
    """Yield ``(product, partial_sum)`` after each ``(value, weight)``.

    A value is a scalar (one output explained) or a whole plane (every output at once): the same
    operations in the same order, so the last partial sum of an explanation is what the engine returns.
    """
    partial_sum: Any = None
    for value, weight in terms:
        product = value * weight
        partial_sum = product if partial_sum is None else partial_sum + product
        yield product, partial_sum
