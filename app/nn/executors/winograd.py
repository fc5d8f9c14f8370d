"""Two neighbouring outputs of a kernel three columns wide with four multiplications instead of six.

Of the columns d₀ d₁ d₂ d₃ and the kernel's row g₀ g₁ g₂ (F(2, 3) of Winograd, 1980):

        t₀ = d₀ − d₂    u₀ = g₀                      y₀ = t₀u₀ + t₁u₁ + t₂u₂  =  g₀d₀ + g₁d₁ + g₂d₂
        t₁ = d₁ + d₂    u₁ = (g₀ + g₁ + g₂)/2        y₁ = t₁u₁ − t₂u₂ + t₃u₃  =  g₀d₁ + g₁d₂ + g₂d₃
        t₂ = d₂ − d₁    u₂ = (g₀ − g₁ + g₂)/2
        t₃ = d₃ − d₁    u₃ = g₂

Every d, t and y is a whole plane, so the additions cost about what copying windows would. They are worth it
where each is followed by many multiplications: with many channels. No number grows by more than a factor of
two, so the results differ from the plain sums by rounding alone, as any other order of adding does.
"""

from __future__ import annotations

from math import prod

import numpy as np

from app.nn.executors.along_rows import AlongRows, Outputs
from app.nn.executors.columns import Program, combined, shifted
from app.nn.executors.stage import Scratch
from app.nn.layer import Array

COLS = 3
_FACTORS = ((1, 0, 0), (0.5, 0.5, 0.5), (0.5, -0.5, 0.5), (0, 0, 1))


class Winograd(AlongRows):
    """k = 4, R = P/2, C' = C, F' = F."""

    def __init__(self, channels: int, filters: int, phases: int, left: int) -> None:
        """``phases`` are even; ``left``, the padding."""
        self._phases, self._left = phases, left
        self.parts = (4, phases // 2)
        self.inputs, self.outputs = channels, filters

    def factors(self, kernels: Array, out: Array) -> None:
        out[...] = (kernels @ np.array(_FACTORS, kernels.dtype).T).transpose(3, 0, 2, 1)

    def kernels(self, factors: Array) -> Array:
        return factors.transpose(1, 3, 2, 0) @ np.array(_FACTORS, factors.dtype)

    def terms(self, values: Array, out: Array) -> Program:
        t = out.reshape(*out.shape[:4], -1, values.shape[4])
        program: Program = []
        for pair in range(self.parts[1]):
            first = 2 * pair - self._left
            d0, d1, d2, d3 = (shifted(values, column) for column in range(first, first + 4))
            program += combined(np.subtract, d0, d2, t[0, pair])
            program += combined(np.add, d1, d2, t[1, pair])
            program += combined(np.subtract, d2, d1, t[2, pair])
            program += combined(np.subtract, d3, d1, t[3, pair])
        return program

    def maps(self, terms: Array, out: Array) -> Program:
        """A column is d₂ or d₃ of one pair, and d₀ or d₁ of the next."""
        t = terms.reshape(*terms.shape[:4], -1, out.shape[4])
        as_first, as_second = t[0], np.empty_like(t[0])
        as_third, as_fourth = t[1], t[3]
        program: Program = [
            (np.subtract, (t[1], t[2], as_second)),
            (np.subtract, (as_second, t[3], as_second)),
            (np.add, (t[1], t[2], as_third)),
            (np.subtract, (as_third, t[0], as_third)),
        ]
        for phase in range(self._phases):
            pair, is_odd = divmod(phase + self._left, 2)
            now, before = (as_second, as_fourth) if is_odd else (as_first, as_third)
            program += combined(np.add, shifted(now, pair), shifted(before, pair - 1), out[phase])
        return program

    def outputs_of(self, delta: Array, count: int, scratch: Scratch) -> Outputs:
        _, pairs, height, filters, length = delta.shape
        m = scratch.take(prod(delta.shape)).reshape(delta.shape)
        sums = np.empty((pairs, 2, height, filters, length), delta.dtype)
        y0, y1 = sums[:, 0], sums[:, 1]
        forward: Program = [
            (np.add, (m[1], m[2], y0)),
            (np.add, (y0, m[0], y0)),
            (np.subtract, (m[1], m[2], y1)),
            (np.add, (y1, m[3], y1)),
        ]
        backward: Program = [
            (np.copyto, (delta[0], y0)),
            (np.add, (y0, y1, delta[1])),
            (np.subtract, (y0, y1, delta[2])),
            (np.copyto, (delta[3], y1)),
        ]
        return Outputs(m, sums.reshape(self._phases, height, filters, -1, count), forward, backward)
