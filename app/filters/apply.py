"""Apply one step to a picture, a band of rows at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.correlate import correlate_bands
from app.conv.geometry import Geometry
from app.conv.planner import plan
from app.filters.display import direction_degrees, direction_to_rgb, to_displayed, to_levels, to_value
from app.filters.quick import apply_quickly
from app.filters.step import Step

CHANNEL_INDEX = {"red": 0, "green": 1, "blue": 2}
LUMINANCE = (0.299, 0.587, 0.114)  # ITU-R BT.601


@dataclass(frozen=True, slots=True)
class Filtered:
    """A filtered picture.

    Attributes:
        pixels: (3, H_out, W_out) uint8.
        extremes: smallest and largest value (after divisor and offset) before the display mapping, where
            it needs them: ``"stretch"``.
    """

    pixels: NDArray[np.uint8]
    extremes: tuple[float, float] | None


def apply_step(pixels: NDArray[np.uint8], step: Step) -> Filtered:
    """Filter a picture (3, H, W), uint8, values 0 … 255.

    Memory beside the result: one band. ``"stretch"`` looks at the whole picture before it maps any of it,
    so it computes twice.

    Raises:
        DomainError: ``no_window``.
    """
    planes = select_channels(pixels, step)
    geometry = step.geometry((pixels.shape[1], pixels.shape[2]))
    quick = apply_quickly(planes, step, geometry)
    if quick is not None:
        return Filtered(np.ascontiguousarray(np.broadcast_to(quick, (3, *quick.shape[1:]))), None)
    extremes = None
    if step.display == "stretch":
        extremes = _extremes(to_value(sums, step) for _, sums in _bands(planes, step, geometry))
    result = np.empty((3, *geometry.output_shape), np.uint8)
    for rows, sums in _bands(planes, step, geometry):
        value = to_value(sums, step)
        levels = to_levels(to_displayed(value, step.display, extremes))
        if step.filter.combine == "direction":
            levels = direction_to_rgb(direction_degrees(sums), levels)
        result[:, rows, :] = levels
    return Filtered(result, extremes)


def select_channels(pixels: NDArray[np.uint8], step: Step) -> NDArray[np.uint8]:
    """The planes that are filtered: (3, H, W), or (1, H, W) for the luminance or one channel."""
    if step.channels == "each":
        return pixels
    if step.channels == "luminance":
        return luminance(pixels)
    index = CHANNEL_INDEX[step.channels]
    return pixels[index : index + 1]


def luminance(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``0.299 R + 0.587 G + 0.114 B``, rounded: (3, H, W) → (1, H, W) uint8."""
    red, green, blue = LUMINANCE
    grey = np.empty((1, *pixels.shape[1:]), np.uint8)
    height = max(1, (1 << 16) // pixels.shape[2])
    for first in range(0, pixels.shape[1], height):
        r, g, b = pixels[:, first : first + height]
        grey[0, first : first + height] = np.rint(red * r + green * g + blue * b)
    return grey


def _bands(
    planes: NDArray[np.uint8], step: Step, geometry: Geometry
) -> Iterator[tuple[slice, list[NDArray[Any]]]]:
    """Rows of the output with the sums of every kernel there."""
    passes = [
        correlate_bands(planes, kernel, geometry, step.padding_mode, plan(kernel, stride=step.stride))
        for kernel in step.applied
    ]
    # The kernels of a pair have one shape and are small, so their bands have the same rows.
    for bands in zip(*passes, strict=True):
        yield bands[0][0], [sums for _, sums in bands]


def _extremes(values: Iterator[NDArray[Any]]) -> tuple[float, float]:
    low, high = math.inf, -math.inf
    for value in values:
        low, high = min(low, value.min().item()), max(high, value.max().item())
    return low, high
