"""Arrays as they arrive, checked and made ready: exact integers, float64, or letters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.explain.records import Expanded, Kind, Law, Number, Operand, OperandId
from app.explain.symbol import Expression

LARGEST_TRACE = 50_000
# Every partial sum of letters is a text as long as the sum.
LARGEST_TRACE_OF_LETTERS = 5_000
# Up to this |number| the sum of LARGEST_TRACE products is exact in int64.
LARGEST_NUMBER = 1_000_000

_ROLES: dict[OperandId, tuple[Kind, Law]] = {
    "x": ("input", "grey"),
    "w": ("kernel", "value"),
    "b": ("bias", "value"),
    "delta": ("delta", "delta"),
}


class Letters:
    """Hands out the place of each letter, in order of first appearance."""

    def __init__(self) -> None:
        self._order: dict[str, int] = {}

    def __call__(self, name: str) -> Expression:
        return Expression.letter(name, self._order.setdefault(name, len(self._order)))


def to_array(field: str, given: Any, dimensions: int, letters: Letters) -> NDArray[Any]:
    """``given`` (an array or nested lists) as int64, float64, or, with letters in it, object.

    Args:
        dimensions: how many axes it must have.

    Raises:
        DomainError: ``operand_shape``, ``not_a_number``, ``number_too_large``.
    """
    try:
        array = np.array(given, object if _has_text(given) else None)
    except ValueError:  # ragged rows
        array = np.empty(0)
    if array.ndim != dimensions or array.size == 0:
        raise DomainError(
            "operand_shape", field=field, value=shape_text(array.shape), limit=dimensions, operand=field
        )
    if array.dtype == object:
        for place, cell in np.ndenumerate(array):
            array[place] = _read(field, cell, letters)
        if any(isinstance(cell, Expression) for cell in array.flat):
            return array
        array = np.array(array.tolist())
    if array.dtype.kind not in "biuf":
        raise DomainError("not_a_number", field=field, value=str(array.flat[0]))
    array = array.astype(np.int64 if array.dtype.kind in "biu" else np.float64)
    if not np.isfinite(array).all():
        raise DomainError("not_a_number", field=field, value=str(array[~np.isfinite(array)][0]))
    largest = max(-array.min().item(), array.max().item())
    if largest > LARGEST_NUMBER:
        raise _too_large(field, largest)
    return array


def to_operand(
    name: OperandId,
    array: NDArray[Any],
    *,
    expanded: Expanded | None = None,
    applied: NDArray[np.intp] | None = None,
) -> Operand:
    """The record of an operand."""
    kind, law = _ROLES[name]
    order = None if applied is None else tuple(applied.ravel().tolist())
    return Operand(name, kind, law, array.shape, tuple(numbers(array.ravel())), expanded, order)


def numbers(array: NDArray[Any]) -> list[Any]:
    """``tolist``, with expressions as text and constant ones as the number they are."""
    listed: list[Any] = array.tolist()
    if array.dtype != object:
        return listed
    if array.ndim == 1:
        return [number(cell) for cell in listed]
    return [[number(cell) for cell in row] for row in listed]


def number(cell: Any) -> Number:
    """A cell as a plain number or, where letters are left, a text."""
    if isinstance(cell, Expression):
        constant = cell.constant
        return constant if isinstance(constant, int | float) else str(cell)
    plain: Number = cell.item() if isinstance(cell, np.generic) else cell
    return plain


def check_shape(field: str, array: NDArray[Any], shape: Sequence[int]) -> None:
    """Refuse an operand of another shape than the others ask for.

    Raises:
        DomainError: ``operand_misfit``.
    """
    if array.shape != tuple(shape):
        raise DomainError(
            "operand_misfit",
            field=field,
            value=shape_text(array.shape),
            limit=shape_text(shape),
            operand=field,
        )


def check_terms(terms: int, *, is_symbolic: bool) -> None:
    """Refuse a trace that would be too large, before any of it is built.

    Raises:
        DomainError: ``trace_too_large``.
    """
    limit = LARGEST_TRACE_OF_LETTERS if is_symbolic else LARGEST_TRACE
    if terms > limit:
        raise DomainError("trace_too_large", field="x", value=terms, limit=limit)


def shape_text(shape: Sequence[int]) -> str:
    """``3×12×12``."""
    return "×".join(map(str, shape))


def _has_text(given: Any) -> bool:
    if isinstance(given, np.ndarray):
        return given.dtype.kind in "OUS"
    if isinstance(given, list | tuple):
        return any(map(_has_text, given))
    return isinstance(given, str | Expression)


def _read(field: str, cell: Any, letters: Letters) -> Any:
    if isinstance(cell, Expression):
        return cell
    if isinstance(cell, str) and cell:
        return letters(cell)
    plain = cell.item() if isinstance(cell, np.number) else cell
    if not isinstance(plain, int | float) or not (isinstance(plain, int) or math.isfinite(plain)):
        raise DomainError("not_a_number", field=field, value=str(cell))
    if abs(plain) > LARGEST_NUMBER:
        raise _too_large(field, plain)
    return plain


def _too_large(field: str, given: float) -> DomainError:
    """A whole number may have thousands of digits; its size is all that is said."""
    return DomainError("number_too_large", field=field, value=f"{Decimal(given):.7g}", limit=LARGEST_NUMBER)
