"""What stands in the cells: fills by name, and typed values carried over to another shape."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.explain.arrays import Letters, shape_text, to_array
from app.explain.extent import forward_shape
from app.explain.records import Number, OperandId
from app.explain.spec import BACKWARD_MODES, BIASED_MODES, OperandSpec, TraceSpec, check

# The deck's letters: it calls the ninth cell j, because i counts.
INPUT_LETTERS = "abcdefghjklmn"
KERNEL_LETTERS = "wxyz"
DELTA_LETTERS = "pqrstuv"

RANDOM_LOW, RANDOM_HIGH = -4, 4
DEFAULT_DELTA_SEED = 1
_STREAM_OF_OPERAND = {"x": 0, "w": 1, "bias": 2, "delta": 3}


def resolve(spec: TraceSpec) -> TraceSpec:
    """The spec, checked, with every number written out and every shape as it has to be.

    The shapes of ``bias`` and ``delta`` follow from the rest. Where ``values_shape`` says what their values
    were written for, or there are none, they follow; values without it must fit.

    Raises:
        DomainError: those of :func:`app.explain.spec.check` and :func:`app.explain.extent.windows_of`.
    """
    check(spec)
    forward = forward_shape(spec)
    bias = spec.bias if spec.mode in BIASED_MODES else None
    delta = spec.delta
    if spec.mode not in BACKWARD_MODES:
        delta = None
    elif delta is None:
        delta = OperandSpec(forward, "random", DEFAULT_DELTA_SEED)
    return replace(
        spec,
        x=filled(spec.x, "x"),
        w=filled(spec.w, "w"),
        bias=None if bias is None else filled(_fitted(bias, "bias", (spec.channels_out,)), "bias"),
        delta=None if delta is None else filled(_fitted(delta, "delta", forward), "delta"),
    )


def filled(operand: OperandSpec, name: str) -> OperandSpec:
    """The operand with a value in every cell.

    Args:
        name: "x", "w", "bias" or "delta"; it decides the letters and the random stream.
    """
    values = fill_values(operand, name)
    if operand.values is not None:
        shape = operand.values_shape or operand.shape
        overlap = tuple(slice(0, min(new, old)) for new, old in zip(operand.shape, shape, strict=True))
        given = np.empty(len(operand.values), object)
        given[:] = operand.values
        entries = np.empty(len(values), object)
        entries[:] = values
        entries.reshape(operand.shape)[overlap] = given.reshape(shape)[overlap]
        values = tuple(entries.tolist())
    return replace(operand, values=values, values_shape=None)


def fill_values(operand: OperandSpec, name: str) -> tuple[Number, ...]:
    """The fill alone: one entry for each cell of ``operand.shape``, row-major.

    * ramp: 1, 2, 3, …
    * random: whole numbers −4 … 4, the same for the same seed, operand and shape
    * one_hot: 1 in the middle of every plane (of a bias: the first), else 0
    * letters: as deck 4 writes them, numbered where they do not suffice
    """
    count = int(np.prod(operand.shape))
    if operand.fill == "letters":
        return _letters(name, count)
    if operand.fill == "ramp":
        numbers: NDArray[np.int64] = np.arange(1, count + 1)
    elif operand.fill == "random":
        random = np.random.default_rng([operand.seed, _STREAM_OF_OPERAND[name]])
        numbers = random.integers(RANDOM_LOW, RANDOM_HIGH, count, endpoint=True)
    else:
        numbers = np.full(operand.shape, int(operand.fill == "ones"))
        if operand.fill == "one_hot":
            if len(operand.shape) == 1:
                numbers[0] = 1
            else:
                numbers[..., operand.shape[-2] // 2, operand.shape[-1] // 2] = 1
    return tuple(numbers.reshape(-1).tolist())


def arrays(spec: TraceSpec) -> dict[OperandId, NDArray[Any]]:
    """The operands of a resolved spec that take part, as "x", "w", "b", "delta".

    Returns:
        int64 where every number is whole, float64 otherwise; with letters, object arrays of expressions that
        can be multiplied and added: the letters of x stand before those of w, and those before delta's.
    """
    letters = Letters()
    given: tuple[tuple[OperandId, OperandSpec | None], ...] = (
        ("x", spec.x),
        ("w", spec.w),
        ("b", spec.bias),
        ("delta", spec.delta),
    )
    return {
        name: to_array(name, cells(operand), len(operand.shape), letters)
        for name, operand in given
        if operand is not None
    }


def cells(operand: OperandSpec) -> NDArray[Any]:
    """The values of a resolved operand in their shape: numbers, or an object array with letters as text."""
    if operand.values is None:
        raise ValueError("an operand without values: resolve the spec first")
    if not any(isinstance(value, str) for value in operand.values):
        return np.array(operand.values).reshape(operand.shape)
    entries = np.empty(len(operand.values), object)
    entries[:] = operand.values
    return entries.reshape(operand.shape)


def _fitted(operand: OperandSpec, name: str, shape: tuple[int, ...]) -> OperandSpec:
    if operand.shape == shape:
        return operand
    if operand.values is not None and operand.values_shape is None:
        raise DomainError(
            "operand_misfit", field=f"{name}.shape", value=shape_text(operand.shape),
            limit=shape_text(shape), operand=name,
        )  # fmt: skip
    return replace(operand, shape=shape)


def _letters(name: str, count: int) -> tuple[str, ...]:
    if name == "x":
        plain = count <= len(INPUT_LETTERS)
        return tuple(INPUT_LETTERS[:count]) if plain else tuple(f"x_{n}" for n in range(1, count + 1))
    if name == "w":
        plain = count <= len(KERNEL_LETTERS)
        return tuple(KERNEL_LETTERS[:count]) if plain else tuple(f"w_{n}" for n in range(1, count + 1))
    if name == "bias":  # not b, which is a cell of the input
        return ("β",) if count == 1 else tuple(f"β_{n}" for n in range(1, count + 1))
    marks = DELTA_LETTERS if count <= len(DELTA_LETTERS) else [str(n) for n in range(1, count + 1)]
    return tuple(f"δ_{mark}" for mark, _ in zip(marks, range(count), strict=False))
