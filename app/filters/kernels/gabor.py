"""The Gabor filter: a wave under a bell, what a cell of the visual cortex (V1) answers to."""

from __future__ import annotations

from math import ceil, cos, radians, sin, tau

import numpy as np

from .grid import offsets
from .kernel import LARGEST_SIDE, Kernel


def gabor(wavelength: float, angle: float, sigma: float, aspect: float, phase: float) -> Kernel:
    """Stripes of one width and one direction. The middle rows for wavelength 4, angle 0, σ = 1::

        -0.004 -0.239 -0.241 0.968 -0.241 -0.239 -0.004
        -0.007 -0.393 -0.397 1.596 -0.397 -0.393 -0.007     a light stripe between two dark ones
        -0.004 -0.239 -0.241 0.968 -0.241 -0.239 -0.004

    With ``u`` across the stripes and ``v`` along them, the kernel is
    ``bell · (wave − mean of the wave under the bell)``, where
    ``bell = exp(−(u² + aspect² · v²) / 2σ²)`` and ``wave = cos(2π u / wavelength + phase)``.
    Taking the mean away makes the sum exactly 0, so a flat area answers 0 and only stripes count.
    The positive weights are scaled to sum to 4, the negative ones then to −4, as in the 4-neighbour
    Laplacian: faint stripes of a photograph still show. The offset 128 puts a flat area on middle grey.

    Args:
        wavelength: pixels from one light stripe to the next, above 2.
        angle: degrees, anticlockwise on the screen; 0 means upright stripes (the wave runs right).
        sigma: pixels, the width of the bell across the stripes.
        aspect: the bell is ``sigma / aspect`` wide along the stripes.
        phase: degrees; 0 a light stripe in the middle, 90 an edge in the middle.

    Source: J. G. Daugman, J. Opt. Soc. Am. A 2 (1985) 1160.
    Cut at 3σ of the wider direction, or at 15 pixels.
    """
    radius = min(ceil(3.0 * sigma / min(aspect, 1.0)), LARGEST_SIDE // 2)
    i, j = offsets(radius)
    turn = radians(angle)
    across = j * cos(turn) - i * sin(turn)
    along = j * sin(turn) + i * cos(turn)
    bell = np.exp(-(across**2 + (aspect * along) ** 2) / (2.0 * sigma * sigma))
    wave = np.cos(tau * across / wavelength + radians(phase))
    weights = bell * (wave - (bell * wave).sum() / bell.sum())
    return Kernel(weights * (4.0 / weights[weights > 0].sum()), offset=128)
