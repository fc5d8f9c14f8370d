"""Random correlations for Hypothesis, and the one answer that needs nothing of ours.

Pictures are small and cases nasty on purpose: a single pixel, a kernel larger than the picture, an even or
rectangular kernel, padding many times as wide as the picture, different amounts on every side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from scipy.signal import correlate2d

from app.conv.errors import DomainError
from app.conv.executors.fourier import fourier
from app.conv.executors.plain import plain
from app.conv.executors.separable import separable
from app.conv.executors.taps import taps
from app.conv.factors import rank_one_factors
from app.conv.geometry import Geometry, Padding, geometry
from app.conv.padding import PADDING_MODES, PaddingMode
from app.conv.planner import ExecutorName, Plan
from app.conv.tap_program import tap_program

# How long an example takes says nothing on a machine that does other things too.
settings.register_profile("patient", parent=settings(), deadline=None)
settings.load_profile("patient")

NUMPY_MODES: dict[str, Any] = {"zeros": "constant", "reflect": "reflect", "edge": "edge", "wrap": "wrap"}


@dataclass(frozen=True)
class Case:
    """One correlation with everything it depends on."""

    x: NDArray[Any]
    kernel: NDArray[Any]
    stride: tuple[int, int] = (1, 1)
    padding: Padding = 0
    padding_mode: PaddingMode = "zeros"
    dilation: tuple[int, int] = (1, 1)

    @property
    def options(self) -> dict[str, Any]:
        """What ``correlate(x, kernel, **options)`` takes."""
        return {
            "stride": self.stride,
            "padding": self.padding,
            "padding_mode": self.padding_mode,
            "dilation": self.dilation,
        }

    @property
    def geometry(self) -> Geometry:
        kernel_shape = cast(tuple[int, int], self.kernel.shape)
        return geometry(
            (self.x.shape[-2], self.x.shape[-1]),
            kernel_shape,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
        )


pairs = st.tuples(st.integers(1, 4), st.integers(1, 4))
dilations = st.tuples(st.integers(1, 3), st.integers(1, 3))
sides = st.tuples(st.integers(0, 25), st.integers(0, 25))
paddings: st.SearchStrategy[Padding] = st.one_of(
    st.sampled_from(("same", "valid", "full")), st.integers(0, 4), st.tuples(sides, sides)
)
padding_modes = st.sampled_from(PADDING_MODES)
shapes = st.tuples(st.integers(1, 8), st.integers(1, 8))
kernel_shapes = st.tuples(st.integers(1, 6), st.integers(1, 6))

pictures = shapes.flatmap(lambda shape: hnp.arrays(np.uint8, shape))
whole_weights = st.integers(-9, 9)
float_weights = st.floats(-9, 9, allow_subnormal=False, width=32).map(lambda w: 0.0 if abs(w) < 1e-3 else w)


def vectors(length: int) -> st.SearchStrategy[NDArray[Any]]:
    return hnp.arrays(np.int64, length, elements=whole_weights)


integer_kernels = kernel_shapes.flatmap(
    lambda shape: st.one_of(
        hnp.arrays(np.int64, shape, elements=whole_weights),
        st.tuples(vectors(shape[0]), vectors(shape[1])).map(lambda factors: np.outer(*factors)),
    )
)
float_kernels = kernel_shapes.flatmap(lambda shape: hnp.arrays(np.float64, shape, elements=float_weights))


@st.composite
def cases(
    draw: st.DrawFn,
    kernels: st.SearchStrategy[NDArray[Any]] = integer_kernels,
    inputs: st.SearchStrategy[NDArray[Any]] = pictures,
) -> Case:
    """A correlation with at least one window; where the drawn padding leaves none it is ``"full"``."""
    case = Case(
        draw(inputs), draw(kernels), draw(pairs), draw(paddings), draw(padding_modes), draw(dilations)
    )
    try:
        _ = case.geometry
    except DomainError:
        return Case(case.x, case.kernel, case.stride, "full", case.padding_mode, case.dilation)
    return case


def random_case(rng: np.random.Generator, *, is_float: bool = False) -> Case:
    """The same without Hypothesis, for a test that wants a thousand."""
    x = rng.integers(0, 256, rng.integers(1, 9, 2), dtype=np.uint8)
    shape = rng.integers(1, 7, 2)
    kernel = rng.normal(size=shape) if is_float else rng.integers(-9, 10, shape)
    amounts = rng.integers(0, 12, (2, 2)).tolist()
    padding: Any = rng.choice(np.array(["same", "valid", "full", "amounts"]))
    case = Case(
        x,
        kernel,
        tuple(rng.integers(1, 5, 2).tolist()),
        (tuple(amounts[0]), tuple(amounts[1])) if padding == "amounts" else str(padding),  # type: ignore[arg-type]
        PADDING_MODES[rng.integers(4)],
        tuple(rng.integers(1, 4, 2).tolist()),
    )
    try:
        _ = case.geometry
    except DomainError:
        return Case(x, kernel, case.stride, "full", case.padding_mode, case.dilation)
    return case


def reference(case: Case) -> NDArray[Any]:
    """The correlation by NumPy's padding and SciPy's sum; only the amounts of padding are asked of ours.

    Exact for integers. The dilation becomes zeros between the weights, the stride leaves outputs out.
    """
    dtype = np.result_type(case.x, case.kernel, np.int64)
    spread = np.zeros([(n - 1) * d + 1 for n, d in zip(case.kernel.shape, case.dilation, strict=True)], dtype)
    spread[:: case.dilation[0], :: case.dilation[1]] = case.kernel
    padded = np.pad(case.x.astype(dtype), case.geometry.padding, mode=NUMPY_MODES[case.padding_mode])
    sums: NDArray[Any] = correlate2d(padded, spread, mode="valid")
    return sums[:: case.stride[0], :: case.stride[1]]


def forced_plan(executor: ExecutorName, kernel: NDArray[Any]) -> Plan:
    """A plan for an executor that the planner might not choose; separable needs a kernel of rank one."""
    if executor == "fourier":
        return Plan("fourier", 0, 0, kernel.size, lambda x, g: fourier(x, kernel, g))
    if executor == "taps":
        program = tap_program(kernel)
        return Plan("taps", 0, 0, kernel.size, lambda x, g: taps(x, program, g), program)
    if executor == "plain":
        return Plan("plain", 0, 0, kernel.size, lambda x, g: plain(x, kernel.astype(x.dtype), g))
    factors = rank_one_factors(kernel)
    assert factors is not None
    column, row = factors
    return Plan(
        "separable", 0, 0, kernel.size,
        lambda x, g: separable(x, column.astype(x.dtype), row.astype(x.dtype), g),
    )  # fmt: skip
