"""Kernel density estimation: a little hill on every point, all added up, is points convolved with a kernel.

``f̂(x) = 1/n Σ_i K_h(x − x_i)``. Counting the points in cells of a grid gives a comb; convolving the comb with
the sampled kernel gives f̂ at the cells' centres. What the cells cost is shown beside the exact sum.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.signals.numbers import latex_number, plain, read_numbers, read_within
from app.signals.records import Answer, Curve, Formula, Labels, Proof, Range
from app.signals.slide import read_choice, slide

Kernel = Literal["gaussian", "box", "triangle"]
KERNELS: tuple[Kernel, ...] = get_args(Kernel)
LOW, HIGH = 0, 10
MOST_POINTS = 24
BANDWIDTHS = (0.2, 2.0)
CELLS = (20, 40, 50)  # per axis: cells of 0.5, 0.25, 0.2
REACH = {"gaussian": 3.0, "box": 1.0, "triangle": 1.0}  # in bandwidths; beyond it the kernel is 0, or nearly
FINE = 200
LATEX = {
    "gaussian": r"K_h(u)=\frac{1}{h\sqrt{2\pi}}\,e^{-u^2/2h^2}",
    "box": r"K_h(u)=\frac{1}{2h}\;(|u|<h)",
    "triangle": r"K_h(u)=\frac{1}{h}\Bigl(1-\frac{|u|}{h}\Bigr)\;(|u|<h)",
}
NUMPY = {
    "gaussian": "np.exp(-(u**2) / (2 * h**2)) / (h * np.sqrt(2 * np.pi))",
    "box": "np.where(np.isclose(np.abs(u), h), 0.5, np.abs(u) < h) / (2 * h)",
    "triangle": "np.maximum(0, 1 - np.abs(u) / h) / h",
}


@dataclass(frozen=True, slots=True)
class DensityDetails:
    """What is drawn.

    Attributes:
        axis: from where to where points may lie.
        grid: the cells' centres, where the convolution has its results.
        exact: f̂ with the points where they really are, on a fine grid.
        bumps: for each point its own hill, K_h(x − x_i)/n, on the same fine grid.
        kernel: K_h(u)/n around 0, the window that slides: as high as every hill.
        exact_at_grid: f̂ at the cells' centres.
        largest_error: between the convolution and the exact sum, at the cells' centres.
    """

    axis: tuple[int, int]
    step: float
    grid: tuple[float, ...]
    exact: Curve
    bumps: tuple[tuple[float, ...], ...]
    kernel: Curve
    exact_at_grid: tuple[float, ...]
    largest_error: float


def density(
    points: Any = (2, 2.6, 3.1, 5.4, 6.8, 7.1, 7.3),
    kernel: Any = "gaussian",
    bandwidth: float = 0.6,
    cells: int = 40,
) -> Answer:
    """The density of 1 to 24 points on the axis from 0 to 10.

    Args:
        kernel: "gaussian", "box" or "triangle".
        bandwidth: h, 0.2 … 2.
        cells: 20, 40 or 50 cells of the axis: the grid that points are counted on.

    Raises:
        DomainError: those of ``read_numbers``, ``density_point_outside``, ``choice_unknown``,
            ``number_out_of_range``.
    """
    points = read_points(points)
    kernel = read_choice("kernel", kernel, KERNELS)
    allowed = Range(
        *BANDWIDTHS, "signals.range.bandwidth", {"minimum": BANDWIDTHS[0], "maximum": BANDWIDTHS[1]}
    )
    read_within("bandwidth", bandwidth, allowed)
    if cells not in CELLS:
        raise DomainError("choice_unknown", field="cells", value=cells, limit=", ".join(map(str, CELLS)))
    step = (HIGH - LOW) / cells
    grid = LOW + step * np.arange(cells + 1)
    nearest = np.floor((np.array(points) - LOW) / step + 0.5).astype(int)
    comb = np.bincount(nearest, minlength=cells + 1)
    half = math.ceil(REACH[kernel] * bandwidth / step)
    taps = evaluate(kernel, step * np.arange(-half, half + 1), bandwidth)
    count = len(points)
    trace, tape = slide(comb.tolist(), taps.tolist(), padding="same", divisor=count)
    fine = np.linspace(LOW, HIGH, FINE + 1)
    bumps = evaluate(kernel, fine[None, :] - np.array(points)[:, None], bandwidth) / count
    exact_at_grid = evaluate(kernel, grid[:, None] - np.array(points), bandwidth).mean(axis=1)
    window = np.linspace(-REACH[kernel] * bandwidth, REACH[kernel] * bandwidth, 81)
    snapped = evaluate(kernel, grid[:, None] - grid[nearest], bandwidth)
    snapped[np.abs(grid[:, None] - grid[nearest]) > half * step + 1e-9] = 0
    convolved = np.array(trace.output.values)
    rule = r"\hat f(x)=\frac{1}{n}\sum_{i=1}^{n} K_h(x-x_i) = \frac{1}{n}\,(c * K_h)(x)"
    return Answer(
        kind="density",
        spec={"points": points, "kernel": kernel, "bandwidth": bandwidth, "cells": cells},
        trace=trace,
        tape=tape,
        labels=Labels(
            tuple(map(plain, grid.tolist())),
            tuple(plain(round(step * i, 4)) for i in range(-half, half + 1)),
            tuple(map(plain, grid.tolist())),
        ),
        formulas=(Formula("density", rule), Formula("kernel", LATEX[kernel])),
        proof=Proof(
            "density",
            {"count": str(count), "cells": str(cells)},
            float(np.abs(convolved - snapped.mean(axis=1)).max()),
        ),
        latex=rf"{rule},\quad {LATEX[kernel]},\quad h={latex_number(bandwidth)}",
        numpy=_numpy(points, kernel, bandwidth, cells, half),
        ranges={
            "bandwidth": allowed,
            "points": Range(1, MOST_POINTS, "signals.range.points", {"maximum": MOST_POINTS}),
        },
        details=DensityDetails(
            axis=(LOW, HIGH),
            step=step,
            grid=_rounded(grid),
            exact=Curve(_rounded(fine), _rounded(bumps.sum(axis=0))),
            bumps=tuple(_rounded(bump) for bump in bumps),
            kernel=Curve(_rounded(window), _rounded(evaluate(kernel, window, bandwidth) / count)),
            exact_at_grid=_rounded(exact_at_grid),
            largest_error=float(np.abs(convolved - exact_at_grid).max()),
        ),
    )


def read_points(given: Any) -> tuple[float, ...]:
    """1 to 24 points on the axis."""
    points = read_numbers("points", given, MOST_POINTS)
    for index, point in enumerate(points):
        if not LOW <= point <= HIGH:
            raise DomainError(
                "density_point_outside", field=f"points.{index}", value=point, limit=f"{LOW} … {HIGH}",
                place=index + 1,
            )  # fmt: skip
    return points


def evaluate(kernel: Kernel, u: NDArray[np.floating[Any]], bandwidth: float) -> NDArray[np.floating[Any]]:
    """K_h(u); a box has half its height exactly at its edge."""
    if kernel == "gaussian":
        bell: NDArray[np.floating[Any]] = np.exp(-(u**2) / (2 * bandwidth**2)) / (
            bandwidth * np.sqrt(2 * np.pi)
        )
        return bell
    away = np.abs(u) / bandwidth
    if kernel == "triangle":
        hat: NDArray[np.floating[Any]] = np.maximum(0, 1 - away) / bandwidth
        return hat
    flat: NDArray[np.floating[Any]] = np.where(np.isclose(away, 1), 0.5, away < 1) / (2 * bandwidth)
    return flat


def _numpy(points: tuple[float, ...], kernel: Kernel, bandwidth: float, cells: int, half: int) -> str:
    return (
        "import numpy as np\n\n"
        f"points = np.array({list(points)})\n"
        f"h, step = {bandwidth}, {(HIGH - LOW) / cells}\n"
        f"cell = np.floor(points / step + 0.5).astype(int)\n"
        f"comb = np.bincount(cell, minlength={cells + 1})\n"
        f"u = step * np.arange(-{half}, {half} + 1)\n"
        f"kernel = {NUMPY[kernel]}\n"
        f"estimate = np.convolve(np.pad(comb, {half}), kernel, 'valid') / len(points)\n"
    )


def _rounded(values: NDArray[np.floating[Any]]) -> tuple[float, ...]:
    return tuple(np.round(values, 6).tolist())
