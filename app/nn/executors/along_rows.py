"""A convolution along a row as products of small matrices, and the way into them and out of them.

        maps    → terms   ┐
                          ├ products → sums of the outputs
        kernels → factors ┘

Every arrow is linear. So backward each is its own transpose: from ∂sums to ∂products; these times the terms
are ∂factors and times the factors ∂terms; and from those to ∂kernels and ∂maps.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from app.nn.executors.columns import Program
from app.nn.executors.stage import Scratch
from app.nn.layer import Array


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where products go, and what becomes of them.

    Attributes:
        products: to be written to, (k, R, H_out, F', Q·N).
        sums: (P, H_out, F, Q, N), one cell of every phase beside the next.
        forward: from ``products`` to ``sums``.
        backward: from ∂sums, in the place of ``sums``, to ∂products.
    """

    products: Array
    sums: Array
    forward: Program
    backward: Program


class AlongRows(ABC):
    """One way to do it, for P columns of outputs at a time.

    Attributes:
        parts: (k, R): k kinds of terms, each with its own factors, and R groups of columns that share them.
        inputs, outputs: C' terms enter a product for every row of the kernel, F' numbers come out.
    """

    parts: tuple[int, int]
    inputs: int
    outputs: int

    @abstractmethod
    def factors(self, kernels: Array, out: Array) -> None:
        """(F, C, K_h, K_w) → (k, F', K_h, C'), of which all that is always zero is zero already."""

    @abstractmethod
    def kernels(self, factors: Array) -> Array:
        """∂kernels from ∂factors: the transpose of ``factors``."""

    @abstractmethod
    def terms(self, values: Array, out: Array) -> Program:
        """Maps (P, H, C, cells, N) → (k, R, H, C', Q·N), of which all that is always zero is zero already."""

    @abstractmethod
    def maps(self, terms: Array, out: Array) -> Program:
        """∂maps from ∂terms, which are overwritten: the transpose of ``terms``."""

    @abstractmethod
    def outputs_of(self, delta: Array, count: int, scratch: Scratch) -> Outputs:
        """Args:
        delta: where ∂products are wanted, (k, R, H_out, F', Q·N).
        count: N.
        """
