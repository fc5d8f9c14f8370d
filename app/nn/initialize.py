"""First weights: random, so that no two filters learn the same, and of a size that keeps signals alive.

A weighted sum of n inputs has n times the variance of one term. Weights that are too large make signals and
gradients grow from layer to layer, weights that are too small make them vanish (E5); the two rules choose
the variance that keeps it level.

* He: normal, variance 2/fan_in; the 2 because ReLU puts half of its inputs out. He, Zhang, Ren and Sun, 2015.
* Glorot: uniform in ±√(6/(fan_in + fan_out)), variance 2/(fan_in + fan_out), a compromise of both passes for
  functions that are nearly linear at 0, such as tanh. Glorot and Bengio, 2010.

Biases begin at 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.nn.layer import Array, Initialization


def fill(
    weight: Array,
    fan_in: float | NDArray[Any],
    fan_out: float | NDArray[Any],
    method: Initialization,
    generator: np.random.Generator,
) -> None:
    """Write random first values into ``weight``.

    The numbers are drawn in float64 and then rounded, so that a network has the same first weights in both
    precisions.

    Args:
        fan_in, fan_out: how many inputs one output adds up, and how many outputs one input feeds; arrays that
            broadcast against ``weight`` where these differ from output to output.
    """
    if method == "he":
        weight[...] = generator.standard_normal(weight.shape) * np.sqrt(2.0 / fan_in)
    else:
        weight[...] = generator.uniform(-1.0, 1.0, weight.shape) * np.sqrt(6.0 / (fan_in + fan_out))
