"""Reading a kernel that somebody pasted: from a spreadsheet, a notebook, a program or a web page.

Nothing is evaluated. The text is cleaned, its wrapping (assignment, ``np.array(…)``, a factor in front, a
division behind) is peeled off, and what remains must be a table of numbers.

======================  =============================================
from                    for example
======================  =============================================
spreadsheet             ``1⇥2⇥1``, ``1,2,1``, ``1;2;1``, ``0,5⇥1,5``
Python, NumPy, PyTorch  ``k = np.array([[1, 2], [3, 4]]) / 9``
NumPy as it prints      ``[[1. 2.]⏎ [3. 4.]]``
MATLAB                  ``K = [1 2; 3 4];``
C                       ``float k[2][2] = { {1, 2}, {3, 4} };``
a filled array          ``np.ones((5, 5), np.float32) / 25``, ``np.eye(9) / 9``
formula                 ``1/9 * [1 1 1; 1 1 1; 1 1 1]``
======================  =============================================
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from app.conv.errors import DomainError
from app.filters.kernels.custom import parse_kernel_rows
from app.filters.kernels.kernel import LARGEST_SIDE, Weights
from app.filters.table import NUMBER, Cell, cell_rows, not_numbers, read_number
from app.filters.text import Line, clean_lines

LONGEST_TEXT = 20_000
LARGEST_DENOMINATOR = 1_000_000

_FACTOR_BEFORE = re.compile(rf"\(?([+-]?{NUMBER}(?:/{NUMBER})?)\)?\s*\*\s*(?=[\[({{A-Za-z0-9+.-])")
_FACTOR_AFTER = re.compile(rf"(?<=[\])}}])\s*([*/])\s*\(?([+-]?{NUMBER}(?:/{NUMBER})?)\)?\s*$")
_ASSIGNMENT = re.compile(r"\s*[A-Za-z_][\w\s.:*&<>]*(?:\[\s*\w*\s*\]\s*)*=(?!=)")
_IMPORT = re.compile(r"\s*(?:import|from)\s+\w")
_KEYWORD_ARGUMENT = re.compile(r",\s*(?:dtype|device|requires_grad|copy|order|ndmin)\s*=\s*[\w.'\":]+")
_DTYPE_ARGUMENT = re.compile(r"(?<=[\])])\s*,\s*(?:np|numpy|torch|jnp)\.\w+\s*(?=\))")
_CALL = re.compile(
    r"\b(?:(?:np|numpy|torch|jnp|tf)\.)?(?:array|asarray|matrix|mat|tensor|Tensor|constant)\s*(?=\()"
)
_METHOD = re.compile(r"\.(?:astype|float|double|to|view|reshape)\([\w.,\s'-]*\)\s*$")
_FILLED = re.compile(
    r"(?:np|numpy|torch)\.(ones|eye)\(\s*\(?\s*([0-9]{1,3})(?:\s*,\s*([0-9]{1,3}))?\s*\)?[\s,\w.=]*\)"
)


@dataclass(frozen=True, slots=True)
class ParsedKernel:
    """A kernel as it was written.

    Attributes:
        kernel: (K_h, K_w), int64 where every weight is whole, else float64.
        divisor: what the weights are divided by, ≠ 0. A factor ``1/9`` in front becomes 9, and so does the
            common denominator of weights that were all written as fractions: whole numbers stay whole.
    """

    kernel: Weights
    divisor: float = 1


def parse_kernel_text(text: str) -> ParsedKernel:
    """Read a kernel from pasted text of at most 20,000 characters.

    Raises:
        DomainError: ``kernel_text_too_long``, ``kernel_text_empty``, ``kernel_text_not_numbers`` (value: the
            fragment, ``line``: where, from 1), ``kernel_text_empty_cell``,
            ``kernel_text_not_finite``, ``kernel_text_several``; and those of
            :func:`app.filters.kernels.custom.parse_kernel_rows`. The field is always ``text``.
    """
    if len(text) > LONGEST_TEXT:
        raise DomainError("kernel_text_too_long", field="text", value=len(text), limit=LONGEST_TEXT)
    lines = _without_wrapping(clean_lines(text))
    factor, lines = _without_factor(lines)
    if not any(line.text.strip() for line in lines):
        raise DomainError("kernel_text_empty", field="text", value=0, limit=1)
    numbers = _filled(lines) or [[read_number(cell) for cell in row] for row in cell_rows(lines)]
    try:
        return _assemble(numbers, factor)
    except DomainError as refusal:
        values = {key: value for key, value in refusal.values.items() if key not in ("value", "limit")}
        raise DomainError(
            refusal.code, field="text", value=refusal.value, limit=refusal.limit, **values
        ) from None


def _assemble(numbers: list[list[Fraction | float]], factor: Fraction) -> ParsedKernel:
    common = _common_denominator([cell for row in numbers for cell in row])
    scale = common * factor.numerator
    rows = [[_plain_number(cell * scale) for cell in row] for row in numbers]
    return ParsedKernel(parse_kernel_rows(rows), common * factor.denominator)


def _common_denominator(cells: Sequence[Fraction | float]) -> int:
    """1 where a cell has none, or where it would be too large to be read as a divisor."""
    common = 1
    for cell in cells:
        if not isinstance(cell, Fraction):
            return 1
        common = lcm(common, cell.denominator)
        if common > LARGEST_DENOMINATOR:
            return 1
    return common


def _plain_number(number: Fraction | float) -> float:
    return int(number) if isinstance(number, Fraction) and number.denominator == 1 else float(number)


def _without_wrapping(lines: Sequence[Line]) -> list[Line]:
    """The lines without imports, the assignment, the call around the rows, and methods behind it."""
    kept = [line for line in lines if line.text.strip() and not _IMPORT.match(line.text)]
    if kept:
        first = kept[0]
        if found := _ASSIGNMENT.match(first.text):
            kept[0] = Line(first.number, first.text[found.end() :])
        last = kept[-1]
        kept[-1] = Line(last.number, _METHOD.sub("", last.text.rstrip().rstrip(";,")))
    for pattern in (_KEYWORD_ARGUMENT, _DTYPE_ARGUMENT, _CALL):
        kept = [Line(line.number, pattern.sub("", line.text)) for line in kept]
    return kept


def _without_factor(lines: list[Line]) -> tuple[Fraction, list[Line]]:
    """``1/9 *`` in front or ``/ 9``, ``* 0.5`` behind, as one exact factor; and the lines without it."""
    lines = [line for line in lines if line.text.strip()]
    factor = Fraction(1)
    if lines and (found := _FACTOR_BEFORE.match(lines[0].text.lstrip())):
        factor = _factor(found[1], lines[0].number)
        lines[0] = Line(lines[0].number, lines[0].text.lstrip()[found.end() :])
    if lines and (found := _FACTOR_AFTER.search(lines[-1].text)):
        behind = _factor(found[2], lines[-1].number)
        factor = factor * behind if found[1] == "*" else factor / behind
        lines[-1] = Line(lines[-1].number, lines[-1].text[: found.start()])
    return factor, lines


def _factor(text: str, line: int) -> Fraction:
    value = read_number(Cell(text, line))
    exact = value if isinstance(value, Fraction) else Fraction(repr(value))
    # A factor of 0, or one that no divisor can stand for, is a slip of the pen and not a kernel.
    if not 1 / LARGEST_DENOMINATOR <= abs(exact) <= LARGEST_DENOMINATOR:
        raise not_numbers(text, line)
    return exact.limit_denominator(LARGEST_DENOMINATOR)


def _filled(lines: Sequence[Line]) -> list[list[Fraction | float]]:
    """``np.ones((5, 5))`` and ``np.eye(9)``: how notebooks write a blur; no rows where it is neither."""
    found = _FILLED.fullmatch(lines[0].text.strip()) if len(lines) == 1 else None
    if found is None:
        return []
    rows, cols = int(found[2]), int(found[3] or found[2])
    if max(rows, cols) > LARGEST_SIDE:
        raise DomainError("kernel_too_large", field="text", value=f"{rows}×{cols}", limit=LARGEST_SIDE)
    return [[Fraction(int(found[1] == "ones" or u == v)) for v in range(cols)] for u in range(rows)]
