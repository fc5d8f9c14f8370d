"""A table of numbers out of plain lines: in brackets, or cut at tabs, semicolons, commas or blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isfinite

from app.conv.errors import DomainError
from app.filters.kernels.custom import shown
from app.filters.text import Line

NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?"
_CELL = re.compile(rf"([+-]?)\s*({NUMBER})[fFlL]?(?:/([+-]?{NUMBER})[fFlL]?)?")
_NOT_FINITE = re.compile(r"[+-]?(?:(?:np|numpy|math|torch)\.)?(?:nan|inf|infinity)", re.IGNORECASE)
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_TOKEN = re.compile(r"[\[\](){}]|[,;\n]|[^\s,;\[\](){}]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of text that should be a number, and the line it stands in."""

    text: str
    line: int


def cell_rows(lines: Sequence[Line]) -> list[list[Cell]]:
    """The rows of cells, none of them read yet; they need not be equally long.

    Raises:
        DomainError: ``kernel_text_not_numbers``, ``kernel_text_empty``, ``kernel_text_several``.
    """
    bracketed = any(mark in line.text for line in lines for mark in "[](){}")
    return _bracketed_rows(lines) if bracketed else _plain_rows(lines)


def read_number(cell: Cell) -> Fraction | float:
    """Exact where the text is (``1``, ``2.0``, ``1/9``), else the nearest float.

    Raises:
        DomainError: ``kernel_text_not_numbers``, ``kernel_text_not_finite``, ``kernel_text_empty_cell``.
    """
    if _NOT_FINITE.fullmatch(cell.text):
        raise _not_finite(cell)
    if not cell.text:
        raise DomainError("kernel_text_empty_cell", field="text", value="", line=cell.line)
    found = _CELL.fullmatch(cell.text)
    if found is None:
        raise not_numbers(cell.text, cell.line)
    sign = -1 if found[1] == "-" else 1
    upper, lower = float(found[2]), float(found[3] or 1)
    value = upper / lower if lower else inf
    if not isfinite(value) or not isfinite(lower):
        raise _not_finite(cell)
    if upper.is_integer() and lower.is_integer() and max(upper, abs(lower)) <= 2**53:
        return Fraction(sign * int(upper), int(lower))
    return sign * value


def not_numbers(fragment: str, line: int) -> DomainError:
    """The refusal of a fragment that is no number."""
    return DomainError("kernel_text_not_numbers", field="text", value=shown(fragment), line=line)


def _not_finite(cell: Cell) -> DomainError:
    return DomainError("kernel_text_not_finite", field="text", value=shown(cell.text), line=cell.line)


def _bracketed_rows(lines: Sequence[Line]) -> list[list[Cell]]:
    """The innermost brackets are the rows; a single pair of brackets is cut at ``;`` and line ends."""
    groups: list[tuple[int, list[Cell | None]]] = []  # (number of the parent, cells; None ends a row)
    open_marks: list[tuple[str, int, int]] = []  # (closing mark, own number, line)
    count, previous = 0, ""
    current: list[Cell | None] = []
    for token in _tokens(lines):
        mark = token.text
        if mark in _BRACKETS:
            for cell in filter(None, current):
                read_number(cell)  # a word before the bracket is the better thing to complain about
            if any(current):
                raise not_numbers(mark, token.line)
            count += 1
            open_marks.append((_BRACKETS[mark], count, token.line))
            current = []
        elif mark in ")]}":
            if not open_marks or open_marks[-1][0] != mark:
                raise not_numbers(mark, token.line)
            open_marks.pop()
            if any(current):
                groups.append((open_marks[-1][1] if open_marks else 0, current))
            current = []
        elif mark == ";" or (mark == "\n" and previous != ","):
            current.append(None)
        elif mark not in ",\n":
            if not open_marks:
                raise not_numbers(mark, token.line)
            current.append(token)
        if mark != "\n":
            previous = mark
    if open_marks:
        raise not_numbers({")": "(", "]": "[", "}": "{"}[open_marks[-1][0]], open_marks[-1][2])
    if not groups:
        raise DomainError("kernel_text_empty", field="text", value=0, limit=1)
    if len(groups) == 1:
        return [row for row in _split(groups[0][1]) if row]
    parents = {parent for parent, _ in groups}
    if len(parents) > 1:
        raise DomainError("kernel_text_several", field="text", value=len(parents), limit=1)
    return [[cell for cell in cells if cell is not None] for _, cells in groups]


def _split(cells: Sequence[Cell | None]) -> Iterator[list[Cell]]:
    row: list[Cell] = []
    for cell in cells:
        if cell is None:
            yield row
            row = []
        else:
            row.append(cell)
    yield row


def _tokens(lines: Sequence[Line]) -> Iterator[Cell]:
    for line in lines:
        for found in _TOKEN.finditer(line.text):
            yield Cell(found[0], line.number)
        yield Cell("\n", line.number)


def _plain_rows(lines: Sequence[Line]) -> list[list[Cell]]:
    """Rows without brackets, cut at tabs, semicolons, commas or blanks, whichever the text uses."""
    texts = [line.text for line in lines]
    if any("\t" in text for text in texts):
        return _cut(lines, "\t", decimal_comma=True)
    if any(";" in text for text in texts):
        pieces = [Line(line.number, part) for line in lines for part in line.text.split(";") if part.strip()]
        only_at_ends = all(";" not in text.rstrip().rstrip(";") for text in texts)
        if len(lines) == 1 or only_at_ends or any(len(piece.text.split()) > 1 for piece in pieces):
            return _plain_rows(pieces)  # semicolons end rows, as in MATLAB
        return _cut(lines, ";", decimal_comma=True)
    if any("," in text for text in texts):
        if _has_decimal_commas(texts):
            return _cut(lines, None, decimal_comma=True)
        return _cut(lines, ",", decimal_comma=False)
    return _cut(lines, None, decimal_comma=False)


def _has_decimal_commas(texts: Sequence[str]) -> bool:
    """``0,5 1 0,25``: blanks part the numbers, and every comma stands inside one."""
    rows = [text.split() for text in texts]
    return all(
        len(row) > 1 and all(re.fullmatch(r"[+-]?[0-9]+(?:,[0-9]+)?", cell) for cell in row) for row in rows
    )


def _cut(lines: Sequence[Line], separator: str | None, *, decimal_comma: bool) -> list[list[Cell]]:
    rows = []
    for line in lines:
        cells = [cell.strip().strip("\"'") for cell in line.text.strip(" ").split(separator)]
        while len(cells) > 1 and not cells[-1]:
            cells.pop()  # a separator at the end of a line, and empty columns of a spreadsheet
        if decimal_comma:
            cells = [cell.replace(",", ".") if cell.count(",") == 1 else cell for cell in cells]
        if any(cells):
            rows.append([Cell(cell, line.number) for cell in cells])
    return rows
