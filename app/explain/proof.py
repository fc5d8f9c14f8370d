"""The same numbers by another way: what makes an explanation more than a claim.

Every result is computed again by :mod:`app.explain.independent`. Gradients are also measured: every input of
the forward pass is moved a little up and down, and the change of ``Σ delta · output`` is compared with what
the trace claims (central differences in float64).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.conv.correlate import convolve_channels, correlate_channels
from app.explain.extent import amounts
from app.explain.from_spec import trace_of
from app.explain.independent import Floats, cells_below, floats, independent_result
from app.explain.spec import MAX_MODES, TraceSpec, check_numbers

# A power of two: moving a number by it and back leaves no rounding behind.
STEP = 2.0**-10


@dataclass(frozen=True, slots=True)
class Independent:
    """The result by the other way.

    Attributes:
        method: message key of what was done.
        largest_error: largest |difference| from the trace.
    """

    method: str
    largest_error: float


@dataclass(frozen=True, slots=True)
class FiniteDifferences:
    """A gradient, measured.

    Attributes:
        largest_error: largest |difference| from the trace.
        relative: the same, divided by the largest |gradient| where that is more than 1.
        step: how far every number was moved, up and down.
    """

    largest_error: float
    relative: float
    step: float


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found; ``finite_differences`` is None for a mode that is no gradient."""

    independent: Independent
    finite_differences: FiniteDifferences | None


def prove(full: TraceSpec) -> Proof:
    """Compute a resolved spec again, and measure its gradient.

    Raises:
        DomainError: ``letters_not_allowed``; those of the trace.
    """
    check_numbers(full, "proof")
    trace = trace_of(full)
    shown = np.array(trace.output.values, float).reshape(trace.output.shape)
    method, other = independent_result(full)
    differences = None
    if full.mode in _MEASURED:
        measured = _MEASURED[full.mode](full)
        error = _largest(measured - shown)
        differences = FiniteDifferences(error, error / max(1.0, _largest(shown)), STEP)
    return Proof(Independent(method, _largest(other - shown)), differences)


def _measure(numbers: Floats, loss: Callable[[Floats], Floats]) -> Floats:
    """∂loss/∂numbers by central differences; ``loss`` takes a stack of variants, a value for each."""
    moves = STEP * np.eye(numbers.size).reshape(numbers.size, *numbers.shape)
    change = loss(numbers + moves) - loss(numbers - moves)
    return (change / (2 * STEP)).reshape(numbers.shape)


def _measure_input(full: TraceSpec) -> Floats:
    given = floats(full)
    forward = convolve_channels if full.is_flipped else correlate_channels
    return _measure(
        given["x"],
        lambda many: np.einsum(
            "noij,oij->n",
            forward(
                many, given["w"], stride=full.stride, padding=amounts(full), dilation=full.dilation
            ),
            given["delta"],
        ),
    )  # fmt: skip


def _measure_kernel(full: TraceSpec) -> Floats:
    given = floats(full)
    forward = convolve_channels if full.is_flipped else correlate_channels

    def loss(many: Floats) -> Floats:
        stacked = many.reshape(-1, *many.shape[2:])  # every variant is some more output channels
        y = forward(given["x"], stacked, stride=full.stride, padding=amounts(full), dilation=full.dilation)
        losses: Floats = np.einsum("noij,oij->n", y.reshape(*many.shape[:2], *y.shape[1:]), given["delta"])
        return losses

    return _measure(given["w"], loss)


def _measure_bias(full: TraceSpec) -> Floats:
    delta = floats(full)["delta"]
    return _measure(
        np.zeros(len(delta)),
        lambda many: np.einsum("noij,oij->n", np.ones(delta.shape) * many[:, :, None, None], delta),
    )


def _measure_pool(full: TraceSpec) -> Floats:
    given = floats(full)
    x, delta = given["x"], given["delta"]
    is_max = full.mode in MAX_MODES
    if is_max:
        # Only the order counts, and equals have a kink: rank the cells, of equals the first highest.
        ranks = np.empty(x.size)
        ranks[np.argsort(-x.ravel(), kind="stable")] = np.arange(x.size, 0, -1)
        x = ranks.reshape(x.shape)
    seen = [(c, i, j, *cells_below(full, i, j)) for c, i, j in np.ndindex(*delta.shape)]

    def loss(many: Floats) -> Floats:
        total = np.zeros(len(many))
        for c, i, j, inside, count in seen:
            values = many[:, c, [row for row, _ in inside], [col for _, col in inside]]
            total += delta[c, i, j] * (values.max(axis=1) if is_max else values.sum(axis=1) / count)
        return total

    return _measure(x, loss)


_MEASURED: dict[str, Callable[[TraceSpec], Floats]] = {
    "gradient_input": _measure_input,
    "gradient_kernel": _measure_kernel,
    "gradient_bias": _measure_bias,
    "max_pool_backward": _measure_pool,
    "average_pool_backward": _measure_pool,
}


def _largest(array: Floats) -> float:
    return float(np.abs(array).max(initial=0.0))
