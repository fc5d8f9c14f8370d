"""The distribution of a sum is the convolution of the distributions (deck 5).

Two fair dice: ``(1, 1, 1, 1, 1, 1) * (1, 1, 1, 1, 1, 1)`` ways out of 36, the triangle 1 … 6 … 1. Counting
ways keeps every number whole; a probability is ways over all ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from app.conv.errors import DomainError
from app.signals.numbers import read_numbers, read_within
from app.signals.records import Answer, Formula, Labels, Proof, Range
from app.signals.slide import slide

FACES = 6
MOST_DICE = 5
LARGEST_WEIGHT = 99


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a number of dice falls.

    Attributes:
        dice: how many.
        totals: pips, ascending.
        ways: of each total; ``all_ways`` is their sum.
        fractions: ways over all ways, as written before it is reduced ("6/36").
        reduced: the same in lowest terms ("1/6").
        probabilities: the same as a number.
    """

    dice: int
    totals: tuple[int, ...]
    ways: tuple[int, ...]
    all_ways: int
    fractions: tuple[str, ...]
    reduced: tuple[str, ...]
    probabilities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DiceDetails:
    """The distributions of 1, 2, … dice, and moments of the last.

    Attributes:
        stage: the trace adds die number ``stage`` to the ``stage − 1`` before it.
        mean, variance: of the sum of all dice.
    """

    stages: tuple[Distribution, ...]
    stage: int
    mean: str
    variance: str


def dice(dice: int = 2, weights: Any = (1,) * FACES, stage: int | None = None) -> Answer:
    """The sum of 2 to 5 equal dice.

    Args:
        weights: how often each face comes up, six whole numbers from 0 to 99; all equal is a fair die.
        stage: which convolution to play: that which adds this die (2 … dice); None plays the last.

    Raises:
        DomainError: those of ``read_numbers``, ``dice_faces``, ``dice_weight``, ``dice_weights_zero``,
            ``number_out_of_range``.
    """
    faces = read_faces(weights)
    read_within("dice", dice, Range(2, MOST_DICE, ""))
    stage = dice if stage is None else stage
    read_within("stage", stage, Range(2, dice, ""))
    ways, stages = faces, [_distribution(1, faces)]
    for number in range(2, dice + 1):
        ways = tuple(int(way) for way in slide(ways, faces)[0].output.values)
        stages.append(_distribution(number, ways))
    before, after, last = stages[stage - 2], stages[stage - 1], stages[-1]
    trace, tape = slide(before.ways, faces)
    counted = count_ways(faces, stage)
    mean, variance = moments(last)
    peak = max(range(len(after.ways)), key=after.ways.__getitem__)
    return Answer(
        kind="dice",
        spec={"dice": dice, "weights": faces, "stage": stage},
        trace=trace,
        tape=tape,
        labels=Labels(
            tuple(map(str, before.totals)), tuple(map(str, stages[0].totals)), tuple(map(str, after.totals))
        ),
        formulas=(
            Formula("sum", r"P(X+Y=s) = \sum_{k} P(X=k)\,P(Y=s-k)"),
            Formula("peak", rf"P(S_{{{stage}}}={after.totals[peak]}) = {_latex_fraction(after, peak)}"),
        ),
        proof=Proof(
            "dice",
            {"count": str(FACES**stage), "ways": str(after.all_ways)},
            float(max(abs(mine - theirs) for mine, theirs in zip(after.ways, counted, strict=True))),
        ),
        latex=r",\; ".join(
            rf"P(S_{{{stage}}}={total}) = {_latex_fraction(after, i)}" for i, total in enumerate(after.totals)
        ),
        numpy=(
            "import numpy as np\n\n"
            f"die = {list(faces)}  # how often 1, 2, …, 6 come up\n"
            "ways = die\n"
            f"for _ in range({stage - 1}):\n"
            "    ways = np.convolve(ways, die)\n"
            "probability = ways / ways.sum()\n"
        ),
        ranges={
            "dice": Range(2, MOST_DICE, "signals.range.dice", {"maximum": MOST_DICE}),
            "stage": Range(2, dice, "signals.range.stage", {"maximum": dice}),
            "weights": Range(0, LARGEST_WEIGHT, "signals.range.weights", {"maximum": LARGEST_WEIGHT}),
        },
        details=DiceDetails(tuple(stages), stage, str(mean), str(variance)),
    )


def read_faces(weights: Any) -> tuple[int, ...]:
    """Six whole weights ≥ 0, not all 0."""
    numbers = read_numbers("weights", weights, 4 * FACES, is_whole=True)
    if len(numbers) != FACES:
        raise DomainError("dice_faces", field="weights", value=len(numbers), limit=FACES)
    for face, weight in enumerate(numbers):
        if not 0 <= weight <= LARGEST_WEIGHT:
            raise DomainError(
                "dice_weight", field=f"weights.{face}", value=weight, limit=LARGEST_WEIGHT, face=face + 1
            )
    if not any(numbers):
        raise DomainError("dice_weights_zero", field="weights", value=0, limit=1)
    return tuple(int(weight) for weight in numbers)


def count_ways(faces: Sequence[int], dice: int) -> list[int]:
    """The same by brute force: every throw of every die, looked at one by one."""
    ways = [0] * (dice * (FACES - 1) + 1)
    for throw in product(range(FACES), repeat=dice):
        ways[sum(throw)] += prod(faces[face] for face in throw)
    return ways


def moments(distribution: Distribution) -> tuple[Fraction, Fraction]:
    """Mean and variance, exactly."""
    chances = [Fraction(way, distribution.all_ways) for way in distribution.ways]
    mean = sum((p * total for p, total in zip(chances, distribution.totals, strict=True)), Fraction())
    second = sum((p * total**2 for p, total in zip(chances, distribution.totals, strict=True)), Fraction())
    return mean, second - mean**2


def _distribution(number: int, ways: tuple[int, ...]) -> Distribution:
    total = sum(ways)
    return Distribution(
        dice=number,
        totals=tuple(range(number, number * FACES + 1)),
        ways=ways,
        all_ways=total,
        fractions=tuple(f"{way}/{total}" for way in ways),
        reduced=tuple(str(Fraction(way, total)) for way in ways),
        probabilities=tuple(way / total for way in ways),
    )


def _latex_fraction(distribution: Distribution, index: int) -> str:
    return rf"\frac{{{distribution.ways[index]}}}{{{distribution.all_ways}}}"
