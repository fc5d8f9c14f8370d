"""Four kernels of the lectures: difference, edges, sharpen, emboss.

Source: lecture deck 1 (difference, sharpen, emboss) and deck 2 (edges).
"""

from __future__ import annotations

import numpy as np

from .grid import middle_one, offsets, ones
from .kernel import Kernel


def difference() -> Kernel:
    """Each pixel minus its left neighbour, ``f(x, y) − f(x − 1, y)``::

        -1  [1]

    The even width puts the anchor (in brackets) on the right cell, as SciPy and OpenCV do. The deck
    writes the same thing for convolution, where the kernel is turned round: 1 at x = 0, −1 at x = 1.
    """
    return Kernel(np.array([[-1, 1]], dtype=np.int64))


def edges() -> Kernel:
    """Nine times the pixel minus the sum of its 3×3 window::

        -1 -1 -1
        -1  8 -1        = 9 · identity − ones
        -1 -1 -1

    The weights sum to 0: a flat area gives 0, whatever its brightness.
    """
    return Kernel(9 * middle_one(1) - ones(3, 3))


def sharpen() -> Kernel:
    """The pixel, lifted above its wider surroundings; divide by the sum of the weights, 8::

    -1 -1 -1 -1 -1
    -1  2  2  2 -1
    -1  2  8  2 -1      = 6 · identity + 3 · (3×3 ones) − (5×5 ones)
    -1  2  2  2 -1
    -1 -1 -1 -1 -1
    """
    near = np.pad(ones(3, 3), 1)
    return Kernel(6 * middle_one(2) + 3 * near - ones(5, 5), divisor=8)


def emboss() -> Kernel:
    """What lies below right minus what lies above left: ``sign(i + j)``::

        -1 -1  0
        -1  0  1
         0  1  1

    The weights sum to 0, so a flat area would be black and every slope away from the light lost;
    the offset 128 puts flat areas on middle grey and leaves room on both sides.
    """
    i, j = offsets(1)
    return Kernel(np.sign(i + j), offset=128)
