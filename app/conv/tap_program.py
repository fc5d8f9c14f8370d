"""The idea of :mod:`app.conv.tap_algebra` as straight lines: one pass over a plane each.

``a = x + x[0, 1]`` adds to every cell its right neighbour; ``y = 9·x[1, 1] − b`` ends the edge filter. Plane
``x`` is the padded picture, and ``a[r, c]`` is plane ``a`` seen from r rows below and c columns to the right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from numpy.typing import NDArray

from app.conv.tap_algebra import Place, Polynomial, Search, normal_form

Operation = Literal["add", "subtract", "multiply"]
PICTURE = 0


@dataclass(frozen=True, slots=True)
class View:
    """A plane, moved: its cell (i + row, j + col) stands at (i, j).

    Plane 0 is the picture, plane n is what the n-th line makes.
    """

    plane: int
    row: int = 0
    col: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One pass: ``left ± right``, or ``left · factor``."""

    operation: Operation
    left: View
    right: View | None = None
    factor: int = 1


@dataclass(frozen=True, slots=True)
class Program:
    """Lines in order, and where the sums of each kernel are found in the end."""

    lines: tuple[Line, ...]
    results: tuple[View, ...]

    @property
    def multiplications(self) -> int:
        return sum(line.operation == "multiply" for line in self.lines)

    @property
    def additions(self) -> int:
        return len(self.lines) - self.multiplications

    def __str__(self) -> str:
        names = ["x", *(chr(ord("a") + i % 26) + "′" * (i // 26) for i in range(len(self.lines)))]

        def seen(view: View) -> str:
            return names[view.plane] + (f"[{view.row}, {view.col}]" if view.row or view.col else "")

        def said(line: Line) -> str:
            if line.right is None:
                return f"{line.factor}·{seen(line.left)}".replace("-", "−")
            return f"{seen(line.left)} {'+' if line.operation == 'add' else '−'} {seen(line.right)}"

        return "\n".join(f"{name} = {said(line)}" for name, line in zip(names[1:], self.lines, strict=True))


def tap_program(*kernels: NDArray[Any], either_sign: bool = False) -> Program:
    """One program for integer kernels (K_h, K_w) of one size, each with a weight that is not zero.

    What two kernels have in common is computed once. The same kernels always give the same program.

    Args:
        either_sign: whether the negative of a kernel does as well, as it does where sums are squared.
    """
    return _compiled(tuple(tuple(map(tuple, kernel.tolist())) for kernel in kernels), either_sign)


@lru_cache(maxsize=256)
def _compiled(kernels: tuple[tuple[tuple[int, ...], ...], ...], either_sign: bool) -> Program:
    compiler = _Compiler(Search())
    results = [
        compiler.compile({(u, v): w for u, row in enumerate(kernel) for v, w in enumerate(row) if w})
        for kernel in kernels
    ]
    return compiler.program(results, either_sign)


@dataclass(frozen=True, slots=True)
class _Moved:
    """``sign`` times a plane moved so that its cell (0, 0) stands at ``place``."""

    plane: int
    place: Place = (0, 0)
    sign: int = 1

    def moved(self, step: Place, sign: int = 1) -> _Moved:
        place = (self.place[0] + step[0], self.place[1] + step[1])
        return _Moved(self.plane, place, self.sign * sign)


class _Compiler:
    """Turns ideas into lines; what has been computed once is never computed again."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._lines: list[Line] = []
        self._known: dict[object, _Moved] = {}

    def compile(self, weights: Mapping[Place, int]) -> _Moved:
        wanted, (corner, sign) = normal_form(weights)
        return self._polynomial(wanted, _Moved(PICTURE)).moved(corner, sign)

    def program(self, results: list[_Moved], either_sign: bool) -> Program:
        """The lines so far, with what makes every result positive and a plane of its own."""
        if either_sign:
            results = [_Moved(result.plane, result.place) for result in results]
        negative = [result for result in results if result.sign < 0]
        turned = _negated(self._lines) if len(results) == 1 and negative else None
        if turned is not None:
            self._lines = turned
            results = [_Moved(results[0].plane, results[0].place)]
        views = []
        for result in results:
            plane = result.plane
            if result.sign < 0 or plane == PICTURE:
                plane = self._once("multiply", plane, (0, 0), None, result.sign).plane
            views.append(View(plane, *result.place))
        return Program(tuple(self._lines), tuple(views))

    def _polynomial(self, wanted: Polynomial, base: _Moved) -> _Moved:
        """``wanted`` applied to the plane ``base``."""
        idea = self._search.best(wanted)
        if idea.kind == "tap":
            return base
        if idea.kind == "product":
            outer, inner = idea.parts
            return self._polynomial(outer, self._polynomial(inner, base))
        if idea.kind == "sum":
            terms = [
                self._polynomial(part, base).moved(place, sign)
                for part, place, sign in zip(idea.parts, idea.places, idea.signs, strict=True)
            ]
            return self._sum(terms)
        part = self._polynomial(idea.parts[0], base)
        if idea.kind == "scale":
            scaled = self._once("multiply", part.plane, (0, 0), None, idea.factor)
            return scaled.moved(part.place, part.sign)
        part = part.moved(idea.places[0], idea.signs[0])
        if idea.kind == "difference":
            return self._add(part.moved(idea.step), part.moved((0, 0), -1))
        return self._run(part, idea.step, idea.factor)

    def _sum(self, terms: list[_Moved]) -> _Moved:
        # A positive term first, so that what follows is added or subtracted and nothing has to be negated.
        terms = sorted(terms, key=lambda term: -term.sign)
        total = terms[0]
        for term in terms[1:]:
            total = self._add(total, term)
        return total

    def _run(self, part: _Moved, step: Place, length: int) -> _Moved:
        """``part`` and its copies ``step`` apart: doubled where the length is even."""
        if length == 1:
            return part
        if length % 2 == 0:
            half = self._run(part, step, length // 2)
            return self._add(half, half.moved((step[0] * length // 2, step[1] * length // 2)))
        rest = self._run(part, step, length - 1)
        return self._add(rest, part.moved((step[0] * (length - 1), step[1] * (length - 1))))

    def _add(self, one: _Moved, other: _Moved) -> _Moved:
        if one.sign < other.sign:
            one, other = other, one
        corner = min(one.place[0], other.place[0]), min(one.place[1], other.place[1])
        operation: Operation = "add" if one.sign == other.sign else "subtract"
        there = one.place[0] - corner[0], one.place[1] - corner[1]
        added = View(other.plane, other.place[0] - corner[0], other.place[1] - corner[1])
        return self._once(operation, one.plane, there, added, 1).moved(corner, one.sign)

    def _once(
        self, operation: Operation, plane: int, there: Place, right: View | None, factor: int
    ) -> _Moved:
        line = Line(operation, View(plane, *there), right, factor)
        if line not in self._known:
            self._lines.append(line)
            self._known[line] = _Moved(len(self._lines))
        return self._known[line]


def _negated(lines: list[Line]) -> list[Line] | None:
    """The same lines with the last plane negated and no more of them, or None where that cannot be had.

    A difference is turned round, a factor changes its sign, and a sum is negative where both its sides are.
    """
    turned = [*lines]
    negative: set[int] = set()
    waiting = [len(lines)]
    while waiting:
        plane = waiting.pop()
        if plane == PICTURE:
            return None
        if plane in negative:
            continue
        negative.add(plane)
        line = lines[plane - 1]
        if line.operation == "subtract" and line.right is not None:
            turned[plane - 1] = Line("subtract", line.right, line.left)
        elif line.operation == "multiply":
            turned[plane - 1] = Line("multiply", line.left, factor=-line.factor)
        elif line.right is not None:
            waiting += [line.left.plane, line.right.plane]
    for plane, line in enumerate(lines, 1):
        read = {line.left.plane, line.right.plane if line.right else line.left.plane}
        follows = line.operation == "add" and plane in negative
        if read & negative and not follows:
            return None
    return turned
