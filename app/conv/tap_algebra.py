"""A kernel as a polynomial, and the shortest program of shifted additions that we find for it.

Write a tap one row down as ``r`` and one column to the right as ``c``: the kernel ``[[1, 2, 1]]`` is
``1 + 2c + c²``. Products of polynomials are kernels applied one after the other, so every factor saves work:
``1 + 2c + c² = (1 + c)(1 + c)`` needs two additions instead of a multiplication and two. Sobel is
``(1 + r)²(c² − 1)``, three; the deck's emboss is ``(rc − 1)(1 + r)(1 + c)``, three; edges are ``9rc`` less
a box, six. Nothing here knows a filter's name.

Tried in turn, the cheapest kept: common divisors of all weights; division by a *run* ``1 + s + … + sⁿ⁻¹`` or
a difference ``s − 1`` along any displacement ``s`` (a run of n takes about log₂ n additions); a column times
a row; peeling off a constant rectangle; rows that repeat, each computed once; and, what always works, adding
the taps of equal weight before multiplying them once.

It is lesson B14 (kernel decomposition, deck 2), carried to the end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Place: TypeAlias = tuple[int, int]
# (place, weight ≠ 0), sorted, starting at row and column 0
Polynomial: TypeAlias = tuple[tuple[Place, int], ...]

# Taps of all the sub-kernels that are looked into for one kernel: then what is certain has to do.
SEARCH_BUDGET = 2500


@dataclass(frozen=True, slots=True)
class Idea:
    """One way to compute a polynomial.

    Attributes:
        passes: additions, subtractions and multiplications of whole planes.
        kind: "tap" (the plane itself), "scale" (``factor`` × ``parts[0]``), "run" (``factor`` copies of
            ``parts[0]`` added, each ``step`` on), "difference" (``parts[0]`` moved by ``step`` less itself),
            "product" (``parts[0]`` applied to the result of ``parts[1]``), "sum" (all ``parts``).
        places, signs: where each part's corner lies in the whole, and its sign.
    """

    passes: int
    kind: str
    parts: tuple[Polynomial, ...] = ()
    factor: int = 1
    step: Place = (0, 0)
    places: tuple[Place, ...] = ()
    signs: tuple[int, ...] = ()


TAP = Idea(0, "tap")


def polynomial(kernel: NDArray[Any]) -> Polynomial:
    """The weights that are not zero, the first row and the first column at 0."""
    return normal_form({(int(u), int(v)): int(kernel[u, v]) for u, v in np.argwhere(kernel)})[0]


class Search:
    """The best idea for a polynomial and for everything it is made of.

    Polynomials are kept with a positive first weight: the sign costs nothing, it turns an addition into a
    subtraction.
    """

    def __init__(self, budget: int = SEARCH_BUDGET) -> None:
        self._best: dict[Polynomial, Idea] = {}
        self._left = budget

    def best(self, wanted: Polynomial) -> Idea:
        """The cheapest idea found; always the same one for the same kernel."""
        known = self._best.get(wanted)
        if known is not None:
            return known
        if len(wanted) == 1 and wanted[0][1] == 1:
            return TAP
        # While it is being looked into, what is certain stands in.
        self._best[wanted] = certain = self._by_weight(wanted)
        self._left -= len(wanted)
        if certain.passes <= (len(wanted) - 1).bit_length():
            return certain  # a pass doubles the taps at best
        ideas = [certain]
        ideas += self._outer_products(wanted)
        if self._left > 0:
            ideas += self._ideas(wanted)
        self._best[wanted] = found = min(ideas, key=lambda idea: idea.passes)
        return found

    def _ideas(self, wanted: Polynomial) -> Iterator[Idea]:
        common = math.gcd(*(weight for _, weight in wanted))
        if common > 1:
            rest = tuple((place, weight // common) for place, weight in wanted)
            yield Idea(1 + self.best(rest).passes, "scale", (rest,), common)
            return
        quotients = list(self._quotients(wanted))
        yield from quotients
        if not quotients:  # what can be divided is hardly ever cheaper in pieces
            yield from self._repeated_lines(wanted)
            yield from self._peeled(wanted)

    def _quotients(self, wanted: Polynomial) -> Iterator[Idea]:
        """Divide by a difference or by the longest run along every side of the outline.

        The outline of a product is that of its factors added (Minkowski), so a factor that lies on one line
        is seen as two parallel sides of the kernel's outline, at least as long as itself.
        """
        weights = dict(wanted)
        for direction, side in _sides(wanted):
            for apart in range(1, side + 1):
                step = direction[0] * apart, direction[1] * apart
                common = _common_sum(wanted, step)
                if common == 0:
                    quotient = _divide_by_difference(weights, step)
                    if quotient is not None:
                        rest, (corner, sign) = normal_form(quotient)
                        passes = 1 + self.best(rest).passes
                        yield Idea(passes, "difference", (rest,), 1, step, (corner,), (sign,))
                for length in range(side // apart + 1, 1, -1):
                    quotient = None if common % length else _divide_by_run(weights, step, length)
                    if quotient is not None:
                        rest, (corner, sign) = normal_form(quotient)
                        passes = run_passes(length) + self.best(rest).passes
                        yield Idea(passes, "run", (rest,), length, step, (corner,), (sign,))
                        break

    def _outer_products(self, wanted: Polynomial) -> Iterator[Idea]:
        factors = _column_and_row(wanted)
        if factors is not None:
            column, row = factors
            yield Idea(self.best(column).passes + self.best(row).passes, "product", (column, row))

    def _peeled(self, wanted: Polynomial) -> Iterator[Idea]:
        """A constant rectangle and what is left without it."""
        weights = dict(wanted)
        last_row, last_col = max(r for (r, _), _ in wanted), max(c for (_, c), _ in wanted)
        for inset in range(min(last_row, last_col) // 2 + 1):
            top, left, bottom, right = inset, inset, last_row - inset, last_col - inset
            inside = [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
            if len(inside) < 4:
                break
            values = [weights.get(place, 0) for place in inside]
            for constant in sorted(set(values) - {0}):
                left_over = {**weights}
                for place in inside:
                    left_over[place] = left_over.get(place, 0) - constant
                left_over = {place: weight for place, weight in left_over.items() if weight}
                if left_over and len(left_over) <= len(wanted) - 3 and self._left > 0:
                    box = dict.fromkeys(inside, constant)
                    yield self._sum([box, left_over])

    def _repeated_lines(self, wanted: Polynomial) -> Iterator[Idea]:
        """Each distinct row (or column) once, then wherever it stands."""
        for along in (0, 1):
            lines: dict[int, dict[Place, int]] = {}
            for place, weight in wanted:
                lines.setdefault(place[along], {})[place] = weight
            groups: dict[Polynomial, dict[Place, int]] = {}
            for line in lines.values():
                normal, (corner, sign) = normal_form(line)
                groups.setdefault(normal, {})[corner] = sign
            if len(groups) == len(lines) or max(map(len, groups)) == 1:
                continue
            passes = len(groups) - 1
            parts = []
            for line_kernel, where in groups.items():
                pattern, (corner, sign) = normal_form(where)
                # A line and where it stands are a product; the sum of products is the kernel.
                product = _multiply(line_kernel, pattern)
                parts.append((product, corner, sign))
                passes += self.best(line_kernel).passes + self.best(pattern).passes
                if len(pattern) > 1 and len(line_kernel) > 1 and product not in self._best:
                    cost = self.best(line_kernel).passes + self.best(pattern).passes
                    self._best[product] = Idea(cost, "product", (pattern, line_kernel))
            if len(groups) == 1:
                line_kernel, where = next(iter(groups.items()))
                yield Idea(passes, "product", (normal_form(where)[0], line_kernel))
            else:
                kernels, corners, signs = zip(*parts, strict=True)
                yield Idea(passes, "sum", kernels, places=corners, signs=signs)

    def _by_weight(self, wanted: Polynomial) -> Idea:
        """Add the taps of one weight, multiply once: what always works."""
        groups: dict[int, dict[Place, int]] = {}
        for place, weight in wanted:
            groups.setdefault(abs(weight), {})[place] = weight // abs(weight)
        if len(groups) > 1:
            return self._sum([{p: s * size for p, s in taps.items()} for size, taps in groups.items()])
        size = abs(wanted[0][1])
        if size > 1:
            rest = tuple((place, weight // size) for place, weight in wanted)
            return Idea(1 + self.best(rest).passes, "scale", (rest,), size)
        ones = len(wanted)
        return Idea(
            ones - 1, "sum", ((((0, 0), 1),),) * ones,
            places=tuple(place for place, _ in wanted), signs=tuple(weight for _, weight in wanted),
        )  # fmt: skip

    def _sum(self, parts: list[dict[Place, int]]) -> Idea:
        normal = [normal_form(part) for part in parts]
        passes = len(parts) - 1 + sum(self.best(part).passes for part, _ in normal)
        return Idea(
            passes, "sum", tuple(part for part, _ in normal),
            places=tuple(corner for _, (corner, _) in normal), signs=tuple(sign for _, (_, sign) in normal),
        )  # fmt: skip


@lru_cache(maxsize=64)
def run_passes(length: int) -> int:
    """Additions for a run: doubled where the length is even, one more tap where it is odd."""
    if length == 1:
        return 0
    return 1 + (run_passes(length // 2) if length % 2 == 0 else run_passes(length - 1))


def normal_form(weights: Mapping[Place, int]) -> tuple[Polynomial, tuple[Place, int]]:
    """Moved to the corner and with a positive first weight; and (where the corner was, the sign)."""
    top, left = min(r for r, _ in weights), min(c for _, c in weights)
    taps = sorted(((r - top, c - left), weight) for (r, c), weight in weights.items())
    sign = 1 if taps[0][1] > 0 else -1
    return tuple((place, sign * weight) for place, weight in taps), ((top, left), sign)


def _sides(wanted: Polynomial) -> Iterator[tuple[Place, int]]:
    """Directions of two opposite sides of the convex outline, and how many steps the shorter side has."""
    places = [place for place, _ in wanted]
    sides: dict[Place, int] = {}
    for chain in (places, places[::-1]):  # one way round and back
        outline: list[Place] = []
        for place in chain:
            while len(outline) > 1 and _turn(outline[-2], outline[-1], place) >= 0:
                outline.pop()
            outline.append(place)
        for (row, col), (next_row, next_col) in pairwise(outline):
            length = math.gcd(next_row - row, next_col - col)
            sides[(next_row - row) // length, (next_col - col) // length] = length
    for (row, col), length in sorted(sides.items()):
        opposite = sides.get((-row, -col), 0)
        if (row, col) > (0, 0) and opposite:
            yield (row, col), min(length, opposite)


def _common_sum(wanted: Polynomial, step: Place) -> int:
    """The greatest common divisor of the weights' sums along every line in the direction of ``step``.

    Along its line a run brings n equal cells out n times as bright, and a difference brings out nothing: so n
    divides this number, and a difference wants it to be 0.
    """
    rows, columns = step
    sums: dict[Place, int] = {}
    for (row, col), weight in wanted:
        steps = row // rows if rows else col // columns
        line = row - steps * rows, col - steps * columns
        sums[line] = sums.get(line, 0) + weight
    return math.gcd(*sums.values())


def _turn(a: Place, b: Place, c: Place) -> int:
    """Positive where the way a → b → c turns to one side, negative to the other, 0 straight on."""
    return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])


def _divide_by_difference(weights: Mapping[Place, int], step: Place) -> dict[Place, int] | None:
    """The quotient by ``s − 1`` (``s`` the displacement), or None where a rest remains."""
    return _divide_by_power(dict(weights), step)


def _divide_by_run(weights: Mapping[Place, int], step: Place, length: int) -> dict[Place, int] | None:
    """The quotient by ``1 + s + … + sⁿ⁻¹ = (sⁿ − 1)/(s − 1)``."""
    numerator: dict[Place, int] = {}
    for (r, c), weight in weights.items():
        numerator[r, c] = numerator.get((r, c), 0) - weight
        beyond = (r + step[0], c + step[1])
        numerator[beyond] = numerator.get(beyond, 0) + weight
    numerator = {place: weight for place, weight in numerator.items() if weight}
    return _divide_by_power(numerator, (step[0] * length, step[1] * length))


def _divide_by_power(rest: dict[Place, int], far: Place) -> dict[Place, int] | None:
    """The quotient by ``s − 1``, ``s`` being the displacement ``far``; ``rest`` is used up.

    Along every line in that direction, the first weight that is left can only come from the ``−1``.
    """
    quotient: dict[Place, int] = {}
    last_row = max((row for row, _ in rest), default=0)
    left, right = (edge((col for _, col in rest), default=0) for edge in (min, max))
    for start in sorted(rest):
        place = start
        while weight := rest.pop(place, 0):
            quotient[place] = -weight
            place = (place[0] + far[0], place[1] + far[1])
            if place[0] > last_row or not left <= place[1] <= right:
                return None
            rest[place] = rest.get(place, 0) + weight
    return quotient


def _multiply(a: Polynomial, b: Polynomial) -> Polynomial:
    product: dict[Place, int] = {}
    for (r, c), weight in a:
        for (s, d), other in b:
            product[r + s, c + d] = product.get((r + s, c + d), 0) + weight * other
    return normal_form({place: weight for place, weight in product.items() if weight})[0]


def _column_and_row(wanted: Polynomial) -> tuple[Polynomial, Polynomial] | None:
    """Primitive factors of a kernel of rank one that has more than one row and column."""
    row = [(c, weight) for (r, c), weight in wanted if r == wanted[0][0][0]]
    rows = {r for (r, _), _ in wanted}
    if len(row) == 1 or len(rows) == 1 or len(wanted) != len(row) * len(rows):
        return None
    common = math.gcd(*(weight for _, weight in row))
    primitive = {(0, c): weight // common for c, weight in row}
    weights = dict(wanted)
    pivot = row[0][0]
    column: dict[Place, int] = {}
    for r in sorted(rows):
        if (r, pivot) not in weights or weights[r, pivot] % primitive[0, pivot]:
            return None
        column[r, 0] = weights[r, pivot] // primitive[0, pivot]
    if any(
        weights.get((r, c)) != column[r, 0] * weight for r in rows for (_, c), weight in primitive.items()
    ):
        return None
    return normal_form(column)[0], normal_form(primitive)[0]
