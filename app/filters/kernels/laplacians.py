"""Second derivatives, the same in every direction: Laplacian, Laplacian of Gaussian, outline."""

from __future__ import annotations

from math import ceil
from typing import Literal

import numpy as np

from .course import edges
from .grid import offsets
from .kernel import Kernel

SECOND_DIFFERENCE = (1, -2, 1)
"""``f(x − 1) − 2 f(x) + f(x + 1)``: how much the slope changes here."""


def laplacian(neighbours: Literal["4", "8"]) -> Kernel:
    """The sum of the second differences through the pixel: along row and column, or diagonals too::

    4 neighbours    0  1  0         8 neighbours    1  1  1
                    1 -4  1                         1 -8  1
                    0  1  0                         1  1  1
    """
    through = np.array(SECOND_DIFFERENCE, dtype=np.int64)
    weights = np.zeros((3, 3), dtype=np.int64)
    weights[1, :] += through
    weights[:, 1] += through
    if neighbours == "8":
        weights += np.diag(through)
        weights += np.fliplr(np.diag(through))
    return Kernel(weights)


def laplacian_of_gaussian(sigma: float) -> Kernel:
    """Smooth, then take the Laplacian, in one kernel: ``(r² − mean r²) · exp(−r² / 2σ²)``.

    On the whole plane the mean of r² under the bell is 2σ², which is the 2σ² of the textbook formula.
    A few sampled pixels have a slightly different mean; taking *their* mean makes the sum exactly 0
    and leaves the rim as small as it was. The scale makes the positive weights sum to 4, as in the
    4-neighbour Laplacian, so that the answers can be compared at every σ. For σ = 0.5::

        0.000 0.002  0.011 0.002 0.000
        0.002 0.267  0.718 0.267 0.002
        0.011 0.718 -4.000 0.718 0.011      (a ring round a dip)
        0.002 0.267  0.718 0.267 0.002
        0.000 0.002  0.011 0.002 0.000

    Cut at 4σ, further out than a plain Gaussian, because r² grows while the bell falls.
    """
    i, j = offsets(ceil(4.0 * sigma))
    squared_radius = (i * i + j * j).astype(np.float64)
    envelope = np.exp(-squared_radius / (2.0 * sigma * sigma))
    mean = float((squared_radius * envelope).sum() / envelope.sum())
    weights = (squared_radius - mean) * envelope
    return Kernel(weights * (4.0 / weights[weights > 0].sum()))


def outline() -> Kernel:
    """A pen drawing: the edge kernel turned negative, taken from white paper::

        1  1  1
        1 -8  1       + 255
        1  1  1

    A flat area gives 0 + 255, white; a bright line against dark gives less, down to black.
    """
    return Kernel(-edges().weights, offset=255)
