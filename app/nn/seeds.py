"""One seed for a run, and from it a generator for every use of chance.

Because each use has its own, a layer more or less does not change the order of the pictures, and a dropout
layer changes no first weight.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

LARGEST_SEED = 2**32 - 1


class Chance(IntEnum):
    """What chance decides in a run."""

    INITIALIZATION = 0
    SHUFFLING = 1
    DROPOUT = 2


def generator(seed: int, use: Chance) -> np.random.Generator:
    """The generator of one use; the same seed gives the same numbers."""
    return np.random.default_rng([int(use), seed])
