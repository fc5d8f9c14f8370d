"""What a generated program has to know of a spec, and nothing about how it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from app.conv.geometry import Amounts
from app.explain.extent import amounts, forward_shape, windows_of
from app.explain.records import Mode
from app.explain.spec import TraceSpec

# Message key → the sentence in the reader's language, on one line.
Say: TypeAlias = Callable[[str], str]

RESULT: dict[Mode, str] = {
    "correlate": "y",
    "convolve": "y",
    "max_pool": "y",
    "average_pool": "y",
    "global_average_pool": "y",
    "transposed": "y",
    "gradient_kernel": "dw",
    "gradient_input": "dx",
    "gradient_bias": "db",
    "max_pool_backward": "dx",
    "average_pool_backward": "dx",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a program has to know of a spec.

    Attributes:
        padding: as chosen, ((top, bottom), (left, right)).
        beyond: (rows, cols) of "no data" that rounding up adds at the end; negative for padding it skips.
        effective: the kernel from first tap to last.
        output: (H_out, W_out) of the forward pass.
    """

    spec: TraceSpec
    padding: Amounts
    beyond: tuple[int, int]
    effective: tuple[int, int]
    output: tuple[int, int]

    @property
    def is_padded(self) -> bool:
        return any(amount for pair in self.padding for amount in pair)

    @property
    def has_bias(self) -> bool:
        return self.spec.bias is not None


def plan_of(full: TraceSpec) -> Plan:
    """The plan of a resolved spec."""
    padding, shape = amounts(full), windows_of(full)
    (_, bottom), (_, right) = padding
    is_transposed = full.mode == "transposed"
    _, *output = forward_shape(full)
    return Plan(
        full,
        padding,
        (0, 0) if is_transposed else (shape.rows.after - bottom, shape.cols.after - right),
        (shape.rows.effective, shape.cols.effective),
        (output[0], output[1]),
    )
