"""From the ink's path to a picture in MNIST's conventions.

The ink fills a box of 20×20 pixels with its longer side, the aspect is kept, edges are grey; the box is then
placed in 28×28 by whole pixels so that the centre of mass is at row and column 14 (±½).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.data.datasets.strokes.handwriting import Ink

FloatArray = NDArray[np.float64]
Pictures = NDArray[np.uint8]

SIZE, BOX = 28, 20
CENTRE = 14
SOFTNESS = 1.35  # pixels from full ink to none
_BLOCK = 16  # pictures at a time: their distances fit a processor's cache

_rows, _columns = np.divmod(np.arange(BOX * BOX), BOX)
# Pixel centres with the box's centre as the origin.
_Y, _X = _rows + 0.5 - BOX / 2, _columns + 0.5 - BOX / 2
_PIXELS = np.stack([np.ones_like(_X), _X, _Y, _X**2 + _Y**2]).astype(np.float32)


def draw(ink: Ink) -> Pictures:
    """(n, 28, 28) uint8, white ink on black."""
    boxes = np.empty((len(ink.path), BOX, BOX), np.float32)
    path = _fitted(ink)
    for first in range(0, len(path), _BLOCK):
        block = slice(first, first + _BLOCK)
        boxes[block] = _coverage(path[block], ink.radius[block])
    return _centred(np.rint(boxes * 255).astype(np.uint8))


def _fitted(ink: Ink) -> FloatArray:
    """The path in pixels, the box's centre as the origin, so that the ink's longer side fills the box."""
    lowest, highest = ink.path.min(axis=1), ink.path.max(axis=1)
    room: FloatArray = BOX - 2 * ink.radius.mean(axis=1) - SOFTNESS / 2
    scale: FloatArray = room / (highest - lowest).max(axis=1)
    centre: FloatArray = (lowest + highest) / 2
    return (ink.path - centre[:, None]) * scale[:, None, None]


def _coverage(path: FloatArray, radius: FloatArray) -> NDArray[np.float32]:
    """How much of each pixel the ink covers: (n, BOX, BOX), 0 to 1.

    The ink is a row of discs. The nearest edge is d − r ≈ (d² − r²) / 2r away, and d² − r² of all pixels and
    all discs is one matrix product: |p − q|² − r² = (|q|² − r²) − 2 p·q + |p|². Grey falls off smoothly.
    """
    discs = np.stack(
        [(path**2).sum(axis=2) - radius**2, -2 * path[..., 0], -2 * path[..., 1], np.ones(radius.shape)],
        axis=-1,
    ).astype(np.float32)
    nearest: NDArray[np.float32] = (discs @ _PIXELS).min(axis=1)
    slope = (1 / (2 * SOFTNESS * radius.mean(axis=1))).astype(np.float32)
    ramp: NDArray[np.float32] = np.clip(0.5 - nearest * slope[:, None], 0, 1)
    return (ramp * ramp * (3 - 2 * ramp)).reshape(-1, BOX, BOX)


def _centred(boxes: Pictures) -> Pictures:
    """Place each box so that its centre of mass comes to the picture's centre."""
    pictures = np.zeros((len(boxes), SIZE, SIZE), np.uint8)
    places = np.arange(BOX)
    mass = boxes.sum(axis=(1, 2), dtype=np.int64)
    row = boxes.sum(axis=2, dtype=np.int64) @ places / mass
    column = boxes.sum(axis=1, dtype=np.int64) @ places / mass
    top = np.clip(np.rint(CENTRE - row).astype(np.int64), 0, SIZE - BOX)
    left = np.clip(np.rint(CENTRE - column).astype(np.int64), 0, SIZE - BOX)
    picture = np.arange(len(boxes))[:, None, None]
    rows = (top[:, None] + places)[:, :, None]
    columns = (left[:, None] + places)[:, None, :]
    pictures[picture, rows, columns] = boxes
    return pictures
