"""From any picture to a small square one: the middle square, shrunk or grown, in colour or grey."""

from __future__ import annotations

import numpy as np

from app.data.images import downscale

LUMINANCE = (0.299, 0.587, 0.114)  # ITU-R BT.601
_COARSE = 8  # times the final side: what the first, cheap reduction leaves


def frame(pixels: np.ndarray, side: int, *, is_colour: bool) -> np.ndarray:
    """The largest square in the middle of uint8 (3, H, W) as uint8 (3, side, side) or (1, side, side).

    Where the excess is odd, the extra row goes below and the extra column to the right.
    """
    _, height, width = pixels.shape
    edge = min(height, width)
    top, left = (height - edge) // 2, (width - edge) // 2
    square = np.ascontiguousarray(pixels[:, top : top + edge, left : left + edge])
    planes = downscale(square, (_COARSE * side) ** 2).astype(np.float32)
    if not is_colour:
        planes = np.tensordot(np.array([LUMINANCE], np.float32), planes, axes=1)
    across = triangle(planes.shape[-1], side)
    return np.asarray(np.rint(np.clip(across @ planes @ across.T, 0, 255)).astype(np.uint8))


def triangle(before: int, after: int) -> np.ndarray:
    """float32 (after, before): row i holds the weights with which `before` samples make sample i.

    A triangle over the two neighbours when there become more samples, widened to the size of a new sample
    when there become fewer, so that nothing is left out; each row adds up to 1.
    """
    scale = before / after
    reach = max(scale, 1.0)
    middles = (np.arange(after) + 0.5) * scale - 0.5
    weights = np.maximum(0, 1 - np.abs(np.arange(before)[None, :] - middles[:, None]) / reach)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)
