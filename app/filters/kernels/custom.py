"""Your own kernel: reading rows of numbers, and refusing what is not a kernel."""

from __future__ import annotations

import reprlib
from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np

from app.conv.errors import DomainError, Scalar

from .kernel import LARGEST_SIDE, Kernel, Weights

LARGEST_WEIGHT = 1_000_000
"""Beyond this an exact sum over 31×31 pixels says nothing about a picture of 256 grey levels."""

DEFAULT_ROWS: tuple[tuple[int, ...], ...] = ((-1, -1, 0), (-1, 1, 1), (0, 1, 1))
"""The emboss of the lectures with the pixel itself in the middle: the sum is 1, so the picture keeps
its brightness and its relief shows without any offset."""


def custom(kernel: Any) -> Kernel:
    """The kernel as typed, pasted or painted; divisor and offset are the step's own affair.

    Raises:
        DomainError: as `parse_kernel_rows`, with the field ``kernel…``.
    """
    try:
        return Kernel(parse_kernel_rows(kernel))
    except DomainError as refusal:
        raise refusal.at("kernel") from None


def parse_kernel_rows(value: Any) -> Weights:
    """Rows of numbers → an array, int64 if every number is whole and float64 otherwise.

    Args:
        value: a list of 1 to 31 lists of equal length, 1 to 31, of finite numbers up to ±1,000,000;
            or a two-dimensional array.

    Raises:
        DomainError: ``kernel_not_rows``, ``kernel_empty``, ``kernel_too_large``, ``kernel_ragged``,
            ``kernel_not_a_number``, ``kernel_not_finite`` or ``kernel_weight_too_large``. The field is
            empty, or ``row.column`` counted from 0; the values ``row`` and ``column`` count from 1.
    """
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not _is_list(value) or not all(_is_list(row) for row in value):
        raise DomainError("kernel_not_rows", value=shown(value))
    widths = [len(row) for row in value]
    if max(widths, default=0) == 0:
        raise DomainError("kernel_empty", value=0, limit=1)
    if len(widths) > LARGEST_SIDE or max(widths) > LARGEST_SIDE:
        raise DomainError("kernel_too_large", value=f"{len(widths)}×{max(widths)}", limit=LARGEST_SIDE)
    for index, width in enumerate(widths):
        if width != widths[0]:
            raise DomainError("kernel_ragged", field=str(index), value=width, limit=widths[0], row=index + 1)

    cells = [
        [_weight(cell, row, column) for column, cell in enumerate(cells)] for row, cells in enumerate(value)
    ]
    is_whole = all(cell.is_integer() for row in cells for cell in row)
    return np.array(cells, dtype=np.float64).astype(np.int64 if is_whole else np.float64)


def shown(value: Any) -> Scalar:
    """Anything a request can hold, as something short that can be shown in a sentence and sent as JSON."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, float) and not isfinite(value):
        return "NaN" if value != value else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, int) and abs(value) >= 10**16:
        return f"{'-' if value < 0 else ''}10^{int(abs(value).bit_length() * 0.30103)}"
    if isinstance(value, int | float):
        return value
    text = value if isinstance(value, str) else reprlib.repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _weight(cell: Any, row: int, column: int) -> float:
    code = ""
    limit: Scalar = None
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        code = "kernel_not_a_number"
    elif isinstance(cell, float) and not isfinite(cell):
        code = "kernel_not_finite"
    elif abs(cell) > LARGEST_WEIGHT:
        code, limit = "kernel_weight_too_large", LARGEST_WEIGHT
    if code:
        raise DomainError(
            code, field=f"{row}.{column}", value=shown(cell), limit=limit, row=row + 1, column=column + 1
        )
    return float(cell)
