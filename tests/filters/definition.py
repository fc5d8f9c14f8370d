"""A filtered picture by the definition alone: pad it, take every tap, show the value in floating point."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.conv.executors.plain import plain
from app.conv.padding import pad
from app.filters.apply import select_channels
from app.filters.display import to_displayed, to_levels, to_value
from app.filters.step import Step


def displayed_by_definition(pixels: NDArray[np.uint8], step: Step) -> Any:
    """The numbers that are rounded in the end (C, H_out, W_out); not for "stretch" nor a direction."""
    geometry = step.geometry((pixels.shape[1], pixels.shape[2]))
    planes = select_channels(pixels, step)
    sums = []
    for kernel in step.applied:
        dtype = np.int64 if np.issubdtype(kernel.dtype, np.integer) else np.float64
        padded = pad(planes, geometry, step.padding_mode, dtype=dtype)
        sums.append(plain(padded, kernel.astype(dtype), geometry))
    return to_displayed(to_value(sums, step), step.display, None)


def levels_by_definition(pixels: NDArray[np.uint8], step: Step) -> NDArray[np.uint8]:
    """The levels (C, H_out, W_out)."""
    return to_levels(displayed_by_definition(pixels, step))


def is_within(off: float, levels: NDArray[np.uint8] | None, displayed: Any) -> bool:
    """Whether every level is the rounded value of a number at most ``off`` away from ``displayed``."""
    low, high = (np.clip(np.rint(displayed + sign * off), 0, 255) for sign in (-1, 1))
    return levels is not None and bool(((low <= levels) & (levels <= high)).all())
