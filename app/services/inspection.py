"""The arithmetic behind one pixel of a filtered picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.conv.errors import DomainError
from app.explain.pixel import PixelReduction, SeenCells, reduce_window, seen_cells
from app.filters.apply import select_channels
from app.filters.display import WHITE, direction_degrees, to_displayed, to_levels, to_value
from app.filters.step import Display, Step
from app.services.filter_lab import FilterLab, Size, chain_geometry, check_chain

ChannelName = Literal["red", "green", "blue", "luminance"]


@dataclass(frozen=True, slots=True)
class Extent:
    """Size of a picture in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Window:
    """The input pixels under the kernel, from tap to tap; ``bottom`` and ``right`` are exclusive.

    Where it reaches outside the input, the padding speaks.
    """

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class ChannelInspection:
    """How one channel of the pixel came about.

    Attributes:
        reductions: one, or two for a pair of kernels (gx, gy).
        combined: after divisor, offset and, for a pair, the square root of the sum of squares.
        angle: the direction of the gradient in degrees, for a pair.
        low, high: smallest and largest ``combined`` of the whole picture, where the display is "stretch".
        displayed: after the display mapping, before rounding.
        result: the grey level, 0 … 255.
        clipped: whether 0 or 255 cut it off.
    """

    channel: ChannelName
    reductions: tuple[PixelReduction, ...]
    combine: Literal["single", "magnitude", "direction"]
    combined: float
    angle: float | None
    display: Display
    low: float | None
    high: float | None
    displayed: float
    result: int
    clipped: Literal["no", "low", "high"]


@dataclass(frozen=True, slots=True)
class Inspection:
    """One output pixel of one step, explained for every channel that was filtered.

    Attributes:
        row, col: the pixel, in the output of step ``step``.
        output_rgb: its colour.
        input, output: sizes of the step's input and output.
    """

    step: int
    row: int
    col: int
    window: Window
    channels: tuple[ChannelInspection, ...]
    output_rgb: tuple[int, int, int]
    input: Extent
    output: Extent


def inspect(
    lab: FilterLab, picture_id: str, size: Size, steps: Sequence[Step], index: int, row: int, col: int
) -> Inspection:
    """Explain pixel (row, col) of the output of ``steps[index]``.

    Raises:
        DomainError: ``step_unknown``, ``pixel_outside``, and those of :meth:`FilterLab.apply`.
    """
    check_chain(steps)
    if not 0 <= index < len(steps):
        raise DomainError("step_unknown", field="step", value=index, limit=len(steps) - 1)
    source = lab.source(picture_id, size)
    geometry = chain_geometry(source.shape[1:], steps[: index + 1])[index]
    height, width = geometry.output_shape
    if not (0 <= row < height and 0 <= col < width):
        raise DomainError(
            "pixel_outside", field="row" if not 0 <= row < height else "col", value=f"{row}, {col}",
            limit=f"{height - 1}, {width - 1}",
        )  # fmt: skip
    stages = lab.stages(picture_id, size, steps[: index + 1])
    pixels = stages[index - 1].pixels if index else source
    step, filtered = steps[index], stages[index]
    cells = seen_cells(geometry, step.padding_mode, (row, col))
    windows = select_channels(cells.read(pixels), step)
    red, green, blue = filtered.pixels[:, row, col].tolist()
    top, left = geometry.rows.input_index(row, 0), geometry.cols.input_index(col, 0)
    return Inspection(
        step=index,
        row=row,
        col=col,
        window=Window(top, left, top + geometry.rows.effective, left + geometry.cols.effective),
        channels=tuple(
            _channel(name, window, cells, step, filtered.extremes)
            for name, window in zip(channel_names(step), windows, strict=True)
        ),
        output_rgb=(red, green, blue),
        input=Extent(pixels.shape[2], pixels.shape[1]),
        output=Extent(width, height),
    )


def channel_names(step: Step) -> tuple[ChannelName, ...]:
    """The channels a step filters, in the order of its planes."""
    if step.channels == "each":
        return "red", "green", "blue"
    return (step.channels,)


def _channel(
    name: ChannelName,
    window: NDArray[np.uint8],
    cells: SeenCells,
    step: Step,
    extremes: tuple[float, float] | None,
) -> ChannelInspection:
    is_pair = step.filter.combine != "single"
    reductions = tuple(
        reduce_window(
            window,
            kernel,
            cells,
            step.padding_mode,
            divisor=step.divisor,
            offset=0 if is_pair else step.offset,
        )
        for kernel in step.applied
    )
    sums = [_single(reduction.sum) for reduction in reductions]
    value = to_value(sums, step)
    displayed = to_displayed(value, step.display, extremes)
    rounded = np.rint(displayed).item()
    return ChannelInspection(
        channel=name,
        reductions=reductions,
        combine=step.filter.combine,
        combined=value.item(),
        angle=direction_degrees(sums).item() if is_pair else None,
        display=step.display,
        low=None if extremes is None else extremes[0],
        high=None if extremes is None else extremes[1],
        displayed=displayed.item(),
        result=to_levels(displayed).item(),
        clipped="low" if rounded < 0 else "high" if rounded > WHITE else "no",
    )


def _single(number: float) -> NDArray[Any]:
    return np.array([number])
