"""From a sum to a grey level: divide, offset, combine, map, round, clip.

Each function works on planes and on single numbers alike, so that the pixel that is explained and the
picture that is shown go through the same lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.filters.step import Display, Step

WHITE = 255


def to_value(sums: Sequence[NDArray[Any]], step: Step) -> NDArray[Any]:
    """``sum / divisor + offset``; of a pair ``√(gx² + gy²) + offset`` with each divided first.

    Returns:
        Integers where nothing had to be divided and the offset is whole, else float64.
    """
    if step.filter.combine == "single":
        return _plus(_divided(sums[0], step.divisor), step.offset)
    gx, gy = (s / step.divisor for s in sums)
    # Ten times as fast as np.hypot, which guards against squares that overflow; ours stay below 1e47.
    return _plus(np.sqrt(gx * gx + gy * gy), step.offset)


def to_displayed(value: NDArray[Any], display: Display, extremes: tuple[float, float] | None) -> NDArray[Any]:
    """The chosen mapping, before rounding.

    Args:
        extremes: smallest and largest value of the whole picture; only ``"stretch"`` needs them. A picture
            of one single value has nothing to stretch and is left as it is.
    """
    if display == "absolute":
        absolute: NDArray[Any] = np.abs(value)
        return absolute
    if display == "stretch" and extremes is not None and extremes[0] < extremes[1]:
        low, high = extremes
        # Multiplied first: a value half way between two levels then lies exactly there.
        stretched: NDArray[Any] = (value - low) * float(WHITE) / (high - low)
        return stretched
    return value


def to_levels(displayed: NDArray[Any]) -> NDArray[np.uint8]:
    """Round half to even and clip to 0 … 255."""
    if np.issubdtype(displayed.dtype, np.floating):
        displayed = np.rint(displayed)
    levels: NDArray[np.uint8] = np.clip(displayed, 0, WHITE).astype(np.uint8)
    return levels


def direction_degrees(sums: Sequence[NDArray[Any]]) -> NDArray[np.float64]:
    """The angle of the gradient (gx, gy) in degrees, 0 ≤ angle < 360, rows pointing down."""
    degrees: NDArray[np.float64] = np.degrees(np.arctan2(sums[1], sums[0])) % 360
    return degrees


def direction_to_rgb(degrees: NDArray[np.float64], levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Hue = direction, brightness = magnitude, full saturation (HSV → RGB).

    Args:
        degrees, levels: (1, H, W).

    Returns:
        (3, H, W) uint8.
    """
    # Each channel is a trapezium of the hue, 120° apart.
    centres = np.array([0.0, 120.0, 240.0])[:, None, None]
    distance = np.abs((degrees - centres + 180) % 360 - 180)
    share = np.clip(2 - distance / 60, 0, 1)
    rgb: NDArray[np.uint8] = np.rint(share * levels).astype(np.uint8)
    return rgb


def _divided(sums: NDArray[Any], divisor: float) -> NDArray[Any]:
    return sums if divisor == 1 else sums / divisor


def _plus(values: NDArray[Any], offset: float) -> NDArray[Any]:
    if offset == 0:
        return values
    return values + (int(offset) if float(offset).is_integer() else offset)
